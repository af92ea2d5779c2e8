//! The binary `countersign`.

mod postgres;

fn main() {}
