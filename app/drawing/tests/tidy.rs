//! Tidying up the demo's processes and random ones: nothing lies on anything else, and the second time changes nothing.

#![allow(clippy::unwrap_used, reason = "what cannot be read or found fails its test")]

use std::collections::BTreeMap;

use drawing::scene::Scene;
use drawing::shape::Area;
use drawing::tidy::{GRID, tidy};
use engine::definition::{At, Definition, Edge, Node};
use engine::ids::{EdgeId, NodeId};
use engine::nodes::Kind;

const DEMO: [&str; 5] = [
    include_str!("../../../server/runtime/src/demo/change.json"),
    include_str!("../../../server/runtime/src/demo/contract.json"),
    include_str!("../../../server/runtime/src/demo/purchase.json"),
    include_str!("../../../server/runtime/src/demo/time_off.json"),
    include_str!("../../../server/runtime/src/demo/vendor.json"),
];

fn demo() -> Vec<Definition> {
    DEMO.map(|text| Definition::read(text).unwrap()).into()
}

fn make(definition: &mut Definition, moved: Vec<(NodeId, At)>) {
    for (id, at) in moved {
        definition.nodes.iter_mut().find(|node| node.id == id).unwrap().at = at;
    }
}

fn areas(definition: &Definition) -> BTreeMap<String, Area> {
    definition.nodes.iter().map(|node| (node.id.to_string(), Area::of(node))).collect()
}

/// Tidies up, and looks whether it is.
fn tidied(definition: Definition) -> Definition {
    let key = definition.key.clone();
    tidied_of(&key, definition)
}

fn tidied_of(what: &str, mut definition: Definition) -> Definition {
    let moved = tidy(&definition, None);
    make(&mut definition, moved);
    assert_eq!(tidy(&definition, None), [], "{what}: the second time");
    let areas: Vec<(String, Area)> = areas(&definition).into_iter().collect();
    for (no, (id, area)) in areas.iter().enumerate() {
        let centre = area.centre();
        assert_eq!((centre.x % GRID, centre.y % GRID), (0, 0), "{what}: {id}");
        for (other, beside) in &areas[no + 1..] {
            assert!(!area.with_margin(10).meets(*beside), "{what}: {id} lies on {other}");
        }
    }
    definition
}

/// Numbers from a seed (`SplitMix64`, Steele and others 2014).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
}

fn kinds() -> Vec<Kind> {
    demo().into_iter().flat_map(|definition| definition.nodes).map(|node| node.does).collect()
}

/// Any nodes with any edges, circles and edges to nowhere among them.
fn wild(dice: &mut Dice) -> Definition {
    let kinds = kinds();
    let mut definition = demo().remove(0);
    let count = 1 + dice.roll(40);
    let place = |roll: usize| i32::try_from(roll).unwrap() - 500;
    definition.nodes = (0..count)
        .map(|no| Node {
            id: NodeId(format!("n{no}")),
            name: format!("Node {no}"),
            at: At { x: place(dice.roll(1_000)), y: place(dice.roll(1_000)) },
            pinned: false,
            does: kinds[dice.roll(kinds.len())].clone(),
        })
        .collect();
    let ports = ["approved", "rejected", "next", "branch", "branch", "default", "timed_out", "emergency", "other"];
    definition.edges = (0..dice.roll(2 * count))
        .map(|no| Edge {
            id: EdgeId(format!("e{no}")),
            from: NodeId(format!("n{}", dice.roll(count))),
            port: ports[dice.roll(ports.len())].into(),
            to: NodeId(format!("n{}", dice.roll(count + count / 9))),
        })
        .collect();
    definition
}

/// A process of blocks in a row: approvals with their no's, and splits whose branches meet.
fn blocks(dice: &mut Dice, count: usize) -> Definition {
    let (contract, kinds) = (demo().remove(1), kinds());
    let kind = |name: &str| kinds.iter().find(|kind| kind.entry().kind == name).unwrap().clone();
    let mut definition = Definition { nodes: vec![], edges: vec![], ..contract };
    let mut add = |does: Kind, from: &[(String, &str)]| {
        let id = format!("n{}", definition.nodes.len());
        definition.nodes.push(Node {
            id: NodeId(id.clone()),
            name: id.clone(),
            at: At::default(),
            pinned: false,
            does,
        });
        for (source, port) in from {
            let edge = EdgeId(format!("e{}", definition.edges.len()));
            let (from, to) = (NodeId(source.clone()), NodeId(id.clone()));
            definition.edges.push(Edge { id: edge, from, port: (*port).into(), to });
        }
        id
    };
    let mut way = (add(kind("start"), &[]), "next");
    let mut made = 1;
    while made + 8 < count {
        if dice.roll(2) == 0 {
            let step = add(kind("approval"), &[way]);
            add(kind("end"), &[(step.clone(), "rejected")]);
            (way, made) = ((step, "approved"), made + 2);
        } else {
            let split = add(kind("split"), &[way]);
            let branches: Vec<(String, &str)> = (0..2 + dice.roll(4))
                .map(|_| {
                    let step = add(kind("approval"), &[(split.clone(), "branch")]);
                    made += 1;
                    (step, "approved")
                })
                .collect();
            (way, made) = ((add(kind("join"), &branches), "next"), made + 2);
        }
    }
    add(kind("end"), &[way]);
    definition
}

#[test]
fn the_demo_is_tidied_with_its_main_way_straight_and_its_joins_behind_their_branches() {
    for definition in demo().into_iter().map(tidied) {
        let areas = areas(&definition);
        let row = |id: &str| areas[id].centre().y;
        let end = definition.nodes.iter().max_by_key(|node| node.at.x).unwrap();
        assert!(matches!(end.does, Kind::End(_)), "an end is the rightmost in {}", definition.key);
        assert_eq!(row("start"), row(end.id.as_str()), "{}", definition.key);
        for edge in &definition.edges {
            let (from, to) = (areas[edge.from.as_str()], areas[edge.to.as_str()]);
            let is_beneath = matches!(edge.port.as_str(), "rejected" | "timed_out") && from.centre().x == to.centre().x;
            assert!(from.right < to.left || is_beneath, "{} of {}", edge.id, definition.key);
        }
    }
    let [_, contract, purchase, time_off, _] = <[Definition; 5]>::try_from(demo()).unwrap().map(tidied);
    let same_row = |definition: &Definition, ids: &[&str]| {
        let areas = areas(definition);
        ids.windows(2).all(|pair| areas[pair[0]].centre().y == areas[pair[1]].centre().y)
    };
    assert!(same_row(&contract, &["start", "both", "together", "owner", "sign"]));
    assert!(same_row(&purchase, &["start", "manager", "amount", "two-of-finance", "order"]));
    assert!(same_row(&time_off, &["start", "manager", "booked", "yes"]));
    let areas = areas(&contract);
    let beside = |id: &str| areas[id].centre().y - areas["both"].centre().y;
    assert_eq!(beside("legal"), -beside("security"), "the branches of a split lie on both sides of it");
    assert!(beside("owner-no") > 0, "a no is beneath");
}

#[test]
fn any_definition_is_tidied_without_nodes_on_each_other() {
    for seed in 0..120 {
        tidied_of(&format!("wild {seed}"), wild(&mut Dice(seed)));
        tidied_of(&format!("blocks {seed}"), blocks(&mut Dice(seed), 40));
    }
}

#[test]
fn the_lines_of_a_tidied_process_go_through_no_node() {
    for seed in 0..20 {
        let definition = tidied(blocks(&mut Dice(seed), 60));
        let scene = Scene::of(&definition);
        for line in scene.lines() {
            for node in scene.nodes().filter(|node| ![&line.edge.from, &line.edge.to].contains(&&node.node.id)) {
                let crossed =
                    line.points.windows(2).any(|pair| drawing::path::covered(pair[0], pair[1]).meets(node.area));
                assert!(!crossed, "seed {seed}: {} goes through {}", line.edge.id, node.node.id);
            }
        }
    }
}

#[test]
fn a_thousand_nodes_are_tidied() {
    let definition = blocks(&mut Dice(1), 1_000);
    assert!(definition.nodes.len() > 950);
    let tidied = tidied(definition);
    assert_eq!(tidied.start().unwrap().at, At::default(), "the start stays");
}

#[test]
fn what_is_selected_is_tidied_in_its_place_and_the_rest_stays() {
    let mut definition = demo().remove(2);
    let ids: Vec<NodeId> = ["finance", "two-of-finance", "finance-no", "order"].map(NodeId::from).into();
    let told = (NodeId::from("told"), At { x: 660, y: 900 });
    make(&mut definition, vec![(ids[0].clone(), At { x: 903, y: -211 }), (ids[3].clone(), At { x: 640, y: 77 }), told]);
    let corner = |definition: &Definition| {
        let areas = areas(definition);
        ids.iter().map(|id| areas[id.as_str()]).reduce(Area::and).map(|area| (area.left, area.top)).unwrap()
    };
    let before = corner(&definition);
    let moved = tidy(&definition, Some(&ids));
    assert!(!moved.is_empty() && moved.iter().all(|(id, _)| ids.contains(id)));
    make(&mut definition, moved);
    let after = corner(&definition);
    assert!((before.0 - after.0).abs() <= GRID / 2 && (before.1 - after.1).abs() <= GRID / 2, "{before:?} {after:?}");
    assert_eq!(tidy(&definition, Some(&ids)), []);
    assert_eq!(tidy(&definition, Some(&[])), []);
    assert_eq!(tidy(&definition, Some(&["nobody".into()])), []);
}

/// The areas of those that hold, and of the others.
fn areas_by(definition: &Definition, holds: impl Fn(&Node) -> bool) -> (Vec<Area>, Vec<Area>) {
    let (these, others): (Vec<&Node>, Vec<&Node>) = definition.nodes.iter().partition(|node| holds(node));
    let areas = |nodes: Vec<&Node>| nodes.into_iter().map(Area::of).collect();
    (areas(these), areas(others))
}

/// Tidies up, and looks whether what stays has stayed, and nothing lies on it.
fn tidied_among(what: &str, mut definition: Definition, only: Option<&[NodeId]>) -> Definition {
    let stays = |node: &Node| node.pinned || only.is_some_and(|only| !only.contains(&node.id));
    let held = areas_by(&definition, stays).0;
    let moved = tidy(&definition, only);
    make(&mut definition, moved);
    assert_eq!(tidy(&definition, only), [], "{what}: the second time");
    let (after, free) = areas_by(&definition, stays);
    assert_eq!(after, held, "{what}: what stays");
    for (no, area) in free.iter().enumerate() {
        let others = free[no + 1..].iter().chain(&held);
        assert!(others.clone().all(|other| !other.meets(area.with_margin(10))), "{what}: {area:?} lies on another");
    }
    definition
}

#[test]
fn pinned_nodes_stay_and_the_others_are_laid_around_them() {
    for seed in 0..150 {
        let dice = &mut Dice(seed);
        let mut definition = if seed % 2 == 0 { wild(dice) } else { blocks(dice, 40) };
        for node in &mut definition.nodes {
            node.pinned = dice.roll(5) == 0;
            node.at.x += i32::try_from(dice.roll(900)).unwrap();
            node.at.y += i32::try_from(dice.roll(900)).unwrap();
        }
        let definition = tidied_among(&format!("pins {seed}"), definition, None);
        let some = definition.nodes.iter().filter(|_| dice.roll(3) == 0).map(|node| node.id.clone());
        tidied_among(&format!("some of pins {seed}"), definition.clone(), Some(&some.collect::<Vec<_>>()));
    }
}

#[test]
fn what_follows_a_pinned_node_follows_it() {
    let mut definition = demo().remove(2);
    let manager = definition.nodes.iter().position(|node| node.id.as_str() == "manager").unwrap();
    definition.nodes[manager].at = At { x: 703, y: -300 };
    definition.nodes[manager].pinned = true;
    let row = |definition: &Definition, id: &str| areas(definition)[id].centre();
    let definition = tidied_among("manager", definition, None);
    let line = ["start", "manager", "amount", "two-of-finance", "order"].map(|id| row(&definition, id));
    assert!(line.iter().all(|at| at.y == -300) && line.is_sorted_by_key(|at| at.x), "{line:?}");
    let mut definition = definition;
    let order = definition.nodes.iter().position(|node| node.id.as_str() == "order").unwrap();
    definition.nodes[order].at = At { x: 3_000, y: 500 };
    definition.nodes[order].pinned = true;
    let definition = tidied_among("order", definition, None);
    assert_eq!(row(&definition, "two-of-finance"), line[3], "what comes before stays with the first pinned one");
}

#[test]
fn what_is_selected_goes_aside_for_what_is_not() {
    let mut definition = demo().remove(2);
    let ids: Vec<NodeId> = ["finance", "two-of-finance", "order"].map(NodeId::from).into();
    make(&mut definition, vec![(ids[0].clone(), At { x: 220, y: 0 }), (ids[1].clone(), At { x: 230, y: 10 })]);
    let before = definition.clone();
    let definition = tidied_among("on the manager", definition, Some(&ids));
    assert_ne!(definition, before);
    for seed in 0..60 {
        let dice = &mut Dice(seed);
        let definition = blocks(dice, 40);
        let some: Vec<NodeId> =
            definition.nodes.iter().filter(|_| dice.roll(3) == 0).map(|node| node.id.clone()).collect();
        tidied_among(&format!("some of blocks {seed}"), definition, Some(&some));
    }
}

#[test]
fn nodes_at_the_end_of_the_world_come_back() {
    let mut definition = demo().remove(0);
    for node in &mut definition.nodes {
        node.at = At { x: i32::MAX, y: i32::MIN };
    }
    let mut pinned = definition.clone();
    pinned.nodes[1].pinned = true;
    assert!(tidy(&pinned, None).iter().all(|(id, _)| *id != pinned.nodes[1].id));
    tidied(definition);
}
