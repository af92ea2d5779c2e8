//! What a letter says and how the organisation looks. Every text is ready for its reader: names and dates in words.

use serde::Serialize;

/// How the organisation's letters look.
#[derive(Clone, Debug)]
pub struct Look {
    pub org_name: String,
    /// `#rrggbb`; anything else falls back to the product's blue.
    pub colour: String,
    /// The `src` of an image: `cid:…` or `data:image/…`; anything else is left out, so that nothing is fetched.
    pub logo: Option<String>,
    /// Stands before every subject, for instance `[Halden]`; may be empty.
    pub subject_prefix: String,
}

/// One letter to one person.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    #[serde(skip)]
    pub kind: Kind,
    pub to_name: String,
    /// What the letter is about.
    pub request: Option<RequestPart>,
    /// Why this person is asked, as a sentence: "You are the manager of Keiko Tanaka."
    pub why: Option<String>,
    /// Until when an answer is wanted: "Thursday 26 November, 17:00 (Lisbon time)".
    pub due: Option<String>,
    pub overdue: bool,
    /// What happens by itself, as (when, what): ("Friday 09:00", "it goes to Bo Lind instead").
    pub if_nobody: Vec<(String, String)>,
    pub said: Option<Said>,
    /// How a closed request ended.
    pub outcome: Option<Outcome>,
    pub decisions: Vec<DecisionLine>,
    /// What the reader can do; the first primary one is the button.
    pub actions: Vec<Action>,
    /// The one-time code of [`Kind::Code`], spaced for reading: "482 913".
    pub code: Option<String>,
    /// The waiting requests of [`Kind::Digest`].
    pub rows: Vec<DigestRow>,
    pub footer: Footer,
}

/// The request as its letter shows it.
#[derive(Clone, Debug, Serialize)]
pub struct RequestPart {
    pub title: String,
    pub process: String,
    pub step: Option<String>,
    pub requester: String,
    pub asked_at: String,
    pub fields: Vec<Field>,
    /// What the process wants the reader to look at; empty where nothing is asked of them.
    pub instructions: String,
    /// Stands under the fields: "Sign in to see the details."
    pub note: Option<String>,
}

/// One answer of the request's form.
#[derive(Clone, Debug, Serialize)]
pub struct Field {
    pub label: String,
    /// May hold several lines.
    pub value: String,
    /// Whether it differs from what this reader saw before.
    pub changed: bool,
}

/// What a letter is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Asked,
    /// The how many-th reminder, from 1.
    Reminded {
        number: u32,
    },
    Escalated,
    /// Told because nobody answered in time; nothing is asked of the reader.
    Informed,
    Delegated {
        by: String,
    },
    SentBack {
        by: String,
    },
    Closed,
    Nudged {
        by: String,
    },
    Commented {
        by: String,
    },
    Message,
    Incident {
        reason: String,
    },
    /// Somebody who was asked says that it is not for them.
    Disowned {
        by: String,
    },
    /// The reader is to publish a draft, or to say why not.
    PublishAsked {
        by: String,
    },
    /// The request waits for word from the reader.
    SignalWanted,
    Digest {
        weekly: bool,
    },
    Code,
}

/// A reason, note, message or comment in its writer's own words.
#[derive(Clone, Debug, Serialize)]
pub struct Said {
    pub who: String,
    pub text: String,
}

/// How a request ended: "Approved", and whether that is good news.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    pub word: String,
    pub tone: Tone,
}

/// The colour of an outcome; its word always stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    Good,
    Bad,
    Calm,
}

/// One decision made so far: "Bo Lind" "approved" "Monday 23 November, 10:02".
#[derive(Clone, Debug, Serialize)]
pub struct DecisionLine {
    pub who: String,
    pub what: String,
    pub when: String,
    pub comment: Option<String>,
}

/// A place the reader can go to; opening it never decides anything.
#[derive(Clone, Debug, Serialize)]
pub struct Action {
    pub label: String,
    pub url: String,
    pub primary: bool,
}

/// One waiting request of a digest.
#[derive(Clone, Debug, Serialize)]
pub struct DigestRow {
    pub title: String,
    pub by: String,
    pub step: String,
    pub due: Option<String>,
    pub overdue: bool,
    pub url: String,
}

/// Why this mail came, where to change that, and who sends it.
#[derive(Clone, Debug, Serialize)]
pub struct Footer {
    pub why_mail: String,
    pub settings_url: Option<String>,
    pub unsubscribe_url: Option<String>,
    pub sent_by: String,
}
