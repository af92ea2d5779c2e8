//! Links in mails: bound to one person, one task (or wait) and one revision. Opening one changes nothing but a record
//! that it was opened; a decision needs a button pressed on a page view of our own, and goes the way of every command.

mod act;
mod admin;
mod codes;
mod mint;
mod open;
mod page;
mod settle;
mod token;

pub use act::{Done, LinkAct, act};
pub use admin::{LinkRow, OpeningRow, links_of, revoke};
pub use codes::{ask_code, enter_code, new_link};
pub use open::{Opening, PageView, open};
pub use page::{Change, Held, LinkPage, Need, SignalPage, TaskPage};
pub use token::{LinkToken, NotALink};

pub(crate) use codes::renew as new_code;
pub(crate) use mint::{Bound, Minted, mint};
pub(crate) use settle::{DISOWNED, LinkUse, disown, revoke_of_person, settle, take};
