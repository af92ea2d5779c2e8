//! What lines are drawn on: the nodes in their places, and the edges in the order in which they are drawn.

use std::collections::{HashMap, HashSet};

use engine::definition::{Definition, Edge, Node};
use engine::ids::NodeId;
use engine::nodes::{Kind, approval};

use crate::aside::{Frame, Paper, Show, boxes, frames, inside, papers};
use crate::label::words;
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
    /// Boxes that stand for collapsed sections; their places are counted on from the nodes'.
    pub boxes: Vec<Frame>,
    /// The nodes that boxes stand for: the place of the box, and where the node is.
    pub boxed: HashMap<&'a NodeId, (usize, Point)>,
    /// The grounds of open sections.
    pub frames: Vec<Frame>,
    pub papers: Vec<Paper>,
}

/// An edge between two nodes or boxes, by their places.
#[derive(Clone)]
pub struct Way<'a> {
    pub edge: &'a Edge,
    pub from: usize,
    pub to: usize,
    /// It leaves a fork, which has others.
    pub many_ways: bool,
    pub words: String,
}

impl<'a> Ground<'a> {
    /// Puts the nodes of a definition in their places.
    pub fn of(definition: &'a Definition, show: &Show) -> Self {
        let ((boxes, hidden), inside) = (boxes(definition, show), inside(definition, show));
        let mut places: HashMap<&NodeId, usize> = HashMap::new();
        let mut drawn: Vec<&Node> = Vec::with_capacity(definition.nodes.len());
        let is_drawn = |node: &&Node| {
            !hidden.contains_key(&node.id) && inside.as_ref().is_none_or(|(_, drawn)| drawn.contains(&node.id))
        };
        for node in definition.nodes.iter().filter(is_drawn) {
            places.entry(&node.id).or_insert_with(|| {
                drawn.push(node);
                drawn.len() - 1
            });
        }
        let mut kinds: HashMap<&NodeId, &Kind> = drawn.iter().map(|node| (&node.id, &node.does)).collect();
        let mut boxed = HashMap::new();
        for node in &definition.nodes {
            if let Some(no) = hidden.get(&node.id) {
                boxed.entry(&node.id).or_insert((drawn.len() + no, Point::of(node.at)));
                kinds.entry(&node.id).or_insert(&node.does);
            }
        }
        let place = |id: &NodeId| places.get(id).copied().or_else(|| boxed.get(id).map(|(place, _)| *place));
        let is_near = |edge: &&Edge| {
            inside.as_ref().is_none_or(|(within, _)| within.contains(&edge.from) || within.contains(&edge.to))
        };
        let (mut seen, mut order) = (HashSet::new(), Vec::<Way>::with_capacity(definition.edges.len()));
        // Between a box and another thing there is one line, whatever number of edges it stands for.
        let mut once: HashMap<(usize, usize), usize> = HashMap::new();
        for edge in definition.edges.iter().filter(|edge| seen.insert(&edge.id)).filter(is_near) {
            let (Some(from), Some(to)) = (place(&edge.from), place(&edge.to)) else { continue };
            if from.max(to) >= drawn.len() {
                if from == to {
                    continue;
                }
                if let Some(way) = once.get(&(from, to)) {
                    order[*way].words.clear();
                    continue;
                }
                once.insert((from, to), order.len());
            }
            let words = kinds.get(&edge.from).map(|kind| words(kind, edge)).unwrap_or_default();
            order.push(Way { edge, from, to, many_ways: false, words });
        }
        let areas = drawn.iter().map(|node| Area::of(node)).chain(boxes.iter().map(|frame| frame.area));
        let areas: Vec<Area> = areas.collect();
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
            let forks = nodes.get(way.from).is_some_and(|placed| placed.outline == Outline::Gateway);
            way.many_ways = forks && ways[way.from] > 1;
        }
        // The main way first, so that it is straight; then short lines, because long ones can go around them.
        let length = |way: &Way| distance(areas[way.from].centre(), areas[way.to].centre());
        order.sort_by_key(|way| (is_side_way(way.edge), length(way)));
        let names = nodes.iter().filter_map(Placed::name_area).collect();
        let frames = frames(definition, show, &nodes);
        let papers = papers(definition, show, &frames);
        // Inside of a section its ground is all there is.
        let frames = if inside.is_some() { vec![] } else { frames };
        Self { around: Surroundings::of(areas, names), nodes, order, boxes, boxed, frames, papers }
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
