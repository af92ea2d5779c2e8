//! A BPMN file as a definition. Every element either has a meaning here or stands in the report of losses; the result is a
//! draft, which `check` may find incomplete, but always a document that [`Definition::read`] takes.

mod asides;
mod borders;
mod comparisons;
mod drawing;
mod elements;
mod graph;
mod kinds;
mod places;
mod ports;
mod report;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::drawing::{Drawing, What};
use self::places::Scale;
use self::report::Report;
use super::names::{Taken, first, one_line, slug};
use super::ours::{OurProcess, settled};
use super::xml::{self, Element, Space};
use super::{MODEL, NotBpmn};
use crate::definition::{At, Definition, Edge, LARGEST_DOCUMENT, MOST_NODES, Node, SCHEMA};
use crate::form::Form;
use crate::ids::{EdgeId, NodeId, Port};

/// The longest name of a node or process, in characters.
const LONGEST_NAME: usize = 120;

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Imported {
    pub definition: Definition,
    /// What has no meaning here, in the order of the file.
    pub losses: Vec<Loss>,
}

/// An element that was not carried over, or not as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loss {
    /// Its name: BPMN's without a prefix, all others as they are written.
    pub element: String,
    pub id: Option<String>,
    pub line: u64,
    /// A sentence for the person who imports.
    pub why: String,
}

/// Reads a file.
///
/// # Errors
/// It is too large, not XML, not BPMN, or hostile. Then nothing of it is taken.
pub fn import(xml: &str) -> Result<Imported, NotBpmn> {
    let root = xml::read(xml)?;
    if !root.is("definitions") {
        let found = if root.space == Space::Other && root.name == "definitions" {
            format!("{} of another namespace than {MODEL}", root.shown)
        } else {
            root.shown
        };
        return Err(NotBpmn::OtherRoot { found: first(&found, 200) });
    }
    there_once(&root)?;
    let mut report = Report::default();
    let process = choose(&root, &mut report).ok_or(NotBpmn::NoProcess)?;
    let (mut drawing, ours) = elements::read(&root, process, &mut report)?;
    let scale = places::take(&mut drawing, &root, ours.is_none());
    graph::settle(&mut drawing, &mut report);
    ports::assign(&mut drawing, &mut report);
    places::fill(&mut drawing);
    let definition = definition(&root, process, ours, drawing, &scale, &mut report)?;
    Ok(Imported { definition, losses: report.finish() })
}

/// BPMN's ids are there once in a file.
fn there_once(root: &Element) -> Result<(), NotBpmn> {
    let mut seen: BTreeMap<&str, u64> = BTreeMap::new();
    let mut open = vec![root];
    while let Some(element) = open.pop() {
        if let Some(id) = element.get("id").filter(|_| element.space == Space::Model)
            && let Some(first) = seen.insert(id, element.line)
        {
            return Err(NotBpmn::Twice { id: super::names::first(id, 80), first, line: element.line });
        }
        open.extend(element.children.iter().rev());
    }
    Ok(())
}

/// The process to read: the first that is executable, else the first with something in it. All others are listed.
fn choose<'a>(root: &'a Element, report: &mut Report) -> Option<&'a Element> {
    // Of ours even an empty one comes back: what was imported with everything lost can be exported.
    let is_ours = root.get("exporter") == Some("Countersign");
    let drawn = |process: &&Element| is_ours || process.children.iter().any(kinds::is_node);
    let executable = |process: &&Element| process.get("isExecutable") == Some("true");
    let mut processes: Vec<&Element> = root.all("process").filter(drawn).collect();
    processes.sort_by_key(|process| !executable(process));
    let chosen = *processes.first()?;
    for other in root.all("process").filter(|process| !std::ptr::eq(*process, chosen)) {
        let nodes = other.children.iter().filter(|child| kinds::is_node(child)).count();
        report.lose(
            other,
            match nodes {
                0 => "It is a pool with nothing in it.".to_owned(),
                1 => "A file becomes one definition; this other process has 1 element.".to_owned(),
                more => format!("A file becomes one definition; this other process has {more} elements."),
            },
        );
    }
    Some(chosen)
}

fn definition(
    root: &Element,
    process: &Element,
    ours: Option<OurProcess>,
    drawing: Drawing,
    scale: &Scale,
    report: &mut Report,
) -> Result<Definition, NotBpmn> {
    let description = process.child("documentation").map_or("", |documentation| documentation.text.as_str());
    let (nodes, edges) = graph_of(drawing);
    if nodes.len() > MOST_NODES {
        return Err(NotBpmn::TooManyNodes { found: nodes.len() });
    }
    let (notes, sections) = asides::read(root, process, &nodes, scale, report);
    let settled = match ours {
        Some(ours) => ours_again(process, ours, description, nodes, edges),
        None => of_others(name_of(root, process), process, description, nodes, edges),
    };
    let definition = Definition { notes, sections, ..settled };
    match serde_json::to_string(&definition) {
        Ok(json) if json.len() <= LARGEST_DOCUMENT => Ok(definition),
        _ => Err(NotBpmn::TooMuchText),
    }
}

fn ours_again(
    process: &Element,
    ours: OurProcess,
    description: &str,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
) -> Definition {
    Definition {
        schema: SCHEMA,
        key: ours.key,
        name: settled(process.get("name").unwrap_or_default(), ours.name),
        description: settled(description, ours.description),
        title: ours.title,
        time_zone: ours.time_zone,
        starters: ours.starters,
        viewers: ours.viewers,
        form: ours.form,
        nodes,
        edges,
        notes: vec![],
        sections: vec![],
    }
}

fn of_others(name: String, process: &Element, description: &str, nodes: Vec<Node>, edges: Vec<Edge>) -> Definition {
    let words = [name.as_str(), process.get("id").unwrap_or_default(), "imported"];
    let key = words.into_iter().map(|words| slug(words, '-', 60)).find(|key| !key.is_empty()).unwrap_or_default();
    Definition {
        schema: SCHEMA,
        key,
        title: name.replace(['{', '}'], ""),
        name,
        description: description.trim().to_owned(),
        time_zone: "UTC".to_owned(),
        starters: vec![],
        viewers: vec![],
        form: Form::default(),
        nodes,
        edges,
        notes: vec![],
        sections: vec![],
    }
}

/// The process's name, else its pool's.
fn name_of(root: &Element, process: &Element) -> String {
    let pool = root.all("collaboration").flat_map(|collaboration| collaboration.all("participant"));
    let pool = pool.filter(|pool| pool.get("processRef").is_some_and(|id| process.get("id") == Some(id)));
    let names = process.get("name").into_iter().chain(pool.filter_map(|pool| pool.get("name")));
    let name = names.map(one_line).find(|name| !name.is_empty()).unwrap_or_else(|| "Imported process".to_owned());
    first(&name, LONGEST_NAME)
}

fn graph_of(drawing: Drawing) -> (Vec<Node>, Vec<Edge>) {
    let (mut node_ids, mut edge_ids) = (Taken::default(), Taken::default());
    let mut ids: Vec<Option<NodeId>> = Vec::new();
    let mut nodes = Vec::new();
    for step in drawing.steps {
        let What::Does(does) = step.what else {
            ids.push(None);
            continue;
        };
        let id = NodeId(match step.our_id {
            Some(id) => node_ids.as_it_is(&id, does.entry().kind),
            None => node_ids.id(&step.id, does.entry().kind),
        });
        let name = if step.ours || !step.name.is_empty() { step.name } else { does.entry().label.to_owned() };
        nodes.push(Node { id: id.clone(), name, at: step.at.unwrap_or(At::default()), pinned: step.pinned, does });
        ids.push(Some(id));
    }
    let mut edges = Vec::new();
    for way in drawing.ways.into_iter().filter(|way| !way.gone) {
        if let (Some(Some(from)), Some(Some(to))) = (ids.get(way.from), ids.get(way.to)) {
            let id = match way.our_id {
                Some(id) => edge_ids.as_it_is(&id, "way"),
                None => edge_ids.id(&way.id, "way"),
            };
            let port = way.port.unwrap_or_else(|| Port::from(crate::nodes::NEXT));
            edges.push(Edge { id: EdgeId(id), from: from.clone(), port, to: to.clone() });
        }
    }
    (nodes, edges)
}
