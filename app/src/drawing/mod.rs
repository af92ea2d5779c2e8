//! The drawing of a definition, with where an execution stands on it. The geometry is the crate `drawing`'s; the view is SVG that
//! the server writes, with a list of the same steps for those who cannot see it.

mod alone;
mod asides;
mod counts;
mod marks;
mod view;

pub use alone::alone;
pub use counts::{Count, Counts};
pub use marks::{Mark, Marks};
pub use view::{Drawing, drawn_line, outline_only};

use engine::Definition;
use engine::definition::At;

/// The most nodes, and half the most lines, that are drawn on a page; beyond that finding ways for lines takes too long.
const MOST_DRAWN: usize = 200;
/// The farthest from the middle that is drawn, in pixels.
const FARTHEST: u32 = 1_000_000;

/// Whether it is small enough to be drawn by the server.
pub fn can_be_drawn(definition: &Definition) -> bool {
    let near = |at: At| at.x.unsigned_abs().max(at.y.unsigned_abs()) <= FARTHEST;
    definition.nodes.len() <= MOST_DRAWN
        && definition.edges.len() <= 2 * MOST_DRAWN
        && definition.nodes.iter().map(|node| node.at).chain(definition.notes.iter().map(|note| note.at)).all(near)
}
