//! The drawn graph of an approval process: its form, its nodes with their places on the drawing, and its edges.
//! A published version never changes; executions are pinned to one.

use serde::{Deserialize, Serialize};

use crate::aside::{Note, Section};
use crate::form::Form;
use crate::ids::{EdgeId, GroupKey, NodeId, Port};
use crate::nodes::Kind;

/// The schema version that this engine writes and reads.
pub const SCHEMA: u32 = 1;
/// The largest definition document that is read, in bytes.
pub const LARGEST_DOCUMENT: usize = 1024 * 1024;
/// The most nodes a definition may have.
pub const MOST_NODES: usize = 1_000;

/// One version of an approval process, as its JSON document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The version of the document's shape; see [`SCHEMA`].
    pub schema: u32,
    /// Short lower-case name that never changes (`purchase`).
    pub key: String,
    pub name: String,
    #[serde(default)]
    pub description: String,
    /// Title of a request, with form fields in braces: `{what} for {amount}`.
    pub title: String,
    /// IANA time zone in which the definition's dates are meant.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// Groups whose members may ask; empty means everybody.
    #[serde(default)]
    pub starters: Vec<GroupKey>,
    /// Groups whose members may see every request of this definition.
    #[serde(default)]
    pub viewers: Vec<GroupKey>,
    pub form: Form,
    pub nodes: Vec<Node>,
    pub edges: Vec<Edge>,
    /// Pieces of paper on the drawing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// Steps that belong together, under a name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// A step of the process and its place on the drawing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Node {
    pub id: NodeId,
    pub name: String,
    /// Where the node's centre is drawn.
    pub at: At,
    /// Whether tidying leaves it there. It means nothing to executions.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    pub does: Kind,
}

/// A place on the drawing, in pixels at 100 %.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct At {
    pub x: i32,
    pub y: i32,
}

/// A connection: who leaves `from` by `port` comes to `to`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    pub id: EdgeId,
    pub from: NodeId,
    pub port: Port,
    pub to: NodeId,
}

/// Why a text is not a definition document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotADefinition {
    #[error("the document is larger than {} kB", LARGEST_DOCUMENT / 1024)]
    TooLarge,
    #[error("the document cannot be read: {0}")]
    Unreadable(String),
    #[error("the document has schema {0}; this server reads schema {SCHEMA}")]
    OtherSchema(u32),
}

impl Definition {
    /// Reads a definition document. Whether it makes sense is said by [`crate::check`].
    ///
    /// # Errors
    /// The text is too large, is not such JSON (with line and column), or has another schema version.
    pub fn read(json: &str) -> Result<Self, NotADefinition> {
        if json.len() > LARGEST_DOCUMENT {
            return Err(NotADefinition::TooLarge);
        }
        let definition: Self =
            serde_json::from_str(json).map_err(|error| NotADefinition::Unreadable(error.to_string()))?;
        if definition.schema != SCHEMA {
            return Err(NotADefinition::OtherSchema(definition.schema));
        }
        Ok(definition)
    }

    /// The node with this id.
    #[must_use]
    pub fn node(&self, id: &NodeId) -> Option<&Node> {
        self.nodes.iter().find(|node| node.id == *id)
    }

    /// The node's name as people know it; its id when it is not there.
    #[must_use]
    pub fn name_of<'a>(&'a self, id: &'a NodeId) -> &'a str {
        self.node(id).map_or(id.as_str(), |node| node.name.as_str())
    }

    /// The start node.
    #[must_use]
    pub fn start(&self) -> Option<&Node> {
        self.nodes.iter().find(|node| matches!(node.does, Kind::Start(_)))
    }

    /// The edges that leave a node by a port.
    pub fn edges_from<'a, 'b>(
        &'a self,
        node: &'b NodeId,
        port: &'b Port,
    ) -> impl Iterator<Item = &'a Edge> + use<'a, 'b> {
        self.edges.iter().filter(move |edge| edge.from == *node && edge.port == *port)
    }

    /// The edges that come to a node.
    pub fn edges_to<'a, 'b>(&'a self, node: &'b NodeId) -> impl Iterator<Item = &'a Edge> + use<'a, 'b> {
        self.edges.iter().filter(move |edge| edge.to == *node)
    }
}
