//! Undo and redo: one step a gesture, exact, within bounds, and through a reload.

use engine::definition::{At, Definition};
use engine::edit::{Change, Edit, History, MOST_BYTES, MOST_STEPS, Step};
use serde_json::json;

use crate::drawn::{append, drawn, edges, id, insert, one_step, remove, set};

fn rename(name: &str) -> Edit {
    Edit::Rename { node: id("ask"), name: name.to_owned() }
}

fn drag(x: i32) -> Edit {
    Edit::Move { places: vec![(id("ask"), At { x, y: 0 })] }
}

fn make(history: &mut History, definition: &mut Definition, edit: &Edit, gesture: Option<u64>) {
    history.make(definition, edit, gesture).unwrap();
}

#[test]
fn a_gesture_is_one_step() {
    let (mut now, mut history) = (one_step(), History::default());
    for name in ["T", "Te", "Team lead"] {
        make(&mut history, &mut now, &rename(name), Some(1));
    }
    for x in [1, 50, 90] {
        make(&mut history, &mut now, &drag(x), Some(2));
    }
    make(&mut history, &mut now, &rename("Boss"), None);
    make(&mut history, &mut now, &rename("Chief"), None);
    let mut undone = vec![];
    while let Some(step) = history.undo(&mut now) {
        undone.push((step.label.clone(), step.changes.len()));
    }
    let labels = ["Rename to “Chief”", "Rename to “Boss”", "Move “Team lead”", "Rename to “Team lead”"];
    assert_eq!(undone, labels.map(|label| (label.to_owned(), 1)));
    assert_eq!(now, one_step());
    assert_eq!(history.redoes(), Some("Rename to “Team lead”"));
}

#[test]
fn a_gesture_in_which_something_comes_is_called_after_it() {
    let (mut now, mut history) = (one_step(), History::default());
    make(&mut history, &mut now, &insert("e2", "approval"), Some(1));
    make(&mut history, &mut now, &Edit::Rename { node: id("approval"), name: "Boss".to_owned() }, Some(1));
    make(&mut history, &mut now, &Edit::Move { places: vec![(id("approval"), At { x: 7, y: 7 })] }, Some(1));
    let step = history.undo(&mut now).unwrap();
    assert_eq!((step.label.as_str(), step.changes.len()), ("Insert “Approval”", 3));
    assert_eq!(now, one_step());
    history.redo(&mut now).unwrap();
    assert_eq!(now.node(&id("approval")).unwrap().at, At { x: 7, y: 7 });
}

#[test]
fn what_ends_where_it_began_is_no_step() {
    let (mut now, mut history) = (one_step(), History::default());
    make(&mut history, &mut now, &rename("Boss"), None);
    history.undo(&mut now).unwrap();
    make(&mut history, &mut now, &drag(0), None);
    assert_eq!((history.undoes(), history.redoes()), (None, Some("Rename to “Boss”")), "nothing happened");
    history.redo(&mut now).unwrap();
    for x in [40, 90, 0] {
        make(&mut history, &mut now, &drag(x), Some(5));
    }
    assert_eq!(history.undoes(), Some("Rename to “Boss”"), "dragged there and back");
    history.undo(&mut now).unwrap();
    assert_eq!(now, one_step());
}

#[test]
fn the_same_number_after_undo_or_reload_is_another_gesture() {
    let (mut now, mut history) = (one_step(), History::default());
    make(&mut history, &mut now, &rename("One"), Some(1));
    let mut history: History = serde_json::from_str(&serde_json::to_string(&history).unwrap()).unwrap();
    make(&mut history, &mut now, &rename("Two"), Some(1));
    history.undo(&mut now).unwrap();
    make(&mut history, &mut now, &rename("Three"), Some(1));
    history.undo(&mut now).unwrap();
    assert_eq!(now.name_of(&id("ask")), "One");
    assert_eq!(history.redoes(), Some("Rename to “Three”"));
}

#[test]
fn a_new_step_takes_the_place_of_what_was_undone() {
    let (mut now, mut history) = (one_step(), History::default());
    make(&mut history, &mut now, &remove("ask"), None);
    assert_eq!(edges(&now), "start>yes");
    history.undo(&mut now).unwrap();
    make(&mut history, &mut now, &set("ask", "instructions", json!("Look")), None);
    assert!(history.redo(&mut now).is_none());
    history.make(&mut now, &append("yes", "", "end"), None).unwrap_err();
    assert_eq!(history.undoes(), Some("Change “Instructions” of “ask”"));
}

#[test]
fn a_history_of_another_document_undoes_nothing() {
    let (mut now, mut history) = (one_step(), History::default());
    make(&mut history, &mut now, &remove("ask"), None);
    make(&mut history, &mut now, &Edit::Head { key: "name".to_owned(), value: json!("Other") }, None);
    let mut other = drawn("start ask:approval", "start>ask");
    let before = other.clone();
    assert!(history.undo(&mut other).is_none());
    assert_eq!((other, history), (before, History::default()));
}

#[test]
fn the_oldest_steps_go_when_there_are_too_many() {
    let (mut now, mut history) = (one_step(), History::default());
    for x in 1..=i32::try_from(MOST_STEPS).unwrap() + 10 {
        make(&mut history, &mut now, &drag(x), None);
    }
    let mut undone = 0;
    while history.undo(&mut now).is_some() {
        undone += 1;
    }
    assert_eq!((undone, now.node(&id("ask")).unwrap().at.x), (MOST_STEPS, 10));
}

#[test]
fn the_oldest_steps_go_when_they_are_too_much() {
    let (mut now, mut history) = (one_step(), History::default());
    for no in 0..40 {
        let text = format!("{no}{}", "x".repeat(900_000));
        make(&mut history, &mut now, &set("ask", "instructions", json!(text)), None);
    }
    let kept = serde_json::to_string(&history).unwrap().len();
    assert!((MOST_BYTES - 4_000_000..=MOST_BYTES).contains(&kept), "{kept}");
    let short = serde_json::to_string(&history.newest(5_000_000)).unwrap().len();
    assert!((2_000_000..=5_000_000).contains(&short), "{short}");
    history.newest(5_000_000).undo(&mut now).unwrap();
}

#[test]
fn a_text_that_is_edited_keeps_only_what_differs() {
    let (mut now, mut history) = (one_step(), History::default());
    let mut other = now.clone();
    other.nodes[1].name = "Boss".to_owned();
    other.title = "{what}".to_owned();
    drop(other.edges.remove(1));
    let step = history.make(&mut now, &Edit::Document { definition: Box::new(other.clone()) }, None).unwrap();
    let Step { changes, label, .. } = step;
    assert_eq!(label, "Edit the text");
    assert!(
        matches!(
            changes.as_slice(),
            [Change::HeadTo { .. }, Change::NodeTo { at: 1, .. }, Change::EdgeOut { at: 1, .. }]
        ),
        "{changes:?}"
    );
    assert_eq!(now, other);
    history.undo(&mut now).unwrap();
    assert_eq!(now, one_step());
}

#[test]
fn what_was_done_on_another_day_comes_before_what_is_done_meanwhile() {
    let (mut now, mut earlier) = (one_step(), History::default());
    make(&mut earlier, &mut now, &rename("Boss"), None);
    make(&mut earlier, &mut now, &rename("Chief"), None);
    earlier.undo(&mut now).unwrap();

    // Nothing was done meanwhile: it can be done again, too.
    let mut history = History::default();
    history.follow(earlier.clone());
    assert_eq!((history.undoes(), history.redoes()), (Some("Rename to “Boss”"), Some("Rename to “Chief”")));

    let mut history = History::default();
    make(&mut history, &mut now, &drag(50), Some(1));
    history.follow(earlier);
    assert_eq!((history.undoes(), history.redoes()), (Some("Move “Boss”"), None));
    make(&mut history, &mut now, &drag(90), Some(1));
    let steps = std::iter::from_fn(|| history.undo(&mut now).map(|step| step.label.clone())).collect::<Vec<_>>();
    assert_eq!(steps, ["Move “Boss”", "Rename to “Boss”"]);
    assert_eq!(now, one_step());
}
