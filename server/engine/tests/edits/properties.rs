//! Random edits of random drawings: what is refused changes nothing, what is done can be undone exactly, and what is drawn
//! by edits keeps the rules of drawing. A failure prints the seed that repeats it.

use std::collections::BTreeSet;

use engine::check::check;
use engine::definition::{At, Definition, MOST_NODES};
use engine::edit::{
    Edit, History, can_follow, can_replace, free_ports, may_connect, may_insert, may_splice, plan, targets,
};
use engine::ids::NodeId;
use engine::nodes::Kind;
use proptest::prelude::*;

use crate::common::{self, Dice, definition, edit, port, wild};

fn text(definition: &Definition) -> String {
    serde_json::to_string_pretty(definition).unwrap()
}

/// All documents on the way back to the beginning, and the same ones on the way forth.
fn back_and_forth(definition: &Definition, history: &History, first: &str) {
    let (mut definition, mut history) = (definition.clone(), history.clone());
    let last = text(&definition);
    let mut seen = vec![last.clone()];
    while history.undo(&mut definition).is_some() {
        seen.push(text(&definition));
    }
    assert_eq!(seen.last().unwrap(), first, "all undone gives the first document");
    assert_eq!(history.undoes(), None);
    for expected in seen.iter().rev().skip(1) {
        history.redo(&mut definition).unwrap();
        assert_eq!(&text(&definition), expected, "doing again gives what was undone");
    }
    // What was undone before the walk is undone still.
    assert_eq!(text(&definition), last);
}

/// A story of edits, with gestures, undo, redo and reloads in between. `beside` looks at each state.
fn story(seed: u64, first: Definition, steps: usize, documents: bool, beside: impl Fn(&Definition, &Edit)) {
    let mut dice = Dice(seed);
    let beginning = text(&first);
    let (mut now, mut history) = (first, History::default());
    for step in 0..steps {
        match dice.roll(12) {
            0 => (0..=dice.roll(4)).for_each(|_| drop(history.undo(&mut now).cloned())),
            1 => (0..=dice.roll(4)).for_each(|_| drop(history.redo(&mut now).cloned())),
            2 => history = serde_json::from_str(&serde_json::to_string(&history).unwrap()).unwrap(),
            _ => {
                let edit = edit(&mut dice, &now);
                if !documents && matches!(edit, Edit::Document { .. } | Edit::Merge { .. } | Edit::Head { .. }) {
                    continue;
                }
                let (before, undoes) = (text(&now), history.undoes().map(str::to_owned));
                let gesture = [None, Some(1), Some(2)][dice.roll(3)];
                match history.make(&mut now, &edit, gesture).cloned() {
                    Ok(step) => {
                        assert_eq!(Definition::read(&text(&now)).as_ref(), Ok(&now), "what is written can be read");
                        assert!(!step.label.is_empty() && !step.label.contains('\n'), "{}", step.label);
                    }
                    Err(refusal) => {
                        assert_eq!(text(&now), before, "what is refused changes nothing");
                        assert_eq!(history.undoes().map(str::to_owned), undoes);
                        let sentence = refusal.to_string();
                        assert!(sentence.ends_with('.') && sentence.len() > 15, "{sentence}");
                    }
                }
                beside(&now, &edit);
            }
        }
        if dice.roll(8) == 0 || step + 1 == steps {
            back_and_forth(&now, &history, &beginning);
        }
    }
}

/// What edits never draw, whatever the order they come in.
fn keeps_rules(definition: &Definition) {
    let nodes: BTreeSet<_> = definition.nodes.iter().map(|node| &node.id).collect();
    let edges: BTreeSet<_> = definition.edges.iter().map(|edge| &edge.id).collect();
    assert_eq!((nodes.len(), edges.len()), (definition.nodes.len(), definition.edges.len()), "ids are there once");
    assert!(definition.nodes.iter().filter(|node| matches!(node.does, Kind::Start(_))).count() <= 1);
    let mut taken = BTreeSet::new();
    for edge in &definition.edges {
        let (from, to) = (definition.node(&edge.from).unwrap(), definition.node(&edge.to).unwrap());
        assert!(
            from.does.ports().iter().any(|(port, _)| *port == edge.port),
            "{edge:?} leaves by a port that is there"
        );
        assert!(!matches!(to.does, Kind::Start(_)) && from.id != to.id, "{edge:?}");
        let branch = (edge.port.as_str() == "branch").then_some(&edge.to);
        assert!(taken.insert((&edge.from, &edge.port, branch)), "{edge:?} is the only one by its port");
    }
    let mut within = BTreeSet::new();
    for section in &definition.sections {
        assert!(!section.nodes.is_empty(), "{section:?}");
        for id in &section.nodes {
            assert!(nodes.contains(id) && within.insert(id), "{id} is there, and in one section: {section:?}");
        }
    }
    let circle = check(definition).into_iter().find(|problem| problem.message.contains("in a circle"));
    assert_eq!(circle, None);
}

/// What is offered can be done, and what is not offered cannot.
fn offers_are_true(definition: &Definition, dice: &mut Dice) {
    let ids: Vec<NodeId> = definition.nodes.iter().map(|node| node.id.clone()).collect();
    for from in &ids {
        let wanted = (dice.roll(2) == 0).then(|| port(dice));
        let offered = targets(definition, from, wanted.as_ref());
        for to in &ids {
            let edit = Edit::Connect { from: from.clone(), port: wanted.clone(), to: to.clone() };
            let (may, done) = (may_connect(definition, from, wanted.as_ref(), to), plan(definition, &edit));
            assert_eq!(may.is_ok(), done.is_ok(), "{edit:?}");
            assert_eq!(offered.contains(to), may.is_ok(), "{edit:?}: {may:?}");
        }
        for port in free_ports(definition, from) {
            let edit = |kind: &str| Edit::Append {
                from: from.clone(),
                port: Some(port.clone()),
                kind: kind.to_owned(),
                at: At::default(),
            };
            assert!(can_follow(definition, from).iter().all(|kind| plan(definition, &edit(kind)).is_ok()));
        }
        for kind in can_replace(definition, from) {
            plan(definition, &Edit::Replace { node: from.clone(), kind: kind.to_owned() }).unwrap();
        }
        for edge in &definition.edges {
            let at = At::default();
            let splice = Edit::Splice { node: from.clone(), edge: edge.id.clone(), at };
            assert_eq!(may_splice(definition, from, &edge.id).is_ok(), plan(definition, &splice).is_ok(), "{splice:?}");
        }
    }
    for edge in &definition.edges {
        let kind = common::kind(dice);
        let insert = Edit::Insert { edge: edge.id.clone(), kind: kind.clone(), at: At::default() };
        assert_eq!(may_insert(definition, &edge.id, &kind).is_ok(), plan(definition, &insert).is_ok(), "{insert:?}");
    }
}

proptest! {
    #[test]
    fn edits_of_documents_that_make_no_sense_are_undone_exactly(seed: u64, steps in 1_usize..40) {
        let first = wild(&mut Dice(!seed));
        story(seed, first, steps, true, |_, _| {});
    }

    #[test]
    fn what_is_drawn_by_edits_keeps_the_rules(seed: u64, steps in 1_usize..50) {
        let first = definition(vec![], vec![]);
        story(seed, first, steps, false, |now, _| keeps_rules(now));
    }

    #[test]
    fn what_is_offered_can_be_done(seed: u64, steps in 1_usize..40) {
        let (mut dice, mut now) = (Dice(seed), definition(vec![], vec![]));
        for _ in 0..steps {
            let edit = edit(&mut dice, &now);
            if let Ok(step) = plan(&now, &edit) && !matches!(edit, Edit::Document { .. } | Edit::Merge { .. }) {
                prop_assert!(step.apply(&mut now));
            }
        }
        offers_are_true(&now, &mut dice);
    }
}

#[test]
fn five_hundred_edits_are_undone_and_done_again() {
    for seed in 0..4 {
        story(seed, definition(vec![], vec![]), 500, seed > 1, |now, _| assert!(now.nodes.len() <= MOST_NODES));
    }
}
