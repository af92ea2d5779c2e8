//! Random drawings and random edits, legal and not. One number repeats a whole story.
#![allow(clippy::unwrap_used, reason = "a story that cannot go on has failed")]

use engine::aside::{Colour, LONGEST_NOTE, Note, Section, Size};
use engine::catalogue::{FieldKind, entries};
use engine::definition::{At, Definition, Edge, Node, SCHEMA};
use engine::edit::{Clip, Edit, copy, fresh};
use engine::form::{Field, Form, Input};
use engine::ids::{EdgeId, NodeId, NoteId, Port, SectionId};
use serde_json::{Value, json};

/// Numbers from a seed (`SplitMix64`, Steele and others 2014).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }
}

/// A definition of these nodes and edges, with a form of three questions.
pub fn definition(nodes: Vec<Node>, edges: Vec<Edge>) -> Definition {
    let fields = ["what", "amount", "day"].map(|key| Field { label: key.to_owned(), ..field(key) });
    Definition {
        schema: SCHEMA,
        key: "story".to_owned(),
        name: "Story".to_owned(),
        description: String::new(),
        title: "{what} for {amount}".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        starters: vec![],
        viewers: vec![],
        form: Form { fields: fields.to_vec() },
        nodes,
        edges,
        notes: vec![],
        sections: vec![],
    }
}

pub fn field(key: &str) -> Field {
    let input = Input::Text { max_length: None };
    Field { key: key.to_owned(), label: key.to_owned(), help: String::new(), required: false, input }
}

pub fn kind(dice: &mut Dice) -> String {
    match dice.roll(11) {
        9 => "oracle".to_owned(),
        10 => "approval".to_owned(),
        at => entries()[at].kind.to_owned(),
    }
}

pub fn at(dice: &mut Dice) -> At {
    match dice.roll(12) {
        0 => At { x: i32::MAX, y: i32::MIN },
        _ => At { x: i32::try_from(dice.roll(900)).unwrap() - 100, y: i32::try_from(dice.roll(600)).unwrap() - 100 },
    }
}

const PORTS: [&str; 8] = ["next", "approved", "rejected", "branch", "default", "timed_out", "case-1", "sideways"];

pub fn port(dice: &mut Dice) -> Port {
    Port::from(dice.pick(&PORTS))
}

/// A document that reads but may make no sense: ids twice, edges to nowhere, two starts, circles.
pub fn wild(dice: &mut Dice) -> Definition {
    let ids: Vec<NodeId> = (0..2 + dice.roll(9)).map(|no| NodeId(format!("n{}", no * 2 / 3 + no % 2))).collect();
    let named = |id: &NodeId, dice: &mut Dice| {
        let (does, name) = fresh(entries()[dice.roll(9)].kind).unwrap();
        Node { id: id.clone(), name, at: at(dice), pinned: dice.roll(4) == 0, does }
    };
    let nodes = ids.iter().map(|id| named(id, dice)).collect();
    let edges = (0..dice.roll(14))
        .map(|no| Edge {
            id: EdgeId(format!("e{}", no - no / 5)),
            from: node_id(dice, &ids),
            port: port(dice),
            to: node_id(dice, &ids),
        })
        .collect();
    let mut wild = definition(nodes, edges);
    wild.notes =
        (0..dice.roll(3)).map(|no| Note { id: NoteId(format!("note-{}", no / 2)), ..note(dice, None) }).collect();
    wild.sections = (0..dice.roll(3))
        .map(|no| Section { id: SectionId(format!("section-{}", no / 2)), ..section(dice, &ids, None) })
        .collect();
    wild
}

fn node_id(dice: &mut Dice, ids: &[NodeId]) -> NodeId {
    if ids.is_empty() || dice.roll(25) == 0 { NodeId::from("nowhere") } else { dice.pick(ids) }
}

/// Any edit of a definition; what it names is mostly there.
pub fn edit(dice: &mut Dice, definition: &Definition) -> Edit {
    let ids: Vec<NodeId> = definition.nodes.iter().map(|node| node.id.clone()).collect();
    let lines: Vec<EdgeId> = definition.edges.iter().map(|edge| edge.id.clone()).collect();
    let edge = |dice: &mut Dice| {
        if lines.is_empty() || dice.roll(12) == 0 { EdgeId::from("nothing") } else { dice.pick(&lines) }
    };
    match dice.roll(37) {
        0 | 1 => Edit::Add { kind: kind(dice), at: at(dice) },
        2..=5 => {
            let from = node_id(dice, &ids);
            Edit::Append { port: maybe_port(dice, definition, &from), from, kind: kind(dice), at: at(dice) }
        }
        6 | 7 => Edit::Insert { edge: edge(dice), kind: kind(dice), at: at(dice) },
        8 => Edit::Splice { node: node_id(dice, &ids), edge: edge(dice), at: at(dice) },
        9..=12 => {
            let from = node_id(dice, &ids);
            Edit::Connect { port: maybe_port(dice, definition, &from), from, to: node_id(dice, &ids) }
        }
        13 | 14 => Edit::Reconnect {
            edge: edge(dice),
            from: (dice.roll(2) == 0).then(|| (node_id(dice, &ids), port(dice))),
            to: (dice.roll(2) == 0).then(|| node_id(dice, &ids)),
        },
        15 | 16 => Edit::Move { places: (0..=dice.roll(3)).map(|_| (node_id(dice, &ids), at(dice))).collect() },
        17 => Edit::Remove {
            nodes: (0..dice.roll(4)).map(|_| node_id(dice, &ids)).collect(),
            edges: (0..dice.roll(2)).map(|_| edge(dice)).collect(),
        },
        18 | 19 => Edit::Replace { node: node_id(dice, &ids), kind: kind(dice) },
        20 => Edit::Rename { node: node_id(dice, &ids), name: text(dice) },
        21..=23 => set(dice, definition),
        24 => Edit::Head {
            key: dice.pick(&["key", "name", "title", "starters", "viewers", "time_zone", "nodes"]).to_owned(),
            value: dice.pick(&[json!("x {what}"), json!(["sales"]), json!(3), Value::Null]),
        },
        25..=27 => form(dice),
        28 => Edit::Paste { clip: clip(dice, definition, &ids), at: at(dice) },
        29 => Edit::Pin { nodes: (0..dice.roll(4)).map(|_| node_id(dice, &ids)).collect(), pinned: dice.roll(3) != 0 },
        30..=35 => aside(dice, definition, &ids),
        _ => document(dice, definition),
    }
}

/// A note or a section that comes, changes, moves or goes.
fn aside(dice: &mut Dice, definition: &Definition, ids: &[NodeId]) -> Edit {
    match dice.roll(8) {
        0 => Edit::AddNote { note: note(dice, Some(definition)) },
        1 => Edit::SetNote { note: note(dice, Some(definition)) },
        2 => Edit::MoveNotes {
            places: (0..=dice.roll(2)).map(|_| (note(dice, Some(definition)).id, at(dice))).collect(),
        },
        3 => Edit::RemoveNotes { notes: (0..=dice.roll(2)).map(|_| note(dice, Some(definition)).id).collect() },
        4 | 5 => Edit::AddSection { name: text(dice), nodes: section(dice, ids, None).nodes },
        6 => Edit::SetSection { section: section(dice, ids, Some(definition)) },
        _ => Edit::Dissolve { section: section(dice, ids, Some(definition)).id },
    }
}

/// A note, mostly with the id of one that is there.
fn note(dice: &mut Dice, definition: Option<&Definition>) -> Note {
    let there: Vec<NoteId> =
        definition.map_or_else(Vec::new, |all| all.notes.iter().map(|note| note.id.clone()).collect());
    let id = if there.is_empty() || dice.roll(9) == 0 { NoteId::from("note-9") } else { dice.pick(&there) };
    let text = if dice.roll(20) == 0 { "x".repeat(LONGEST_NOTE + 1) } else { text(dice) };
    let size = (dice.roll(2) == 0).then_some(Size { width: 240, height: 120 });
    Note { id, text, at: at(dice), size, colour: dice.pick(&Colour::ALL) }
}

/// A section, mostly with the id of one that is there.
fn section(dice: &mut Dice, ids: &[NodeId], definition: Option<&Definition>) -> Section {
    let there: Vec<SectionId> =
        definition.map_or_else(Vec::new, |all| all.sections.iter().map(|section| section.id.clone()).collect());
    let id = if there.is_empty() || dice.roll(9) == 0 { SectionId::from("section-9") } else { dice.pick(&there) };
    let nodes = (0..dice.roll(4)).map(|_| node_id(dice, ids)).collect();
    Section { id, name: text(dice), colour: dice.pick(&Colour::ALL), nodes, collapsed: dice.roll(2) == 0 }
}

/// None, a port of the node, or, seldom, any.
fn maybe_port(dice: &mut Dice, definition: &Definition, from: &NodeId) -> Option<Port> {
    let ports = definition.node(from).map_or_else(Vec::new, |node| node.does.ports());
    match dice.roll(6) {
        0..=2 => None,
        3 | 4 if !ports.is_empty() => Some(dice.pick(&ports).0),
        _ => Some(port(dice)),
    }
}

fn text(dice: &mut Dice) -> String {
    dice.pick(&["Team lead", "", "{what} of {amount} by { day }", "„Ünï\u{1f4a5}“\n\"quoted\"", "End", "Notice 2"])
        .to_owned()
}

fn form(dice: &mut Dice) -> Edit {
    let key = dice.pick(&["what", "amount", "day", "field", "total", "Not a key"]).to_owned();
    let field = field(dice.pick(&["what", "amount", "total", "sum_2", "", "Not a key"]));
    match dice.roll(4) {
        0 => Edit::AddField { at: dice.roll(9), field },
        1 => Edit::MoveField { key, to: dice.roll(9) },
        2 => Edit::RemoveField { key },
        _ => Edit::SetField { key, field },
    }
}

/// A setting of a node, mostly of the right shape.
fn set(dice: &mut Dice, definition: &Definition) -> Edit {
    let settings: Vec<_> = definition
        .nodes
        .iter()
        .flat_map(|node| node.does.entry().settings.iter().map(|setting| (node.id.clone(), setting)))
        .collect();
    if settings.is_empty() || dice.roll(15) == 0 {
        return Edit::Set { node: NodeId::from("n1"), key: "kind".to_owned(), value: json!("end") };
    }
    let (node, setting) = dice.pick(&settings);
    let value = if dice.roll(8) == 0 { json!({"odd": [1]}) } else { value(dice, setting.kind) };
    Edit::Set { node, key: setting.key.to_owned(), value }
}

fn value(dice: &mut Dice, kind: FieldKind) -> Value {
    let source = json!({"from": "field", "key": "amount"});
    let cel = json!({"from": "expression", "cel": "has(signals.payment) && request.amount > 3.0 ? 'group:request.amount' : null"});
    let choices = match kind {
        FieldKind::Text | FieldKind::LongText => vec![json!(text(dice)), json!("payment"), json!("goods.paid")],
        FieldKind::Flag => vec![json!(true), json!(false)],
        FieldKind::Source => vec![source, Value::Null],
        FieldKind::Sources => vec![json!([source, cel]), json!([]), json!([cel])],
        FieldKind::Policy => vec![json!({"of": "all"}), json!({"of": "at_least", "count": 2})],
        FieldKind::Proof => vec![json!("link"), json!("password"), Value::Null],
        FieldKind::Span => vec![json!("P2D"), json!("two days"), Value::Null],
        FieldKind::Due => vec![json!("no_deadline"), json!({"within": "PT8H"}), Value::Null],
        FieldKind::Reminders => vec![json!({"after": "P1D", "times": 1}), Value::Null],
        FieldKind::Escalations => vec![json!([{"after": "P1D", "how": "add", "to": source}]), json!([])],
        FieldKind::Timeout => {
            vec![json!({"after": "P9D", "then": "leave"}), json!({"after": "P9D", "then": "reject"}), Value::Null]
        }
        FieldKind::Cases => vec![cases(dice), cases(dice), cases(dice), cases(dice)],
        FieldKind::Moment => vec![
            json!({"after": "P1D"}),
            json!({"date_field": {"field": "day", "at": "09:00:00"}}),
            json!({"moment": "2026-03-31T09:00:00.123456789Z"}),
        ],
        FieldKind::Outcome => vec![json!("approved"), json!("timed_out"), json!("lost")],
    };
    dice.pick(&choices)
}

fn cases(dice: &mut Dice) -> Value {
    let ports = ["case-1", "case-2", "large", "", "default"];
    let one = |dice: &mut Dice| json!({"port": dice.pick(&ports), "label": text(dice), "when": "request.amount > 1.0"});
    (0..dice.roll(4)).map(|_| one(dice)).collect()
}

fn clip(dice: &mut Dice, definition: &Definition, ids: &[NodeId]) -> Clip {
    if dice.roll(3) == 0 {
        let wild = wild(dice);
        return Clip { nodes: wild.nodes, edges: wild.edges, notes: wild.notes, sections: wild.sections };
    }
    let notes: Vec<NoteId> = (0..dice.roll(2)).map(|_| note(dice, Some(definition)).id).collect();
    copy(definition, &(0..dice.roll(5)).map(|_| node_id(dice, ids)).collect::<Vec<_>>()).with_notes(definition, &notes)
}

/// The document with something changed in it, now and then another one.
fn document(dice: &mut Dice, definition: &Definition) -> Edit {
    let mut other = definition.clone();
    match dice.roll(8) {
        0 => other = wild(dice),
        6 => other.notes.reverse(),
        7 => drop(other.sections.pop()),
        1 => other.schema = 2,
        2 => other.nodes.reverse(),
        3 => drop(other.edges.pop()),
        4 => other.name = text(dice),
        _ => other.nodes.iter_mut().step_by(2).for_each(|node| node.name = text(dice)),
    }
    let definition = Box::new(other);
    if dice.roll(3) == 0 { Edit::Merge { definition } } else { Edit::Document { definition } }
}
