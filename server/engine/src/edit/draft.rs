//! A definition while a step is planned: each change is made to a copy and noted down.

use super::Refusal;
use super::names::{self, gone};
use super::step::{Change, redrawn, undrawn};
use crate::aside::{Note, Section};
use crate::definition::{Definition, Edge, Node};
use crate::ids::{EdgeId, NodeId, Port};

pub(super) struct Draft {
    /// The definition as it is after the changes so far.
    pub now: Definition,
    pub changes: Vec<Change>,
}

impl Draft {
    pub fn of(definition: &Definition) -> Self {
        Self { now: definition.clone(), changes: vec![] }
    }

    fn make(&mut self, change: Change) {
        if change.apply(&mut self.now) {
            self.changes.push(change);
        }
    }

    pub fn node(&self, id: &NodeId) -> Result<Node, Refusal> {
        self.now.node(id).cloned().ok_or_else(|| gone(id.as_str()))
    }

    pub fn edge(&self, id: &EdgeId) -> Result<Edge, Refusal> {
        self.now.edges.iter().find(|edge| edge.id == *id).cloned().ok_or_else(names::no_edge)
    }

    pub fn add_node(&mut self, node: Node) {
        self.make(Change::NodeIn { at: self.now.nodes.len(), node: Box::new(node) });
    }

    /// Puts a node in the place of the first one with its id.
    pub fn set_node(&mut self, node: Node) {
        let at = self.now.nodes.iter().position(|other| other.id == node.id);
        if let Some((at, before)) = at.map(|at| (at, &self.now.nodes[at])).filter(|(_, before)| **before != node) {
            self.make(Change::NodeTo { at, before: Box::new(before.clone()), after: Box::new(node) });
        }
    }

    /// Takes out every node for which this is so.
    pub fn remove_nodes(&mut self, which: impl Fn(&Node) -> bool) {
        for at in (0..self.now.nodes.len()).rev().filter(|at| which(&self.now.nodes[*at])).collect::<Vec<_>>() {
            self.make(Change::NodeOut { at, node: Box::new(self.now.nodes[at].clone()) });
        }
    }

    /// Draws an edge with a fresh id.
    pub fn connect(&mut self, from: &NodeId, port: Port, to: &NodeId) {
        let edge = Edge { id: names::edge_id(&self.now), from: from.clone(), port, to: to.clone() };
        self.make(Change::EdgeIn { at: self.now.edges.len(), edge });
    }

    /// Puts an edge in the place of the first one with its id.
    pub fn set_edge(&mut self, edge: Edge) {
        let at = self.now.edges.iter().position(|other| other.id == edge.id);
        self.turn_edge(at, edge);
    }

    fn turn_edge(&mut self, at: Option<usize>, edge: Edge) {
        if let Some((at, before)) = at.map(|at| (at, &self.now.edges[at])).filter(|(_, before)| **before != edge) {
            self.make(Change::EdgeTo { at, before: before.clone(), after: edge });
        }
    }

    /// Takes out every edge for which this is so.
    pub fn remove_edges(&mut self, which: impl Fn(&Edge) -> bool) {
        for at in (0..self.now.edges.len()).rev().filter(|at| which(&self.now.edges[*at])).collect::<Vec<_>>() {
            self.make(Change::EdgeOut { at, edge: self.now.edges[at].clone() });
        }
    }

    /// Lets the edges that leave a node leave it by other ports; what has none is taken out.
    pub fn turn_ports(&mut self, node: &NodeId, port_of: impl Fn(&Edge) -> Option<Port>) {
        for at in (0..self.now.edges.len()).rev() {
            let edge = self.now.edges[at].clone();
            if edge.from == *node {
                match port_of(&edge) {
                    Some(port) => self.turn_edge(Some(at), Edge { port, ..edge }),
                    None => self.make(Change::EdgeOut { at, edge }),
                }
            }
        }
    }

    /// Puts a note at a place of the list, in the place of the one there, or takes that out.
    pub fn put_note(&mut self, at: usize, after: Option<Note>) {
        let before = self.now.notes.get(at).cloned();
        if before != after {
            self.make(Change::Note { at, before, after });
        }
    }

    /// The same for a section.
    pub fn put_section(&mut self, at: usize, after: Option<Section>) {
        let before = self.now.sections.get(at).cloned();
        if before != after {
            self.make(Change::Section { at, before, after });
        }
    }

    /// Takes nodes out of every section but this one; a section that nothing is left of goes.
    pub fn leave_sections(&mut self, nodes: &[NodeId], but: Option<usize>) {
        for at in (0..self.now.sections.len()).rev().filter(|at| Some(*at) != but) {
            let section = &self.now.sections[at];
            let stay: Vec<NodeId> = section.nodes.iter().filter(|id| !nodes.contains(id)).cloned().collect();
            if stay.len() < section.nodes.len() {
                let left = (!stay.is_empty()).then(|| Section { nodes: stay, ..section.clone() });
                self.put_section(at, left);
            }
        }
    }

    /// Puts a node into the section that another is in.
    pub fn join_section(&mut self, node: &NodeId, beside: &NodeId) {
        let at = self.now.sections.iter().position(|section| section.nodes.contains(beside));
        if let Some(at) = at.filter(|_| self.now.section_of(node).is_none()) {
            let mut section = self.now.sections[at].clone();
            section.nodes.push(node.clone());
            self.put_section(at, Some(section));
        }
    }

    /// Changes everything but what is drawn.
    pub fn head(&mut self, change: impl FnOnce(&mut Definition)) {
        let drawn = undrawn(&mut self.now);
        let before = Box::new(self.now.clone());
        change(&mut self.now);
        undrawn(&mut self.now);
        let after = Box::new(self.now.clone());
        redrawn(&mut self.now, drawn);
        if before != after {
            self.changes.push(Change::HeadTo { before, after });
        }
    }

    /// Draws another definition in the place of the one there; what is the same at the beginning and the end stays.
    pub fn all(&mut self, other: &Definition) {
        let (from, to, fresh) = differing(&self.now.nodes, &other.nodes);
        if to - from == fresh.len() {
            for (at, node) in (from..).zip(fresh) {
                let before = self.now.nodes[at].clone();
                if before != *node {
                    let (before, after) = (Box::new(before), Box::new(node.clone()));
                    self.make(Change::NodeTo { at, before, after });
                }
            }
        } else {
            for at in (from..to).rev() {
                self.make(Change::NodeOut { at, node: Box::new(self.now.nodes[at].clone()) });
            }
            for (at, node) in (from..).zip(fresh) {
                self.make(Change::NodeIn { at, node: Box::new(node.clone()) });
            }
        }
        let (from, to, fresh) = differing(&self.now.edges, &other.edges);
        for at in (from..to).rev() {
            self.make(Change::EdgeOut { at, edge: self.now.edges[at].clone() });
        }
        for (at, edge) in (from..).zip(fresh) {
            self.make(Change::EdgeIn { at, edge: edge.clone() });
        }
        let (from, to, fresh) = differing(&self.now.notes, &other.notes);
        (from..to).rev().for_each(|at| self.put_note(at, None));
        for (at, note) in (from..).zip(fresh) {
            self.make(Change::Note { at, before: None, after: Some(note.clone()) });
        }
        let (from, to, fresh) = differing(&self.now.sections, &other.sections);
        (from..to).rev().for_each(|at| self.put_section(at, None));
        for (at, section) in (from..).zip(fresh) {
            self.make(Change::Section { at, before: None, after: Some(section.clone()) });
        }
    }
}

/// Where two lists differ: from, to in the old one, and what the new one has there.
fn differing<'a, T: PartialEq>(old: &[T], new: &'a [T]) -> (usize, usize, &'a [T]) {
    let from = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let same = old[from..].iter().rev().zip(new[from..].iter().rev()).take_while(|(old, new)| old == new).count();
    (from, old.len() - same, &new[from..new.len() - same])
}
