//! Notes and sections: how they come, change and go, and what becomes of them when steps do.

use engine::aside::{Colour, LONGEST_NOTE, MOST_NOTES, Note, Section, Size};
use engine::check::check;
use engine::definition::{At, Definition};
use engine::edit::{Clip, Edit, History, copy, plan};
use engine::ids::{NoteId, SectionId};

use crate::common::definition;
use crate::drawn::{after, append, drawn, id, insert, one_step, refused, remove};

fn note(id: &str, text: &str) -> Note {
    Note { id: NoteId::from(id), text: text.to_owned(), at: At { x: 10, y: 20 }, size: None, colour: Colour::Sand }
}

fn section(name: &str, nodes: &str) -> Edit {
    Edit::AddSection { name: name.to_owned(), nodes: nodes.split_whitespace().map(id).collect() }
}

/// The sections of a definition: `Finance: ask yes`.
fn sections(definition: &Definition) -> String {
    let nodes = |section: &Section| section.nodes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let told = definition.sections.iter().map(|section| format!("{}: {}", section.name, nodes(section)));
    told.collect::<Vec<_>>().join(", ")
}

/// One step with `ask` and `yes` in a section.
fn finance() -> Definition {
    after(&one_step(), &section("Finance", "ask yes"))
}

#[test]
fn a_document_without_them_is_written_as_before() {
    let text = serde_json::to_string(&one_step()).unwrap();
    assert!(!text.contains("notes") && !text.contains("sections"));
    assert_eq!(Definition::read(&text).unwrap(), one_step());
    let coloured = text.replacen(
        "\"edges\":",
        "\"notes\":[{\"id\":\"a\",\"text\":\"\",\"at\":{\"x\":0,\"y\":0},\"colour\":\"#ff0000\"}],\"edges\":",
        1,
    );
    assert!(Definition::read(&coloured).is_err(), "colours have names");
}

#[test]
fn a_note_comes_changes_moves_and_goes_and_all_of_it_is_undone() {
    let (mut now, mut history) = (one_step(), History::default());
    let mut make = |now: &mut Definition, edit: Edit, gesture| history.make(now, &edit, gesture).unwrap().label.clone();
    assert_eq!(make(&mut now, Edit::AddNote { note: note("", "Ask Ana.") }, None), "Add a note");
    assert_eq!(make(&mut now, Edit::AddNote { note: note("note-1", "Or Bo.") }, None), "Add a note");
    let ids: Vec<&str> = now.notes.iter().map(|note| note.id.as_str()).collect();
    assert_eq!(ids, ["note-1", "note-2"], "an id that is taken is made anew");
    let size = Some(Size { width: 300, height: 90 });
    make(&mut now, Edit::SetNote { note: Note { size, colour: Colour::Rose, ..note("note-1", "Typ") } }, Some(7));
    make(&mut now, Edit::SetNote { note: Note { size, colour: Colour::Rose, ..note("note-1", "Typed") } }, Some(7));
    let far = Edit::MoveNotes { places: vec![("note-2".into(), At { x: i32::MAX, y: 5 })] };
    assert_eq!(make(&mut now, far, None), "Move a note");
    assert_eq!((now.notes[0].text.as_str(), now.notes[1].at), ("Typed", At { x: 100_000, y: 5 }));
    let both = Edit::RemoveNotes { notes: vec!["note-1".into(), "note-2".into()] };
    assert_eq!(make(&mut now, both, None), "Remove 2 notes");
    assert_eq!(now, one_step());
    for left in [2, 2, 2, 1, 0] {
        history.undo(&mut now).unwrap();
        assert_eq!(now.notes.len(), left, "what was typed is one step");
    }
    assert_eq!((now, history.undoes()), (one_step(), None));
}

#[test]
fn a_step_is_in_one_section_and_an_empty_one_goes() {
    let now = after(&finance(), &section("", "yes no"));
    assert_eq!(sections(&now), "Finance: ask, Section: yes no");
    let now = after(&now, &section("", "ask"));
    assert_eq!(sections(&now), "Section: yes no, Section 2: ask");
    let both = Section { nodes: vec![id("ask"), id("yes"), id("yes")], ..now.sections[1].clone() };
    let now = after(&now, &Edit::SetSection { section: both });
    assert_eq!(sections(&now), "Section: no, Section 2: ask yes");
    let now = after(&now, &Edit::Dissolve { section: SectionId::from("section-3") });
    assert_eq!((sections(&now).as_str(), now.nodes.len()), ("Section: no", 4));
}

#[test]
fn collapsing_is_a_step_that_says_so() {
    let now = finance();
    let collapsed = Section { collapsed: true, ..now.sections[0].clone() };
    let step = plan(&now, &Edit::SetSection { section: collapsed }).unwrap();
    assert_eq!((step.label.as_str(), step.changes.len()), ("Collapse “Finance”", 1));
}

#[test]
fn steps_leave_and_join_sections_in_the_same_step() {
    assert_eq!(sections(&after(&finance(), &remove("yes"))), "Finance: ask");
    let (before, mut now, mut history) = (finance(), finance(), History::default());
    history.make(&mut now, &remove("ask yes"), None).unwrap();
    assert_eq!(sections(&now), "");
    history.undo(&mut now).unwrap();
    assert_eq!(now, before);
    assert_eq!(sections(&after(&finance(), &append("ask", "changes_requested", "end"))), "Finance: ask yes end");
    assert_eq!(sections(&after(&finance(), &insert("e2", "wait"))), "Finance: ask yes wait");
    assert_eq!(sections(&after(&finance(), &insert("e1", "wait"))), "Finance: ask yes", "only one end of it is inside");
    let alone = Edit::Add { kind: "wait".to_owned(), at: At::default() };
    assert_eq!(sections(&after(&finance(), &alone)), "Finance: ask yes");
}

#[test]
fn whole_sections_and_chosen_notes_are_copied() {
    let drawing = after(&finance(), &Edit::AddNote { note: note("note-1", "Ask Ana.") });
    let part = copy(&drawing, &[id("ask")]).with_notes(&drawing, &["note-1".into()]);
    assert_eq!((part.sections.len(), part.notes.len()), (0, 1), "a part of a section is no section");
    let clip = copy(&drawing, &[id("ask"), id("yes")]).with_notes(&drawing, &["note-1".into()]);
    let clip = Clip::read(&clip.text()).unwrap();
    let now = after(&drawing, &Edit::Paste { clip, at: At { x: 100, y: 100 } });
    assert_eq!(sections(&now), "Finance: ask yes, Finance: approval end");
    assert_eq!((now.notes[1].id.as_str(), now.notes[1].at), ("note-2", At { x: 110, y: 120 }));
    let alone = copy(&drawing, &[]).with_notes(&drawing, &["note-1".into()]);
    let step = plan(&drawing, &Edit::Paste { clip: alone, at: At::default() }).unwrap();
    assert_eq!(step.label, "Paste 1 note");
    let whole = Clip::read(&serde_json::to_string(&drawing).unwrap()).unwrap();
    assert_eq!((whole.notes.len(), whole.sections.len()), (1, 1), "a whole document too");
}

#[test]
fn what_cannot_be_is_refused_with_a_sentence() {
    let long = note("note-1", &"x".repeat(LONGEST_NOTE + 1));
    let gone = "That note is not there any more.";
    for (edit, sentence) in [
        (Edit::AddNote { note: long }, "A note has at most 2000 characters. Divide it into two."),
        (Edit::SetNote { note: note("gone", "") }, gone),
        (Edit::MoveNotes { places: vec![("gone".into(), At::default())] }, gone),
        (Edit::RemoveNotes { notes: vec![] }, "There is nothing to remove. Select a note first."),
        (section("", ""), "A section has at least one step. Select the steps that belong to it first."),
        (section("", "moon"), "The step “moon” is not there any more."),
        (section(&"x".repeat(121), "ask"), "The name of a section has at most 120 characters."),
        (Edit::Dissolve { section: "gone".into() }, "That section is not there any more."),
    ] {
        assert_eq!(refused(&one_step(), &edit), sentence);
    }
    let mut full = one_step();
    full.notes = (0..MOST_NOTES).map(|no| note(&format!("note-{no}"), "x")).collect();
    assert_eq!(refused(&full, &Edit::AddNote { note: note("", "x") }), "A process has at most 200 notes. Remove some.");
    let mut twice = finance();
    twice.sections.push(twice.sections[0].clone());
    let document = Edit::Document { definition: Box::new(twice) };
    assert_eq!(refused(&one_step(), &document), "Two sections have the id “section-1”. Give one of them another.");
}

#[test]
fn what_makes_no_sense_in_a_document_is_told() {
    let mut odd = drawn("start ask:approval", "start>ask");
    let named = |id: &str, nodes: &[&str]| Section {
        id: id.into(),
        name: id.to_owned(),
        colour: Colour::Plain,
        nodes: nodes.iter().map(|id| (*id).into()).collect(),
        collapsed: false,
    };
    odd.sections = vec![named("a", &["ask", "moon"]), named("b", &["ask"]), named("c", &[]), named("", &["start"])];
    let told: Vec<String> = check(&odd).into_iter().map(|problem| problem.message).collect();
    for expected in [
        "The section \"a\" names the step \"moon\", which is not there.",
        "\"ask\" is in the sections \"a\" and \"b\"; a step is in one at most.",
        "The section \"c\" has no steps. Dissolve it.",
        "A section needs a name of at most 120 characters.",
    ] {
        assert!(told.iter().any(|message| message == expected), "{expected}: {told:?}");
    }
    let mut full = definition(vec![], vec![]);
    full.notes = (0..=MOST_NOTES).map(|no| note(&format!("note-{no}"), "x")).collect();
    assert!(check(&full).iter().any(|problem| problem.message == "A definition has at most 200 notes."));
}
