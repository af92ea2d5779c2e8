//! What each flow node of a file becomes here, and why the others become nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::drawing::What;
use super::elements::{details, inside, local, title};
use super::report::{Report, quoted};
use crate::bpmn::names::{one_line, slug};
use crate::bpmn::ours::{OurNode, settled};
use crate::bpmn::xml::{Element, Space};
use crate::nodes::approval::{Approval, Due, Policy, Proof, Then};
use crate::nodes::end::Outcome;
use crate::nodes::signal::LONGEST_NAME;
use crate::nodes::wait::Until;
use crate::nodes::{End, Kind, Notify, Signal, Start, Wait};
use crate::span::Span;

const NODES: [&str; 23] = [
    "startEvent",
    "endEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "implicitThrowEvent",
    "task",
    "userTask",
    "manualTask",
    "sendTask",
    "receiveTask",
    "serviceTask",
    "scriptTask",
    "businessRuleTask",
    "callActivity",
    "subProcess",
    "adHocSubProcess",
    "transaction",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "complexGateway",
    "eventBasedGateway",
    "callChoreography",
];

/// Whether an element is a step of a process; what stands on a border is not.
pub(super) fn is_node(element: &Element) -> bool {
    element.space == Space::Model && NODES.contains(&element.name.as_str())
}

/// The names of messages and signals by their ids.
pub(super) struct Named<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Named<'a> {
    pub(super) fn of(root: &'a Element) -> Self {
        let there = root.children.iter().filter(|child| child.is("message") || child.is("signal"));
        Self(there.filter_map(|child| Some((child.get("id")?, child.get("name")?))).collect())
    }

    fn referred(&self, element: &Element, attribute: &str) -> Option<&'a str> {
        self.0.get(local(element.get(attribute)?)).copied()
    }
}

/// A node that came with our settings.
pub(super) struct Ours {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) pinned: bool,
    pub(super) what: What,
}

/// What our settings say of a node.
pub(super) fn ours(element: &Element, report: &mut Report) -> Option<Ours> {
    let extensions = element.child("extensionElements")?;
    let settings = extensions.children.iter().find(|child| child.space == Space::Ours && child.name == "node")?;
    let node: OurNode = match serde_json::from_str(&settings.text) {
        Ok(node) => node,
        Err(error) => {
            report.lose(settings, format!("Our settings of {} cannot be read: {error}.", title(element)));
            return None;
        }
    };
    let mut does = node.does;
    if element.name != does.entry().bpmn {
        let why = format!("It is now a <{}>; our settings were for another step.", element.name);
        report.lose(settings, format!("{}: {why}", title(element)));
        return None;
    }
    let words = element.child("documentation").map_or("", |words| words.text.as_str());
    let mut own = None;
    match &mut does {
        Kind::Approval(approval) => reword(&mut approval.instructions, words),
        Kind::Signal(signal) => {
            reword(&mut signal.instructions, words);
            own = Some("messageEventDefinition");
        }
        Kind::Notify(notify) => reword(&mut notify.message, words),
        Kind::Wait(wait) => {
            own = Some("timerEventDefinition");
            if let (Until::After(span), Some(changed)) = (&mut wait.until, duration(element)) {
                *span = changed.trim().parse().unwrap_or(*span);
            }
        }
        Kind::End(end) => {
            own = Some("terminateEventDefinition");
            end.closes_all = element.child("terminateEventDefinition").is_some();
        }
        _ => {}
    }
    let says_words = matches!(does, Kind::Approval(_) | Kind::Signal(_) | Kind::Notify(_));
    rest_of(element, own, says_words, report);
    let id = node.id.map_or_else(|| element.get("id").unwrap_or_default().to_owned(), |id| id.0);
    let name = settled(element.get("name").unwrap_or_default(), node.name);
    Some(Ours { id, name, pinned: node.pinned, what: What::Does(does) })
}

fn reword(ours: &mut String, theirs: &str) {
    *ours = settled(theirs, Some(std::mem::take(ours)));
}

/// What a node of another modeller becomes.
pub(super) fn what(element: &Element, named: &Named, report: &mut Report) -> What {
    let event = event(element);
    let (what, used) = match (element.name.as_str(), event.map(|event| event.name.as_str())) {
        ("startEvent", _) => (What::Does(Kind::Start(Start {})), None),
        ("endEvent", _) => (What::Does(Kind::End(end(element))), Some("terminateEventDefinition")),
        ("task" | "userTask" | "manualTask", _) => (What::Does(Kind::Approval(Box::new(approval(element)))), None),
        ("sendTask", _) | ("intermediateThrowEvent", Some("messageEventDefinition")) => {
            (What::Does(Kind::Notify(notice(element))), Some("messageEventDefinition"))
        }
        ("receiveTask", _) => (What::Does(Kind::Signal(signal(element, named.referred(element, "messageRef")))), None),
        ("intermediateCatchEvent", Some("messageEventDefinition")) => {
            let name = event.and_then(|event| named.referred(event, "messageRef"));
            (What::Does(Kind::Signal(signal(element, name))), Some("messageEventDefinition"))
        }
        ("intermediateCatchEvent", Some("signalEventDefinition")) => {
            let name = event.and_then(|event| named.referred(event, "signalRef"));
            (What::Does(Kind::Signal(signal(element, name))), Some("signalEventDefinition"))
        }
        ("intermediateCatchEvent", Some("timerEventDefinition")) => match until(element) {
            Some(until) => (What::Does(Kind::Wait(Wait { until })), Some("timerEventDefinition")),
            None => (What::Lost, None),
        },
        ("exclusiveGateway", _) => (What::Choice, None),
        ("parallelGateway", _) => (What::Parallel, None),
        _ => (What::Lost, None),
    };
    if matches!(what, What::Lost) {
        report.lose(element, why(element));
        inside(element, report);
        return what;
    }
    if element.is("task") {
        report
            .lose(element, format!("{} does not say what kind of task it is; it became an approval.", title(element)));
    }
    let says_words = matches!(what, What::Does(Kind::Approval(_) | Kind::Notify(_) | Kind::Signal(_)));
    rest_of(element, used, says_words, report);
    what
}

/// Lists what an element says beside the event definition and the words that were used.
fn rest_of(element: &Element, used: Option<&str>, says_words: bool, report: &mut Report) {
    let mut rest = element.clone();
    rest.children.retain(|child| !used.is_some_and(|used| child.is(used)));
    if says_words && let Some(words) = rest.children.iter().position(|child| child.is("documentation")) {
        rest.children.remove(words);
    }
    details(&rest, report);
}

/// What an event is about.
pub(super) fn event(element: &Element) -> Option<&Element> {
    element.children.iter().find(|child| child.space == Space::Model && child.name.ends_with("EventDefinition"))
}

/// The length of time of a timer.
pub(super) fn duration(element: &Element) -> Option<&str> {
    Some(&element.child("timerEventDefinition")?.child("timeDuration")?.text)
}

fn until(element: &Element) -> Option<Until> {
    if let Some(text) = duration(element) {
        return text.trim().parse::<Span>().ok().map(Until::After);
    }
    let date = &element.child("timerEventDefinition")?.child("timeDate")?.text;
    DateTime::parse_from_rfc3339(date.trim()).ok().map(|at| Until::Moment(at.with_timezone(&Utc)))
}

fn words(element: &Element) -> String {
    element.child("documentation").map_or_else(String::new, |words| words.text.trim().to_owned())
}

fn approval(element: &Element) -> Approval {
    Approval {
        approvers: vec![],
        policy: Policy::Any,
        instructions: words(element),
        proof: Proof::default(),
        meaning: String::new(),
        requester_may_decide: false,
        reject_without_comment: false,
        fallback: None,
        due: Due::NoDeadline,
        reminders: None,
        escalations: vec![],
        timeout: None,
    }
}

fn notice(element: &Element) -> Notify {
    let words = words(element);
    let message = if words.is_empty() { one_line(element.get("name").unwrap_or_default()) } else { words };
    Notify { to: vec![], message }
}

fn signal(element: &Element, name: Option<&str>) -> Signal {
    let name = name.or_else(|| element.get("name")).map(|name| slug(name, '.', LONGEST_NAME));
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "message".to_owned());
    let instructions = words(element);
    Signal { name, key: String::new(), timeout: None, link_to: vec![], instructions, webhook: false }
}

/// The outcome goes by the end's name, as far as it says one.
fn end(element: &Element) -> End {
    let name = element.get("name").unwrap_or_default().to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let outcome = if says(&["reject", "declin", "denied", "refus", "not approved"]) {
        Outcome::Rejected
    } else if says(&["approved", "accepted", "granted"]) {
        Outcome::Approved
    } else if says(&["timed out", "expired", "timeout"]) {
        Outcome::TimedOut
    } else if says(&["cancel"]) {
        Outcome::Cancelled
    } else {
        Outcome::Done
    };
    End { outcome, closes_all: element.child("terminateEventDefinition").is_some() }
}

/// Whether a timer on a border ends the step: then it is a final timeout.
pub(super) fn timeout(element: &Element) -> Option<(Span, Then)> {
    let after = duration(element)?.trim().parse::<Span>().ok().filter(|after| *after >= Span::seconds(1))?;
    (element.get("cancelActivity") != Some("false")).then_some((after, Then::Leave))
}

/// Why an element has no meaning here.
pub(super) fn why(element: &Element) -> String {
    let title = title(element);
    match element.name.as_str() {
        _ if element.space != Space::Model => "This belongs to another tool.".to_owned(),
        "serviceTask" | "scriptTask" | "businessRuleTask" => {
            format!("{title} is work for a program; only steps of people and waits are carried over.")
        }
        "callActivity" => format!("{title} calls another process; definitions do not call one another."),
        "subProcess" | "adHocSubProcess" | "transaction" => {
            format!("{title} is a process of its own within this one; draw its steps into the main one.")
        }
        "inclusiveGateway" => format!("{title} takes every way whose condition holds; here it is one way, or all."),
        "complexGateway" => format!("{title} follows rules that cannot be drawn here."),
        "eventBasedGateway" => {
            format!("{title} goes by what happens first; give an approval or a wait for a signal a timeout instead.")
        }
        "intermediateThrowEvent" | "implicitThrowEvent" => format!("{title} tells nobody anything here."),
        "intermediateCatchEvent" => match event(element) {
            Some(event) if event.name == "timerEventDefinition" => {
                let text = event.children.iter().map(|child| child.text.trim()).collect::<String>();
                format!(
                    "{title} waits for {}, which is no length of time and no moment that we can read.",
                    quoted(&text)
                )
            }
            _ => format!("{title} waits for something that does not happen here."),
        },
        "participant" => format!("The pool {title} is somebody else's; only one process is carried over."),
        "messageFlow" => format!("The message flow {title} leads out of the process."),
        "association" => "A line to a note or to data.".to_owned(),
        "dataObject"
        | "dataObjectReference"
        | "dataStore"
        | "dataStoreReference"
        | "dataInput"
        | "dataOutput"
        | "ioSpecification"
        | "property"
        | "itemDefinition" => {
            format!("Data {title}: ask for it as a field of the form.")
        }
        "message" | "signal" => format!("Nothing waits for {title} in a way that is carried over."),
        "error" | "escalation" => format!("{title} is not an outcome here."),
        "import" | "extension" => "Other files are not read.".to_owned(),
        _ => format!("<{}> has no meaning here.", element.shown),
    }
}

/// Why a part of a step is lost.
pub(super) fn detail(part: &Element, of: &str) -> String {
    match part.name.as_str() {
        _ if part.space != Space::Model => setting(&part.name, of, ""),
        "documentation" => format!("Words about {of}: {}.", quoted(&part.text)),
        "potentialOwner" | "humanPerformer" | "performer" | "resourceRole" => {
            format!("Who does {of} is not carried over; say with the approval who is asked.")
        }
        "multiInstanceLoopCharacteristics" => {
            format!("{of} is done once for each of several people; choose the approvers, and how many must agree.")
        }
        "standardLoopCharacteristics" => format!("{of} is repeated; draw the way back instead."),
        "ioSpecification" | "dataInputAssociation" | "dataOutputAssociation" | "property" => {
            format!("The data of {of} are not carried over; ask for them as fields of the form.")
        }
        "timerEventDefinition"
        | "messageEventDefinition"
        | "signalEventDefinition"
        | "conditionalEventDefinition"
        | "errorEventDefinition"
        | "escalationEventDefinition"
        | "compensateEventDefinition"
        | "cancelEventDefinition"
        | "linkEventDefinition"
        | "terminateEventDefinition" => {
            format!("What sets {of} off, or what it sets off, is not carried over.")
        }
        name => format!("<{name}> of {of} is not carried over."),
    }
}

/// That a setting of another tool is lost, with what it said or how often it is there.
pub(super) fn setting(name: &str, of: &str, said: &str) -> String {
    match name {
        "assignee" | "candidateUsers" | "candidateGroups" | "assignmentDefinition" | "owner" => {
            format!("Who does {of} is not carried over{said}; say with the approval who is asked.")
        }
        "dueDate" | "followUpDate" | "taskSchedule" => {
            format!("When {of} is due is not carried over{said}; set it anew.")
        }
        "formKey" | "formData" | "formDefinition" | "formProperty" | "formRef" | "userTaskForm" => {
            format!("The form of {of} is not carried over{said}; draw it up anew.")
        }
        _ => format!("Another tool's setting of {of}{said}."),
    }
}
