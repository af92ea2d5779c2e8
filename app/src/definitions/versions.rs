//! The versions of a process, and what a designer can do with it: draw on, copy, restore, retire, delete.

use engine::narrate::quoted;
use leptos::prelude::*;
use runtime::read::{DefinitionVersion, DraftRow, VersionRow};

use crate::ui::{Icon, PostForm, Submit, When};

/// The list of versions; with ways to compare and, for designers, to begin a draft of one.
pub fn versions(key: &str, found: &DefinitionVersion, designs: bool) -> AnyView {
    let newest = found.versions.first().map_or(found.version, |newest| newest.version);
    let several = found.versions.len() > 1;
    let rows: Vec<AnyView> =
        found.versions.iter().map(|row| version(key, row, found.version, newest, designs)).collect();
    let key = key.to_owned();
    view! {
        <section class="sheet" aria-labelledby="versions-title">
            <h2 id="versions-title">"Versions"</h2>
            <ol class="versions">{rows}</ol>
            {several.then(|| view! {
                <p class="versions-ways"><a class="button plain small" href=format!("/definitions/{key}/compare")><Icon name="split"/>"Compare versions"</a></p>
            })}
        </section>
    }
    .into_any()
}

fn version(key: &str, row: &VersionRow, current: i32, newest: i32, designs: bool) -> AnyView {
    let no = row.version;
    let earlier = no < newest;
    let second = row.approved_by.as_ref().map(|by| format!(", with {}", by.name));
    let compare = earlier.then(|| format!("/definitions/{key}/compare?from={no}&to={newest}"));
    let (copy, from) = (format!("/drafts/new?copy={key}&version={no}"), key.to_owned());
    view! {
        <li class="version">
            <a class="version-no" href=format!("/definitions/{key}?version={no}") aria-current=(no == current).then_some("page")>{format!("Version {no}")}</a>
            <span class="quiet"><When at=row.published_at/>", "{row.published_by.name.clone()}{second}</span>
            {(!row.note.is_empty()).then(|| view! { <span class="version-note">{quoted(&row.note)}</span> })}
            {(designs || compare.is_some()).then(|| view! {
                <div class="version-ways">
                    {compare.map(|compare| view! {
                        <a href=compare>{format!("Compare with {newest}")}<span class="hidden">{format!(": version {no}")}</span></a>
                    })}
                    {(designs && earlier).then(|| view! {
                        <PostForm action="/do/new-draft">
                            <input type="hidden" name="from" value=from/>
                            <input type="hidden" name="version" value=no.to_string()/>
                            <button type="submit" class="as-link">"Restore as draft"<span class="hidden">{format!(": version {no}")}</span></button>
                        </PostForm>
                    })}
                    {designs.then(|| view! { <a href=copy>"Copy"<span class="hidden">{format!(" version {no} to a new process")}</span></a> })}
                </div>
            })}
        </li>
    }
    .into_any()
}

/// Draw on: the draft that is open, or a new one of the newest version.
pub fn edit(key: &str, drafts: &[DraftRow]) -> AnyView {
    if let Some(draft) = drafts.first() {
        let href = format!("/drafts/{}", draft.id);
        return view! { <a class="button plain" href=href><Icon name="pencil"/>"Open the draft"</a> }.into_any();
    }
    let from = key.to_owned();
    view! {
        <PostForm action="/do/new-draft">
            <input type="hidden" name="from" value=from/>
            <Submit label="Edit" class="plain" icon="pencil"/>
        </PostForm>
    }
    .into_any()
}

/// Its drafts, when there are any.
pub fn drawn(drafts: &[DraftRow]) -> Option<AnyView> {
    let line = |row: &DraftRow| {
        let (id, by, at) = (row.id.to_string(), row.changed_by.name.clone(), row.changed_at);
        let compare = format!("/definitions/{}/compare?to=draft:{id}", row.key);
        let publish = format!("/drafts/{id}/publish");
        view! {
            <li class="version">
                <a class="version-no" href=format!("/drafts/{id}")>{row.based_on.map_or_else(|| "Draft".to_owned(), |version| format!("From version {version}"))}</a>
                <span class="quiet"><When at/>", "{by}</span>
                <div class="version-ways"><a href=compare>"Compare"</a><a href=publish>"Publish\u{2026}"</a></div>
            </li>
        }
    };
    (!drafts.is_empty()).then(|| {
        view! {
            <section class="sheet" aria-labelledby="drawn-title">
                <h2 id="drawn-title">"Drafts"</h2>
                <ul class="versions">{drafts.iter().map(line).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

/// What a designer decides about the whole process.
pub fn care(key: &str, found: &DefinitionVersion, requests: i64, admin: bool) -> AnyView {
    let (retired, second) = (found.retired.is_some(), found.second_person);
    let field = || view! { <input type="hidden" name="definition" value=key.to_owned()/> };
    let (for_second, for_retire, for_delete) = (field(), field(), field());
    let name = found.definition.name.clone();
    let called = name.clone();
    let retire = if retired {
        view! {
            <PostForm action="/do/unretire" class="care">
                {for_retire}
                <p>"It is retired: nobody can ask for it. Running requests go on."</p>
                <Submit label="Use it again" class="plain" icon="retry"/>
            </PostForm>
        }
        .into_any()
    } else {
        view! {
            <details class="confirm" id="retire">
                <summary class="button plain small">"Retire\u{2026}"</summary>
                <PostForm action="/do/retire" class="confirm-box">
                    {for_retire}
                    <p>{format!("Take \u{201c}{called}\u{201d} out of use? Nobody can ask for it any more; running requests go on. It can be used again later.")}</p>
                    <Submit label="Retire the process" class="bad" icon="stop"/>
                </PostForm>
            </details>
        }
        .into_any()
    };
    let delete = match requests {
        0 if second && !admin => {
            view! { <p class="quiet">"Only an administrator can delete it, because it asks for a second person."</p> }.into_any()
        }
        0 => view! {
            <details class="confirm" id="delete">
                <summary class="button plain small">"Delete\u{2026}"</summary>
                <PostForm action="/do/delete-definition" class="confirm-box">
                    {for_delete}
                    <p>{format!("Delete \u{201c}{name}\u{201d} with all its versions? Nobody has made a request by it. This cannot be undone.")}</p>
                    <Submit label="Delete the process" class="bad" icon="cross"/>
                </PostForm>
            </details>
        }
        .into_any(),
        1 => view! { <p class="quiet">"It cannot be deleted: 1 request was made by it, which keeps the version that it began with."</p> }.into_any(),
        more => view! {
            <p class="quiet">{format!("It cannot be deleted: {more} requests were made by it, and each keeps the version that it began with.")}</p>
        }
        .into_any(),
    };
    let agreed = (!second || admin).then(|| {
        view! {
            <PostForm action="/do/second-person" class="care">
                {for_second}
                <input type="hidden" name="needed" value=if second { "no" } else { "yes" }/>
                <Submit label=if second { "Let designers publish alone" } else { "Ask for a second person" } class="plain small" icon="people"/>
            </PostForm>
        }
    });
    view! {
        <section class="sheet" aria-labelledby="care-title">
            <h2 id="care-title">"For designers"</h2>
            <div class="stack-s">
                <p>{if second { "A second person must agree to every new version." } else { "Designers publish new versions alone." }}
                    {(second && !admin).then_some(" Only an administrator can end that.")}</p>
                {agreed}
                {retire}
                {delete}
            </div>
        </section>
    }
    .into_any()
}
