//! The sheet of shortcuts, from their table; and how the canvas is moved, to be chosen.

use leptos::prelude::*;

use super::shortcuts::{SHORTCUTS, Shortcut, shown};
use crate::Store;
use crate::habits::{Mode, change};

/// Keys as the sheet has them: four arrows as one, no sign that is only another one without Shift, and none with Alt,
/// of which the words tell.
fn told(keys: &[&str]) -> Vec<String> {
    let arrows = keys.first().filter(|_| keys.len() >= 4).and_then(|keys| keys.strip_suffix("ArrowLeft"));
    let (four, others) = keys.split_at(if arrows.is_some() { 4 } else { 0 });
    let together = four.first().zip(arrows).map(|(_, held)| format!("{held}\u{2190} \u{2192} \u{2191} \u{2193}"));
    let plain = |keys: &&&str| !matches!(**keys, "=" | "!") && !keys.starts_with("Alt+");
    together.into_iter().chain(others.iter().filter(plain).map(|keys| shown(keys))).collect()
}

fn row(shortcut: &Shortcut) -> AnyView {
    let keys = told(shortcut.keys).into_iter().map(|keys| view! { <kbd>{keys}</kbd> " " }).collect_view();
    view! {
        <div class="shortcut">
            <dt>{keys}</dt>
            <dd>{shortcut.words}</dd>
        </div>
    }
    .into_any()
}

/// What a drag and the wheel do.
fn modes(store: Store) -> AnyView {
    let one = |mode: Mode| {
        view! {
            <label class="habit">
                <input type="radio" name="canvas-mode" prop:checked=move || store.habits.with(|habits| habits.mode == mode)
                    on:change=move |_| change(store, |habits| habits.mode = mode)/>
                {mode.words()}
            </label>
        }
    };
    view! {
        <div class="shortcut-group" role="radiogroup" aria-labelledby="canvas-mode">
            <h3 id="canvas-mode">"Drag and wheel"</h3>
            {Mode::ALL.map(one).collect_view()}
        </div>
    }
    .into_any()
}

/// Whether letters, digits and signs alone are shortcuts.
fn signs(store: Store) -> AnyView {
    view! {
        <label class="habit">
            <input type="checkbox" prop:checked=move || store.habits.with(|habits| !habits.signs_off)
                on:change=move |event| change(store, |habits| habits.signs_off = !event_target_checked(&event))/>
            "Letters, digits and signs alone are shortcuts."
        </label>
    }
    .into_any()
}

/// The sheet.
pub fn help(store: Store) -> AnyView {
    let groups = SHORTCUTS.chunk_by(|one, next| one.group == next.group).map(|rows| {
        view! {
            <section class="shortcut-group">
                <h3>{rows[0].group}</h3>
                <dl>{rows.iter().map(row).collect_view()}</dl>
            </section>
        }
    });
    view! {
        <div class="shortcuts" tabindex="0" role="group" aria-label="Shortcuts">{groups.collect_view()}{modes(store)}</div>
        <div class="habits">{signs(store)}</div>
        <p class="finder-none">"On a Mac, the command key instead of Ctrl. Shortcuts are off while you type."</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    #[test]
    fn four_arrows_are_one_key_of_the_sheet() {
        let arrows =
            ["Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowDown", "M", "Alt+Shift+ArrowUp"];
        assert_eq!(super::told(&arrows), ["Shift+\u{2190} \u{2192} \u{2191} \u{2193}", "M"]);
        assert_eq!(super::told(&["Ctrl+Shift+ArrowLeft"]), ["Ctrl+Shift+\u{2190}"]);
        assert_eq!(super::told(&["+", "="]), ["+"]);
        assert_eq!(super::told(&["Delete", "Backspace"]), ["Del", "Backspace"]);
    }
}
