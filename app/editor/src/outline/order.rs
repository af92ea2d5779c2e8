//! Moving a step along its way: what is done when it changes places with the step before or after it.

use engine::definition::{At, Definition, Edge, Node};
use engine::edit::Edit;
use engine::ids::{NodeId, Port};
use engine::nodes::Kind;

use super::tree::main_way;

/// The edits that let a step change places with the next one on its way, or with the one before.
///
/// # Errors
/// There is none that it can change places with, in a sentence.
pub fn moved(definition: &Definition, id: &NodeId, later: bool) -> Result<Vec<Edit>, String> {
    let Some(node) = definition.node(id) else { return Err("This step is gone.".to_owned()) };
    let name = &node.name;
    if main_way(&node.does).is_none() || matches!(node.does, Kind::Start(_)) {
        return Err(format!(
            "\u{201c}{name}\u{201d} stays where it is: only steps with one way on can be moved along it."
        ));
    }
    let edge = if later { main_edge(definition, node) } else { edge_before(definition, node) };
    let Some(edge) = edge else {
        let word = if later { "after" } else { "before" };
        return Err(format!("No step comes {word} \u{201c}{name}\u{201d}."));
    };
    let (Some(first), Some(second)) = (definition.node(&edge.from), definition.node(&edge.to)) else {
        return Err("The connection leads to a step that is gone.".to_owned());
    };
    match (&first.does, &second.does) {
        (Kind::Start(_), _) => Err(format!("\u{201c}{name}\u{201d} is the first step already.")),
        (_, Kind::End(_)) => Err(format!("\u{201c}{name}\u{201d} is the last step before the end already.")),
        _ => Ok(swapped(definition, edge, first, second)),
    }
}

/// P → first → second → next becomes P → second → first → next. The edge between them goes first, so that there is never a circle.
fn swapped(definition: &Definition, between: &Edge, first: &Node, second: &Node) -> Vec<Edit> {
    let to = |edge: &Edge, to: &NodeId| Edit::Reconnect { edge: edge.id.clone(), from: None, to: Some(to.clone()) };
    let incoming = definition.edges_to(&first.id).filter(|edge| edge.from != second.id && edge.from != first.id);
    let incoming = incoming.map(|edge| to(edge, &second.id));
    let mut edits = vec![];
    if let Some(onward) = main_edge(definition, second).filter(|onward| onward.to != first.id) {
        edits.extend([to(between, &onward.to), to(onward, &first.id)]);
        edits.extend(incoming);
    } else {
        edits.extend(incoming);
        let from = main_way(&second.does).map(|port| (second.id.clone(), Port::from(port)));
        edits.push(Edit::Reconnect { edge: between.id.clone(), from, to: Some(first.id.clone()) });
    }
    let places: [(NodeId, At); 2] = [(first.id.clone(), second.at), (second.id.clone(), first.at)];
    edits.push(Edit::Move { places: places.into() });
    edits
}

/// The edge by which one goes on: the main way, else the first.
fn main_edge<'a>(definition: &'a Definition, node: &Node) -> Option<&'a Edge> {
    let main = main_way(&node.does);
    let mut leaving = definition.edges.iter().filter(|edge| edge.from == node.id);
    leaving.find(|edge| main.is_none_or(|main| edge.port.as_str() == main))
}

/// The edge by which one comes: of a main way, else the first.
fn edge_before<'a>(definition: &'a Definition, node: &Node) -> Option<&'a Edge> {
    let mains = |edge: &&Edge| {
        definition.node(&edge.from).and_then(|from| main_way(&from.does)).is_some_and(|main| edge.port.as_str() == main)
    };
    definition
        .edges_to(&node.id)
        .find(mains)
        .or_else(|| definition.edges_to(&node.id).find(|edge| edge.from != node.id))
}

#[cfg(test)]
mod tests {
    use super::super::tree::tests::{definition, ways};
    use super::*;

    /// Makes the edits by hand, as the rules would.
    fn after(definition: &Definition, id: &str, later: bool) -> Result<Vec<String>, String> {
        let mut drawn = definition.clone();
        for edit in moved(definition, &NodeId::from(id), later)? {
            match edit {
                Edit::Reconnect { edge, from, to } => {
                    let edge = drawn.edges.iter_mut().find(|one| one.id == edge).expect("an edge of the drawing");
                    (edge.from, edge.port) = from.unwrap_or((edge.from.clone(), edge.port.clone()));
                    edge.to = to.unwrap_or(edge.to.clone());
                    assert_ne!(edge.from, edge.to, "never to itself");
                }
                Edit::Move { places } => assert_eq!(places.len(), 2),
                other => panic!("{other:?}"),
            }
        }
        Ok(ways(&drawn))
    }

    #[test]
    fn two_steps_change_places_and_keep_their_other_ways() {
        let chain = definition(
            "start > a; a approved> b; a rejected> no; b approved> c; b rejected> no; c approved> yes; c rejected> b",
        );
        let changed = "start next> b; a approved> c; a rejected> no; b approved> a; b rejected> no; c approved> yes; c rejected> b";
        assert_eq!(after(&chain, "a", true), Ok(ways(&definition(changed))));
        assert_eq!(after(&chain, "b", false), Ok(ways(&definition(changed))), "up is down of the other");
        assert_eq!(after(&chain, "a", false).unwrap_err(), "\u{201c}a\u{201d} is the first step already.");
        assert!(after(&chain, "c", true).unwrap_err().contains("last step"));
        assert!(after(&chain, "yes", false).unwrap_err().contains("stays where it is"));
        assert_eq!(after(&chain, "gone", true), Err("This step is gone.".to_owned()));
    }

    #[test]
    fn a_step_moves_into_a_fork_and_out_of_it() {
        let before = definition(
            "start > a; a approved> ?how; a rejected> no; ?how x> b; ?how default> no; b approved> yes; b rejected> no",
        );
        let into =
            "start > ?how; a approved> b; a rejected> no; ?how x> a; ?how default> no; b approved> yes; b rejected> no";
        assert_eq!(after(&before, "a", true), Ok(ways(&definition(into))));
        assert_eq!(after(&definition(into), "a", false), Ok(ways(&before)), "and back");
    }

    #[test]
    fn a_step_moves_past_one_that_leads_nowhere() {
        let loose = definition("start > a; a approved> b; a rejected> no; b rejected> no");
        let changed = "start > b; b approved> a; a rejected> no; b rejected> no";
        assert_eq!(after(&loose, "a", true).map(sorted), Ok(sorted(ways(&definition(changed)))));
    }

    fn sorted(mut ways: Vec<String>) -> Vec<String> {
        ways.sort();
        ways
    }
}
