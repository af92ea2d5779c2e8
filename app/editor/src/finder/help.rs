//! The sheet of shortcuts, from their table.

use leptos::prelude::*;

use super::shortcuts::{SHORTCUTS, Shortcut, shown};

fn row(shortcut: &Shortcut) -> AnyView {
    let keys = shortcut.keys.iter().map(|keys| view! { <kbd>{shown(keys)}</kbd> " " }).collect_view();
    view! {
        <div class="shortcut">
            <dt>{keys}</dt>
            <dd>{shortcut.words}</dd>
        </div>
    }
    .into_any()
}

/// The sheet.
pub fn help() -> AnyView {
    let groups = SHORTCUTS.chunk_by(|one, next| one.group == next.group).map(|rows| {
        view! {
            <section class="shortcut-group">
                <h3>{rows[0].group}</h3>
                <dl>{rows.iter().map(row).collect_view()}</dl>
            </section>
        }
    });
    view! {
        <div class="shortcuts" tabindex="0" role="group" aria-label="Shortcuts">{groups.collect_view()}</div>
        <p class="finder-none">"On a Mac, the command key instead of Ctrl. Shortcuts are off while you type."</p>
    }
    .into_any()
}
