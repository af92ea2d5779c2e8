//! Two people change one drawing: what both did is there, what both changed otherwise is asked, and nothing is there twice.

use std::collections::BTreeSet;

use engine::definition::{At, Definition};
use engine::edit::{Edit, plan};
use engine::ids::{EdgeId, NodeId};
use engine::merge::{Merged, Place, Told, merge, told};
use engine::narrate::Narrator;
use proptest::prelude::*;
use serde_json::json;

use crate::common::{Dice, definition, edit, field, wild};

/// A drawing after some edits.
fn edited(first: &Definition, edits: &[Edit]) -> Definition {
    let mut now = first.clone();
    for edit in edits {
        assert!(plan(&now, edit).unwrap().apply(&mut now), "{edit:?}");
    }
    now
}

fn append(from: &str, kind: &str) -> Edit {
    Edit::Append { from: from.into(), port: None, kind: kind.to_owned(), at: At { x: 9, y: 9 } }
}

fn set(node: &str, key: &str, value: serde_json::Value) -> Edit {
    Edit::Set { node: node.into(), key: key.to_owned(), value }
}

fn rename(node: &str, name: &str) -> Edit {
    Edit::Rename { node: node.into(), name: name.to_owned() }
}

/// Start, approval, notice, end.
fn base() -> Definition {
    let add = Edit::Add { kind: "start".to_owned(), at: At::default() };
    let chain = [add, append("start", "approval"), append("approval", "notify"), append("notify", "end")];
    edited(&definition(vec![], vec![]), &chain)
}

fn both(base: &Definition, mine: &[Edit], theirs: &[Edit], take: &[Place]) -> Merged {
    merge(base, &edited(base, mine), &edited(base, theirs), &take.iter().cloned().collect()).unwrap()
}

fn words(base: &Definition, mine: &[Edit], theirs: &[Edit], merged: &Merged) -> Vec<Told> {
    let (mine, theirs) = (edited(base, mine), edited(base, theirs));
    let narrator = |definition| Narrator {
        definition,
        person: &|person| person.to_string(),
        group: &|key| format!("the {key}"),
        moment: &|moment| moment.to_string(),
    };
    merged.places.iter().map(|place| told(place, merged, &narrator(&mine), &narrator(&theirs))).collect()
}

#[test]
fn what_only_one_changed_is_taken_from_there() {
    let mine =
        [rename("approval", "Manager"), set("approval", "instructions", json!("Mine.")), append("approval", "end")];
    let theirs = [
        set("approval", "requester_may_decide", json!(true)),
        Edit::Move { places: vec![("approval".into(), At { x: 5, y: 7 })] },
        Edit::Head { key: "name".to_owned(), value: json!("Theirs") },
        Edit::AddField { at: 1, field: field("total") },
        Edit::Remove { nodes: vec!["notify".into()], edges: vec![] },
    ];
    let merged = both(&base(), &mine, &theirs, &[]);
    assert_eq!((merged.places, merged.lost), (vec![], Vec::<String>::new()));
    let steps = [mine.as_slice(), theirs.as_slice()].concat();
    assert_eq!(merged.definition, edited(&base(), &steps), "as if one had come after the other");
}

#[test]
fn what_both_changed_is_asked_and_is_mine_unless_it_is_said() {
    let questions = |label: &str| engine::form::Field { label: label.to_owned(), ..field("amount") };
    let side = |name: &str, x: i32, text: &str, moved: usize, groups: serde_json::Value| {
        [
            rename("approval", name),
            set("approval", "instructions", json!(text)),
            Edit::Move { places: vec![("approval".into(), At { x, y: 7 }), ("notify".into(), At { x, y: 7 })] },
            Edit::Head { key: "starters".to_owned(), value: groups },
            Edit::SetField { key: "amount".to_owned(), field: questions(name) },
            Edit::MoveField { key: "day".to_owned(), to: moved },
        ]
    };
    let base = base();
    let (mine, theirs) =
        (side("Boss", 1, "Look.", 0, json!(["sales"])), side("Lead", 2, "See.", 1, json!(["finance"])));
    let merged = both(&base, &mine, &theirs, &[]);
    assert_eq!(merged.definition, edited(&base, &mine));
    let told = words(&base, &mine, &theirs, &merged);
    let lines: Vec<String> =
        told.iter().map(|told| format!("{} | {} | {}", told.what, told.mine, told.theirs)).collect();
    assert_eq!(
        lines,
        [
            "The process: May ask | the sales | the finance",
            "The question “Boss”: Question | Boss | Lead",
            "The order of the questions | day, what, Boss | what, day, Lead",
            "Where “Boss” and “Notice” are drawn | Where you put them. | Where they put them.",
            "“Boss”: Instructions | “Look.” | “See.”",
            "“Boss”: Name | “Boss” | “Lead”",
        ]
    );
    let all: Vec<Place> = merged.places.clone();
    assert_eq!(both(&base, &mine, &theirs, &all).definition, edited(&base, &theirs));
    let one = both(&base, &mine, &theirs, &all[5..]).definition;
    assert_eq!(one.name_of(&"approval".into()), "Lead");
    assert_eq!(one.starters, edited(&base, &mine).starters);
}

#[test]
fn what_one_removed_and_the_other_changed_comes_back_whole_or_goes() {
    let base = base();
    let gone = [Edit::Remove { nodes: vec!["approval".into()], edges: vec![] }];
    let changed = [rename("approval", "Manager")];
    let merged = both(&base, &gone, &changed, &[]);
    assert_eq!(merged.definition, edited(&base, &gone));
    let told = &words(&base, &gone, &changed, &merged)[0];
    assert_eq!((told.what.as_str(), told.mine.as_str()), ("“Manager”", "Removed."));
    assert_eq!(told.theirs, "Kept, as they changed it.");
    let back = both(&base, &gone, &changed, &merged.places).definition;
    assert_eq!(back, edited(&base, &changed), "with the ways that it had");
    // The other way round; and drawing it elsewhere is no reason to keep it.
    assert_eq!(both(&base, &changed, &gone, &[]).definition, edited(&base, &changed));
    let elsewhere = [Edit::Move { places: vec![("approval".into(), At { x: 99, y: 0 })] }];
    let merged = both(&base, &elsewhere, &gone, &[]);
    assert_eq!((merged.definition, merged.places), (edited(&base, &gone), vec![]));
}

#[test]
fn new_things_of_one_id_are_two_and_a_way_that_leads_nowhere_is_told() {
    let base = base();
    let mine = [append("approval", "wait"), rename("wait", "Mine"), append("wait", "end")];
    let theirs =
        [Edit::Insert { edge: "e2".into(), kind: "wait".to_owned(), at: At::default() }, rename("wait", "Theirs")];
    let merged = both(&base, &mine, &theirs, &[]);
    let name = |id: &str| merged.definition.name_of(&id.into()).to_owned();
    assert_eq!((name("wait"), name("wait-2")), ("Theirs".to_owned(), "Mine".to_owned()));
    let leads = |from: &str, to: &str| {
        merged.definition.edges.iter().any(|edge| edge.from.as_str() == from && edge.to.as_str() == to)
    };
    assert!(leads("approval", "wait-2") && leads("approval", "wait") && leads("wait", "notify"), "{merged:?}");
    unique(&merged.definition);

    let mine = [append("approval", "wait"), Edit::Connect { from: "wait".into(), port: None, to: "notify".into() }];
    let merged = both(&base, &mine, &[Edit::Remove { nodes: vec!["notify".into()], edges: vec![] }], &[]);
    assert_eq!(merged.lost, ["“Wait” to “Notice” is left out, because an end of it is gone."]);
}

#[test]
fn one_port_is_left_by_one_way() {
    let base = base();
    let mine = [append("approval", "wait")];
    let theirs = [append("approval", "signal")];
    let merged = both(&base, &mine, &theirs, &[]);
    let told = &words(&base, &mine, &theirs, &merged)[0];
    assert_eq!(told.what, "The way from “Approval”, rejected");
    assert_eq!((told.mine.as_str(), told.theirs.as_str()), ("To “Wait”.", "To “Wait for a signal”."));
    let ways = |of: &Definition| {
        of.edges_from(&"approval".into(), &"rejected".into()).map(|edge| edge.to.0.clone()).collect::<Vec<_>>()
    };
    assert_eq!(ways(&merged.definition), ["wait"]);
    assert_eq!(ways(&both(&base, &mine, &theirs, &merged.places).definition), ["signal"]);
    // The same way twice is one.
    let same = both(&base, &mine, &mine, &[]);
    assert_eq!((same.definition, same.places), (edited(&base, &mine), vec![]));
}

fn unique(definition: &Definition) {
    let nodes: BTreeSet<&NodeId> = definition.nodes.iter().map(|node| &node.id).collect();
    let edges: BTreeSet<&EdgeId> = definition.edges.iter().map(|edge| &edge.id).collect();
    let fields: BTreeSet<&str> = definition.form.fields.iter().map(|field| field.key.as_str()).collect();
    assert_eq!((nodes.len(), edges.len()), (definition.nodes.len(), definition.edges.len()), "ids are there once");
    assert_eq!(fields.len(), definition.form.fields.len(), "questions are there once");
}

fn some_edits(dice: &mut Dice, first: &Definition) -> Definition {
    let mut now = first.clone();
    for _ in 0..dice.roll(12) {
        if let Ok(step) = plan(&now, &edit(dice, &now)) {
            step.apply(&mut now);
        }
    }
    now
}

/// Whether ids tell everything apart; what has an id twice gets a fresh one when it is merged.
fn told_apart(definition: &Definition) -> bool {
    let keys: BTreeSet<&str> = definition.form.fields.iter().map(|field| field.key.as_str()).collect();
    plan(definition, &Edit::Document { definition: Box::new(definition.clone()) }).is_ok()
        && keys.len() == definition.form.fields.len()
}

proptest! {
    #[test]
    fn a_merge_never_fails_and_gives_nothing_twice(seed: u64) {
        let dice = &mut Dice(seed);
        let base = if dice.roll(3) == 0 { wild(dice) } else { some_edits(dice, &base()) };
        let (mine, theirs) = (some_edits(dice, &base), if dice.roll(5) == 0 { wild(dice) } else { some_edits(dice, &base) });
        let merged = merge(&base, &mine, &theirs, &BTreeSet::new()).unwrap();
        unique(&merged.definition);
        let take: BTreeSet<Place> = merged.places.iter().filter(|_| dice.roll(2) == 0).cloned().collect();
        let chosen = merge(&base, &mine, &theirs, &take).unwrap();
        unique(&chosen.definition);
        // A step that comes back brings its connections along, so that those are asked no more.
        let mut steps = take.iter().filter(|place| !matches!(place.list.as_str(), "edges" | "ways"));
        prop_assert!(steps.all(|place| chosen.places.contains(place)), "what is chosen is asked still");
    }

    #[test]
    fn what_only_one_has_changed_stays_exactly_that(seed: u64) {
        let dice = &mut Dice(seed);
        let base = if dice.roll(3) == 0 { wild(dice) } else { some_edits(dice, &base()) };
        let now = some_edits(dice, &base);
        if told_apart(&base) && told_apart(&now) {
            for merged in [merge(&base, &now, &base, &BTreeSet::new()), merge(&base, &base, &now, &BTreeSet::new()), merge(&base, &now, &now, &BTreeSet::new())] {
                let merged = merged.unwrap();
                prop_assert_eq!(&merged.definition, &now);
                prop_assert!(merged.places.is_empty() && merged.lost.is_empty());
            }
        }
    }

    #[test]
    fn edits_of_different_nodes_are_all_kept(seed: u64) {
        let dice = &mut Dice(seed);
        let base = some_edits(dice, &base());
        let ids: Vec<NodeId> = base.nodes.iter().map(|node| node.id.clone()).collect();
        let mut sides = [base.clone(), base.clone()];
        for (place, id) in ids.iter().enumerate().filter(|_| told_apart(&base)) {
            let side = &mut sides[place % 2];
            let at = At { x: i32::try_from(dice.roll(500)).unwrap(), y: 1 };
            for edit in [rename(id.as_str(), "Changed"), Edit::Move { places: vec![(id.clone(), at)] }] {
                plan(side, &edit).unwrap().apply(side);
            }
        }
        if told_apart(&base) {
            let merged = merge(&base, &sides[0], &sides[1], &BTreeSet::new()).unwrap();
            prop_assert!(merged.places.is_empty() && merged.lost.is_empty());
            for (place, id) in ids.iter().enumerate() {
                prop_assert_eq!(merged.definition.node(id), sides[place % 2].node(id));
            }
        }
    }
}
