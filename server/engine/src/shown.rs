//! What an approver was shown, as a digest: a decision that names it cannot have been made on anything else.

use std::fmt::Write as _;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::definition::Definition;
use crate::execution::Request;
use crate::form::Answer;
use crate::ids::NodeId;
use crate::nodes::Kind;

/// What is covered, in this order for ever: a digest is kept with each decision.
#[derive(Serialize)]
struct Shown<'a>(&'a str, &'a str, u32, Vec<(&'a str, &'a str, Option<&'a Answer>)>);

/// SHA-256, in lower-case hexadecimal, of the node's instructions, the title, the revision, and each field's key, label
/// and answer in the form's order.
#[must_use]
pub fn digest(definition: &Definition, node: &NodeId, request: &Request) -> String {
    let hash = Sha256::digest(canonical(definition, node, request));
    hash.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn canonical(definition: &Definition, node: &NodeId, request: &Request) -> Vec<u8> {
    let instructions = match definition.node(node).map(|node| &node.does) {
        Some(Kind::Approval(approval)) => approval.instructions.as_str(),
        Some(Kind::Signal(signal)) => signal.instructions.as_str(),
        _ => "",
    };
    let fields = definition.form.fields.iter();
    let answers =
        fields.map(|field| (field.key.as_str(), field.label.as_str(), request.data.0.get(&field.key))).collect();
    let shown = Shown(instructions, &request.title, request.revision, answers);
    serde_json::to_vec(&shown).expect("texts, numbers and answers are always JSON")
}
