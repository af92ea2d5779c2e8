//! The definition as its JSON text, editable. What reads as a definition is applied while somebody types; what does not is
//! kept, and the drawing stays as it was.

mod field;
mod file;
mod place;
mod read;

use engine::definition::Definition;
use engine::edit::Edit;
use leptos::html;
use leptos::prelude::*;

use crate::Store;
use crate::finder::menu::copy_text;
use crate::icon::icon;
use field::Field;
use read::Wrong;

/// How long nothing is typed before the text is read, in milliseconds.
const PAUSE: u64 = 400;

/// How the text and the drawing stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    Same,
    /// Something was typed that was not read yet.
    Typing,
    Applied,
    Wrong(Wrong),
    /// It can be read, but the rules forbid it.
    Refused(String),
    /// The drawing was changed while there is something here that was not applied.
    Apart,
}

/// The text and what is known of it. Cheap to copy; every copy is the same one.
#[derive(Clone, Copy)]
struct Text {
    store: Store,
    field: Field,
    standing: RwSignal<Standing>,
    /// The change of the definition that was made here.
    own: StoredValue<u64>,
    gesture: StoredValue<Option<u64>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

/// The document as the server keeps it.
fn pretty(definition: &Definition) -> String {
    serde_json::to_string_pretty(definition).unwrap_or_default()
}

impl Text {
    /// Whether what is here is not in the drawing.
    fn is_ahead(self) -> bool {
        !matches!(self.standing.get_untracked(), Standing::Same | Standing::Applied)
    }

    /// Something was typed.
    fn typed(self) {
        self.field.measure();
        if self.standing.get_untracked() == Standing::Apart {
            return;
        }
        self.standing.set(Standing::Typing);
        self.later();
    }

    fn later(self) {
        self.timer.with_value(|timer| timer.iter().for_each(TimeoutHandle::clear));
        let read = move || {
            if self.standing.try_get_untracked() == Some(Standing::Typing) {
                self.apply();
            }
        };
        self.timer.set_value(set_timeout_with_handle(read, std::time::Duration::from_millis(PAUSE)).ok());
    }

    /// Reads the text, and makes it the definition.
    fn apply(self) {
        let definition = match read::read(&self.field.value()) {
            Ok(definition) => definition,
            Err(wrong) => return self.standing.set(Standing::Wrong(wrong)),
        };
        if self.store.definition.with_untracked(|now| *now == definition) {
            return self.standing.set(Standing::Same);
        }
        let gesture = self.gesture.get_value();
        self.own.set_value(self.store.changes.get_untracked() + 1);
        let selection = self.store.selection.get_untracked();
        if self.store.make_in(gesture, Edit::Document { definition: Box::new(definition) }) {
            let there = |id: &engine::ids::NodeId| self.store.node(id).is_some();
            if selection.nodes.iter().all(there) {
                self.store.selection.set(selection);
            }
            self.standing.set(Standing::Applied);
        } else {
            self.own.set_value(0);
            self.standing.set(Standing::Refused(self.store.said.get_untracked().text));
        }
    }

    /// Takes the drawing's text.
    fn take(self) {
        self.field.put(&self.store.definition.with_untracked(pretty));
        self.standing.set(Standing::Same);
    }

    /// A text from elsewhere, in the place of all that is here.
    fn put(self, text: &str) {
        self.gesture.set_value(Some(self.store.gesture()));
        self.field.put(text);
        self.standing.set(Standing::Typing);
        self.apply();
    }

    /// Says why a text or a file was not taken.
    fn refuse(self, wrong: &Wrong) {
        self.store.refuse(wrong.said());
    }
}

/// The definition as its JSON text, editable.
#[component]
pub fn DocumentText(store: Store) -> impl IntoView {
    let text = Text {
        store,
        field: Field::new(),
        standing: RwSignal::new(Standing::Same),
        own: StoredValue::new(0),
        gesture: StoredValue::new(None),
        timer: StoredValue::new(None),
    };
    on_cleanup(move || text.timer.with_value(|timer| timer.iter().for_each(TimeoutHandle::clear)));
    follow(text);
    let caret = move || {
        let shown = !text.is_ahead();
        let node = shown.then(|| place::node_at(&text.field.value(), text.field.caret())).flatten();
        if let Some(id) = node.map(engine::ids::NodeId).filter(|id| store.node(id).is_some())
            && store.selection.with_untracked(|now| now.only_node() != Some(&id))
        {
            store.selection.set(crate::selection::Selection::node(id));
        }
    };
    let picker = NodeRef::<html::Input>::new();
    let copy = move |_| copy_text(store, &text.field.value(), "The text is copied.");
    let save =
        move |_| file::save(&store.definition.with_untracked(|all| format!("{}.json", all.key)), &text.field.value());
    view! {
        <div class="text" on:dragover=move |event| event.prevent_default() on:drop=move |event| file::dropped(text, &event)>
            <div class="text-bar">
                <button class="button plain small" type="button" on:click=copy>{icon("copy")} "Copy"</button>
                <button class="button plain small" type="button" on:click=save>{icon("download")} "Download"</button>
                <button class="button plain small" type="button" on:click=move |_| picker.get_untracked().iter().for_each(|picker| picker.click())>
                    {icon("paper")} "Open a file\u{2026}"
                </button>
                <input type="file" accept=".json,application/json" hidden node_ref=picker on:change=move |_| file::chosen(text, picker)/>
            </div>
            <div class="text-said" role="status">{move || said(text)}</div>
            <div class="text-sheet" node_ref=text.field.sheet>
                <div class="text-mark" node_ref=text.field.mark hidden></div>
                <pre class="text-numbers" aria-hidden="true" node_ref=text.field.numbers></pre>
                <textarea class="text-field" aria-label="The process as JSON" spellcheck="false" autocomplete="off" autocapitalize="off"
                    wrap="off" node_ref=text.field.area
                    on:focus=move |_| text.gesture.set_value(Some(store.gesture()))
                    on:input=move |_| text.typed()
                    on:paste=move |event| file::pasted(text, &event)
                    on:click=move |_| caret()
                    on:keyup=move |event| if event.key().starts_with("Arrow") { caret() }></textarea>
            </div>
        </div>
    }
    .into_any()
}

/// Changes from elsewhere come in; what is selected is marked.
fn follow(text: Text) {
    let store = text.store;
    Effect::new(move |_| {
        let change = store.changes.get();
        if text.field.area.get().is_none() || (change > 0 && change == text.own.get_value()) {
            return;
        }
        if text.is_ahead() {
            let same =
                read::read(&text.field.value()).is_ok_and(|mine| store.definition.with_untracked(|now| *now == mine));
            text.standing.set(if same { Standing::Same } else { Standing::Apart });
        } else {
            text.take();
        }
    });
    Effect::new(move |_| {
        let node = store.selection.with(|now| now.only_node().cloned());
        text.standing.track();
        store.changes.track();
        // After the text of the change is in the field.
        request_animation_frame(move || {
            let value = text.field.value();
            text.field.mark(node.and_then(|id| place::of_node(&value, id.as_str())), &value);
        });
    });
}

/// How text and drawing stand, in words, with what can be done.
fn said(text: Text) -> AnyView {
    let plain = |class: &'static str, symbol: &'static str, words: String| {
        view! { <p class=class>{icon(symbol)} <span>{words}</span></p> }.into_any()
    };
    match text.standing.get() {
        Standing::Same => plain("text-calm", "check", "As drawn.".to_owned()),
        Standing::Typing => plain("text-calm", "dot", "Reading\u{2026}".to_owned()),
        Standing::Applied => plain("text-good", "check", "Applied.".to_owned()),
        Standing::Refused(sentence) => plain("text-wrong", "alert", sentence),
        Standing::Wrong(wrong) => {
            let words = wrong.said();
            let Some((line, column)) = wrong.at else { return plain("text-wrong", "alert", words) };
            let there = move |_| text.field.go(line, column);
            view! {
                <p class="text-wrong">{icon("alert")} <span>{words}</span></p>
                <button class="button plain small" type="button" on:click=there>"Go there"</button>
            }
            .into_any()
        }
        Standing::Apart => view! {
            <p class="text-wrong">{icon("alert")} <span>"The drawing was changed while you were typing here."</span></p>
            <button class="button plain small" type="button" on:click=move |_| text.apply()>"Keep mine"</button>
            <button class="button plain small" type="button" on:click=move |_| text.take()>"Take the drawing\u{2019}s"</button>
        }
        .into_any(),
    }
}
