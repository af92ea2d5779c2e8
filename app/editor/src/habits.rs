//! How somebody likes to work: kept in the browser for each person, and no part of any draft.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::Store;

/// What a drag on the empty canvas and the wheel do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Both pan.
    #[default]
    Paper,
    /// A drag pans, the wheel zooms.
    Map,
    /// A drag selects, the wheel pans.
    Design,
}

/// What a drag on the empty canvas does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drag {
    Pans,
    Selects,
}

/// What the wheel does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wheel {
    Pans,
    Zooms,
}

impl Mode {
    pub const ALL: [Self; 3] = [Self::Paper, Self::Map, Self::Design];

    /// How it is chosen.
    pub fn words(self) -> &'static str {
        match self {
            Self::Paper => "Like paper: a drag moves it, the wheel too; Ctrl and the wheel zoom.",
            Self::Map => "Like a map: a drag moves it, the wheel zooms.",
            Self::Design => "Like a design tool: a drag selects, the wheel moves; Ctrl and the wheel zoom.",
        }
    }

    /// A drag that begins on the empty canvas; with Shift or Ctrl it always selects, and a finger always pans.
    pub fn drag(self, held: bool, finger: bool) -> Drag {
        if held || (self == Self::Design && !finger) { Drag::Selects } else { Drag::Pans }
    }

    /// The wheel; with Ctrl, as which a touch pad's pinch comes too, it always zooms, and with Shift it always pans.
    pub fn wheel(self, control: bool, shift: bool) -> Wheel {
        if control || (self == Self::Map && !shift) { Wheel::Zooms } else { Wheel::Pans }
    }
}

/// How somebody likes to work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    pub mode: Mode,
    /// Letters, digits and signs alone are no shortcuts (WCAG 2.1.4).
    pub signs_off: bool,
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The name under which the browser keeps them.
fn name(person: &str) -> String {
    format!("countersign-editor-habits-{person}")
}

fn remembered(person: &str) -> Habits {
    let kept = storage().and_then(|storage| storage.get_item(&name(person)).ok().flatten());
    kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default()
}

/// Takes up the habits of whoever edits, once it is known who that is.
pub fn recall(store: Store) {
    let me = Memo::new(move |_| store.directory.with(|directory| directory.me.clone()));
    Effect::new(move |_| store.habits.set(me.with(|me| remembered(me))));
}

/// Changes the habits of whoever edits. A browser that keeps nothing forgets them with the page.
pub fn change(store: Store, change: impl FnOnce(&mut Habits)) {
    store.habits.update(change);
    let me = store.directory.with_untracked(|directory| directory.me.clone());
    if let (Some(storage), Ok(kept)) = (storage(), serde_json::to_string(&store.habits.get_untracked())) {
        let _ = storage.set_item(&name(&me), &kept);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_says_what_a_drag_and_the_wheel_do() {
        for (mode, drag, wheel) in [
            (Mode::Paper, Drag::Pans, Wheel::Pans),
            (Mode::Map, Drag::Pans, Wheel::Zooms),
            (Mode::Design, Drag::Selects, Wheel::Pans),
        ] {
            assert_eq!((mode.drag(false, false), mode.wheel(false, false)), (drag, wheel), "{mode:?}");
            assert_eq!(mode.drag(true, false), Drag::Selects, "{mode:?} with Shift");
            assert_eq!(mode.drag(false, true), Drag::Pans, "{mode:?} with a finger");
            assert_eq!(mode.wheel(true, false), Wheel::Zooms, "{mode:?} with Ctrl");
            assert_eq!(mode.wheel(false, true), Wheel::Pans, "{mode:?} sideways");
        }
    }

    #[test]
    fn what_an_older_page_remembered_is_read() {
        assert_eq!(serde_json::from_str::<Habits>("{}").ok(), Some(Habits::default()));
        assert_eq!(serde_json::from_str::<Habits>(r#"{"mode":"map"}"#).ok().map(|habits| habits.mode), Some(Mode::Map));
    }
}
