//! A short word about a state, always with an icon, never with colour alone.

use leptos::prelude::*;

use super::Icon;

/// What a badge feels like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Calm,
    /// Goes on by itself or is with others.
    Active,
    Good,
    Bad,
    /// Needs the reader.
    Seal,
    Warn,
}

impl Tone {
    /// The class of this tone.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Active => "active",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Seal => "seal",
            Self::Warn => "warn",
        }
    }
}

/// A short word about a state.
#[component]
pub fn Badge(#[prop(optional)] tone: Tone, icon: &'static str, #[prop(into)] text: String) -> impl IntoView {
    view! { <span class=format!("badge {}", tone.class())><Icon name=icon/>{text}</span> }
}

/// How a request stands: its outcome, or that it runs.
#[component]
pub fn Outcome(
    /// `approved`, `rejected`, ...; none while it runs.
    outcome: Option<String>,
) -> impl IntoView {
    let (tone, icon, text) = match outcome.as_deref() {
        None => (Tone::Active, "clock", "Under way".to_owned()),
        Some("approved") => (Tone::Good, "check", "Approved".to_owned()),
        Some("rejected") => (Tone::Bad, "cross", "Rejected".to_owned()),
        Some("withdrawn") => (Tone::Calm, "back", "Withdrawn".to_owned()),
        Some("cancelled") => (Tone::Calm, "stop", "Cancelled".to_owned()),
        Some("timed_out") => (Tone::Warn, "clock", "Timed out".to_owned()),
        Some(other) => (Tone::Calm, "dot", capital(&other.replace('_', " "))),
    };
    view! { <Badge tone icon text/> }
}

/// With a capital first letter.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
