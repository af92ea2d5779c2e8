//! The binary `countersign`.

mod cli;
mod config;
mod database;
mod postgres;

fn main() {}
