//! Random drawings compared: nothing that differs goes untold, and both directions tell the same.

use engine::aside::{Colour, Note, Section};
use engine::definition::{At, Definition};
use engine::diff::diff;
use proptest::prelude::*;

use super::Dice;
use super::simulation::{damage, drawn};

/// The document without the order in which nodes and edges are written down.
fn sorted(definition: &Definition) -> serde_json::Value {
    let mut sorted = definition.clone();
    sorted.nodes.sort_by_key(|node| serde_json::to_string(node).unwrap());
    sorted.edges.sort_by_key(|edge| serde_json::to_string(edge).unwrap());
    sorted.notes.sort_by_key(|note| serde_json::to_string(note).unwrap());
    sorted.sections.sort_by_key(|section| serde_json::to_string(section).unwrap());
    serde_json::to_value(&sorted).unwrap()
}

/// A note and a section, or neither.
fn asides(dice: &mut Dice, drawn: &mut Definition) {
    if dice.roll(2) == 0 {
        let at = At { x: i32::try_from(dice.roll(2)).unwrap(), y: 0 };
        let text = dice.pick(&["one", "other"]).to_owned();
        drawn.notes = vec![Note { id: "note-1".into(), text, at, size: None, colour: dice.pick(&Colour::ALL) }];
    }
    if dice.roll(2) == 0 {
        let collapsed = dice.roll(2) == 0;
        let (nodes, colour) = (vec![drawn.nodes[0].id.clone()], Colour::Mint);
        drawn.sections = vec![Section { id: "section-1".into(), name: "One".to_owned(), colour, nodes, collapsed }];
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_differs_is_told_in_both_directions(seed: u64) {
        let dice = &mut Dice(seed);
        let mut before = drawn(dice);
        let mut after = if dice.roll(4) == 0 { drawn(dice) } else { before.clone() };
        for _ in 0..dice.roll(4) {
            damage(dice, &mut after);
        }
        if dice.roll(3) == 0 {
            let node = dice.roll(after.nodes.len());
            after.nodes[node].at.x += 10;
        }
        if dice.roll(3) == 0 {
            let to = dice.roll(after.form.fields.len());
            after.form.fields.rotate_left(to);
        }
        for side in [&mut before, &mut after] {
            asides(dice, side);
        }
        let (there, back) = (diff(&before, &after), diff(&after, &before));
        prop_assert_eq!(there.is_empty(), sorted(&before) == sorted(&after));
        prop_assert_eq!(&there.nodes.added, &back.nodes.removed);
        prop_assert_eq!(&there.edges.removed, &back.edges.added);
        prop_assert_eq!(there.fields.moved.len(), back.fields.moved.len());
        prop_assert_eq!(&there.notes.added, &back.notes.removed);
        prop_assert_eq!(there.sections.layout.len(), back.sections.layout.len());
        prop_assert_eq!(there.nodes.changed.len(), back.nodes.changed.len());
        prop_assert_eq!(there.only_layout(), back.only_layout());
    }
}
