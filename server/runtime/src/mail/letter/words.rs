//! The words of each kind of letter: its subject, its first line, and the line an inbox shows beside the subject.
//! Subjects say what is wanted and never start with a name, so that the reading direction stays the product's.

use super::model::{Kind, Letter};
use super::tidy::one_line;

/// The lines of a letter that depend on its kind.
pub struct Words {
    pub subject: String,
    /// The largest line: the request's title, or what is wanted where no request is.
    pub headline: String,
    pub lead: String,
    /// What mail programs show after the subject.
    pub preheader: String,
    pub due_label: &'static str,
    pub silence_label: &'static str,
}

impl Words {
    pub fn of(prefix: &str, letter: &Letter) -> Self {
        let (head, lead) = (head(letter), lead(letter));
        let title = letter.request.as_ref().map(|request| request.title.trim()).filter(|title| !title.is_empty());
        let subject = match title {
            Some(title) => format!("{prefix} {head}: {title}"),
            None => format!("{prefix} {head}"),
        };
        Self {
            subject: one_line(&subject),
            preheader: preheader(letter, &lead),
            headline: title.map_or(head, str::to_owned),
            lead,
            due_label: due_label(letter),
            silence_label: if letter.kind.asks() { "If nobody answers" } else { "What happens next" },
        }
    }
}

impl Kind {
    /// Whether the first line already says who asks.
    pub fn names_requester(&self) -> bool {
        matches!(self, Self::Asked | Self::Reminded { .. } | Self::Closed)
    }

    /// Whether the reader is to answer, so that a due date and what follows from silence concern them.
    pub fn asks(&self) -> bool {
        matches!(
            self,
            Self::Asked | Self::Reminded { .. } | Self::Escalated | Self::Delegated { .. } | Self::Nudged { .. }
        )
    }
}

fn head(letter: &Letter) -> String {
    match &letter.kind {
        Kind::Asked => "Your decision".to_owned(),
        Kind::Reminded { .. } if letter.overdue => "Reminder, overdue".to_owned(),
        Kind::Reminded { number: 0 | 1 } => "Reminder".to_owned(),
        Kind::Reminded { number } => format!("Reminder {number}"),
        Kind::Escalated => "It came to you".to_owned(),
        Kind::Informed => "Not answered in time".to_owned(),
        Kind::Delegated { by } => format!("Passed to you by {by}"),
        Kind::SentBack { .. } => "Sent back to you".to_owned(),
        Kind::Closed => letter.outcome.as_ref().map_or_else(|| "Closed".to_owned(), |outcome| outcome.word.clone()),
        Kind::Nudged { .. } => "Please look at it soon".to_owned(),
        Kind::Commented { by } => format!("Comment by {by}"),
        Kind::Message => "Message".to_owned(),
        Kind::Incident { .. } => "Problem".to_owned(),
        Kind::Disowned { by } => format!("“Not me”, says {by}"),
        Kind::PublishAsked { .. } => "To be published".to_owned(),
        Kind::SignalWanted => "Your confirmation".to_owned(),
        Kind::Digest { weekly } => digest(letter, *weekly),
        // The code itself stays out of the subject, where a locked screen would show it.
        Kind::Code => "Your code".to_owned(),
    }
}

fn digest(letter: &Letter, weekly: bool) -> String {
    let waiting = match letter.rows.len() {
        0 => "nothing waits for you".to_owned(),
        1 => "1 request waits for you".to_owned(),
        many => format!("{many} requests wait for you"),
    };
    let overdue = match letter.rows.iter().filter(|row| row.overdue).count() {
        0 => String::new(),
        late => format!(", {late} overdue"),
    };
    match (weekly, letter.rows.is_empty()) {
        (true, _) => format!("This week: {waiting}{overdue}"),
        (false, true) => "Nothing waits for you".to_owned(),
        (false, false) => format!("{waiting}{overdue}"),
    }
}

fn lead(letter: &Letter) -> String {
    let requester = letter.request.as_ref().map_or("Somebody", |request| request.requester.as_str());
    match &letter.kind {
        Kind::Asked => format!("{requester} asks for your decision."),
        Kind::Reminded { number: 0 | 1 } => format!("{requester} still waits for your decision."),
        Kind::Reminded { number } => format!("{requester} still waits for your decision. This is reminder {number}."),
        Kind::Escalated => "Nobody answered in time, so it came to you.".to_owned(),
        Kind::Informed => "Nobody has answered this in time. You are told so that you know.".to_owned(),
        Kind::Delegated { by } => format!("{by} passed this to you, to decide in their place."),
        Kind::SentBack { by } => format!("{by} asks you to change something before deciding."),
        Kind::Closed => format!("The request of {requester} is closed."),
        Kind::Nudged { by } => format!("{by} asks you to look at this soon."),
        Kind::Commented { by } => format!("{by} wrote a comment."),
        Kind::Message => "There is a message for you about this request.".to_owned(),
        Kind::Incident { .. } => "This request is stuck and needs an administrator.".to_owned(),
        Kind::Disowned { by } => format!(
            "{by} was asked and says that it is not for them. Nothing else has changed; it still waits for an answer."
        ),
        Kind::PublishAsked { by } => {
            format!("{by} asks you to look at this process, and to publish it or say why not.")
        }
        Kind::SignalWanted => "This request waits for your confirmation, and goes on when you give it.".to_owned(),
        Kind::Digest { weekly: true } => {
            "What waits for you, gathered once a week. Each opens where you can decide.".to_owned()
        }
        Kind::Digest { weekly: false } => "Each opens where you can look at it and decide.".to_owned(),
        Kind::Code => "Enter it where you were asked for it. Never tell it to anybody.".to_owned(),
    }
}

fn due_label(letter: &Letter) -> &'static str {
    match (letter.overdue, &letter.due) {
        (true, Some(_)) => "Overdue since",
        (true, None) => "Overdue",
        (false, _) if letter.kind.asks() => "Answer by",
        (false, _) => "Due",
    }
}

fn preheader(letter: &Letter, lead: &str) -> String {
    let next = match (&letter.kind, &letter.due) {
        (Kind::Digest { .. }, _) => letter.rows.iter().map(|row| row.title.as_str()).collect::<Vec<_>>().join(" · "),
        (_, Some(due)) => format!("{} {due}.", due_label(letter)),
        _ => letter.said.as_ref().map(|said| format!("“{}”", said.text)).unwrap_or_default(),
    };
    one_line(&format!("{lead} {next}"))
}
