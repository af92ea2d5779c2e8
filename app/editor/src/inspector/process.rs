//! The process itself: its name, who may ask and see, how requests are called. Shown when nothing is selected.

use std::sync::Arc;

use engine::text;
use leptos::prelude::*;
use serde_json::Value;

use super::controls::{
    Choices, area, button, gathered, icon, insert_field, labelled, line, problem_list, problems_of, select, text_line,
    tool, typing_text,
};
use super::lens::{Lens, Target};
use super::node::section;
use super::sample::answers;
use super::sources::groups;
use crate::Store;
use crate::store::Side;

/// Time zones that are offered; every other of the IANA list can be typed.
const ZONES: [&str; 38] = [
    "UTC",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Bogota",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Phoenix",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Jakarta",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Brisbane",
    "Australia/Perth",
    "Australia/Sydney",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Warsaw",
    "Europe/Zurich",
    "Pacific/Auckland",
    "Pacific/Honolulu",
];

/// The settings of the process.
pub fn process(store: Store) -> AnyView {
    let all = Lens::of(store, Target::Process);
    let problems = |key: &'static str| {
        Signal::derive(move || {
            let here = |one: &engine::check::Problem| {
                one.node.is_none() && one.edge.is_none() && one.field.as_deref() == Some(key)
            };
            store.problems.with(|all| problems_of(all, here))
        })
    };
    // What belongs to no place of the drawing.
    let general = Signal::derive(move || {
        store
            .problems
            .with(|all| problems_of(all, |one| one.node.is_none() && one.edge.is_none() && one.field.is_none()))
    });
    let field = |key: &'static str, label: &str, help: &str, control: AnyView| {
        labelled(&all.at(key).id(), label, help, problems(key), control)
    };
    let zones = ZONES.map(|zone| view! { <option value=zone></option> });
    let zone = all.at("time_zone");
    view! {
        <header class="inspector-head">
            <p class="inspector-kind">{icon("route")}"The process"</p>
            <p class="field-help">"Choose a step or a connection to see its settings here."</p>
        </header>
        {problem_list("process", general)}
        {field("name", "Name", "", text_line(&all.at("name")))}
        {field("key", "Key", "Short and lower-case; the process is known by it in addresses and programs.", key(&all.at("key")))}
        {field("description", "Description", "Told to whoever asks.", {
            let lens = all.at("description");
            area(&lens.id(), "", lens.written(), typing_text(&lens))
        })}
        {field("title", "Title of requests", "Fields of the form go in braces: {amount}.", title(&all.at("title")))}
        {field("time_zone", "Time zone", "In which its dates are meant.", view! {
            {line(&zone.id(), "text", Some("time-zones"), zone.written(), typing_text(&zone))}
            <datalist id="time-zones">{zones.collect_view()}</datalist>
        }.into_any())}
        {section("People", view! {
            {gathered("process-starters", "Who may ask", "", problems("starters"), keys(&all.at("starters"), "Everybody of the organisation."))}
            {gathered("process-viewers", "Who may see every request", "", problems("viewers"),
                keys(&all.at("viewers"), "Only who asked, who is asked, and administrators."))}
        }.into_any())}
        <div class="inspector-acts">
            {button("paper", "Edit the form", "process-form".to_owned(), Arc::new(move || store.side.set(Side::Form)))}
        </div>
    }
    .into_any()
}

/// The key; it stays what it is once a version was published.
fn key(lens: &Lens) -> AnyView {
    let published = lens.store.opening.with_value(|opening| opening.based_on.is_some());
    if !published {
        return text_line(lens);
    }
    view! {
        <input class="input" id=lens.id() readonly prop:value=lens.written() aria-describedby=super::controls::described(&lens.id())/>
        <p class="field-help">{icon("lock")}" A version was published under this key, so it stays."</p>
    }
    .into_any()
}

/// The title, with what it would be for the sample request.
fn title(lens: &Lens) -> AnyView {
    let (store, typing) = (lens.store, typing_text(lens));
    let shown = lens.clone();
    let preview = move || {
        let data = store.definition.with(|all| answers(&all.form, &store.sample.get(), &store.directory.get()).1);
        let title = text::title(&shown.text(), &data);
        (!title.is_empty()).then(|| view! { <p class="title-preview"><span class="quiet">"Like: "</span>{title}</p> })
    };
    view! {
        {line(&lens.id(), "text", None, lens.written(), typing.clone())}
        {insert_field(store, lens.id(), typing)}
        {preview}
    }
    .into_any()
}

/// Groups: the chosen ones with a button to take each out, and a list to add one.
fn keys(lens: &Lens, nobody: &'static str) -> AnyView {
    let store = lens.store;
    let chosen = lens.shape(|value| {
        let keys = value.as_array().into_iter().flatten().filter_map(Value::as_str);
        keys.map(str::to_owned).collect::<Vec<_>>()
    });
    let name = move |key: &str| {
        groups(store)
            .into_iter()
            .find(|(group, _)| group == key)
            .map_or_else(|| format!("{key} (not there)"), |(_, name)| name)
    };
    let (to, id) = (lens.clone(), lens.id());
    let take = {
        let (to, id) = (lens.clone(), id.clone());
        move |key: String| {
            let (to, id, name) = (to.clone(), id.clone(), name(&key));
            let gone = key.clone();
            let press = Arc::new(move || {
                to.set(chosen.get_untracked().into_iter().filter(|key| *key != gone).collect());
                super::controls::focus_later(vec![format!("{id}-more")]);
            });
            let words = format!("Take out {name}");
            view! { <li class="chip">{name}{tool("cross", words, format!("{}-{key}", to_id(&key)), Signal::stored(false), press)}</li> }
        }
    };
    let rest = Signal::derive(move || {
        let chosen = chosen.get();
        let mut all: Choices = vec![(String::new(), "Add a group\u{2026}".to_owned())];
        all.extend(groups(store).into_iter().filter(|(key, _)| !chosen.contains(key)));
        all
    });
    let add = Arc::new(move |key: String| {
        if !key.is_empty() {
            let mut all = chosen.get_untracked();
            all.push(key);
            to.set(all.into_iter().collect());
        }
    });
    let more = format!("{id}-more");
    view! {
        <ul class="chips">{move || chosen.get().into_iter().map(take.clone()).collect_view()}</ul>
        {move || chosen.with(Vec::is_empty).then(|| view! { <p class="chips-none">{nobody}</p> })}
        <label class="hidden" for=more.clone()>"Add a group"</label>
        {select(&more, rest, Signal::stored(String::new()), add)}
    }
    .into_any()
}

fn to_id(key: &str) -> String {
    format!("chip-{key}")
}
