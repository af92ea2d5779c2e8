//! Who is calling: sign-in by password, sessions' epochs, bearer tokens, the first administrator, and adding people.

mod again;
mod attempts;
mod callers;
mod organisations;
mod passwords;
mod setup;
mod sign_in;
mod time_zone;
mod tokens;

pub use again::password_again;
pub(crate) use callers::find as find_caller;
pub use callers::{caller, sign_out_everywhere};
pub use organisations::{
    NewUser, Organisation, add_group, add_member, add_org, add_user, deactivate, find_external, find_user,
    organisations, set_password,
};
pub use passwords::{LONGEST_PASSWORD, SHORTEST_PASSWORD};
pub use setup::{FirstAdmin, new_setup_code, setup, setup_needed};
pub(crate) use sign_in::signed_in;
pub use sign_in::{SignInError, SignedIn, sign_in};
pub use time_zone::set_time_zone;
pub use tokens::{add_token, by_token, revoke_token};
pub(crate) use tokens::{hash, secret};
