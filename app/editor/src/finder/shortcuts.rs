//! The one table of keyboard shortcuts: what the keys do, and how the sheet of shortcuts says it.
//! On a Mac the command key counts as Ctrl.

/// What a shortcut does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    Add,
    Replace,
    Rename,
    Settings,
    Connect,
    Pin,
    Remove,
    Note,
    Section,
    Fold,
    Inside,
    Dissolve,
    Undo,
    Redo,
    Copy,
    Cut,
    Paste,
    Duplicate,
    SelectAll,
    SelectBefore,
    SelectAfter,
    Walk,
    Move,
    Start,
    Select,
    Hand,
    Lasso,
    Space,
    Tidy,
    ZoomIn,
    ZoomOut,
    ZoomFull,
    ZoomFit,
    ZoomSelection,
    Search,
    Outline,
    Problems,
    Save,
    Publish,
    Help,
    Escape,
}

/// A shortcut.
#[derive(Debug)]
pub struct Shortcut {
    pub does: Does,
    /// Any of these; written as [`pressed`] writes them.
    pub keys: &'static [&'static str],
    pub words: &'static str,
    pub group: &'static str,
}

const STEPS: &str = "Steps";
const EDIT: &str = "Edit";
const MOVE: &str = "Move around";
const VIEW: &str = "View";
const PROCESS: &str = "Process";

const fn row(does: Does, keys: &'static [&'static str], words: &'static str, group: &'static str) -> Shortcut {
    Shortcut { does, keys, words, group }
}

/// All shortcuts, in the order of the sheet.
pub const SHORTCUTS: &[Shortcut] = &[
    row(Does::Add, &["N", "A", "Insert"], "Add a step after the selected one", STEPS),
    row(Does::Replace, &["R"], "Replace it by another kind", STEPS),
    row(Does::Rename, &["E", "F2"], "Rename it; of a connection: change its words", STEPS),
    row(Does::Settings, &["Enter"], "Open its settings", STEPS),
    row(Does::Connect, &["C"], "Connect it; arrow keys choose with what", STEPS),
    row(Does::Pin, &["K"], "Pin it: tidying leaves it where it is; again: unpin", STEPS),
    row(Does::Remove, &["Delete", "Backspace"], "Remove what is selected", STEPS),
    row(Does::Note, &["W"], "Write a note", STEPS),
    row(Does::Section, &["Ctrl+G"], "Make a section of the selected steps", STEPS),
    row(Does::Fold, &["F"], "Collapse or expand the section", STEPS),
    row(Does::Inside, &["I"], "Look inside of it, and out again", STEPS),
    row(Does::Dissolve, &["Ctrl+Shift+G"], "Dissolve it; its steps stay", STEPS),
    row(Does::Undo, &["Ctrl+Z"], "Undo", EDIT),
    row(Does::Redo, &["Ctrl+Shift+Z", "Ctrl+Y"], "Do again", EDIT),
    row(Does::Copy, &["Ctrl+C"], "Copy", EDIT),
    row(Does::Cut, &["Ctrl+X"], "Cut", EDIT),
    row(Does::Paste, &["Ctrl+V"], "Paste at the pointer", EDIT),
    row(Does::Duplicate, &["Ctrl+D"], "Duplicate", EDIT),
    row(Does::SelectAll, &["Ctrl+A"], "Select everything", EDIT),
    row(Does::SelectBefore, &["Ctrl+Shift+ArrowLeft"], "Select all that lead to what is selected", EDIT),
    row(Does::SelectAfter, &["Ctrl+Shift+ArrowRight"], "Select all that it leads to", EDIT),
    row(Does::Tidy, &["T"], "Tidy the drawing, or what is selected", EDIT),
    row(
        Does::Walk,
        &["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"],
        "Walk along the ways, and between branches",
        MOVE,
    ),
    row(
        Does::Move,
        &[
            "Shift+ArrowLeft",
            "Shift+ArrowRight",
            "Shift+ArrowUp",
            "Shift+ArrowDown",
            "M",
            "Alt+Shift+ArrowLeft",
            "Alt+Shift+ArrowRight",
            "Alt+Shift+ArrowUp",
            "Alt+Shift+ArrowDown",
        ],
        "Move what is selected (M: with arrow keys alone; Alt: by a pixel)",
        MOVE,
    ),
    row(Does::Start, &["Home"], "Go to the start", MOVE),
    row(Does::Select, &["V"], "The arrow: select and drag", MOVE),
    row(Does::Hand, &["H"], "The hand: drag the paper", MOVE),
    row(Does::Lasso, &["L"], "The lasso: select in a rectangle", MOVE),
    row(Does::Space, &["S"], "The space tool: push everything beyond", MOVE),
    row(Does::Escape, &["Escape"], "Put the tool away, select nothing", MOVE),
    row(Does::ZoomIn, &["+", "="], "Larger", VIEW),
    row(Does::ZoomOut, &["-"], "Smaller", VIEW),
    row(Does::ZoomFull, &["0"], "Real size", VIEW),
    row(Does::ZoomFit, &["1", "!"], "Show everything", VIEW),
    row(Does::ZoomSelection, &["2"], "Show what is selected", VIEW),
    row(Does::Search, &["/", "Ctrl+F"], "Find a step", VIEW),
    row(Does::Outline, &["O"], "The outline", VIEW),
    row(Does::Problems, &["P"], "The problems", VIEW),
    row(Does::Save, &["Ctrl+S"], "Save now", PROCESS),
    row(Does::Publish, &["Ctrl+Enter"], "Publish", PROCESS),
    row(Does::Help, &["?"], "This sheet", PROCESS),
];

/// What is pressed, as the table writes it: `Ctrl+Shift+Z`, `F2`, `N`, `?`. Shift counts only where it does not make
/// another sign.
pub fn pressed(key: &str, control: bool, shift: bool, alt: bool) -> String {
    let mut signs = key.chars();
    let sign = signs.next().filter(|_| signs.next().is_none());
    let named = sign.is_none() || sign == Some(' ');
    let mut out = String::new();
    for (held, word) in [(control, "Ctrl+"), (alt, "Alt+"), (shift && (named || control), "Shift+")] {
        if held {
            out.push_str(word);
        }
    }
    match sign {
        Some(sign) => out.push(sign.to_ascii_uppercase()),
        None => out.push_str(key),
    }
    out
}

/// Whether this is a letter, a digit or a sign alone, which somebody may type, or speak, without meaning a shortcut.
pub fn is_sign(pressed: &str) -> bool {
    pressed.chars().count() == 1 && pressed != " "
}

/// What these keys do.
pub fn find(pressed: &str) -> Option<Does> {
    SHORTCUTS.iter().find(|shortcut| shortcut.keys.contains(&pressed)).map(|shortcut| shortcut.does)
}

/// The first keys of what is done, as they are shown; empty when there are none.
pub fn keys_of(does: Does) -> String {
    let keys = SHORTCUTS.iter().find(|shortcut| shortcut.does == does).and_then(|shortcut| shortcut.keys.first());
    keys.map(|keys| shown(keys)).unwrap_or_default()
}

/// Keys as they are shown.
pub fn shown(keys: &str) -> String {
    let arrows =
        [("ArrowLeft", "\u{2190}"), ("ArrowRight", "\u{2192}"), ("ArrowUp", "\u{2191}"), ("ArrowDown", "\u{2193}")];
    let short = arrows.into_iter().chain([("Escape", "Esc"), ("Delete", "Del")]);
    short.fold(keys.to_owned(), |keys, (name, sign)| keys.replace(name, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_keys_do_two_things() {
        let all: Vec<&str> = SHORTCUTS.iter().flat_map(|shortcut| shortcut.keys).copied().collect();
        let twice = all.iter().enumerate().find(|(place, keys)| all[..*place].contains(keys));
        assert_eq!(twice, None);
        assert!(SHORTCUTS.is_sorted_by_key(|shortcut| {
            [STEPS, EDIT, MOVE, VIEW, PROCESS].iter().position(|group| *group == shortcut.group)
        }));
    }

    #[test]
    fn what_is_pressed_is_found() {
        for (key, control, shift, alt, does) in [
            ("n", false, false, false, Some(Does::Add)),
            ("N", false, true, false, Some(Does::Add)),
            ("z", true, false, false, Some(Does::Undo)),
            ("Z", true, true, false, Some(Does::Redo)),
            ("?", false, true, false, Some(Does::Help)),
            ("+", false, true, false, Some(Does::ZoomIn)),
            ("ArrowUp", false, false, false, Some(Does::Walk)),
            ("ArrowUp", false, true, false, Some(Does::Move)),
            ("ArrowLeft", true, true, false, Some(Does::SelectBefore)),
            ("ArrowUp", false, false, true, None),
            ("Enter", true, false, false, Some(Does::Publish)),
            ("c", true, false, false, Some(Does::Copy)),
            ("c", false, false, true, None),
        ] {
            assert_eq!(find(&pressed(key, control, shift, alt)), does, "{key} {control} {shift} {alt}");
        }
        assert!(["N", "?", "1"].into_iter().all(is_sign));
        assert!(!["F2", "Ctrl+D", "Delete", " ", "Shift+ArrowUp"].into_iter().any(is_sign));
        assert_eq!(keys_of(Does::Remove), "Del");
        assert_eq!(shown("Shift+ArrowLeft"), "Shift+\u{2190}");
    }
}
