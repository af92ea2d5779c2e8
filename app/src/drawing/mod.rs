//! The drawing of a definition, with where an execution stands on it. The geometry is the crate `drawing`'s; the view is SVG that
//! the server writes, with a list of the same steps for those who cannot see it.

mod alone;
mod marks;
mod view;

pub use alone::alone;
pub use marks::{Mark, Marks};
pub use view::{Drawing, drawn_line, drawn_node};
