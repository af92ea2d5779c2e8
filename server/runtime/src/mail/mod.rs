//! Mail: queued in the transaction of its cause, written when it is sent, sent by a fenced worker, settled once.
//! At least once outside Postgres: a crash between the mail server's yes and our commit sends it again, with the same
//! Message-ID, so that mail programs show it once.

mod codes;
mod compose;
mod digest;
mod letter;
mod look;
mod message;
mod notice;
mod pace;
mod postman;
mod preferences;
mod preview;
pub(crate) mod publish;
pub(crate) mod queue;
mod quiet;
mod send_again;
mod transport;
mod unsubscribe;
mod words;

pub use look::{LARGEST_LOGO, Look, look, set_logo, set_look};
pub(crate) use look::{administers, of as look_of};
pub use postman::{Postman, Round, deliver, deliver_due};
pub use preferences::{Digest, Preferences, Wanted, preferences, set_preferences};
pub use preview::{KINDS, Preview, preview};
pub use send_again::send_again;
pub use transport::{Encryption, MailServer, NotSent, Smtp, Transport, WrongMailServer};
pub use unsubscribe::{unsubscribe, unsubscribes};
