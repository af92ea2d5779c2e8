//! The letters: what the product writes to people by e-mail, as a subject, a plain text and an HTML part.
//! Pure: every text comes in ready for its reader, and what comes out depends on nothing else.

mod model;
mod paint;
mod press;
mod tidy;
mod words;

#[cfg(test)]
mod tests;

pub use self::model::{
    Action, DecisionLine, DigestRow, Field, Footer, Kind, Letter, Look, Outcome, RequestPart, Said, Tone,
};
pub use self::press::{Rendered, render};
