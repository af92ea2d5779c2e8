//! Small groups of steps that are ready to be put in: what people draw again and again.

use engine::definition::Definition;
use engine::edit::Clip;
use engine::ids::{NodeId, Port};
use serde::Deserialize;

/// A group of steps with its beginning and its way on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Pattern {
    pub key: String,
    pub label: String,
    pub icon: String,
    pub help: String,
    /// Where a way into it leads.
    pub first: NodeId,
    /// The way on.
    pub last: (NodeId, Port),
    /// The end of what is rejected; left out where the drawing has such an end.
    pub refused: NodeId,
    pub clip: Clip,
}

/// All patterns.
pub fn patterns() -> Vec<Pattern> {
    serde_json::from_str(include_str!("patterns.json")).unwrap_or_default()
}

/// What is pasted of a pattern: all of it, or all but an end that the drawing has; and the ways that lead to that end then.
pub fn fitted(definition: &Definition, pattern: &Pattern) -> (Clip, Option<NodeId>, Vec<(NodeId, Port)>) {
    let mut clip = pattern.clip.clone();
    let refused = clip.nodes.iter().find(|node| node.id == pattern.refused);
    let same = |node: &&engine::definition::Node| refused.is_some_and(|refused| node.does == refused.does);
    let Some(there) = definition.nodes.iter().find(same).map(|node| node.id.clone()) else {
        return (clip, None, vec![]);
    };
    clip.nodes.retain(|node| node.id != pattern.refused);
    let (to_end, kept): (Vec<_>, Vec<_>) = clip.edges.into_iter().partition(|edge| edge.to == pattern.refused);
    clip.edges = kept;
    (clip, Some(there), to_end.into_iter().map(|edge| (edge.from, edge.port)).collect())
}

#[cfg(test)]
mod tests {
    use engine::check::{Severity, check};
    use engine::definition::{At, Edge, Node};
    use engine::nodes::{End, Kind, Start, end::Outcome};

    use super::*;

    /// A definition of nothing but a pattern.
    fn alone(pattern: &Pattern) -> Definition {
        let node = |id: &str, does| Node { id: id.into(), name: id.to_owned(), at: At::default(), pinned: false, does };
        let edge = |id: &str, from: &NodeId, port: &Port, to: &NodeId| Edge {
            id: id.into(),
            from: from.clone(),
            port: port.clone(),
            to: to.clone(),
        };
        let mut definition =
            Definition::read(include_str!("../../../drawing/src/example.json")).expect("the example can be read");
        let (first, last) = (&pattern.first, &pattern.last);
        definition.edges = pattern.clip.edges.clone();
        definition.edges.push(edge("in", &"start".into(), &"next".into(), first));
        definition.edges.push(edge("out", &last.0, &last.1, &"end".into()));
        definition.nodes = pattern.clip.nodes.clone();
        definition.nodes.push(node("start", Kind::Start(Start {})));
        let end = End { outcome: Outcome::Approved, closes_all: false };
        definition.nodes.push(node("end", Kind::End(end)));
        definition
    }

    #[test]
    fn every_pattern_is_sound_but_for_whom_to_ask() {
        assert_eq!(patterns().len(), 4);
        for pattern in patterns() {
            let wrong: Vec<String> = check(&alone(&pattern))
                .into_iter()
                .filter(|problem| problem.field.as_deref() != Some("approvers"))
                .map(|problem| problem.message)
                .collect();
            assert_eq!(wrong, Vec::<String>::new(), "{}", pattern.label);
        }
    }

    #[test]
    fn the_end_of_what_is_rejected_is_shared_where_there_is_one() {
        let definition =
            Definition::read(include_str!("../../../drawing/src/example.json")).expect("the example can be read");
        for pattern in patterns() {
            let (clip, there, ways) = fitted(&definition, &pattern);
            let shares = pattern.key != "two";
            assert_eq!(there.is_some(), shares, "{}: an end that closes all is another end", pattern.key);
            assert_eq!(clip.nodes.len() + usize::from(shares), pattern.clip.nodes.len());
            assert_eq!(clip.edges.len() + ways.len(), pattern.clip.edges.len());
        }
        assert!(check(&definition).iter().all(|problem| problem.severity == Severity::Warning));
    }
}
