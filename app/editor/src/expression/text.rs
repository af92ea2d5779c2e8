//! The text of an expression, with a list of what could come next: arrows choose, Enter or Tab takes, Escape closes.

use engine::simulate::Expects;
use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::Changed;
use super::complete::{Known, Offer, complete, known};
use super::examples::examples;
use crate::Store;
use crate::inspector::controls::spliced;
use crate::inspector::typing::Typing;

/// The list and where in it one is.
#[derive(Clone, Copy)]
struct Popup {
    offer: RwSignal<Option<Offer>>,
    active: RwSignal<usize>,
    known: Memo<Known>,
    area: NodeRef<Textarea>,
    typing: StoredValue<Typing>,
}

/// The text area, the list and the examples.
pub fn text(
    store: Store,
    id: &str,
    label: &'static str,
    value: Signal<String>,
    on_change: Changed,
    expects: Expects,
) -> AnyView {
    let typing = Typing::new(store, move |gesture, text| on_change.run((gesture, text)));
    let popup = Popup {
        offer: RwSignal::new(None),
        active: RwSignal::new(0),
        known: Memo::new(move |_| store.definition.with(|all| store.directory.with(|people| known(all, people)))),
        area: NodeRef::new(),
        typing: StoredValue::new(typing),
    };
    let list_id = format!("{id}-words");
    let option = {
        let id = id.to_owned();
        move |at: usize| format!("{id}-word-{at}")
    };
    let active = {
        let option = option.clone();
        move || popup.offer.with(Option::is_some).then(|| option(popup.active.get()))
    };
    let with_typing = move |call: fn(&Typing)| {
        popup.typing.try_with_value(call);
    };
    view! {
        <label class="setting-word" for=id.to_owned()>{label}</label>
        <div class="expression-text">
            <textarea class="input mono" id=id.to_owned() rows="2" spellcheck="false" autocapitalize="off" node_ref=popup.area
                prop:value=move || value.get() aria-autocomplete="list" aria-controls=list_id.clone()
                aria-activedescendant=active aria-describedby=format!("{id}-problems")
                on:focus=move |_| with_typing(Typing::begins)
                on:blur=move |_| { popup.close(); with_typing(Typing::ends); }
                on:input=move |event| {
                    popup.typing.with_value(|typing| typing.typed(event_target_value(&event)));
                    popup.look(false);
                }
                on:keydown=move |event| popup.press(&event)></textarea>
            <ul class="completion" role="listbox" tabindex="0" id=list_id aria-label="What could come next"
                hidden=move || popup.offer.with(Option::is_none)>
                {move || popup.rows(&option)}
            </ul>
        </div>
        <p class="hidden" role="status">{move || popup.offer.with(|offer| {
            offer.as_ref().map(|offer| format!("{} suggestions", offer.words.len()))
        })}</p>
        {help(store, popup, on_change, expects)}
    }
    .into_any()
}

fn help(store: Store, popup: Popup, on_change: Changed, expects: Expects) -> AnyView {
    let all =
        Memo::new(move |_| store.definition.with(|all| store.directory.with(|people| examples(all, people, expects))));
    let one = move |(words, cel): (String, String)| {
        let take = cel.clone();
        view! {
            <li>
                <span>{words.clone()}</span><code>{cel}</code>
                <button type="button" class="button plain small" aria-label=format!("Use: {words}")
                    on:click=move |_| on_change.run((None, take.clone()))>"Use"</button>
            </li>
        }
    };
    view! {
        <div class="expression-help">
            <button type="button" class="button plain small" on:click=move |_| {
                if let Some(area) = popup.area.get_untracked() {
                    let _ = area.focus();
                    popup.look(true);
                }
            }>{crate::inspector::controls::icon("plus")}"Insert"</button>
            <details>
                <summary>"Examples"</summary>
                <ul class="examples">{move || all.get().into_iter().map(one).collect::<Vec<_>>()}</ul>
                <p class="field-help">"Ctrl+Space lists everything that can be written."</p>
            </details>
        </div>
    }
    .into_any()
}

impl Popup {
    /// Also called when the field is taken off the page with the focus in it, and its signals are gone.
    fn close(self) {
        if self.offer.try_with_untracked(Option::is_some).unwrap_or(false) {
            self.offer.set(None);
        }
    }

    /// Looks what could come at the caret.
    fn look(self, asked: bool) {
        let Some(area) = self.area.get_untracked() else { return };
        let (text, caret) = (area.value(), area.selection_end().ok().flatten().unwrap_or(0));
        let offer = self.known.with_untracked(|known| complete(&text, bytes(&text, caret), known, asked));
        self.active.set(0);
        self.offer.set(offer);
    }

    fn rows(self, option: &impl Fn(usize) -> String) -> Vec<AnyView> {
        let words = self.offer.with(|offer| offer.as_ref().map(|offer| offer.words.clone())).unwrap_or_default();
        let row = |(at, word): (usize, super::complete::Word)| {
            view! {
                <li role="option" class="completion-word" id=option(at) aria-selected=move || (self.active.get() == at).to_string()
                    on:mousedown=move |event| { event.prevent_default(); self.take(at); }>
                    <code>{word.insert}</code><span>{word.means}</span>
                </li>
            }
            .into_any()
        };
        words.into_iter().enumerate().map(row).collect()
    }

    fn press(self, event: &KeyboardEvent) {
        let count = self.offer.with_untracked(|offer| offer.as_ref().map_or(0, |offer| offer.words.len()));
        let key = event.key();
        let done = match key.as_str() {
            " " if event.ctrl_key() => {
                self.look(true);
                true
            }
            _ if count == 0 || event.ctrl_key() || event.alt_key() || event.meta_key() => false,
            "ArrowDown" => self.go((self.active.get_untracked() + 1) % count),
            "ArrowUp" => self.go((self.active.get_untracked() + count - 1) % count),
            "Enter" | "Tab" if !event.shift_key() => {
                self.take(self.active.get_untracked());
                true
            }
            "Escape" => {
                self.close();
                true
            }
            "ArrowLeft" | "ArrowRight" | "Home" | "End" => {
                self.close();
                false
            }
            _ => false,
        };
        if done {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    fn go(self, to: usize) -> bool {
        self.active.set(to);
        if let Some(area) = self.area.get_untracked()
            && let Some(list) = area.next_element_sibling()
            && let Some(row) = list.children().item(u32::try_from(to).unwrap_or(0))
        {
            let nearest = web_sys::ScrollIntoViewOptions::new();
            nearest.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&nearest);
        }
        true
    }

    fn take(self, at: usize) {
        let Some(area) = self.area.get_untracked() else { return };
        let Some(Offer { from, to, words }) = self.offer.get_untracked() else { return };
        let text = area.value();
        let Some(word) = words.get(at) else { return };
        let (whole, caret) = spliced(&text, units(&text, from), units(&text, to), &word.insert);
        area.set_value(&whole);
        let _ = area.set_selection_range(caret, caret);
        self.typing.with_value(|typing| typing.typed(whole));
        self.close();
    }
}

/// The byte where the browser's caret stands, which counts in UTF-16.
fn bytes(text: &str, caret: u32) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= caret as usize {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}

/// The same the other way round.
fn units(text: &str, byte: usize) -> u32 {
    let count = text.get(..byte).map_or(0, |text| text.encode_utf16().count());
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_are_counted_as_the_browser_does() {
        let text = "a\u{e9}\u{1f600}b";
        for (caret, byte) in [(0, 0), (1, 1), (2, 3), (4, 7), (5, 8), (9, 8)] {
            assert_eq!(bytes(text, caret), byte, "{caret}");
        }
        assert_eq!(units(text, 7), 4);
        assert_eq!(units(text, 2), 0);
    }
}
