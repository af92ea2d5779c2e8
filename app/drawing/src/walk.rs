//! Walking over the drawing by the keyboard: along the ways, and among the branches beside each other.

use engine::definition::Definition;
use engine::ids::NodeId;

use crate::graph::Graph;
use crate::shape::{Point, TASK_WIDTH};

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Along the main way.
    Right,
    /// To what leads here.
    Left,
    /// To the branch above.
    Up,
    /// To the branch below.
    Down,
}

/// The node to which a step from another leads; none where nothing is.
#[must_use]
pub fn step(definition: &Definition, from: &NodeId, direction: Direction) -> Option<NodeId> {
    let graph = Graph::of(definition, |_| true);
    let here = *graph.places.get(from)?;
    let next = match direction {
        Direction::Right => graph.ways[here].all().map(|(_, to)| to).find(|to| *to != here),
        Direction::Left => before(&graph, here),
        Direction::Up => beside(&graph, here, -1),
        Direction::Down => beside(&graph, here, 1),
    };
    next.map(|no| graph.nodes[no].id.clone())
}

/// Where the ways of a node lead, from top to bottom: what the number keys choose from.
#[must_use]
pub fn ways(definition: &Definition, from: &NodeId) -> Vec<NodeId> {
    let graph = Graph::of(definition, |_| true);
    let Some(here) = graph.places.get(from) else { return vec![] };
    let ways = &graph.ways[*here];
    let all = ways.above.iter().chain(&ways.main).chain(&ways.below).chain(&ways.aside);
    all.map(|(_, to)| graph.nodes[*to].id.clone()).collect()
}

/// The node with which the process begins.
#[must_use]
pub fn home(definition: &Definition) -> Option<NodeId> {
    let graph = Graph::of(definition, |_| true);
    graph.first().map(|no| graph.nodes[no].id.clone())
}

/// What leads here: by a main way rather than another, from the left rather than back, from near rather than far.
fn before(graph: &Graph, here: usize) -> Option<usize> {
    let at = |no: usize| Point::of(graph.nodes[no].at);
    graph.from[here].iter().copied().filter(|no| *no != here).min_by_key(|no| {
        let is_main = graph.ways[*no].main.is_some_and(|(_, to)| to == here);
        let (source, target) = (at(*no), at(here));
        (source.x >= target.x, !is_main, crate::path::distance(source, target))
    })
}

/// The nearest node above or below that follows the same one, or that stands in the same column.
fn beside(graph: &Graph, here: usize, sign: i32) -> Option<usize> {
    let at = |no: usize| Point::of(graph.nodes[no].at);
    let from = at(here);
    let siblings = graph.from[here].iter().flat_map(|source| graph.ways[*source].all()).map(|(_, to)| to);
    let column = (0..graph.nodes.len()).filter(|no| (at(*no).x - from.x).abs() <= TASK_WIDTH / 2);
    siblings
        .chain(column)
        .filter(|no| (at(*no).y - from.y).signum() == sign)
        .min_by_key(|no| ((at(*no).y - from.y).abs() + 2 * (at(*no).x - from.x).abs(), *no))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purchase() -> Definition {
        Definition::read(include_str!("../../../server/runtime/src/demo/purchase.json")).unwrap()
    }

    fn walk(from: &str, directions: &[Direction]) -> Vec<String> {
        let definition = purchase();
        let mut at = NodeId::from(from);
        let mut seen = Vec::new();
        for direction in directions {
            match step(&definition, &at, *direction) {
                Some(next) => at = next,
                None => return seen,
            }
            seen.push(at.to_string());
        }
        seen
    }

    #[test]
    fn right_is_along_the_main_way_and_left_is_back() {
        use Direction::{Left, Right};
        assert_eq!(walk("start", &[Right; 9]), ["manager", "amount", "two-of-finance", "order"]);
        assert_eq!(walk("finance-no", &[Left; 9]), ["finance", "amount", "manager", "start"]);
    }

    #[test]
    fn up_and_down_are_the_branches_beside_each_other() {
        use Direction::{Down, Up};
        assert_eq!(walk("finance", &[Down; 9]), ["told", "two-of-finance"]);
        assert_eq!(walk("two-of-finance", &[Up; 9]), ["told", "finance"]);
        assert_eq!(walk("amount", &[Down; 9]), ["manager-no"]);
        assert_eq!(walk("nowhere", &[Down]), [""; 0]);
    }

    #[test]
    fn ways_are_numbered_from_top_to_bottom_and_home_is_the_start() {
        let definition = purchase();
        let ways: Vec<String> = ways(&definition, &"amount".into()).iter().map(NodeId::to_string).collect();
        assert_eq!(ways, ["told", "two-of-finance", "finance"]);
        assert_eq!(home(&definition), Some("start".into()));
        assert_eq!(home(&Definition { nodes: vec![], ..definition }), None);
    }

    #[test]
    fn a_step_that_leads_to_itself_goes_nowhere() {
        let mut definition = purchase();
        definition.edges.retain(|edge| edge.from.as_str() == "start");
        definition.edges[0].to = "start".into();
        for direction in [Direction::Right, Direction::Left] {
            assert_eq!(step(&definition, &"start".into(), direction), None);
        }
    }
}
