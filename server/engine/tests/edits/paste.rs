//! Copying and pasting.

use engine::definition::{At, LARGEST_DOCUMENT};
use engine::edit::{Clip, Edit, Refusal, copy, plan};

use crate::drawn::{after, drawn, edges, id, nodes, one_step, refused};

fn paste(clip: Clip) -> Edit {
    Edit::Paste { clip, at: At { x: 100, y: 50 } }
}

#[test]
fn copies_have_fresh_ids_their_edges_and_their_places() {
    let mut drawing = drawn("start which:condition a:wait b:wait", "start>which which.case-1>a which.default>b a>b");
    drawing.nodes[1].at = At { x: 10, y: 20 };
    drawing.nodes[2].at = At { x: 30, y: 5 };
    let clip = copy(&drawing, &[id("a"), id("which"), id("moon")]);
    let read = Clip::read(&clip.text()).unwrap();
    assert_eq!(read, clip);
    let now = after(&drawing, &paste(read));
    assert_eq!(nodes(&now), "start which:condition a:wait b:wait condition wait");
    assert_eq!(edges(&now), "start>which which.case-1>a which.default>b a>b condition.case-1>wait");
    assert_eq!((now.nodes[4].at, now.nodes[5].at), (At { x: 100, y: 65 }, At { x: 120, y: 50 }));
    assert_eq!(now.nodes[4].name, "which");
    let twice = after(&now, &paste(clip));
    assert!(nodes(&twice).ends_with("condition wait condition-2:condition wait-2:wait"));
    assert!(edges(&twice).ends_with("condition-2.case-1>wait-2"));
}

#[test]
fn a_start_is_left_out_where_there_is_one() {
    let document = serde_json::to_string(&one_step()).unwrap();
    let clip = Clip::read(&document).unwrap();
    let step = plan(&one_step(), &paste(clip.clone())).unwrap();
    assert_eq!(step.label, "Paste 3 steps");
    assert_eq!(step.note.as_deref(), Some("The start was left out, because a process begins at one place."));
    assert_eq!(step.about, [id("approval"), id("end"), id("end-2")]);
    let empty = drawn("", "");
    let now = after(&empty, &paste(clip.clone()));
    assert_eq!(nodes(&now), "start approval end end-2:end");
    assert_eq!(edges(&now), "start>approval approval.approved>end approval.rejected>end-2");
    assert_eq!(plan(&empty, &paste(clip)).unwrap().note, None);
    let start = copy(&one_step(), &[id("start")]);
    assert_eq!(refused(&one_step(), &paste(start)), "There is a start already, and nothing else was copied.");
}

#[test]
fn what_the_rules_forbid_is_not_pasted() {
    let foreign = drawn(
        "start ask:approval tell:notify",
        "ask>tell ask.approved>start ask.rejected>tell ask.rejected>ask ask.approved>ask ask.approved>moon",
    );
    let now = after(&drawn("", ""), &paste(Clip { nodes: foreign.nodes, edges: foreign.edges, ..Clip::default() }));
    assert_eq!(edges(&now), "approval.rejected>notify", "ways that nobody could draw are dropped");
    let twice = drawn("start a:start a:condition b:wait", "a>b a.default>b");
    let now = after(&drawn("", ""), &paste(Clip { nodes: twice.nodes, edges: twice.edges, ..Clip::default() }));
    assert_eq!(edges(&now), "condition.default>wait", "an id that is there twice means the first that comes");
    let circle = drawn("a:notify b:notify", "a>b b>a");
    assert_eq!(
        refused(&one_step(), &paste(Clip { nodes: circle.nodes, edges: circle.edges, ..Clip::default() })),
        "This would be a circle that nobody and no time ends. Put an approval or a wait into it first."
    );
    assert_eq!(refused(&one_step(), &paste(Clip::default())), "There is nothing to paste. Copy some steps first.");
    let far = Clip {
        nodes: vec![engine::definition::Node { at: At { x: i32::MAX, y: i32::MIN }, ..now.nodes[1].clone() }],
        ..Clip::default()
    };
    let now = after(&one_step(), &Edit::Paste { clip: far, at: At { x: i32::MIN, y: i32::MAX } });
    assert_eq!(now.nodes.last().unwrap().at, At { x: -100_000, y: 100_000 }, "as far as can be drawn");
}

#[test]
fn foreign_texts_are_refused_with_a_sentence() {
    let foreign = "What was copied is not a part of a process. Copy steps of a drawing first.";
    for (text, sentence) in [
        ("hello", foreign),
        ("", foreign),
        ("[1, 2]", foreign),
        ("{\"a\": 1}", foreign),
        (
            "{\"schema\": 1, \"nodes\": []}",
            "What was copied is not a process that can be read: the document cannot be read: ",
        ),
        ("{\"nodes\": 3, \"edges\": []}", "What was copied is not a part of a process that can be read: "),
        ("{\"nodes\": []}", "What was copied is not a part of a process that can be read: "),
        (&" ".repeat(LARGEST_DOCUMENT + 1), "What was copied is larger than 1024 kB. Copy fewer steps."),
        (&"[".repeat(100_000), foreign),
    ] {
        let Err(Refusal(said)) = Clip::read(text) else { panic!("{text}") };
        assert!(said.starts_with(sentence) && said.ends_with('.'), "{said}");
    }
}
