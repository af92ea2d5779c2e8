//! The geometry of a drawing: where nodes, lines and labels go. Pure functions over a definition; the server's drawings
//! and the editor's canvas are made from the same numbers.

pub mod arrange;
pub mod aside;
#[cfg(test)]
mod examples;
mod graph;
mod grid;
mod ground;
pub mod hit;
pub mod icon;
pub mod label;
pub mod layout;
pub mod markup;
pub mod minimap;
pub mod path;
mod price;
pub mod route;
pub mod scene;
pub mod shape;
pub mod snap;
mod surroundings;
pub mod tidy;
pub mod viewport;
pub mod walk;
