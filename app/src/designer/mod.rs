//! Where processes are made: the gallery of templates, publishing, comparing versions. The editor itself is `editor`.

mod begin;
mod compare;
mod gallery;
mod list;
mod overlay;
mod publish;
mod templates;
mod text;
mod thumbnail;
mod words;

pub use begin::{filled, key_of};
pub use compare::ComparePage;
pub use gallery::NewDraftPage;
pub use publish::PublishPage;
