//! My requests, and asking for something new.

mod api;
mod fields;
mod form;
mod gallery;
mod mine;
mod route;

pub use fields::FormFields;
pub use form::NewRequestPage;
pub use gallery::GalleryPage;
pub use mine::RequestsPage;
