//! The geometry of a drawing: where nodes, lines and labels go. Pure functions over a definition; the server's drawings
//! and the editor's canvas are made from the same numbers.

#[cfg(test)]
mod examples;
mod grid;
mod ground;
mod label;
pub mod hit;
pub mod layout;
pub mod path;
mod price;
mod route;
pub mod scene;
pub mod shape;
pub mod snap;
mod surroundings;
pub mod tidy;
pub mod viewport;
pub mod walk;
