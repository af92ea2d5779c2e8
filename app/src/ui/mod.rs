//! What pages are made of. Each part has a sheet of its own name in `style/`.

mod badge;
mod empty;
mod fields;
mod form;
mod frame;
mod icon;
mod page;
mod person;
mod problem;
mod said;
mod tabs;
mod when;

pub use badge::{Badge, Outcome, Tone};
pub use empty::Empty;
pub use fields::{Area, Choose, Line, Options, Pick};
pub use form::{Key, PostForm, Submit};
pub use frame::Section;
pub use icon::Icon;
pub use page::{Head, Home, NoSuchPage, Page, bare, encoded, outside, page, sign_in_for};
pub use person::{Avatar, Person};
pub use problem::Problem;
pub use said::{Message, Said};
pub use tabs::{More, Tab, Tabs};
pub use when::{Ago, Due, When};
