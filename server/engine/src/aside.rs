//! What stands on the drawing beside the graph: notes, and sections that gather steps under a name. They are for people:
//! no decision reads them.

use serde::{Deserialize, Serialize};

use crate::definition::{At, Definition};
use crate::ids::{NodeId, NoteId, SectionId};

/// The most notes a definition may have.
pub const MOST_NOTES: usize = 200;
/// The longest text of a note, in characters.
pub const LONGEST_NOTE: usize = 2_000;
/// The most sections a definition may have.
pub const MOST_SECTIONS: usize = 100;
/// The longest name of a section, in characters.
pub const LONGEST_NAME: usize = 120;

/// A piece of paper on the drawing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    pub id: NoteId,
    /// Plain text; its line ends are kept.
    pub text: String,
    /// Where its upper left corner is drawn.
    pub at: At,
    /// How large it is drawn at least; without it, as large as its text needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<Size>,
    #[serde(default)]
    pub colour: Colour,
}

/// A size on the drawing, in pixels at 100 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// Steps that belong together. A step is in one section at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub id: SectionId,
    pub name: String,
    #[serde(default)]
    pub colour: Colour,
    pub nodes: Vec<NodeId>,
    /// Whether whoever draws sees it as one box.
    #[serde(default)]
    pub collapsed: bool,
}

/// The ground of a note or section; what it looks like is the drawing's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Colour {
    #[default]
    Sand,
    Sky,
    Mint,
    Rose,
    Plain,
}

impl Colour {
    pub const ALL: [Self; 5] = [Self::Sand, Self::Sky, Self::Mint, Self::Rose, Self::Plain];

    /// Its name, as documents write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sand => "sand",
            Self::Sky => "sky",
            Self::Mint => "mint",
            Self::Rose => "rose",
            Self::Plain => "plain",
        }
    }
}

impl Definition {
    /// The note with this id.
    #[must_use]
    pub fn note(&self, id: &NoteId) -> Option<&Note> {
        self.notes.iter().find(|note| note.id == *id)
    }

    /// The section with this id.
    #[must_use]
    pub fn section(&self, id: &SectionId) -> Option<&Section> {
        self.sections.iter().find(|section| section.id == *id)
    }

    /// The section that a node is in: the first that names it.
    #[must_use]
    pub fn section_of(&self, node: &NodeId) -> Option<&Section> {
        self.sections.iter().find(|section| section.nodes.contains(node))
    }
}
