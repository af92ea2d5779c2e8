//! Small groups of steps that are ready to be put in: what people draw again and again.

use engine::definition::{Definition, Node};
use engine::edit::{Clip, main_port};
use engine::ids::{NodeId, Port};
use engine::nodes::Kind;
use engine::nodes::end::Outcome;
use serde::Deserialize;

use super::own::Own;

/// A group of steps with its beginning and its way on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Pattern {
    pub key: String,
    pub label: String,
    pub icon: String,
    pub help: String,
    /// Where a way into it leads.
    pub first: NodeId,
    /// The way on; none when all its ways end in it.
    pub last: Option<(NodeId, Port)>,
    /// The end of what is rejected; left out where the drawing has such an end.
    pub refused: Option<NodeId>,
    pub clip: Clip,
}

impl Pattern {
    /// One of the organisation's: it begins where no way of its own leads, at the top left, and goes on by the main way that is
    /// free, at the right.
    pub fn own(own: Own) -> Option<Self> {
        let Own { id, name, description, clip, author, .. } = own;
        let place = |node: &&Node| (node.at.x, node.at.y);
        let begins = |node: &&Node| clip.edges.iter().all(|edge| edge.to != node.id);
        let first =
            clip.nodes.iter().filter(begins).min_by_key(place).or_else(|| clip.nodes.iter().min_by_key(place))?;
        let free = |node: &Node| {
            let port = main_port(&node.does)?;
            let taken = clip.edges.iter().any(|edge| edge.from == node.id && edge.port == port);
            (!taken).then(|| (node.id.clone(), port))
        };
        let last = clip.nodes.iter().filter(|node| free(node).is_some()).max_by_key(place).and_then(free);
        let rejects = |node: &&Node| matches!(&node.does, Kind::End(end) if end.outcome == Outcome::Rejected);
        let refused = clip.nodes.iter().find(rejects).map(|node| node.id.clone());
        let help = if description.is_empty() { format!("By {author}.") } else { description };
        Some(Self { key: id, label: name, icon: "copy".to_owned(), help, first: first.id.clone(), last, refused, clip })
    }
}

/// All patterns.
pub fn patterns() -> Vec<Pattern> {
    serde_json::from_str(include_str!("patterns.json")).unwrap_or_default()
}

/// What is pasted of a pattern: all of it, or all but an end that the drawing has; and the ways that lead to that end then.
pub fn fitted(definition: &Definition, pattern: &Pattern) -> (Clip, Option<NodeId>, Vec<(NodeId, Port)>) {
    let mut clip = pattern.clip.clone();
    let refused = pattern.refused.as_ref().and_then(|id| clip.nodes.iter().find(|node| node.id == *id));
    let same = |node: &&Node| refused.is_some_and(|refused| node.does == refused.does);
    let Some(there) = definition.nodes.iter().find(same).map(|node| node.id.clone()) else {
        return (clip, None, vec![]);
    };
    let is_it = |id: &NodeId| pattern.refused.as_ref() == Some(id);
    clip.nodes.retain(|node| !is_it(&node.id));
    let (to_end, kept): (Vec<_>, Vec<_>) = clip.edges.into_iter().partition(|edge| is_it(&edge.to));
    clip.edges = kept;
    (clip, Some(there), to_end.into_iter().map(|edge| (edge.from, edge.port)).collect())
}

#[cfg(test)]
mod tests {
    use engine::check::{Severity, check};
    use engine::definition::{At, Edge};
    use engine::nodes::{End, Start};

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
        let (first, last) = (&pattern.first, pattern.last.as_ref().expect("it goes on"));
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
    fn one_of_the_organisation_begins_and_goes_on_by_itself() {
        for built_in in patterns() {
            let clip = built_in.clip.clone();
            let own = Own {
                id: "1".to_owned(),
                name: "Ours".to_owned(),
                description: String::new(),
                clip,
                author: "Nora".to_owned(),
                may_change: false,
            };
            let own = Pattern::own(own).expect("it has steps");
            assert_eq!((own.first, own.refused), (built_in.first, built_in.refused), "{}", built_in.label);
            assert_eq!(own.last, built_in.last, "{}", built_in.label);
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
