//! The geometry of a drawing: where nodes, lines and labels go. Pure functions over a definition; the server's drawings
//! and the editor's canvas are made from the same numbers.

pub mod layout;
pub mod route;
pub mod scene;
pub mod shape;
