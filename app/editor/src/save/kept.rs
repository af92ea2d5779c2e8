//! What is kept in the browser, so that neither a crash nor a lost connection nor an ended session loses a change.

use engine::definition::Definition;
use engine::edit::History;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

/// A draft as this browser last had it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The server's revision that it began from.
    pub base: i64,
    /// That revision's document, as long as the server has not all of it and there is room.
    #[serde(default)]
    pub from: Option<String>,
    /// Whether the server has it.
    pub saved: bool,
    pub document: String,
    #[serde(rename = "steps", default)]
    pub history: History,
}

/// What to begin with, of what the server and the browser have.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    /// What the server has, with the history of this browser where it still fits.
    Server { history: History },
    /// What the browser has: changes that the server never got.
    Kept { definition: Box<Definition>, history: History },
    /// Both have changes; the server's is shown, and somebody has to say what becomes of the other.
    Both(Box<Kept>),
}

/// Decides what to begin with.
pub fn start(revision: i64, document: &str, kept: Option<Kept>) -> Start {
    let Some(kept) = kept else { return Start::Server { history: History::default() } };
    if kept.document == document {
        return Start::Server { history: kept.history };
    }
    if kept.saved {
        return Start::Server { history: History::default() };
    }
    match Definition::read(&kept.document) {
        Ok(definition) if kept.base == revision => {
            Start::Kept { definition: Box::new(definition), history: kept.history }
        }
        Ok(_) => Start::Both(Box::new(kept)),
        Err(_) => Start::Server { history: History::default() },
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

fn name(draft: &str) -> String {
    format!("draft-{draft}")
}

/// What the browser has of a draft.
pub fn load(draft: &str) -> Option<Kept> {
    let text = storage()?.get_item(&name(draft)).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Keeps a draft; false when the browser has no room for it. Without room for all, what it began from goes first,
/// then the history.
pub fn store(draft: &str, kept: &Kept) -> bool {
    let Some(storage) = storage() else { return false };
    // Indented, as all documents are here, so that the code which writes them is there once.
    let put = |kept: &Kept| {
        serde_json::to_string_pretty(kept).is_ok_and(|text| storage.set_item(&name(draft), &text).is_ok())
    };
    let alone = |history: History| Kept { from: None, history, ..kept.clone() };
    put(kept)
        || put(&alone(kept.history.clone()))
        || put(&alone(kept.history.newest(200_000)))
        || put(&alone(History::default()))
}

/// Forgets a draft.
pub fn forget(draft: &str) {
    remove(&name(draft));
}

fn remove(name: &str) {
    if let Some(storage) = storage() {
        // What cannot be removed is passed over when it is read.
        let _ = storage.remove_item(name);
    }
}

fn name_aside(draft: &str) -> String {
    format!("draft-{draft}-aside")
}

/// What somebody still has to say something about, the oldest first.
pub fn aside(draft: &str) -> Vec<Kept> {
    let text = storage().and_then(|storage| storage.get_item(&name_aside(draft)).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps what somebody still has to say something about; false when the browser has no room for it.
pub fn put_aside(draft: &str, all: &[Kept]) -> bool {
    let name = name_aside(draft);
    if all.is_empty() {
        remove(&name);
        return true;
    }
    let text = serde_json::to_string_pretty(all);
    storage().zip(text.ok()).is_some_and(|(storage, text)| storage.set_item(&name, &text).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = include_str!("../../../drawing/src/example.json");

    fn kept(base: i64, saved: bool, document: &str) -> Kept {
        Kept { base, from: None, saved, document: document.to_owned(), history: History::default() }
    }

    #[test]
    fn what_the_server_never_got_comes_back_and_nothing_is_overwritten_silently() {
        let mine = DOCUMENT.replacen("\"name\": \"Example\"", "\"name\": \"Mine\"", 1);
        assert_eq!(start(3, DOCUMENT, None), Start::Server { history: History::default() });
        assert!(matches!(start(3, DOCUMENT, Some(kept(3, false, &mine))), Start::Kept { .. }));
        assert!(matches!(start(4, DOCUMENT, Some(kept(3, false, &mine))), Start::Both(kept) if kept.from.is_none()));
        let from = Kept { from: Some(DOCUMENT.to_owned()), ..kept(3, false, &mine) };
        assert!(matches!(start(4, DOCUMENT, Some(from)), Start::Both(kept) if kept.from.is_some()));
        assert!(matches!(start(4, DOCUMENT, Some(kept(3, true, &mine))), Start::Server { .. }));
        assert!(matches!(start(4, DOCUMENT, Some(kept(3, false, "{"))), Start::Server { .. }));
        assert!(matches!(start(4, DOCUMENT, Some(kept(4, false, DOCUMENT))), Start::Server { .. }));
    }
}
