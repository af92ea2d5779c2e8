//! The list of everything that differs: what it is, and each property before and now.

use leptos::prelude::*;

use super::words::{Item, Part, Row};
use crate::drawing::Mark;
use crate::ui::{Badge, Tone};

/// The list. With a draft, steps lead to where they can be changed.
pub fn list(parts: Vec<Part>, moved: Option<String>, draft: Option<&str>) -> AnyView {
    let part = |part: Part| {
        view! {
            <h3>{part.title}</h3>
            <ul class="changes">{part.items.into_iter().map(|one| item(one, draft)).collect_view()}</ul>
        }
    };
    view! {
        {parts.into_iter().map(part).collect_view()}
        {moved.map(|moved| view! { <p class="quiet changes-moved">{moved}</p> })}
    }
    .into_any()
}

/// How much differs, in a few words: `2 added, 1 removed`.
pub fn counted(parts: &[Part]) -> String {
    let count = |mark: Mark| parts.iter().flat_map(|part| &part.items).filter(|item| item.mark == mark).count();
    let said = [Mark::Added, Mark::Changed, Mark::Removed].map(|mark| (count(mark), mark.words()));
    said.into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn item(item: Item, draft: Option<&str>) -> AnyView {
    let mark = item.mark;
    let (tone, word) = match mark {
        Mark::Added => (Tone::Good, "Added"),
        Mark::Removed => (Tone::Bad, "Removed"),
        _ => (Tone::Warn, "Changed"),
    };
    let there = item
        .node
        .filter(|_| item.mark != Mark::Removed)
        .zip(draft)
        .map(|(node, draft)| format!("/drafts/{draft}#node-{node}"));
    view! {
        <li class="change">
            <p class="change-what">
                <Badge tone icon=mark.icon().unwrap_or("dot") text=word/>
                {match there {
                    Some(there) => view! { <a href=there>{item.name}</a> }.into_any(),
                    None => view! { <span class="change-name">{item.name}</span> }.into_any(),
                }}
                <span class="quiet">{item.kind}</span>
            </p>
            {(!item.rows.is_empty()).then(|| view! { <dl class="change-rows">{item.rows.into_iter().map(|one| row(one, mark)).collect_view()}</dl> })}
        </li>
    }
    .into_any()
}

/// A property: before and now where it differs, else the only one of the two.
fn row(row: Row, mark: Mark) -> impl IntoView {
    let unset = |words: Option<String>| words.unwrap_or_else(|| "not set".to_owned());
    let was = (mark != Mark::Added).then(|| unset(row.before));
    let is = (mark != Mark::Removed).then(|| unset(row.after));
    view! {
        <div class="change-row">
            <dt>{row.label}</dt>
            {was.map(|was| view! { <dd class="was"><span class="change-word">"Before"</span><del>{was}</del></dd> })}
            {is.map(|is| view! { <dd class="is"><span class="change-word">"Now"</span><ins>{is}</ins></dd> })}
        </div>
    }
}
