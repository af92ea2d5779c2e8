//! What the screens read. Every read checks what the caller may see and answers in types of its own, never in rows.

pub mod definitions;
pub mod directory;
pub mod drafts;
pub mod execution;
pub mod inbox;
pub mod ledger;
pub mod notices;
mod page;
pub mod people;
pub mod publish_preview;
pub mod requests;
pub mod standing;
pub mod system;
pub mod task;
mod upcoming;
pub mod visible;
mod waiting;

use engine::ids::PersonId;
use serde::{Deserialize, Serialize};

pub use definitions::{
    DefinitionRow, DefinitionVersion, GalleryEntry, Retired, VersionRow, definition, definitions, gallery,
    next_version, requests_made,
};
pub use directory::{Directory, directory};
pub use drafts::{Draft, DraftRow, Publication, PublicationState, designers, draft, draft_problems, drafts, scenarios};
pub use execution::{
    Abilities, ExecutionDetail, Forecast, ForecastRow, History, HistoryRow, NextMove, execution, forecast, history,
};
pub use inbox::{Counts, InboxRow, Tab, inbox, inbox_counts};
pub use ledger::{
    Became, KeptMail, KeptRow, LedgerRow, MailOverview, MailRow, kept_mail, ledger, mail_overview, outbox,
};
pub use notices::{NoticeRow, mark_all_read, notices, unread};
pub use page::Page;
pub use people::{GroupRow, PersonRow, groups, people};
pub use publish_preview::{OpenExecution, PublishPreview, Verdict, publish_preview};
pub use requests::{RequestRow, my_requests};
pub use standing::{AtNode, Longest, MOST_SAMPLED, Standing, standing};
pub use system::{IncidentRow, Lateness, SystemOverview, TimerRow, system};
pub(crate) use task::fields_of;
pub use task::{DecisionRow, FieldView, TaskAbilities, TaskDetail, task};
pub use waiting::Waiting;

/// A person with the name to show.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named {
    pub id: PersonId,
    pub name: String,
}
