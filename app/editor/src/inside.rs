//! Looking inside of a section: its steps alone are drawn, with those beside them; and what has to be known of sections
//! and notes that are drawn.

use drawing::aside::{Frame, Paper, Show};
use drawing::shape::Point;
use engine::definition::At;
use engine::edit::Edit;
use engine::ids::{NodeId, NoteId, SectionId};
use leptos::prelude::*;

use crate::Store;

impl Store {
    /// Draws the inside of a section alone; none: everything again.
    pub fn look_inside(self, section: Option<SectionId>) {
        if self.inside.with_untracked(|now| *now == section) {
            return;
        }
        self.show(section.clone().map_or(Show::Folded, Show::Inside));
        self.inside.set(section);
    }

    /// Shows a node that is not drawn: out of the section that is looked into, or into the one that hides it.
    pub fn uncover(self, node: &NodeId) {
        let hidden = || self.with_scene(|scene| scene.node(node).is_none());
        if hidden() {
            self.look_inside(None);
        }
        if hidden() {
            let section = |all: &engine::Definition| all.section_of(node).map(|section| section.id.clone());
            self.look_inside(self.definition.with_untracked(section));
        }
    }

    /// Whether a node is drawn only because it is beside what is looked into.
    pub fn is_beside(self, node: &NodeId) -> bool {
        self.inside.with(|inside| {
            let Some(inside) = inside else { return false };
            self.definition.with(|all| all.section(inside).is_some_and(|section| !section.nodes.contains(node)))
        })
    }

    /// The nodes that are selected, or those of the section that is.
    pub fn chosen(self) -> Vec<NodeId> {
        self.selection.with_untracked(|now| match &now.section {
            Some(id) => self.definition.with_untracked(|all| {
                let section = all.section(id);
                section.map_or_else(Vec::new, |one| {
                    one.nodes.iter().filter(|node| all.node(node).is_some()).cloned().collect()
                })
            }),
            None => now.nodes.iter().cloned().collect(),
        })
    }

    /// The notes that are selected, or that lie on the ground of the section that is.
    pub fn chosen_notes(self) -> Vec<NoteId> {
        let (notes, section) = self.selection.with_untracked(|now| (now.notes.clone(), now.section.clone()));
        let frame = section.and_then(|id| self.frame(&id)).filter(|frame| !frame.is_box);
        self.papers.with_untracked(|papers| {
            let chosen = |paper: &&Paper| {
                notes.contains(&paper.note.id) || frame.as_ref().is_some_and(|frame| frame.area.holds(paper.area))
            };
            papers.iter().filter(chosen).map(|paper| paper.note.id.clone()).collect()
        })
    }

    /// Where notes would be, moved by so much.
    pub fn note_places(self, notes: &[NoteId], by: Point) -> Vec<(NoteId, At)> {
        self.definition.with_untracked(|all| {
            let found = notes.iter().filter_map(|id| all.note(id));
            found.map(|note| (note.id.clone(), At { x: note.at.x + by.x, y: note.at.y + by.y })).collect()
        })
    }

    /// Moves nodes and notes as one step, and leaves selected what is selected. True when it was done.
    pub fn move_all(self, nodes: Vec<(NodeId, At)>, notes: Vec<(NoteId, At)>, gesture: Option<u64>) -> bool {
        let keep = self.selection.get_untracked();
        let gesture = gesture.unwrap_or_else(|| self.gesture());
        let moves = [
            (!notes.is_empty()).then_some(Edit::MoveNotes { places: notes }),
            (!nodes.is_empty()).then_some(Edit::Move { places: nodes }),
        ];
        let done = self.make_all_in(gesture, &moves.into_iter().flatten().collect::<Vec<_>>());
        self.selection.set(keep);
        done
    }

    /// A section as it is drawn.
    pub fn frame(self, id: &SectionId) -> Option<Frame> {
        self.frames.with_untracked(|all| all.iter().find(|frame| frame.section.id == *id).cloned())
    }

    /// What comes while one looks inside of a section belongs to it.
    pub fn joining(self, edit: &Edit, about: &[NodeId]) -> Option<Edit> {
        let inside = self.inside.get_untracked().filter(|_| matches!(edit, Edit::Add { .. } | Edit::Paste { .. }))?;
        self.definition.with_untracked(|all| {
            let mut section = all.section(&inside)?.clone();
            section.nodes.extend(about.iter().filter(|id| all.section_of(id).is_none()).cloned());
            Some(Edit::SetSection { section })
        })
    }
}
