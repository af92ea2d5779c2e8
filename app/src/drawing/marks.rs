//! Where an execution stands, as marks on the nodes and lines of its definition.

use std::collections::{BTreeMap, BTreeSet};

use engine::definition::Definition;
use engine::execution::Execution;
use engine::ids::{EdgeId, NodeId};
use engine::nodes::Kind;
use engine::nodes::approval::{CHANGES_REQUESTED, REJECTED, TIMED_OUT};
use engine::nodes::end::Outcome;

/// What is to be said of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: the definition by itself, or still possible.
    #[default]
    Open,
    /// Passed, with a yes or without a question.
    Done,
    /// Passed, with a no.
    Refused,
    /// The execution is here.
    Current,
    /// Comes after what is current, if that goes well.
    Next,
    /// It cannot be reached any more.
    Skipped,
    /// The execution is here and cannot go on by itself.
    Incident,
    /// The execution was here when it was withdrawn, cancelled or ended elsewhere.
    Ended,
    /// Of two versions: only the later one has it.
    Added,
    /// Of two versions: only the earlier one has it.
    Removed,
    /// Of two versions: it is in both, and differs.
    Changed,
}

impl Mark {
    /// The class of this mark.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Current => "current",
            Self::Next => "next",
            Self::Skipped => "skipped",
            Self::Incident => "incident",
            Self::Ended => "ended",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Open => "possible",
            Self::Done => "done",
            Self::Refused => "not approved",
            Self::Current => "here now",
            Self::Next => "next",
            Self::Skipped => "not taken",
            Self::Incident => "stopped here",
            Self::Ended => "ended here",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Changed => "changed",
        }
    }

    /// The icon that says the same as the colour.
    pub const fn icon(self) -> Option<&'static str> {
        match self {
            Self::Done => Some("check"),
            Self::Refused => Some("cross"),
            Self::Current => Some("clock"),
            Self::Incident => Some("alert"),
            Self::Ended => Some("stop"),
            Self::Added => Some("plus"),
            Self::Removed => Some("minus"),
            Self::Changed => Some("pencil"),
            Self::Open | Self::Next | Self::Skipped => None,
        }
    }
}

/// The marks of a drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    nodes: BTreeMap<NodeId, Mark>,
    taken: BTreeSet<EdgeId>,
    /// Lines of which something else is to be said.
    lines: BTreeMap<EdgeId, Mark>,
    of: Of,
}

/// What the marks are about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Of {
    /// Nothing: there are none.
    #[default]
    Nothing,
    Execution,
    Versions,
}

impl Marks {
    /// How two versions differ, on a drawing that has the nodes and lines of both.
    pub fn between(nodes: BTreeMap<NodeId, Mark>, lines: BTreeMap<EdgeId, Mark>) -> Self {
        Self { nodes, lines, taken: BTreeSet::new(), of: Of::Versions }
    }

    /// Where this execution stands.
    pub fn of(definition: &Definition, execution: &Execution) -> Self {
        let current: BTreeSet<&NodeId> = execution.tokens.values().map(|token| &token.node).collect();
        let possible = reachable(definition, &current);
        let next = following(definition, &current);
        let mark = |id: &NodeId| {
            let stuck = execution.incidents.values().any(|incident| incident.node == *id);
            let visit = execution.visited.get(id);
            if stuck {
                Mark::Incident
            } else if current.contains(id) {
                Mark::Current
            } else if let Some(visit) = visit {
                passed(definition, id, visit.left_by.as_deref())
            } else if next.contains(id) {
                Mark::Next
            } else if possible.contains(id) {
                Mark::Open
            } else {
                Mark::Skipped
            }
        };
        let nodes = definition.nodes.iter().map(|node| (node.id.clone(), mark(&node.id))).collect();
        Self { nodes, taken: taken(definition, execution), lines: BTreeMap::new(), of: Of::Execution }
    }

    /// The mark of a node.
    pub fn on(&self, node: &NodeId) -> Mark {
        self.nodes.get(node).copied().unwrap_or_default()
    }

    /// Whether the execution came along this line.
    pub fn took(&self, edge: &EdgeId) -> bool {
        self.taken.contains(edge)
    }

    /// The mark of a line.
    pub fn on_line(&self, edge: &EdgeId) -> Mark {
        self.lines.get(edge).copied().unwrap_or_default()
    }

    /// Whether they are those of an execution.
    pub fn any(&self) -> bool {
        self.of == Of::Execution
    }

    /// Whether they say how two versions differ.
    pub fn compare(&self) -> bool {
        self.of == Of::Versions
    }
}

/// A node where it is no more: with a no where that is what its way out means.
fn passed(definition: &Definition, id: &NodeId, left_by: Option<&str>) -> Mark {
    match (definition.node(id).map(|node| &node.does), left_by) {
        (Some(Kind::Approval(_)), Some(REJECTED | TIMED_OUT | CHANGES_REQUESTED)) => Mark::Refused,
        (Some(Kind::End(end)), _) => match end.outcome {
            Outcome::Rejected | Outcome::TimedOut | Outcome::Cancelled => Mark::Refused,
            _ => Mark::Done,
        },
        (_, None) => Mark::Ended,
        _ => Mark::Done,
    }
}

/// Everything that can still be reached.
fn reachable(definition: &Definition, from: &BTreeSet<&NodeId>) -> BTreeSet<NodeId> {
    let mut seen: BTreeSet<NodeId> = from.iter().map(|id| (*id).clone()).collect();
    let mut left: Vec<NodeId> = seen.iter().cloned().collect();
    while let Some(at) = left.pop() {
        for edge in definition.edges.iter().filter(|edge| edge.from == at) {
            if seen.insert(edge.to.clone()) {
                left.push(edge.to.clone());
            }
        }
    }
    seen
}

/// The nodes right after the current ones, on the ways of a yes.
fn following(definition: &Definition, current: &BTreeSet<&NodeId>) -> BTreeSet<NodeId> {
    let goes_well = |port: &str| !matches!(port, REJECTED | TIMED_OUT | CHANGES_REQUESTED);
    let ways = definition.edges.iter().filter(|edge| current.contains(&edge.from) && goes_well(edge.port.as_str()));
    ways.map(|edge| edge.to.clone()).collect()
}

/// The lines along which it came.
fn taken(definition: &Definition, execution: &Execution) -> BTreeSet<EdgeId> {
    let left_by = |node: &NodeId| execution.visited.get(node).and_then(|visit| visit.left_by.as_deref());
    let walked = definition
        .edges
        .iter()
        .filter(|edge| left_by(&edge.from) == Some(edge.port.as_str()) && execution.visited.contains_key(&edge.to));
    walked.map(|edge| edge.id.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::execution::{Incident, Token, Visit, WaitsFor};
    use engine::ids::{IncidentNo, TokenNo};

    const DRAWING: &str = include_str!("../../drawing/src/example.json");

    fn at(nodes: &[&str], visited: &[(&str, Option<&str>)]) -> (Definition, Execution) {
        let definition = Definition::read(DRAWING).unwrap();
        let mut execution = Execution::default();
        for (no, node) in (0..).zip(nodes) {
            let token = Token {
                node: NodeId::from(*node),
                via: None,
                since: chrono::DateTime::UNIX_EPOCH,
                waits_for: WaitsFor::Nothing,
            };
            execution.tokens.insert(TokenNo(no), token);
        }
        for (node, port) in visited {
            execution.visited.insert(NodeId::from(*node), Visit { times: 1, left_by: port.map(str::to_owned) });
        }
        (definition, execution)
    }

    fn marks(definition: &Definition, execution: &Execution) -> Vec<(String, Mark)> {
        let marks = Marks::of(definition, execution);
        definition.nodes.iter().map(|node| (node.id.0.clone(), marks.on(&node.id))).collect()
    }

    #[test]
    fn a_running_execution_shows_done_current_next_and_what_is_not_taken() {
        let visited = [("start", Some("next")), ("size", Some("small")), ("lead", None)];
        let (definition, execution) = at(&["lead"], &visited);
        let expected = [
            ("start", Mark::Done),
            ("size", Mark::Done),
            ("lead", Mark::Current),
            ("board", Mark::Skipped),
            ("yes", Mark::Next),
            ("no", Mark::Open),
        ];
        assert_eq!(marks(&definition, &execution), expected.map(|(node, mark)| (node.to_owned(), mark)));
        let marks = Marks::of(&definition, &execution);
        assert!(marks.took(&EdgeId::from("e1")) && marks.took(&EdgeId::from("e2")) && !marks.took(&EdgeId::from("e3")));
    }

    #[test]
    fn a_closed_execution_shows_how_it_ended_and_an_incident_shows_first() {
        let visited = [("start", Some("next")), ("size", Some("default")), ("board", Some("rejected")), ("no", None)];
        let (definition, mut execution) = at(&[], &visited);
        let refused = marks(&definition, &execution);
        assert_eq!(refused[3].1, Mark::Refused);
        assert_eq!(refused[5].1, Mark::Refused);
        assert_eq!(refused[2].1, Mark::Skipped);
        let incident = Incident {
            node: NodeId::from("board"),
            token: TokenNo(0),
            reason: String::new(),
            at: chrono::DateTime::UNIX_EPOCH,
        };
        execution.incidents.insert(IncidentNo(0), incident);
        assert_eq!(marks(&definition, &execution)[3].1, Mark::Incident);
        assert!(!Marks::default().any());
    }

    #[test]
    fn a_withdrawn_request_shows_where_it_ended() {
        let (definition, execution) = at(&[], &[("start", Some("next")), ("size", Some("small")), ("lead", None)]);
        assert_eq!(marks(&definition, &execution)[2].1, Mark::Ended);
    }
}
