//! Definitions as BPMN 2.0 XML. Our own export comes back as it was; what other modellers export becomes a draft, with a
//! report of everything that has no meaning here. The table of both ways is docs/bpmn.md.

mod diagram;
mod export;
mod import;
mod names;
mod ours;
mod write;
mod xml;

pub use export::export;
pub use import::{Imported, Loss, import};

use crate::definition::{LARGEST_DOCUMENT, MOST_NODES};

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 5 * 1024 * 1024;
/// How deep elements may stand in one another.
pub const DEEPEST: usize = 100;
/// How many elements a file may have, those of the diagram included.
pub const MOST_ELEMENTS: usize = 60_000;
/// How many attributes an element may have.
pub const MOST_ATTRIBUTES: usize = 100;

const MODEL: &str = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const DIAGRAM: &str = "http://www.omg.org/spec/BPMN/20100524/DI";
const BOUNDS: &str = "http://www.omg.org/spec/DD/20100524/DC";
const LINES: &str = "http://www.omg.org/spec/DD/20100524/DI";
const SCHEMAS: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// The namespace of our settings.
pub const OURS: &str = "https://countersign.dev/bpmn/1";

/// Why a file is not read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotBpmn {
    #[error("The file is larger than {} MB.", LARGEST_FILE / 1024 / 1024)]
    TooLarge,
    #[error("Line {line} is not XML: {why}.")]
    NotXml { line: u64, why: String },
    #[error("Line {line} has a DOCTYPE. Files that declare entities or refer to other files are not read; remove it.")]
    Doctype { line: u64 },
    #[error("Line {line} uses the entity \"{name}\". Only XML's own entities (such as &amp;) are read.")]
    Entity { line: u64, name: String },
    #[error("At line {line} elements stand more than {DEEPEST} deep in one another.")]
    TooDeep { line: u64 },
    #[error("At line {line} there are more than {MOST_ELEMENTS} elements.")]
    TooManyElements { line: u64 },
    #[error("The element at line {line} has more than {MOST_ATTRIBUTES} attributes.")]
    TooManyAttributes { line: u64 },
    #[error("This is XML, but not BPMN 2.0: its outermost element is <{found}>.")]
    OtherRoot { found: String },
    #[error("The file has no BPMN process with anything in it.")]
    NoProcess,
    #[error("The id \"{id}\" is there twice: at line {first} and at line {line}. Save the file anew in your modeller.")]
    Twice { id: String, first: u64, line: u64 },
    #[error("The process has {found} elements; a definition has at most {MOST_NODES}.")]
    TooManyNodes { found: usize },
    #[error("What the file says is larger than {} kB as a definition.", LARGEST_DOCUMENT / 1024)]
    TooMuchText,
}
