//! A definition as a BPMN 2.0 file that other modellers open: one process with its diagram, our settings beside.

use std::collections::BTreeMap;

use super::diagram;
use super::names::Taken;
use super::ours::{OurNode, OurNote, OurProcess, inside, json, unless_shown};
use super::write::Xml;
use super::{BOUNDS, DIAGRAM, LINES, MODEL, OURS, SCHEMAS};
use crate::aside::Section;
use crate::catalogue::port_label;
use crate::definition::{Definition, Edge, Node};
use crate::ids::{NodeId, Port};
use crate::nodes::approval::{Approval, TIMED_OUT, Then};
use crate::nodes::wait::Until;
use crate::nodes::{Kind, condition};
use crate::span::Span;

/// The ids that everything has in the file.
#[derive(Debug)]
pub(super) struct Ids<'a> {
    process: String,
    /// Of each node, and of the timer that stands on its border.
    pub(super) nodes: Vec<(String, Option<String>)>,
    /// Of each edge that leads from node to node.
    pub(super) edges: Vec<Option<String>>,
    pub(super) notes: Vec<String>,
    /// Of each section, and of the value of its category.
    pub(super) sections: Vec<(String, String)>,
    category: String,
    places: BTreeMap<&'a NodeId, usize>,
    messages: BTreeMap<&'a str, String>,
}

/// Writes a definition. Coming back it is the same, as long as its ids are there once and its edges lead from node to node.
#[must_use]
pub fn export(definition: &Definition) -> String {
    let ids = Ids::of(definition);
    let mut xml = Xml::new();
    xml.open(
        "bpmn:definitions",
        &[
            ("xmlns:bpmn", MODEL),
            ("xmlns:bpmndi", DIAGRAM),
            ("xmlns:dc", BOUNDS),
            ("xmlns:di", LINES),
            ("xmlns:xsi", SCHEMAS),
            ("xmlns:cs", OURS),
            ("id", "countersign"),
            ("targetNamespace", OURS),
            ("exporter", "Countersign"),
        ],
    );
    for (name, id) in &ids.messages {
        xml.empty("bpmn:message", &[("id", id), ("name", name)]);
    }
    if !definition.sections.is_empty() {
        xml.open("bpmn:category", &[("id", &ids.category)]);
        for (section, (_, value)) in definition.sections.iter().zip(&ids.sections) {
            xml.empty("bpmn:categoryValue", &[("id", value), ("value", &section.name)]);
        }
        xml.close();
    }
    xml.open("bpmn:process", &[("id", &ids.process), ("name", &definition.name), ("isExecutable", "false")]);
    documentation(&mut xml, &definition.description);
    settings(&mut xml, "cs:process", &json(&OurProcess::of(definition)));
    for (node, (id, timer)) in definition.nodes.iter().zip(&ids.nodes) {
        write_node(&mut xml, definition, &ids, node, id);
        if let (Kind::Approval(approval), Some(timer)) = (&node.does, timer) {
            border(&mut xml, definition, &ids, node, approval, (id, timer));
        }
    }
    for (place, edge) in definition.edges.iter().enumerate() {
        write_edge(&mut xml, definition, &ids, place, edge);
    }
    for (note, id) in definition.notes.iter().zip(&ids.notes) {
        let ours =
            OurNote { id: note.id.clone(), text: unless_shown(&note.text), size: note.size, colour: note.colour };
        xml.open("bpmn:textAnnotation", &[("id", id)]);
        settings(&mut xml, "cs:note", &json(&ours));
        xml.text("bpmn:text", &[], &note.text);
        xml.close();
    }
    for (section, (id, value)) in definition.sections.iter().zip(&ids.sections) {
        xml.open("bpmn:group", &[("id", id), ("categoryValueRef", value)]);
        settings(&mut xml, "cs:section", &json(section));
        xml.close();
    }
    xml.close();
    diagram::write(&mut xml, definition, &ids, &ids.process);
    xml.finish()
}

impl<'a> Ids<'a> {
    fn of(definition: &'a Definition) -> Self {
        let mut taken = Taken::default();
        taken.xml_id("countersign");
        let process = taken.xml_id(&definition.key);
        let mut nodes: Vec<(String, Option<String>)> =
            definition.nodes.iter().map(|node| (taken.xml_id(node.id.as_str()), None)).collect();
        let mut places = BTreeMap::new();
        for (place, node) in definition.nodes.iter().enumerate() {
            places.entry(&node.id).or_insert(place);
        }
        let edge = |edge: &Edge| {
            let drawn = places.contains_key(&edge.from) && places.contains_key(&edge.to);
            drawn.then(|| taken.xml_id(edge.id.as_str()))
        };
        let edges = definition.edges.iter().map(edge).collect();
        let mut messages = BTreeMap::new();
        for (node, (id, timer)) in definition.nodes.iter().zip(&mut nodes) {
            match &node.does {
                Kind::Approval(approval) if leaves_after(approval).is_some() => {
                    *timer = Some(taken.xml_id(&format!("{id}_timeout")));
                }
                Kind::Signal(signal) if !messages.contains_key(signal.name.as_str()) => {
                    messages.insert(signal.name.as_str(), taken.xml_id(&format!("message_{}", signal.name)));
                }
                _ => {}
            }
        }
        let notes = definition.notes.iter().map(|note| taken.xml_id(note.id.as_str())).collect();
        let mut section =
            |section: &Section| (taken.xml_id(section.id.as_str()), taken.xml_id(&format!("name_of_{}", section.id)));
        let sections = definition.sections.iter().map(&mut section).collect();
        let category = taken.xml_id("sections");
        Self { process, nodes, edges, notes, sections, category, places, messages }
    }

    /// The node's id, and that of the timer on its border.
    fn node(&self, id: &NodeId) -> Option<&(String, Option<String>)> {
        self.nodes.get(*self.places.get(id)?)
    }

    /// Where a node stands in the definition.
    pub(super) fn place(&self, id: &NodeId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The timer that an edge leaves from, if it is not the node itself.
    pub(super) fn timer_of(&self, edge: &Edge) -> Option<&str> {
        self.node(&edge.from)?.1.as_deref().filter(|_| edge.port.as_str() == TIMED_OUT)
    }

    fn source(&self, edge: &Edge) -> &str {
        let node = || self.node(&edge.from).map_or("", |(id, _)| id);
        self.timer_of(edge).unwrap_or_else(node)
    }
}

/// The time after which an approval is left by its timeout.
fn leaves_after(approval: &Approval) -> Option<Span> {
    approval.timeout.as_ref().filter(|timeout| timeout.then == Then::Leave).map(|timeout| timeout.after)
}

fn write_node(xml: &mut Xml, definition: &Definition, ids: &Ids, node: &Node, id: &str) {
    let default = match &node.does {
        Kind::Condition(_) => way_by(definition, ids, &node.id, condition::DEFAULT),
        _ => None,
    };
    let mut attributes = vec![("id", id), ("name", node.name.as_str())];
    attributes.extend(default.map(|way| ("default", way)));
    xml.open(&format!("bpmn:{}", node.does.entry().bpmn), &attributes);
    match &node.does {
        Kind::Approval(approval) => documentation(xml, &approval.instructions),
        Kind::Signal(signal) => documentation(xml, &signal.instructions),
        Kind::Notify(notify) => documentation(xml, &notify.message),
        _ => {}
    }
    let own_id = (id != node.id.as_str()).then(|| node.id.clone());
    let ours = OurNode { id: own_id, name: unless_shown(&node.name), pinned: node.pinned, does: node.does.clone() };
    settings(xml, "cs:node", &json(&ours));
    let ways = definition.edges.iter().zip(&ids.edges).filter_map(|(edge, id)| Some((edge, id.as_deref()?)));
    for (_, way) in ways.clone().filter(|(edge, _)| edge.to == node.id) {
        xml.text("bpmn:incoming", &[], way);
    }
    for (_, way) in ways.filter(|(edge, _)| edge.from == node.id && ids.source(edge) == id) {
        xml.text("bpmn:outgoing", &[], way);
    }
    match &node.does {
        Kind::Wait(wait) => timer(xml, &wait.until),
        Kind::Signal(signal) => {
            let message = ids.messages.get(signal.name.as_str()).map_or("", String::as_str);
            xml.empty("bpmn:messageEventDefinition", &[("messageRef", message)]);
        }
        Kind::End(end) if end.closes_all => xml.empty("bpmn:terminateEventDefinition", &[]),
        _ => {}
    }
    xml.close();
}

/// The timer on the border of an approval that is left by its timeout.
fn border(
    xml: &mut Xml,
    definition: &Definition,
    ids: &Ids,
    node: &Node,
    approval: &Approval,
    (host, id): (&str, &str),
) {
    let Some(after) = leaves_after(approval) else { return };
    xml.open("bpmn:boundaryEvent", &[("id", id), ("attachedToRef", host), ("cs:part", "timeout")]);
    if let Some(way) = way_by(definition, ids, &node.id, TIMED_OUT) {
        xml.text("bpmn:outgoing", &[], way);
    }
    timer(xml, &Until::After(after));
    xml.close();
}

fn way_by<'i>(definition: &Definition, ids: &'i Ids, node: &NodeId, port: &str) -> Option<&'i str> {
    let port = Port::from(port);
    let place = definition.edges.iter().position(|edge| edge.from == *node && edge.port == port)?;
    ids.edges.get(place)?.as_deref()
}

fn timer(xml: &mut Xml, until: &Until) {
    let (name, text) = match until {
        Until::After(span) => ("bpmn:timeDuration", span.to_string()),
        Until::Moment(at) => ("bpmn:timeDate", at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)),
        Until::DateField { field, at } => ("bpmn:timeDate", format!("request.{field} {at}")),
    };
    xml.open("bpmn:timerEventDefinition", &[]);
    xml.text(name, &[("xsi:type", "bpmn:tFormalExpression")], &text);
    xml.close();
}

fn write_edge(xml: &mut Xml, definition: &Definition, ids: &Ids, place: usize, edge: &Edge) {
    let Some(Some(id)) = ids.edges.get(place) else { return };
    let case = definition.node(&edge.from).and_then(|node| match &node.does {
        Kind::Condition(condition) => condition.cases.iter().find(|case| case.port == edge.port),
        _ => None,
    });
    let name = case.map_or_else(|| port_label(edge.port.as_str()), |case| case.label.as_str());
    let to = ids.node(&edge.to).map_or("", |(id, _)| id);
    let (port, own_id) = (inside(edge.port.as_str()), inside(edge.id.as_str()));
    let mut attributes = vec![("id", id.as_str())];
    if !name.is_empty() {
        attributes.push(("name", name));
    }
    attributes.extend([("sourceRef", ids.source(edge)), ("targetRef", to), ("cs:port", &port)]);
    if edge.id.as_str() != id {
        attributes.push(("cs:id", &own_id));
    }
    match case {
        Some(case) => {
            xml.open("bpmn:sequenceFlow", &attributes);
            let kind = [("xsi:type", "bpmn:tFormalExpression"), ("language", "https://cel.dev")];
            xml.text("bpmn:conditionExpression", &kind, &case.when);
            xml.close();
        }
        None => xml.empty("bpmn:sequenceFlow", &attributes),
    }
}

fn documentation(xml: &mut Xml, text: &str) {
    if !text.is_empty() {
        xml.text("bpmn:documentation", &[], text);
    }
}

fn settings(xml: &mut Xml, name: &'static str, json: &str) {
    xml.open("bpmn:extensionElements", &[]);
    xml.text(name, &[], json);
    xml.close();
}
