//! The gallery: what a new process can begin with. One of them is chosen by the address, then given its name and its groups.

use std::collections::BTreeMap;

use engine::Definition;
use engine::narrate::input;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use runtime::read::{self, GroupRow};

use super::begin::{Beginning, EMPTY_KEY, field_of};
use super::templates::{Category, Placeholder, TEMPLATES, Template};
use super::thumbnail::Thumbnail;

use crate::definitions::names::{Names, notes};
use crate::drawing::Drawing;
use crate::flash::Flash;
use crate::ui::{Choose, Head, Icon, Line, Options, Page, PostForm, Problem, Section, Submit, Tab, Tabs, page};
use crate::visit::Desk;

/// Where the gallery is.
pub const HERE: &str = "/drafts/new";

/// The gallery, or what was chosen in it.
#[component]
pub fn NewDraftPage() -> impl IntoView {
    let query = use_query_map();
    let asked = |name: &str| query.with_untracked(|query| query.get(name));
    let (template, copy, version) = (asked("template"), asked("copy"), asked("version"));
    let beginning =
        Beginning::asked(template.as_deref(), asked("empty").is_some(), copy.as_deref(), version.as_deref());
    let category = asked("category").filter(|category| !category.is_empty());
    page(Section::Definitions, move |desk| async move {
        may_design(&desk)?;
        match beginning {
            Some(beginning) => chosen(desk, beginning).await,
            None => gallery(category.as_deref()),
        }
    })
}

/// Fails unless this person may draw processes.
pub fn may_design(desk: &Desk) -> Result<(), Problem> {
    if desk.caller.may_design() {
        Ok(())
    } else {
        Err(Problem::Forbidden("Only designers and administrators make processes.".to_owned()))
    }
}

fn gallery(category: Option<&str>) -> Page {
    let chosen = match category {
        None => None,
        Some(key) => Some(Category::ALL.into_iter().find(|category| category.key() == key).ok_or(Problem::NotFound)?),
    };
    let count =
        |of: Option<Category>| TEMPLATES.iter().filter(|template| of.is_none_or(|of| template.category == of)).count();
    let tab = |of: Option<Category>| Tab {
        href: of.map_or_else(|| HERE.to_owned(), |of| format!("{HERE}?category={}", of.key())),
        label: of.map_or("All", Category::label),
        count: i64::try_from(count(of)).ok(),
        current: of == chosen,
        seal: false,
    };
    let tabs = [None].into_iter().chain(Category::ALL.map(Some)).map(tab).collect();
    let shown = TEMPLATES.iter().filter(|template| chosen.is_none_or(|chosen| template.category == chosen));
    Ok(view! {
        <Head title="New process" kind="Processes"/>
        <ul class="beginnings">
            {beginning("blank", Beginning::Empty.href(), "Empty process", "Begin with a start and an end.")}
            {beginning("paper", Beginning::Copy(None).href(), "Copy of another", "Begin with a process that is published here.")}
            {beginning("tray", "/definitions#import".to_owned(), "From a file", "A document, or a BPMN 2.0 file of any modeller.")}
        </ul>
        <section aria-labelledby="templates-title">
            <h2 id="templates-title" class="templates-title">"Templates"</h2>
            <Tabs label="Categories" tabs=tabs/>
            <ul class="templates">{shown.map(card).collect_view()}</ul>
        </section>
    }
    .into_any())
}

fn beginning(icon: &'static str, href: String, title: &'static str, about: &'static str) -> impl IntoView {
    view! {
        <li class="beginning">
            <span class="beginning-icon"><Icon name=icon/></span>
            <div>
                <h2><a href=href>{title}</a></h2>
                <p>{about}</p>
            </div>
        </li>
    }
}

fn card(template: &'static Template) -> impl IntoView {
    let definition = template.definition();
    let (steps, questions) = (definition.nodes.len(), definition.form.fields.len());
    view! {
        <li class="template">
            <Thumbnail definition=&definition/>
            <div class="template-text">
                <h3><a href=format!("{HERE}?template={}", template.key)>{definition.name.clone()}</a></h3>
                <p>{template.purpose}</p>
                <p class="quiet">{format!("{} \u{b7} {steps} steps, {questions} questions", template.category.label())}</p>
            </div>
        </li>
    }
}

async fn chosen(desk: Desk, beginning: Beginning) -> Page {
    let flash = desk.flash.of("new-draft");
    let published = read::definitions(&desk.runtime, &desk.caller).await?;
    if beginning == Beginning::Copy(None) {
        let options = published.into_iter().map(|row| (row.key, row.name)).collect::<Vec<_>>();
        return Ok(which(options));
    }
    let (begun, version) = beginning.definition(&desk).await?;
    let groups = read::groups(&desk.runtime, &desk.caller).await?;
    let placeholders = beginning.template().map_or(&[][..], |template| template.placeholders);
    let names = Names::load(&desk.runtime, &desk.caller, desk.zone()).await?;
    let notes = names.narrated(&begun, |narrator| {
        if placeholders.is_empty() {
            notes(narrator)
        } else {
            open_notes(narrator.definition, placeholders, notes(narrator))
        }
    });
    let (kind, about) = match &beginning {
        Beginning::Template(_) => {
            ("New process from a template", beginning.template().map_or("", |template| template.purpose))
        }
        Beginning::Copy(_) => {
            ("New process: a copy", "Its scenarios come along; its requests and versions stay where they are.")
        }
        Beginning::Empty => ("New process", "A start, an end, and one question. Everything else is yours to draw."),
    };
    let name = match &beginning {
        Beginning::Copy(_) => format!("Copy of {}", begun.name),
        Beginning::Empty => String::new(),
        Beginning::Template(_) => begun.name.clone(),
    };
    let title = if beginning == Beginning::Empty { "Empty process".to_owned() } else { begun.name.clone() };
    let ways = names_form(&beginning, version, placeholders, &groups, flash, name);
    let description = begun.description.clone();
    let questions = questions(&begun);
    Ok(view! {
        <Head title kind><a class="button plain" href=HERE><Icon name="back"/>"All templates"</a></Head>
        <p class="lead definition-lead">{about}</p>
        <section class="sheet drawing-sheet-panel" aria-label="The drawing">
            <Drawing id="beginning" definition=std::sync::Arc::new(begun) notes/>
        </section>
        <div class="columns">
            {ways}
            <div class="stack">
                <section class="sheet" aria-labelledby="asks-title">
                    <h2 id="asks-title">"What it asks"</h2>
                    {(!description.is_empty()).then(|| view! { <p class="quiet spaced-below">{description}</p> })}
                    {questions}
                </section>
            </div>
        </div>
    }
    .into_any())
}

/// Which process is copied.
fn which(options: Vec<(String, String)>) -> AnyView {
    let none = options.is_empty();
    view! {
        <Head title="Copy of another process" kind="New process"><a class="button plain" href=HERE><Icon name="back"/>"All templates"</a></Head>
        {if none {
            view! { <crate::ui::Empty icon="paper" title="Nothing to copy yet" text="No process is published here. Begin with a template."/> }.into_any()
        } else {
            view! {
                <form class="sheet form narrow" method="get" action=HERE>
                    <Choose id="copy" name="copy" label="Process" options required=true/>
                    <div class="form-ways"><button type="submit" class="button"><Icon name="forward"/>"Look at it"</button></div>
                </form>
            }.into_any()
        }}
    }
    .into_any()
}

/// Who is asked where the groups are still open: whoever is meant.
fn open_notes(
    definition: &Definition,
    placeholders: &[Placeholder],
    mut notes: BTreeMap<engine::ids::NodeId, String>,
) -> BTreeMap<engine::ids::NodeId, String> {
    for node in &definition.nodes {
        if let Some(note) = notes.get_mut(&node.id) {
            for open in placeholders {
                if *note == open.key {
                    "A group of yours".clone_into(note);
                }
            }
        }
    }
    notes
}

fn questions(definition: &Definition) -> AnyView {
    let question = |field: &engine::form::Field| {
        let optional = if field.required { "" } else { ", optional" };
        view! {
            <li class="form-field">
                <span class="form-field-label">{field.label.clone()}</span>
                <span class="quiet">{format!("{}{optional}", input(&field.input))}</span>
            </li>
        }
    };
    view! { <ul class="form-fields">{definition.form.fields.iter().map(question).collect_view()}</ul> }.into_any()
}

/// Which of the organisation's groups stands where the template leaves one open; one of the same key is proposed.
fn group_field(open: &Placeholder, groups: &[GroupRow], flash: &Flash) -> AnyView {
    let options: Vec<(String, String)> = groups.iter().map(|group| (group.key.0.clone(), group.name.clone())).collect();
    let field = field_of(open);
    let own = groups.iter().any(|group| group.key.as_str() == open.key).then(|| open.key.to_owned());
    let value = flash.typed(&field).or(own);
    let (id, problem) = (format!("group-{}", open.key), flash.problem(&field));
    view! { <Choose id name=field label=open.label options value problem none="Decide later"/> }.into_any()
}

/// The form that makes the draft.
fn names_form(
    beginning: &Beginning,
    version: Option<i32>,
    placeholders: &[Placeholder],
    groups: &[GroupRow],
    flash: Flash,
    name: String,
) -> AnyView {
    let selects: Vec<AnyView> = placeholders.iter().map(|open| group_field(open, groups, &flash)).collect();
    let asks_groups = !placeholders.is_empty();
    let (template, copy) = match beginning {
        Beginning::Empty => (Some(EMPTY_KEY), None),
        Beginning::Copy(copy) => (None, copy.as_ref().map(|(key, _)| key.clone())),
        Beginning::Template(_) => (beginning.template().map(|template| template.key), None),
    };
    view! {
        <section class="sheet" aria-labelledby="begin-title">
            <h2 id="begin-title">"Make it yours"</h2>
            <PostForm action="/do/new-draft" class="form">
                {template.map(|template| view! { <input type="hidden" name="template" value=template/> })}
                {copy.map(|from| view! { <input type="hidden" name="from" value=from/><input type="hidden" name="copy" value="yes"/> })}
                {version.map(|version| view! { <input type="hidden" name="version" value=version.to_string()/> })}
                <Line id="name" name="name" label="Name" required=true value=flash.typed("name").unwrap_or(name) problem=flash.problem("name")
                    options=Options { max_length: Some(120), ..Options::default() }/>
                <Line id="as-key" name="as_key" label="Key" help="Lower-case letters, digits and dashes; it never changes. Empty: made from the name."
                    value=flash.typed("as_key") problem=flash.problem("as_key") options=Options { max_length: Some(60), ..Options::default() }/>
                {asks_groups.then(|| view! {
                    <fieldset class="placeholders">
                        <legend>"Which of your groups?"</legend>
                        {selects}
                    </fieldset>
                })}
                <p class="quiet">"Nothing is published by this: it is a draft, to be drawn further and tried out first."</p>
                <div class="form-ways"><Submit label="Begin the draft" icon="pencil"/></div>
            </PostForm>
        </section>
    }
    .into_any()
}
