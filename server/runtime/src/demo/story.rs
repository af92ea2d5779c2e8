//! What the demo's people asked and answered over the last three weeks. Nothing here is written to the database
//! as it stands: every line becomes a command at its time.

/// One request and what people did about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Story {
    pub who: &'static str,
    pub definition: &'static str,
    pub start: Start,
    /// Form texts; `@6` is the date six days after the start, `person:KEY` a person.
    pub entered: &'static [(&'static str, &'static str)],
    /// Hours after the start, who, what.
    pub acts: &'static [(f64, &'static str, Do)],
}

/// When a request is made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Start {
    /// So many days ago, on the last working day before if that is a weekend, at an hour of the requester's day.
    Day(i64, f64),
    /// So many hours ago, so that it stands where it should.
    Ago(f64),
}

/// What somebody does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Do {
    Approve(&'static str),
    Reject(&'static str),
    SendBack(&'static str),
    /// Changes these fields and submits again.
    Again(&'static [(&'static str, &'static str)], &'static str),
    Claim,
    Delegate(&'static str, &'static str),
    Say(&'static str),
    Nudge,
    Withdraw(&'static str),
    Cancel(&'static str),
}

pub(super) fn stories() -> impl Iterator<Item = &'static Story> {
    super::story_purchases::STORIES.iter().chain(super::story_others::STORIES)
}
