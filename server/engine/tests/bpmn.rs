//! BPMN files: our own come back as they were, those of other modellers become drafts with a report, bad ones are refused.

#![allow(clippy::unwrap_used, reason = "a file that cannot be read fails its test")]

mod kit;

use engine::aside::{Colour, Note, Section, Size};
use engine::bpmn::{Imported, LARGEST_FILE, NotBpmn, export, import};
use engine::check::{check, publishable};
use engine::definition::{At, Definition};
use engine::ids::{EdgeId, NodeId, NoteId, Port};
use engine::nodes::approval::{Due, Policy, Then, Timeout};
use engine::nodes::condition::Case;
use engine::nodes::end::Outcome;
use engine::nodes::wait::Until;
use engine::nodes::{Condition, Kind, Signal, Start, Wait};
use engine::span::Span;
use kit::{approval, definition, edge, end, named, node, signal};
use proptest::prelude::*;

const DEMO: [&str; 5] = [
    include_str!("../../runtime/src/demo/change.json"),
    include_str!("../../runtime/src/demo/contract.json"),
    include_str!("../../runtime/src/demo/purchase.json"),
    include_str!("../../runtime/src/demo/time_off.json"),
    include_str!("../../runtime/src/demo/vendor.json"),
];

/// Exports, imports, and gives what came back if nothing was lost.
fn there_and_back(definition: &Definition) -> Definition {
    let xml = export(definition);
    let Imported { definition, losses } = import(&xml).unwrap_or_else(|error| panic!("{error}\n{xml}"));
    assert_eq!(losses, [], "{xml}");
    definition
}

#[test]
fn the_demo_comes_back_as_it_was() {
    for json in DEMO {
        let definition = Definition::read(json).unwrap();
        assert_eq!(there_and_back(&definition), definition);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back_as_it_was(name: String, words: String, when: String, label in "[ -~äß€]{1,30}", id in "[^\\s]{1,20}") {
        prop_assert_eq!(there_and_back(&odd(&name, &words, &when, &label, &id)), odd(&name, &words, &when, &label, &id));
    }

    #[test]
    fn damaged_files_never_panic(seed: u64) {
        let mut dice = Dice(seed | 1);
        let foreign = FOREIGN[dice.roll(FOREIGN.len())].1;
        let text = if dice.roll(3) == 0 { export(&Definition::read(DEMO[dice.roll(5)]).unwrap()) } else { foreign.to_owned() };
        sound(&damaged(&text, &mut dice));
    }
}

/// A definition with texts in every place that holds one.
fn odd(name: &str, words: &str, when: &str, label: &str, id: &str) -> Definition {
    let mut ask = approval(Policy::Any, vec![named("ana")]);
    words.clone_into(&mut ask.instructions);
    ask.timeout = Some(Timeout { after: Span::days(2), then: Then::Leave });
    let case = Case { port: Port::from(id), label: label.to_owned(), when: when.to_owned() };
    let mut drawn = definition(
        vec![
            node("start", Kind::Start(Start {})),
            node(id, Kind::Approval(Box::new(ask))),
            node("which", Kind::Condition(Condition { cases: vec![case] })),
            node("yes", end(Outcome::Approved)),
            node("late", end(Outcome::TimedOut)),
        ],
        vec![
            edge("start", "next", id),
            edge(id, "approved", "which"),
            edge(id, "rejected", "late"),
            edge(id, "timed_out", "late"),
            edge("which", id, "yes"),
            edge("which", "default", "late"),
        ],
    );
    name.clone_into(&mut drawn.name);
    words.clone_into(&mut drawn.description);
    name.clone_into(&mut drawn.nodes[1].name);
    drawn.nodes[1].pinned = true;
    drawn.edges[0].id = EdgeId(id.to_owned());
    drawn
}

#[test]
fn what_xml_cannot_hold_comes_back_too() {
    let bad = "\u{0}\u{1}\u{b}\u{fffe}\u{ffff}\r\n\t \u{85}\u{2028}]]>&lt;<!--\"'\\u0041\u{1f600} ";
    let drawn = odd(bad, bad, bad, bad, bad);
    assert_eq!(there_and_back(&drawn), drawn);
    let xml = export(&drawn);
    assert!(!xml.contains('\u{0}') && !xml.contains('\u{ffff}'));
}

/// Three steps with a section, which is collapsed, and a note.
fn annotated(text: &str, name: &str, id: &str) -> Definition {
    let mut drawn = Definition::read(DEMO[0]).unwrap();
    let size = Some(Size { width: 240, height: 100 });
    let at = At { x: -30, y: 77 };
    let nodes = drawn.nodes.iter().skip(1).take(3).map(|node| node.id.clone()).collect();
    drawn.notes = vec![
        Note { id: NoteId::from(id), text: text.to_owned(), at, size, colour: Colour::Rose },
        Note { id: "plain".into(), text: String::new(), at, size: None, colour: Colour::Plain },
    ];
    drawn.sections =
        vec![Section { id: id.into(), name: name.to_owned(), colour: Colour::Mint, nodes, collapsed: true }];
    drawn
}

#[test]
fn notes_and_sections_come_back_as_they_were() {
    let bad = "\u{0}\u{fffe}\r\n\t ]]>&lt;<!--\"'\\u0041\u{1f600} ";
    for text in ["Ask Ana first.\nThen Bo.", bad, ""] {
        assert_eq!(there_and_back(&annotated(text, text, "a b")), annotated(text, text, "a b"));
    }
    let xml = export(&annotated("Ask Ana.", "Finance", "aside"));
    let elsewhere = xml.replace(">Ask Ana.<", ">Ask Bo.<").replace("value=\"Finance\"", "value=\"Treasury\"");
    let Imported { definition: back, losses } = import(&elsewhere).unwrap();
    assert_eq!(losses, []);
    assert_eq!((back.notes[0].text.as_str(), back.sections[0].name.as_str()), ("Ask Bo.", "Treasury"));
}

/// Frames of other modellers gather the steps that stand in them.
#[test]
fn annotations_and_groups_of_others_become_notes_and_sections() {
    let xml = export(&annotated("Ask Ana.", "Finance", "aside"));
    let foreign = xml.lines().filter(|line| !line.contains("<cs:")).collect::<Vec<_>>().join("\n");
    let Imported { definition: back, losses } = import(&foreign).unwrap();
    let lost: Vec<&str> = losses.iter().map(|loss| loss.why.as_str()).collect();
    assert!(lost.contains(&"It is a note that says nothing."), "{lost:?}");
    assert_eq!((back.notes.len(), back.notes[0].text.as_str(), back.notes[0].colour), (1, "Ask Ana.", Colour::Sand));
    let [section] = back.sections.as_slice() else { panic!("one section: {:?}", back.sections) };
    let within = annotated("", "", "aside").sections[0].nodes.clone();
    assert_eq!(section.name, "Finance");
    assert!(within.iter().all(|id| section.nodes.contains(id)), "{section:?}");
}

/// What people change in another modeller counts when it comes back.
#[test]
fn changes_made_elsewhere_are_kept() {
    let wait = Wait { until: Until::After(Span::hours(4)) };
    let mut ask = approval(Policy::Any, vec![named("ana")]);
    ask.timeout = Some(Timeout { after: Span::days(2), then: Then::Leave });
    ask.instructions = "Look twice.".to_owned();
    let case = Case { port: Port::from("large"), label: "large".to_owned(), when: "request.amount > 100".to_owned() };
    let drawn = definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("pause", Kind::Wait(wait)),
            node("size", Kind::Condition(Condition { cases: vec![case] })),
            node("ask", Kind::Approval(Box::new(ask))),
            node("end", end(Outcome::Done)),
        ],
        vec![
            edge("start", "next", "pause"),
            edge("pause", "next", "size"),
            edge("size", "large", "ask"),
            edge("size", "default", "end"),
            edge("ask", "approved", "end"),
            edge("ask", "rejected", "end"),
            edge("ask", "timed_out", "end"),
        ],
    );
    let xml = export(&drawn)
        .replace(">PT4H<", ">PT6H<")
        .replace(">P2D<", ">P3D<")
        .replace(">request.amount &gt; 100<", ">request.amount &gt; 500<")
        .replace("name=\"ask\"", "name=\"Ask the board\"")
        .replace("name=\"large\"", "name=\"very large\"")
        .replace(">Look twice.<", ">Look three times.<");
    let Imported { definition: back, losses } = import(&xml).unwrap();
    assert_eq!(losses, []);
    let kinds: Vec<&Kind> = back.nodes.iter().map(|node| &node.does).collect();
    assert_eq!(*kinds[1], Kind::Wait(Wait { until: Until::After(Span::hours(6)) }));
    let Kind::Condition(condition) = kinds[2] else { panic!() };
    assert_eq!(
        (condition.cases[0].when.as_str(), condition.cases[0].label.as_str()),
        ("request.amount > 500", "very large")
    );
    let Kind::Approval(ask) = kinds[3] else { panic!() };
    assert_eq!(ask.timeout.as_ref().unwrap().after, Span::days(3));
    assert_eq!((ask.instructions.as_str(), ask.due), ("Look three times.", Due::NoDeadline));
    assert_eq!(back.nodes[3].name, "Ask the board");
}

/// What another modeller makes of a step of ours is listed, and our settings go where they do not fit any more.
#[test]
fn what_was_added_elsewhere_is_listed() {
    let xml = export(&Definition::read(DEMO[0]).unwrap());
    let xml = xml
        .replace(
            "<bpmn:userTask id=\"board\"",
            "<bpmn:userTask xmlns:camunda=\"c\" camunda:assignee=\"ana\" id=\"board\"",
        )
        .replace("<bpmn:sendTask id=\"tell\"", "<bpmn:receiveTask id=\"tell\"")
        .replacen("</bpmn:sendTask>", "</bpmn:receiveTask>", 1)
        .replace("<bpmn:outgoing>start-urgency</bpmn:outgoing>", "<bpmn:timerEventDefinition />");
    let Imported { definition, losses } = import(&xml).unwrap();
    let lost: Vec<&str> = losses.iter().map(|loss| loss.element.as_str()).collect();
    assert_eq!(lost, ["timerEventDefinition", "camunda:assignee", "cs:node"], "{losses:?}");
    let tell = definition.node(&NodeId::from("tell")).unwrap();
    assert!(matches!(&tell.does, Kind::Signal(signal) if signal.instructions.starts_with("Emergency change")));
}

/// A definition that cannot be published is exported too: connections with nothing at an end are left out.
#[test]
fn a_torn_drawing_is_exported_without_its_loose_ends() {
    let mut drawn = Definition::read(DEMO[0]).unwrap();
    drawn.edges[0].to = NodeId::from("nowhere");
    drawn.nodes[3].id = drawn.nodes[2].id.clone();
    import(&export(&drawn)).unwrap();
}

/// Numbers from a seed (`xorshift`, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

const FOREIGN: [(&str, &str); 8] = [
    ("expense", include_str!("bpmn/expense.bpmn")),
    ("hiring", include_str!("bpmn/hiring.bpmn")),
    ("invoice", include_str!("bpmn/invoice.bpmn")),
    ("leave", include_str!("bpmn/leave.bpmn")),
    ("pools", include_str!("bpmn/pools.bpmn")),
    ("everything", include_str!("bpmn/everything.bpmn")),
    ("bare", include_str!("bpmn/bare.bpmn")),
    ("twice_parallel", include_str!("bpmn/twice_parallel.bpmn")),
];

/// What is true of every file that is read.
fn sound(xml: &str) -> Option<Imported> {
    let imported = import(xml).ok()?;
    let json = serde_json::to_string(&imported.definition).unwrap();
    assert_eq!(Definition::read(&json).unwrap(), imported.definition, "a definition that can be read");
    let problems = check(&imported.definition);
    assert_eq!(there_and_back(&imported.definition), imported.definition, "and exported again: {problems:?}");
    assert!(imported.losses.iter().all(|loss| loss.line > 0 && !loss.why.is_empty() && !loss.element.is_empty()));
    Some(imported)
}

/// The drawing and the report as a person reads them.
fn told(imported: &Imported) -> String {
    let Imported { definition, losses } = imported;
    let mut out = format!("{} ({}): {}\n", definition.name, definition.key, definition.description);
    for node in &definition.nodes {
        let does = serde_json::to_string(&node.does).unwrap();
        out.push_str(&format!("\n{} \"{}\" at {},{}: {does}\n", node.id, node.name, node.at.x, node.at.y));
        for edge in definition.edges.iter().filter(|edge| edge.from == node.id) {
            out.push_str(&format!("  {} -> {}\n", edge.port, edge.to));
        }
    }
    for note in &definition.notes {
        out.push_str(&format!("\nnote {} at {},{}: {}\n", note.id, note.at.x, note.at.y, note.text));
    }
    for section in &definition.sections {
        out.push_str(&format!("\nsection {} \"{}\": {:?}\n", section.id, section.name, section.nodes));
    }
    out.push_str("\nLost:\n");
    for loss in losses {
        out.push_str(&format!(
            "{:>4} {} {}: {}\n",
            loss.line,
            loss.element,
            loss.id.as_deref().unwrap_or("-"),
            loss.why
        ));
    }
    out.push_str("\nProblems:\n");
    for problem in check(definition) {
        out.push_str(&format!("  {:?}: {}\n", problem.severity, problem.message));
    }
    out
}

#[test]
fn files_of_other_modellers_become_drafts() {
    for (name, xml) in FOREIGN {
        let imported = sound(xml).unwrap_or_else(|| panic!("{name}: {}", import(xml).unwrap_err()));
        insta::assert_snapshot!(name, told(&imported));
    }
}

/// Pieces cut out, doubled, swapped or overwritten.
fn damaged(text: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    for _ in 0..=dice.roll(4) {
        let (at, other) = (dice.roll(lines.len()), dice.roll(lines.len()));
        match dice.roll(4) {
            0 if lines.len() > 2 => drop(lines.remove(at)),
            1 => lines.swap(at, other),
            2 => lines.insert(at, lines[other]),
            _ => {}
        }
    }
    let mut text = lines.join("\n");
    for (from, to) in [
        ("exclusiveGateway", "parallelGateway"),
        ("userTask", "serviceTask"),
        ("parallelGateway", "exclusiveGateway"),
        ("endEvent", "userTask"),
        ("intermediateCatchEvent", "boundaryEvent"),
        ("cs:", "xs:"),
        ("id=\"", "ID=\""),
    ] {
        if dice.roll(6) == 0 {
            text = text.replace(from, to);
        }
    }
    text
}

fn many(numbers: std::ops::Range<u32>, piece: impl Fn(u32) -> String) -> String {
    numbers.map(piece).collect::<Vec<_>>().concat()
}

fn refused(xml: &str) -> String {
    import(xml).unwrap_err().to_string()
}

/// A process with something between its tags.
fn file(inside: &str) -> String {
    format!(
        "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\">\n<process id=\"p\">{inside}</process>\n</definitions>"
    )
}

#[test]
fn bad_files_are_refused_in_plain_words() {
    assert_eq!(refused(&" ".repeat(20_000_000)), "The file is larger than 5 MB.");
    assert_eq!(refused(""), "Line 1 is not XML: there is no element.");
    assert_eq!(refused("hello"), "Line 1 is not XML: there is text outside of the outermost element.");
    assert_eq!(refused("{\"schema\": 1}"), "Line 1 is not XML: there is text outside of the outermost element.");
    assert_eq!(refused("<html><body/></html>"), "This is XML, but not BPMN 2.0: its outermost element is <html>.");
    assert_eq!(
        refused("<definitions/>"),
        "This is XML, but not BPMN 2.0: its outermost element is <definitions of another namespace than http://www.omg.org/spec/BPMN/20100524/MODEL>."
    );
    assert_eq!(refused(&file("")), "The file has no BPMN process with anything in it.");
    for (xml, line) in [
        ("\n<a>\n<b></a>", 3),
        ("<a>", 1),
        ("<a/>\n<b/>", 2),
        ("<a b='1' b='2'/>", 1),
        ("<a>&#1;</a>", 1),
        ("<a b='&#0;'/>", 1),
        ("<a>\u{1}</a>", 1),
        ("<a>\n\n<x:b/></a>", 3),
        ("<a", 1),
        ("<a b></a>", 1),
        ("<a>&amp</a>", 1),
        ("</a>", 1),
        ("<a><![CDATA[x</a>", 1),
    ] {
        let said = refused(xml);
        assert!(said.starts_with(&format!("Line {line} is not XML: ")), "{xml:?}: {said}");
    }
}

#[test]
fn hostile_files_are_refused() {
    let laughs = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;\">]>\n<a>&c;</a>";
    let told = "has a DOCTYPE. Files that declare entities or refer to other files are not read; remove it.";
    assert_eq!(refused(laughs), format!("Line 2 {told}"));
    let outside = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>";
    assert_eq!(refused(outside), format!("Line 1 {told}"));
    let entity = "Only XML's own entities (such as &amp;) are read.";
    assert_eq!(refused("<a>\n&xxe;</a>"), format!("Line 2 uses the entity \"xxe\". {entity}"));
    assert_eq!(refused("<a b='&xxe;'/>"), format!("Line 1 uses the entity \"xxe\". {entity}"));
    let deep = "<a>".repeat(10_000) + &"</a>".repeat(10_000);
    assert_eq!(refused(&deep), "At line 1 elements stand more than 100 deep in one another.");
    let deep_process = file(&("<subProcess>".repeat(200) + &"</subProcess>".repeat(200)));
    assert_eq!(import(&deep_process), Err(NotBpmn::TooDeep { line: 2 }));
    let wide = format!("<a>{}</a>", "<b/>".repeat(900_000));
    assert_eq!(refused(&wide), "At line 1 there are more than 60000 elements.");
    let attributes = many(0..200_000, |i| format!(" a{i}='x'"));
    assert!(refused(&format!("<a{attributes}/>")).contains("attributes"));
    let spaces = many(0..100_000, |i| format!(" xmlns:a{i}='x'"));
    assert!(import(&format!("<a{spaces}/>")).is_err());
    let long = format!("<a b='{}'/>", "&amp;".repeat(900_000));
    assert!(import(&long).is_err());
    let nodes = many(0..1_001, |i| format!("<userTask id=\"t{i}\"/>"));
    assert_eq!(refused(&file(&nodes)), "The process has 1001 elements; a definition has at most 1000.");
    let flows = "<task id=\"t\"/>".to_owned() + &"<sequenceFlow sourceRef=\"t\" targetRef=\"t\"/>".repeat(50_000);
    assert!(import(&file(&flows)).is_err());
    let words = format!("<startEvent/><userTask><documentation>{}</documentation></userTask>", "x".repeat(2_000_000));
    assert_eq!(refused(&file(&words)), "What the file says is larger than 1024 kB as a definition.");
    assert!(import(&" ".repeat(LARGEST_FILE + 1)).is_err());
}

#[test]
fn ids_that_are_there_twice_are_named_with_both_lines() {
    let twice = file("<startEvent id=\"a\"/>\n<userTask id=\"a\"/>");
    assert_eq!(
        refused(&twice),
        "The id \"a\" is there twice: at line 2 and at line 3. Save the file anew in your modeller."
    );
}

/// The most that is accepted is read in good time.
#[test]
fn the_largest_file_is_read() {
    let tasks = many(0..998, |i| {
        format!(
            "<userTask id=\"t{i}\"/><sequenceFlow id=\"f{i}\" sourceRef=\"t{i}\" targetRef=\"t{}\"/>",
            (i * 7 + 1) % 998
        )
    });
    let gateways = "<exclusiveGateway/>".repeat(500);
    let lost = many(0..500, |i| {
        format!(
            "<serviceTask id=\"s{i}\"/><sequenceFlow id=\"g{i}\" sourceRef=\"s{i}\" targetRef=\"s{}\"/>",
            (i + 1) % 500
        )
    });
    assert!(import(&file(&tasks)).unwrap().definition.nodes.len() == 998);
    assert!(import(&file(&(gateways + &lost))).unwrap().losses.len() >= 500);
}

#[test]
fn where_nothing_is_drawn_steps_stand_from_left_to_right() {
    let flow =
        |from: &str, to: &str| format!("<sequenceFlow id=\"{from}-{to}\" sourceRef=\"{from}\" targetRef=\"{to}\"/>");
    let xml = file(&format!(
        "<startEvent id=\"s\"/><userTask id=\"a\"/><endEvent id=\"e\"/>{}{}",
        flow("s", "a"),
        flow("a", "e")
    ));
    let places: Vec<At> = import(&xml).unwrap().definition.nodes.iter().map(|node| node.at).collect();
    assert_eq!(places, [At { x: 0, y: 0 }, At { x: 220, y: 0 }, At { x: 440, y: 0 }]);
}

#[test]
fn a_wait_for_a_signal_takes_its_name_from_the_message() {
    let drawn = definition(
        vec![
            node("start", Kind::Start(Start {})),
            node("paid", Kind::Signal(Signal { timeout: Some(Span::days(1)), ..signal("payment") })),
            node("end", end(Outcome::Done)),
            node("late", end(Outcome::TimedOut)),
        ],
        vec![edge("start", "next", "paid"), edge("paid", "next", "end"), edge("paid", "timed_out", "late")],
    );
    assert!(publishable(&check(&drawn)));
    let xml = export(&drawn);
    assert!(xml.contains("<bpmn:message id=\"message_payment\" name=\"payment\" />"), "{xml}");
    let foreign = xml.lines().filter(|line| !line.contains("<cs:")).collect::<Vec<_>>().join("\n");
    let Imported { definition, .. } = import(&foreign).unwrap();
    assert!(matches!(&definition.nodes[1].does, Kind::Signal(signal) if signal.name == "payment"));
}
