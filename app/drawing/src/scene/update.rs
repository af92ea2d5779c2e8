//! Laying out again after a change. A line is drawn anew if its own nodes changed, or if something near it did: what a
//! line minds lies within a known reach of its nodes, and lines are drawn in a known order.

use std::collections::{HashMap, HashSet};

use engine::definition::Definition;
use engine::ids::{EdgeId, NodeId};

use super::{Changed, Drawn, Scene};
use crate::aside::Frame;
use crate::ground::{Ground, Way, is_side_way};
use crate::label::label;
use crate::layout::{Line, Placed};
use crate::path::{covered, stretches};
use crate::route::{REACH, route};
use crate::shape::{Area, Point};

/// With more changes than this, everything is laid out.
const MANY: usize = 400;

impl Scene {
    /// Lays it out again after a change.
    pub fn update(&mut self, definition: &Definition) -> Changed {
        let mut before = std::mem::take(self);
        let ground = Ground::of(definition, &before.show);
        let mut changed = before.changed_nodes(&ground.nodes);
        let mut kept = before.kept(&ground);
        let Ground { nodes, mut around, order, mut boxes, boxed, frames, papers } = ground;
        let mut lines = Vec::with_capacity(order.len());
        for way in order {
            let reach = around.nodes[way.from].and(around.nodes[way.to]).with_margin(REACH);
            let had = before.line_places.get(&way.edge.id).map(|place| &mut before.lines[*place].line);
            let is_kept = kept.is_kept(&way.edge.id, reach);
            let points = match &had {
                Some(had) if is_kept => had.points.clone(),
                _ => route(&around, way.from, way.to, way.many_ways),
            };
            around.add(way.from, way.to, &points);
            let line = match had {
                Some(had) if had.points == points => {
                    let label = label(&way.words, &points);
                    if had.edge != *way.edge || had.label != label {
                        changed.edges.push(way.edge.id.clone());
                    }
                    let (path, head) = (std::mem::take(&mut had.path), std::mem::take(&mut had.head));
                    Line { edge: way.edge.clone(), points, path, head, label }
                }
                had => {
                    if let Some(had) = had {
                        kept.disturb(&had.points);
                    }
                    kept.disturb(&points);
                    changed.edges.push(way.edge.id.clone());
                    Line::of(way.edge, &way.words, points)
                }
            };
            lines.push(Drawn { from: way.from, to: way.to, many_ways: way.many_ways, words: way.words, line });
        }
        boxes.extend(frames);
        *self = Self::with(nodes, lines, boxes, papers);
        self.boxed = boxed.into_iter().map(|(id, at)| (id.clone(), at)).collect();
        self.show = before.show;
        changed.gone_edges = before
            .lines
            .into_iter()
            .map(|drawn| drawn.line.edge.id)
            .filter(|id| !self.line_places.contains_key(id))
            .collect();
        changed
    }

    fn changed_nodes(&self, next: &[Placed]) -> Changed {
        let ids: HashSet<&NodeId> = next.iter().map(|placed| &placed.node.id).collect();
        let is_new = |placed: &&Placed| self.node(&placed.node.id) != Some(*placed);
        Changed {
            nodes: next.iter().filter(is_new).map(|placed| placed.node.id.clone()).collect(),
            gone_nodes: self
                .nodes
                .iter()
                .map(|placed| &placed.node.id)
                .filter(|id| !ids.contains(id))
                .cloned()
                .collect(),
            ..Changed::default()
        }
    }

    /// The lines that can stay as they are unless something near them changes.
    fn kept(&self, ground: &Ground) -> Kept {
        let mut kept = Kept::default();
        let next: HashMap<&NodeId, &Placed> = ground.nodes.iter().map(|placed| (&placed.node.id, placed)).collect();
        let room = |placed: &Placed| (placed.area, placed.name_area());
        let same = |id: &NodeId| match (self.node(id), next.get(id)) {
            (Some(was), Some(is)) => room(was) == room(is),
            _ => false,
        };
        for placed in self.nodes.iter().chain(&ground.nodes).filter(|placed| !same(&placed.node.id)) {
            kept.areas.extend([Some(placed.area), placed.name_area()].into_iter().flatten());
        }
        // Lines to boxes are looked at anew each time; those that lie near mind the boxes that came, went or moved.
        let boxes = |frames: &[Frame]| -> Vec<Area> {
            frames.iter().filter(|frame| frame.is_box).map(|frame| frame.area).collect()
        };
        let (was, is) = (boxes(&self.frames), boxes(&ground.boxes));
        kept.areas.extend(was.iter().filter(|area| !is.contains(area)));
        kept.areas.extend(is.iter().filter(|area| !was.contains(area)));
        let ways: HashMap<&EdgeId, &Way> = ground.order.iter().map(|way| (&way.edge.id, way)).collect();
        let same_area = |id: &NodeId| match (self.node(id), next.get(id)) {
            (Some(was), Some(is)) => was.area == is.area,
            _ => false,
        };
        for Drawn { line, many_ways, .. } in &self.lines {
            let stays = ways.get(&line.edge.id).is_some_and(|way| {
                (&way.edge.from, &way.edge.to, is_side_way(way.edge), way.many_ways)
                    == (&line.edge.from, &line.edge.to, is_side_way(&line.edge), *many_ways)
                    && same_area(&line.edge.from)
                    && same_area(&line.edge.to)
            });
            if stays {
                kept.ids.insert(line.edge.id.clone());
            } else {
                kept.disturb(&line.points);
            }
        }
        // Lines of the same length are drawn in the order of the document; if that is another, all bets are off.
        let was = self.lines.iter().map(|drawn| &drawn.line.edge.id).filter(|id| kept.ids.contains(*id));
        let is = ground.order.iter().map(|way| &way.edge.id).filter(|id| kept.ids.contains(*id));
        if !was.eq(is) {
            kept.ids.clear();
        }
        kept
    }
}

/// Lines that may stay, and the areas in which something changed.
#[derive(Default)]
struct Kept {
    ids: HashSet<EdgeId>,
    areas: Vec<Area>,
}

impl Kept {
    fn is_kept(&self, id: &EdgeId, reach: Area) -> bool {
        self.ids.contains(id) && self.areas.len() < MANY && !self.areas.iter().any(|area| area.touches(reach))
    }

    /// Lines near these points have to be looked at again.
    fn disturb(&mut self, points: &[Point]) {
        self.areas.extend(stretches(points).map(|(a, b)| covered(a, b)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{example, grid};
    use engine::definition::At;

    /// What the scene shows is what laying out everything shows.
    fn is_whole(scene: &Scene, definition: &Definition) {
        let whole = Scene::of(definition);
        assert!(scene.nodes().eq(whole.nodes()));
        for (one, other) in scene.lines().zip(whole.lines()) {
            assert_eq!(one, other);
        }
        assert_eq!((scene.lines.len(), scene.bounds()), (whole.lines.len(), whole.bounds()));
    }

    #[test]
    fn a_change_draws_again_what_is_near_and_nothing_else() {
        let mut definition = grid(300);
        let mut scene = Scene::of(&definition);
        definition.nodes[150].at.x += 30;
        let moved = definition.nodes[150].id.clone();
        let changed = scene.update(&definition);
        assert_eq!(changed.nodes, [moved]);
        assert!((3..60).contains(&changed.edges.len()), "{}", changed.edges.len());
        is_whole(&scene, &definition);
        assert_eq!(scene.update(&definition), Changed::default());
    }

    #[test]
    fn what_goes_is_named_and_what_comes_is_drawn() {
        let mut definition = example();
        let mut scene = Scene::of(&definition);
        let gone = definition.nodes.remove(2);
        let edge = definition.edges.iter().find(|edge| edge.from == gone.id).unwrap().id.clone();
        definition.nodes[1].name = "Another".to_owned();
        let changed = scene.update(&definition);
        assert_eq!(changed.gone_nodes, std::slice::from_ref(&gone.id));
        assert!(changed.gone_edges.contains(&edge) && changed.nodes.contains(&definition.nodes[1].id));
        assert_eq!((scene.node(&gone.id), scene.line(&edge)), (None, None));
        is_whole(&scene, &definition);
        definition.nodes.push(gone.clone());
        let changed = scene.update(&definition);
        assert!(changed.nodes.contains(&gone.id) && changed.edges.contains(&edge));
        is_whole(&scene, &definition);
    }

    #[test]
    fn what_is_there_twice_is_drawn_once() {
        let mut definition = example();
        let again = (definition.nodes[0].clone(), definition.edges[0].clone());
        definition.nodes.push(again.0);
        definition.edges.push(again.1);
        let scene = Scene::of(&definition);
        assert_eq!((scene.nodes().count(), scene.lines().count()), (6, 7));
    }

    #[test]
    fn any_changes_in_a_row_come_to_the_same_as_laying_out_everything() {
        let mut seed = 7_u64;
        let mut roll = move |sides: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from(seed >> 33).unwrap() % sides
        };
        let mut definition = grid(60);
        let spare = grid(60);
        let mut scene = Scene::of(&definition);
        for turn in 0..48 {
            let (node, edge) = (roll(definition.nodes.len()), roll(definition.edges.len()));
            match turn % 6 {
                0 | 1 => {
                    let by = |roll: usize| i32::try_from(roll).unwrap() * 10 - 300;
                    let at = definition.nodes[node].at;
                    definition.nodes[node].at = At { x: at.x + by(roll(61)), y: at.y + by(roll(61)) };
                }
                2 => definition.edges[edge].to = definition.nodes[node].id.clone(),
                3 => definition.nodes[node].does = example().nodes[roll(6)].does.clone(),
                4 => drop(definition.edges.remove(edge)),
                _ => {
                    let edge = spare.edges[roll(spare.edges.len())].clone();
                    if !definition.edges.iter().any(|other| other.id == edge.id) {
                        definition.edges.insert(roll(definition.edges.len()), edge);
                    }
                    drop(definition.nodes.remove(node));
                }
            }
            scene.update(&definition);
            is_whole(&scene, &definition);
        }
    }
}
