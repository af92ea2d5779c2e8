//! What the browser does: small helpers over finished pages, each an island without state of its own. They listen at the
//! document and find their elements by `data-` attributes, so that parts of a page may be replaced under them.
//! No time zones, no parsing of data, no engine here: all of this is sent to every browser.

mod dom;
mod drafts;
mod here;
mod hints;
mod keyboard;
mod live;
mod moments;
mod once;
mod png;
mod print;
mod theme;

pub use drafts::Drafts;
pub use here::Here;
pub use hints::Hints;
pub use keyboard::Keyboard;
pub use live::Live;
pub use moments::Moments;
pub use once::Once;
pub use png::Png;
pub use print::Print;
pub use theme::ThemeToggle;
