//! The plain form of a condition: rows of field, comparison and value. It writes the expression, so that nobody needs to know
//! how one is written.

use std::sync::Arc;

use engine::form::{Form, Input};
use leptos::prelude::*;

use super::Changed;
use super::plain::{GROUPS, Join, Plain, REQUESTER, Row, fresh, is_number, ops, write};
use crate::Store;
use crate::inspector::controls::{Choices, Chosen, button, choices, focus_later, line, select, tool};
use crate::inspector::people::shown;
use crate::inspector::typing::Typing;

/// What every part of the builder needs.
#[derive(Clone, Copy)]
struct Builder {
    store: Store,
    plain: Memo<Option<Plain>>,
    on_change: Changed,
}

impl Builder {
    fn now(self) -> Plain {
        self.plain.get_untracked().unwrap_or(Plain { join: Join::All, rows: vec![] })
    }

    /// The row at a place, or an empty one for the moment until it is taken off the page.
    fn row(self, at: usize) -> Row {
        let row = self.plain.with(|plain| plain.as_ref().and_then(|plain| plain.rows.get(at).cloned()));
        row.unwrap_or_else(|| Row { left: String::new(), op: super::plain::Op::Is, value: String::new() })
    }

    /// A comparison to begin with; of groups, with the first there is.
    fn fresh(self, form: &Form, left: &str) -> Row {
        let mut row = fresh(form, left);
        if left == GROUPS {
            let first = self.store.directory.with_untracked(|all| all.groups.first().map(|group| group.key.clone()));
            row.value = first.unwrap_or_default();
        }
        row
    }

    fn change(self, gesture: Option<u64>, change: impl FnOnce(&mut Plain, &Form)) {
        let mut plain = self.now();
        let written = self.store.definition.with_untracked(|all| {
            change(&mut plain, &all.form);
            write(&plain, &all.form)
        });
        match written {
            Some(cel) => self.on_change.run((gesture, cel)),
            None => self.store.refuse("Enter a number, like 5000 or 12.5."),
        }
    }

    fn change_row(self, gesture: Option<u64>, at: usize, change: impl FnOnce(&mut Row, &Form)) {
        self.change(gesture, |plain, form| {
            if let Some(row) = plain.rows.get_mut(at) {
                change(row, form);
            }
        });
    }
}

/// All rows.
pub fn builder(store: Store, id: &str, label: &'static str, plain: Memo<Option<Plain>>, on_change: Changed) -> AnyView {
    let all = Builder { store, plain, on_change };
    let count = Memo::new(move |_| plain.with(|plain| plain.as_ref().map_or(0, |plain| plain.rows.len())));
    let (rows_id, add_id) = (id.to_owned(), id.to_owned());
    let add = Arc::new(move || {
        let at = count.get_untracked();
        all.change(None, |plain, form| {
            let left = form.fields.first().map_or(GROUPS, |field| field.key.as_str());
            plain.rows.push(all.fresh(form, left));
        });
        focus_later(vec![format!("{add_id}-{at}-left")]);
    });
    let more = move || if count.get() == 0 { "Compare a field" } else { "Compare another" };
    view! {
        <div class="comparisons" role="group" aria-label=label>
            <p class="setting-word" aria-hidden="true">{label}</p>
            <For each=move || 0..count.get() key=|at| *at children=move |at| row(all, &rows_id, at)/>
            {move || button("plus", more(), String::new(), add.clone())}
        </div>
    }
    .into_any()
}

fn row(all: Builder, id: &str, at: usize) -> AnyView {
    let store = all.store;
    let shape = Memo::new(move |_| {
        let row = all.row(at);
        (row.left, row.op)
    });
    let fields = Signal::derive(move || {
        let mut fields: Choices = store.definition.with(|definition| {
            definition.form.fields.iter().map(|field| (field.key.clone(), field.label.clone())).collect()
        });
        fields.push((GROUPS.to_owned(), "The requester\u{2019}s groups".to_owned()));
        fields
    });
    let left = Signal::derive(move || shape.get().0);
    let op = Signal::derive(move || shape.get().1.words(false).0.to_owned());
    let field_of = move |form: &Form| form.field(&shape.get().0).cloned();
    let comparisons = Signal::derive(move || {
        let field = store.definition.with(|definition| field_of(&definition.form));
        let dates = field.as_ref().is_some_and(|field| matches!(field.input, Input::Date { .. }));
        let words = ops(field.as_ref()).into_iter().map(|op| op.words(dates));
        words.map(|(key, words)| (key.to_owned(), words.to_owned())).collect::<Choices>()
    });
    let choose_left: Chosen = Arc::new(move |key| {
        all.change_row(None, at, |row, form| *row = all.fresh(form, &key));
    });
    let choose_op: Chosen = Arc::new(move |key| {
        all.change_row(None, at, |row, form| {
            let chosen = ops(form.field(&row.left)).into_iter().find(|op| op.words(false).0 == key);
            let was_alone = row.op.alone();
            row.op = chosen.unwrap_or(row.op);
            if was_alone && !row.op.alone() {
                row.value = all.fresh(form, &row.left).value;
            }
        });
    });
    let (list_id, value_id) = (id.to_owned(), format!("{id}-{at}-value"));
    let remove = Arc::new(move || {
        all.change(None, |plain, _| {
            if at < plain.rows.len() {
                plain.rows.remove(at);
            }
        });
        focus_later(vec![format!("{list_id}-{at}-left"), format!("{list_id}-0-left")]);
    });
    let (left_id, op_id) = (format!("{id}-{at}-left"), format!("{id}-{at}-op"));
    view! {
        {(at > 0).then(|| join(all, &format!("{id}-{at}-join"), at))}
        <div class="comparison">
            <label class="hidden" for=left_id.clone()>{format!("Field of comparison {}", at + 1)}</label>
            {select(&left_id, fields, left, choose_left)}
            <label class="hidden" for=op_id.clone()>"How"</label>
            {select(&op_id, comparisons, op, choose_op)}
            {move || value(all, &value_id, at, &shape.get())}
            {tool("cross", format!("Remove comparison {}", at + 1), format!("{id}-{at}-remove"), Signal::stored(false), remove)}
        </div>
    }
    .into_any()
}

/// And, or: the same between all rows.
fn join(all: Builder, id: &str, at: usize) -> AnyView {
    let now = Signal::derive(move || {
        let any = all.plain.with(|plain| plain.as_ref().is_some_and(|plain| plain.join == Join::Any));
        if any { "any" } else { "all" }.to_owned()
    });
    let choose: Chosen = Arc::new(move |key| {
        all.change(None, |plain, _| plain.join = if key == "any" { Join::Any } else { Join::All });
    });
    if at > 1 {
        return view! { <p class="comparison-join">{move || if now.get() == "any" { "or" } else { "and" }}</p> }
            .into_any();
    }
    view! {
        <div class="comparison-join">
            <label class="hidden" for=id.to_owned()>"How the comparisons go together"</label>
            {select(id, choices(&[("all", "and"), ("any", "or")]), now, choose)}
        </div>
    }
    .into_any()
}

/// The control of a value, by the kind of the field.
fn value(all: Builder, id: &str, at: usize, (left, op): &(String, super::plain::Op)) -> AnyView {
    if op.alone() {
        return ().into_any();
    }
    let store = all.store;
    let now = Signal::derive(move || all.row(at).value);
    let set = move |gesture: Option<u64>, value: String| all.change_row(gesture, at, |row, _| row.value = value);
    let chosen = |all: Signal<Choices>| select(id, all, now, Arc::new(move |key| set(None, key)));
    let input =
        store.definition.with_untracked(|definition| definition.form.field(left).map(|field| field.input.clone()));
    let typed = |kind: &'static str| {
        let typing = Typing::new(store, set);
        line(id, kind, None, now, typing)
    };
    let control = match input {
        None => chosen(Signal::derive(move || crate::inspector::groups(store))),
        Some(Input::Choice { options }) => {
            chosen(Signal::stored(options.into_iter().map(|option| (option.value, option.label)).collect()))
        }
        Some(Input::Person) => chosen(Signal::derive(move || people(store))),
        Some(Input::Number { .. } | Input::Money { .. }) => {
            let typing = Typing::new(store, move |gesture, text| {
                // Half a number is no reason to complain.
                let text = text.trim().replace(',', "");
                if is_number(&text) {
                    set(gesture, text);
                }
            });
            line(id, "number", None, now, typing)
        }
        Some(Input::Date { .. }) => typed("date"),
        Some(_) => typed("text"),
    };
    view! { <label class="hidden" for=id.to_owned()>"Value"</label>{control} }.into_any()
}

fn people(store: Store) -> Choices {
    let mut all = vec![(REQUESTER.to_owned(), "who asks".to_owned())];
    store.directory.with(|directory| {
        all.extend(directory.people.iter().filter(|one| one.active).map(|one| (one.id.clone(), shown(one))));
    });
    all
}
