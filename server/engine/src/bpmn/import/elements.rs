//! The file, element by element: what is a step or a way becomes one, everything else is lost with a word about it.

use std::collections::{BTreeMap, BTreeSet};

use super::drawing::{Drawing, Step, Way};
use super::kinds::{self, Named, Ours};
use super::report::{Report, quoted};
use super::{LONGEST_NAME, asides, borders};
use crate::bpmn::NotBpmn;
use crate::bpmn::names::{first, one_line};
use crate::bpmn::ours::{OurProcess, outside};
use crate::bpmn::xml::{Element, Space};
use crate::definition::MOST_NODES;
use crate::ids::Port;

/// Reads the process and what stands around it.
pub(super) fn read<'a>(
    root: &'a Element,
    process: &'a Element,
    report: &mut Report,
) -> Result<(Drawing, Option<OurProcess>), NotBpmn> {
    around(root, process, report);
    let nodes = process.children.iter().filter(|child| kinds::is_node(child) || child.is("boundaryEvent")).count();
    let flows = process.all("sequenceFlow").count();
    if nodes > MOST_NODES || flows > 4 * MOST_NODES {
        let nodes = nodes.max(flows);
        return Err(NotBpmn::TooManyNodes { found: nodes });
    }
    let ours = our_process(process, report);
    let named = Named::of(root);
    let mut drawing = Drawing::default();
    let (mut places, mut flows, mut on_borders) = (BTreeMap::new(), Vec::new(), Vec::new());
    let mut described = false;
    for child in &process.children {
        match child.name.as_str() {
            _ if child.space != Space::Model => report.lose(child, "This belongs to another tool."),
            "documentation" if described => {
                report.lose(child, format!("More words about the process: {}.", quoted(&child.text)));
            }
            "documentation" => described = true,
            "extensionElements" => {}
            "sequenceFlow" => flows.push(child),
            "boundaryEvent" => on_borders.push(child),
            "laneSet" => lanes(child, report),
            _ if kinds::is_node(child) => {
                let step = step(child, &named, report);
                places.insert(child.get("id").unwrap_or_default(), drawing.steps.len());
                drawing.steps.push(step);
            }
            _ if asides::is_aside(child) => {}
            _ => lose(child, report),
        }
    }
    borders::attach(&mut drawing, &mut places, &on_borders, report);
    let defaults =
        process.children.iter().filter_map(|node| Some((node.get("id")?, local(node.get("default")?)))).collect();
    for flow in flows {
        way(&mut drawing, &places, &defaults, flow, report);
    }
    Ok((drawing, ours))
}

/// What stands beside the process.
fn around(root: &Element, process: &Element, report: &mut Report) {
    let used = references(process);
    // Categories are the names of groups.
    let has_groups = process.children.iter().any(|child| child.is("group"));
    for child in &root.children {
        match child.name.as_str() {
            "process" if child.space == Space::Model => {}
            "message" | "signal" if child.get("id").is_some_and(|id| used.contains(&local(id))) => {
                details(child, report);
            }
            "documentation" if child.space == Space::Model => {
                report.lose(child, "Words about the whole file are not kept.");
            }
            "extensionElements" if child.space == Space::Model => extensions(child, "the file", report),
            "collaboration" if child.space == Space::Model => collaboration(child, process, report),
            "category" if child.space == Space::Model && has_groups => {}
            _ if child.space == Space::Diagram => {}
            _ => lose(child, report),
        }
    }
}

/// The messages and signals that the process's events and tasks name.
fn references(process: &Element) -> Vec<&str> {
    let mut found = Vec::new();
    let mut open = vec![process];
    while let Some(element) = open.pop() {
        found.extend(["messageRef", "signalRef"].into_iter().filter_map(|name| element.get(name)).map(local));
        open.extend(&element.children);
    }
    found
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

fn collaboration(element: &Element, process: &Element, report: &mut Report) {
    for child in &element.children {
        let own = child.is("participant") && child.get("processRef").map(local) == process.get("id");
        if own {
            details(child, report);
            report.lose(child, format!("The pool {} is not drawn; its process is what you see.", title(child)));
        } else if !asides::is_aside(child) {
            lose(child, report);
        }
    }
}

fn our_process(process: &Element, report: &mut Report) -> Option<OurProcess> {
    let mut ours = None;
    for element in process.all("extensionElements") {
        for child in element.children.iter().filter(|child| child.space == Space::Ours) {
            match serde_json::from_str(&child.text) {
                Ok(read) if child.name == "process" => ours = Some(read),
                Ok(_) => report.lose(child, "This is not a setting that we write."),
                Err(error) => report.lose(child, format!("Our settings of the process cannot be read: {error}.")),
            }
        }
        extensions(element, "the process", report);
    }
    for attribute in process.attributes.iter().filter(|attribute| attribute.space == Space::Other) {
        report.lose_attribute(process, attribute, "This setting of the process belongs to another tool.");
    }
    ours
}

fn step(element: &Element, named: &Named, report: &mut Report) -> Step {
    let (id, line) = (element.get("id").unwrap_or_default().to_owned(), element.line);
    if let Some(Ours { id: our_id, name, pinned, what }) = kinds::ours(element, report) {
        return Step { id, name, line, what, at: None, pinned, ours: true, our_id: Some(our_id) };
    }
    let name = one_line(element.get("name").unwrap_or_default());
    if name.chars().count() > LONGEST_NAME {
        report.lose(element, format!("Its name is cut to {LONGEST_NAME} characters."));
    }
    let (name, what) = (first(&name, LONGEST_NAME), kinds::what(element, named, report));
    Step { id, name, line, what, at: None, pinned: false, ours: false, our_id: None }
}

fn way(
    drawing: &mut Drawing,
    places: &BTreeMap<&str, usize>,
    defaults: &BTreeSet<(&str, &str)>,
    flow: &Element,
    report: &mut Report,
) {
    let end = |name: &str| flow.get(name).and_then(|id| places.get(local(id)).or_else(|| places.get(id)).copied());
    let (Some(from), Some(to)) = (end("sourceRef"), end("targetRef")) else {
        report.lose(flow, "It leads from or to something that is not there.");
        return;
    };
    let id = flow.get("id").unwrap_or_default();
    let source = flow.get("sourceRef").unwrap_or_default();
    let otherwise = defaults.contains(&(source, id));
    let port = flow.our("port").map(|port| Port(outside(port)));
    let our_id = port.is_some().then(|| flow.our("id").map_or_else(|| id.to_owned(), outside));
    let on_border = drawing.steps.get(from).is_none_or(|step| step.id != source);
    drawing.ways.push(Way {
        id: id.to_owned(),
        name: one_line(flow.get("name").unwrap_or_default()),
        line: flow.line,
        from,
        to,
        port: port.or_else(|| on_border.then(|| Port::from(crate::nodes::approval::TIMED_OUT))),
        condition: flow.child("conditionExpression").map(|condition| condition.text.clone()),
        otherwise,
        our_id,
        gone: false,
    });
    for child in flow.children.iter().filter(|child| !child.is("conditionExpression")) {
        detail(child, "a connection", report);
    }
}

fn lanes(set: &Element, report: &mut Report) {
    for child in &set.children {
        if child.is("lane") {
            report.lose(child, format!("The lane {} is not drawn; say with each approval who is asked.", title(child)));
            for inner in &child.children {
                match inner.name.as_str() {
                    "flowNodeRef" if inner.space == Space::Model => {}
                    "childLaneSet" if inner.space == Space::Model => lanes(inner, report),
                    _ => detail(inner, &title(child), report),
                }
            }
        } else {
            detail(child, "the lanes", report);
        }
    }
}

/// An element without a meaning here, and everything in it that has an id.
pub(super) fn lose(element: &Element, report: &mut Report) {
    report.lose(element, kinds::why(element));
    inside(element, report);
}

/// What stands in an element that is lost.
pub(super) fn inside(element: &Element, report: &mut Report) {
    let what = title(element);
    for child in &element.children {
        let there = child.space == Space::Model && child.get("id").is_some();
        if there {
            report.lose(child, format!("It is part of {what}, which is not carried over."));
            inside(child, report);
        }
    }
}

/// What a step says beside what it is.
pub(super) fn details(element: &Element, report: &mut Report) {
    let of = title(element);
    for child in &element.children {
        detail(child, &of, report);
    }
    for attribute in element.attributes.iter().filter(|attribute| attribute.space == Space::Other) {
        let said = format!(" ({})", quoted(&attribute.value));
        report.lose_attribute(element, attribute, kinds::setting(&attribute.name, &of, &said));
    }
}

pub(super) fn detail(child: &Element, of: &str, report: &mut Report) {
    match child.name.as_str() {
        "incoming" | "outgoing" if child.space == Space::Model => {}
        "extensionElements" if child.space == Space::Model => extensions(child, of, report),
        _ => report.lose(child, kinds::detail(child, of)),
    }
}

/// What other tools have added; equals are counted together.
pub(super) fn extensions(element: &Element, of: &str, report: &mut Report) {
    let mut seen: BTreeMap<&str, (usize, &Element)> = BTreeMap::new();
    for child in element.children.iter().filter(|child| child.space != Space::Ours) {
        seen.entry(&child.shown).or_insert((0, child)).0 += 1;
    }
    for (count, child) in seen.into_values() {
        let times = if count > 1 { format!(" ({count} times)") } else { String::new() };
        report.lose(child, kinds::setting(&child.name, of, &times));
    }
}

/// An element as people know it: by its name, else by its id.
pub(super) fn title(element: &Element) -> String {
    let name = element.get("name").map(str::trim).filter(|name| !name.is_empty());
    match name.or_else(|| element.get("id")) {
        Some(name) => quoted(name),
        None => "it".to_owned(),
    }
}
