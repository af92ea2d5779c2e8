//! Notes and frames around steps: text annotations become notes, groups become sections of the steps that stand in them.

use std::collections::{BTreeMap, BTreeSet};

use super::elements::{detail, local};
use super::places::Scale;
use super::report::Report;
use crate::aside::{Colour, LONGEST_NAME, LONGEST_NOTE, MOST_NOTES, MOST_SECTIONS, Note, Section};
use crate::bpmn::names::{Taken, first, one_line, shown};
use crate::bpmn::ours::{OurNote, OurSection, settled};
use crate::bpmn::xml::{Element, Space};
use crate::definition::{At, Node};
use crate::ids::{NodeId, NoteId, SectionId};

/// The distance between notes that are not in the diagram, and from the steps.
const ASIDE: i32 = 220;

/// Whether an element is one of them.
pub(super) fn is_aside(element: &Element) -> bool {
    element.is("textAnnotation") || element.is("group")
}

/// The notes and sections of a process, whose steps are in their places.
pub(super) fn read(
    root: &Element,
    process: &Element,
    nodes: &[Node],
    scale: &Scale,
    report: &mut Report,
) -> (Vec<Note>, Vec<Section>) {
    let beside = root.all("collaboration").flat_map(|collaboration| &collaboration.children);
    let (mut ids, mut within) = ((Taken::default(), Taken::default()), BTreeSet::new());
    let (mut notes, mut sections) = (vec![], vec![]);
    let names = names(root);
    for element in process.children.iter().chain(beside).filter(|element| is_aside(element)) {
        for child in element.children.iter().filter(|child| !child.is("text")) {
            detail(child, "what is beside the steps", report);
        }
        if element.is("textAnnotation") {
            if notes.len() == MOST_NOTES {
                report.lose(element, format!("A definition has at most {MOST_NOTES} notes."));
            } else {
                // One that is not in the diagram lies above the steps, beside the others.
                let above = At { x: i32::try_from(notes.len()).unwrap_or(0) * ASIDE, y: -ASIDE };
                notes.extend(note(element, scale, above, &mut ids.0, report));
            }
        } else if sections.len() == MOST_SECTIONS {
            report.lose(element, format!("A definition has at most {MOST_SECTIONS} sections."));
        } else {
            let name = element.get("categoryValueRef").and_then(|value| names.get(local(value)).copied());
            let inside = || inside(element, nodes, scale, &within);
            let section = section(element, name, inside, &mut ids.1, report);
            within.extend(section.iter().flat_map(|section| section.nodes.clone()));
            sections.extend(section);
        }
    }
    (notes, sections)
}

fn note(element: &Element, scale: &Scale, above: At, ids: &mut Taken, report: &mut Report) -> Option<Note> {
    let text = element.child("text").map_or("", |text| text.text.as_str());
    let id = element.get("id").unwrap_or_default();
    let at = scale.bounds.get(id).map_or(above, |(corner, _)| *corner);
    if let Some(OurNote { id, text: whole, size, colour }) = ours(element, "note", report) {
        let id = NoteId(ids.as_it_is(id.as_str(), "note"));
        return Some(Note { id, text: settled(text, whole), at, size, colour });
    }
    let text = text.trim();
    if text.is_empty() {
        report.lose(element, "It is a note that says nothing.");
        return None;
    }
    if text.chars().count() > LONGEST_NOTE {
        report.lose(element, format!("Its text is cut to {LONGEST_NOTE} characters."));
    }
    let id = NoteId(ids.id(id, "note"));
    Some(Note { id, text: first(text, LONGEST_NOTE), at, size: None, colour: Colour::default() })
}

fn section(
    element: &Element,
    name: Option<&str>,
    inside: impl FnOnce() -> Vec<NodeId>,
    ids: &mut Taken,
    report: &mut Report,
) -> Option<Section> {
    if let Some(ours) = ours::<OurSection>(element, "section", report) {
        let id = SectionId(ids.as_it_is(ours.id.as_str(), "section"));
        let theirs = name.map_or_else(|| shown(&ours.name), str::to_owned);
        return Some(Section { id, name: settled(&theirs, Some(ours.name)), ..ours });
    }
    let nodes = inside();
    if nodes.is_empty() {
        report.lose(element, "It is a frame around no step.");
        return None;
    }
    let name = name.map(|name| first(&one_line(name), LONGEST_NAME)).filter(|name| !name.is_empty());
    let id = SectionId(ids.id(element.get("id").unwrap_or_default(), "section"));
    let name = name.unwrap_or_else(|| "Section".to_owned());
    Some(Section { id, name, colour: Colour::Sky, nodes, collapsed: false })
}

/// Our settings of it, if it came with some.
fn ours<T: serde::de::DeserializeOwned>(element: &Element, name: &str, report: &mut Report) -> Option<T> {
    let extensions = element.child("extensionElements")?;
    let settings = extensions.children.iter().find(|child| child.space == Space::Ours && child.name == name)?;
    match serde_json::from_str(&settings.text) {
        Ok(ours) => Some(ours),
        Err(error) => {
            report.lose(settings, format!("Our settings of it cannot be read: {error}."));
            None
        }
    }
}

/// The steps that stand in a frame and in none before it.
fn inside(element: &Element, nodes: &[Node], scale: &Scale, taken: &BTreeSet<NodeId>) -> Vec<NodeId> {
    let Some((from, to)) = element.get("id").and_then(|id| scale.bounds.get(id)) else { return vec![] };
    let stands = |node: &&Node| {
        (from.x..=to.x).contains(&node.at.x) && (from.y..=to.y).contains(&node.at.y) && !taken.contains(&node.id)
    };
    nodes.iter().filter(stands).map(|node| node.id.clone()).collect()
}

/// What categories call their values, by the ids of these.
fn names(root: &Element) -> BTreeMap<&str, &str> {
    let values = root.all("category").flat_map(|category| category.all("categoryValue"));
    values.filter_map(|value| Some((value.get("id")?, value.get("value")?))).collect()
}
