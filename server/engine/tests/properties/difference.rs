//! Random drawings compared: nothing that differs goes untold, and both directions tell the same.

use engine::definition::Definition;
use engine::diff::diff;
use proptest::prelude::*;

use super::Dice;
use super::simulation::{damage, drawn};

/// The document without the order in which nodes and edges are written down.
fn sorted(definition: &Definition) -> serde_json::Value {
    let mut sorted = definition.clone();
    sorted.nodes.sort_by_key(|node| serde_json::to_string(node).unwrap());
    sorted.edges.sort_by_key(|edge| serde_json::to_string(edge).unwrap());
    serde_json::to_value(&sorted).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_differs_is_told_in_both_directions(seed: u64) {
        let dice = &mut Dice(seed);
        let before = drawn(dice);
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
        let (there, back) = (diff(&before, &after), diff(&after, &before));
        prop_assert_eq!(there.is_empty(), sorted(&before) == sorted(&after));
        prop_assert_eq!(&there.nodes.added, &back.nodes.removed);
        prop_assert_eq!(&there.edges.removed, &back.edges.added);
        prop_assert_eq!(there.fields.moved.len(), back.fields.moved.len());
        prop_assert_eq!(there.nodes.changed.len(), back.nodes.changed.len());
        prop_assert_eq!(there.only_layout(), back.only_layout());
    }
}
