//! Drafts: processes that several people draw at once. Nothing is overwritten silently: a save names the revision that it was
//! made from. The functions that change something are methods of [`crate::Runtime`].

mod create;
mod decide;
mod discard;
mod draft;
mod presence;
mod publish;
mod release;
mod save;
mod scenarios;

pub use create::NewDraft;
pub use decide::{DecidePublication, PublicationDecided};
pub(crate) use presence::SEEN;
pub use presence::{Other, Presence};
pub use publish::{Publish, PublishOutcome, Second};
pub use save::{Save, SaveOutcome};
pub use scenarios::{KeptScenario, LARGEST_SCENARIO, MOST_SCENARIOS, Scenario};

pub(crate) use draft::{designs, find, problems};
pub(crate) use scenarios::of as scenarios_of;

/// The most drafts that an organisation has at a time.
pub const MOST_DRAFTS: i64 = 500;
/// The longest note of a version, and the longest reason of a refusal, in characters.
pub const LONGEST_NOTE: usize = 2_000;
