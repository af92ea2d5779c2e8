//! What lines are drawn on: the nodes in their places, and the edges in the order in which they are drawn.

use std::collections::{HashMap, HashSet};

use engine::definition::{Definition, Edge, Node};
use engine::ids::NodeId;
use engine::nodes::{Kind, approval};

use crate::layout::Placed;
use crate::path::distance;
use crate::shape::{Area, EVENT, GATEWAY, LINE, Outline, Point, wrapped};
use crate::surroundings::Surroundings;

/// Letters in a line of a task's name.
const TASK_LETTERS: usize = 17;
/// Letters in a line of a name beneath an event or a gateway.
const NAME_LETTERS: usize = 16;

/// Nodes in their places, and no lines yet. Of nodes and of edges with the same id only the first is there.
pub struct Ground<'a> {
    /// In the order of the document.
    pub nodes: Vec<Placed>,
    pub around: Surroundings,
    /// The edges, in the order in which they are drawn.
    pub order: Vec<Way<'a>>,
}

/// An edge between two nodes, by their places.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    pub edge: &'a Edge,
    pub from: usize,
    pub to: usize,
    /// It leaves a fork, which has others.
    pub many_ways: bool,
}

impl<'a> Ground<'a> {
    /// Puts the nodes of a definition in their places.
    pub fn of(definition: &'a Definition) -> Self {
        let mut places: HashMap<&NodeId, usize> = HashMap::new();
        let mut drawn: Vec<&Node> = Vec::with_capacity(definition.nodes.len());
        for node in &definition.nodes {
            places.entry(&node.id).or_insert_with(|| {
                drawn.push(node);
                drawn.len() - 1
            });
        }
        let mut seen = HashSet::new();
        let mut order: Vec<Way> = definition
            .edges
            .iter()
            .filter(|edge| seen.insert(&edge.id))
            .filter_map(|edge| {
                let (from, to) = (*places.get(&edge.from)?, *places.get(&edge.to)?);
                Some(Way { edge, from, to, many_ways: false })
            })
            .collect();
        let areas: Vec<Area> = drawn.iter().map(|node| Area::of(node)).collect();
        let mut ways = vec![0; areas.len()];
        let (mut left_downwards, mut stands_on) = (vec![false; areas.len()], vec![false; areas.len()]);
        for way in &order {
            ways[way.from] += 1;
            let (from, to) = (areas[way.from].centre(), areas[way.to].centre());
            left_downwards[way.from] |= to.y > from.y + GATEWAY;
            left_downwards[way.to] |= from.y > to.y + GATEWAY;
            let (upper, lower) = if from.y < to.y { (way.from, way.to) } else { (way.to, way.from) };
            stands_on[upper] |= areas[lower].top > areas[upper].bottom && (from.x - to.x).abs() < EVENT;
        }
        let nodes: Vec<Placed> = (drawn.into_iter().zip(&areas).enumerate())
            .map(|(no, (node, area))| {
                let forks = Outline::of(&node.does) == Outline::Gateway || matches!(node.does, Kind::Signal(_));
                placed(node, *area, stands_on[no] || (forks && left_downwards[no]))
            })
            .collect();
        for way in &mut order {
            way.many_ways = ways[way.from] > 1 && nodes[way.from].outline == Outline::Gateway;
        }
        // The main way first, so that it is straight; then short lines, because long ones can go around them.
        let length = |way: &Way| distance(areas[way.from].centre(), areas[way.to].centre());
        order.sort_by_key(|way| (is_side_way(way.edge), length(way)));
        let names = nodes.iter().filter_map(Placed::name_area).collect();
        Self { around: Surroundings::of(areas, names), nodes, order }
    }
}

/// Whether an edge is the way of a no.
pub fn is_side_way(edge: &Edge) -> bool {
    matches!(edge.port.as_str(), approval::REJECTED | approval::TIMED_OUT | approval::CHANGES_REQUESTED)
}

/// A node in its place, with its name beneath, or beside the line that is there.
fn placed(node: &Node, area: Area, is_beside: bool) -> Placed {
    let outline = Outline::of(&node.does);
    let letters = if outline == Outline::Task { TASK_LETTERS } else { NAME_LETTERS };
    let centre = area.centre();
    let (name_at, name_anchor) = if is_beside && outline != Outline::Task {
        (Point { x: centre.x - 8, y: area.bottom + 9 }, "end")
    } else {
        (Point { x: centre.x, y: area.bottom + LINE }, "middle")
    };
    Placed { node: node.clone(), outline, area, name: wrapped(&node.name, letters, 2), name_at, name_anchor }
}
