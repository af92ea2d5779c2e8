//! Who a step would ask, and why, without going there: the engine comes to the step at once, in a drawing of its own.

use super::directory::Directory;
use super::names::Names;
use super::scenario::{Scenario, Why};
use super::told::{Found, FromSource, Resolved};
use crate::ahead::{Ahead, Halt};
use crate::command::Command;
use crate::definition::{At, Definition, Edge, Node};
use crate::event::Event;
use crate::execution::{About, Execution, Requester};
use crate::expression;
use crate::form::Data;
use crate::ids::{EdgeId, NodeId, Port};
use crate::narrate::stopped;
use crate::nodes::approval::{Due, Escalation, How, Policy};
use crate::nodes::source::{Candidate, Lookup, Source};
use crate::nodes::{Approval, Kind, NEXT, Start};
use crate::span::Span;

/// Who a node finds on this scenario's request. Answers of the form that are missing or wrong count as left empty.
///
/// # Errors
/// Who asks is not in the directory, or the definition has no such node.
pub fn resolve(
    definition: &Definition,
    directory: &Directory,
    scenario: &Scenario,
    node: &NodeId,
) -> Result<Resolved, Why> {
    let requester = directory.requester(scenario.requester).ok_or_else(Why::nobody_asks)?;
    let node = definition.node(node).ok_or_else(|| Why::new("The process has no such step any more."))?;
    let mut asking = Asking {
        definition,
        directory,
        requester,
        data: definition.form.read_leniently(&scenario.data),
        scenario,
        names: Names::of(directory),
    };
    Ok(match &node.does {
        Kind::Approval(approval) => asking.approval(node, approval),
        Kind::Notify(notify) => Resolved { sources: asking.each("to", &notify.to), ..Resolved::default() },
        Kind::Signal(signal) => Resolved { sources: asking.each("link_to", &signal.link_to), ..Resolved::default() },
        _ => Resolved::default(),
    })
}

struct Asking<'a> {
    definition: &'a Definition,
    directory: &'a Directory,
    requester: Requester,
    data: Data,
    scenario: &'a Scenario,
    names: Names,
}

/// What came of asking: who was found for what, and what stood in the way.
#[derive(Default)]
struct Came {
    approvers: Vec<Candidate>,
    escalation: Vec<Candidate>,
    round: Vec<Candidate>,
    problem: Option<String>,
}

impl Asking<'_> {
    fn approval(&mut self, node: &Node, approval: &Approval) -> Resolved {
        let came = self.ask(&node.name, approval.clone());
        let mut sources = self.each("approvers", &approval.approvers);
        sources.extend(self.each("fallback", approval.fallback.as_slice()));
        for (place, escalation) in approval.escalations.iter().enumerate() {
            let at_once = Escalation { after: Span::seconds(0), how: How::Inform, to: escalation.to.clone() };
            let alone = Approval { escalations: vec![at_once], ..without_clock(approval) };
            let Came { escalation: found, round, .. } = self.ask(&node.name, alone);
            let nobody = round.is_empty().then(|| "Nobody is asked here, so nobody comes after them.".to_owned());
            sources.push(self.told("escalations", place, &escalation.to, &found, nobody));
        }
        let (asked, problem) = (self.found(&came.round), came.problem.map(|problem| stopped(&problem)));
        Resolved { asked, sources, problem }
    }

    fn each(&mut self, setting: &str, sources: &[Source]) -> Vec<FromSource> {
        let one = |(place, source): (usize, &Source)| {
            let came = self.ask("This step", asks_only(source.clone()));
            let problem = came.problem.filter(|_| matches!(source, Source::Expression { .. }));
            let problem = problem.filter(|_| came.approvers.is_empty()).map(|problem| stopped(&problem));
            self.told(setting, place, source, &came.approvers, problem)
        };
        sources.iter().enumerate().map(one).collect()
    }

    fn told(
        &self,
        setting: &str,
        place: usize,
        source: &Source,
        found: &[Candidate],
        problem: Option<String>,
    ) -> FromSource {
        let words = self.narrated(|narrator| narrator.source(source));
        let note = if depends_on_signals(source) {
            Some("It depends on what the signals bring; here none has come.".to_owned())
        } else if found.is_empty() {
            problem.or_else(|| Some("On this request it gives nobody.".to_owned()))
        } else {
            None
        };
        FromSource { setting: setting.to_owned(), place, source: words, people: self.found(found), note }
    }

    fn found(&self, people: &[Candidate]) -> Vec<Found> {
        let one = |candidate: &Candidate| Found {
            person: candidate.person,
            name: self.names.person(candidate.person),
            why: self.narrated(|narrator| narrator.why(candidate)),
        };
        people.iter().map(one).collect()
    }

    fn narrated<R>(&self, tell: impl FnOnce(&crate::narrate::Narrator) -> R) -> R {
        self.names.narrated(self.definition, self.directory, &|at| at.to_rfc3339(), tell)
    }

    /// Starts a request that comes to this approval at once, and lets its timers of no length fire.
    fn ask(&mut self, name: &str, approval: Approval) -> Came {
        let drawing = straight_to(self.definition, name, approval);
        let answer = |lookup: &Lookup| Some(self.directory.find(lookup));
        let mut ahead = Ahead { definition: &drawing, state: Execution::default(), answer: &answer };
        let mut came = Came::default();
        let mut command = Command::Start { requester: self.requester.clone(), data: self.data.clone() };
        for _ in 0..2 {
            match ahead.make(&command, self.scenario.begins_at) {
                Ok(events) => {
                    self.names.learn(&events);
                    for event in &events {
                        came.note(&events, event);
                    }
                }
                Err(Halt::Refused(rejection)) => came.problem = Some(rejection.to_string()),
                Err(Halt::Restless | Halt::Missing(_)) => {}
            }
            match ahead.next_timer().filter(|(_, due_at)| *due_at <= self.scenario.begins_at) {
                Some((timer, _)) => command = Command::FireTimer { timer },
                None => break,
            }
        }
        came
    }
}

impl Came {
    fn note(&mut self, all: &[Event], event: &Event) {
        match event {
            Event::PeopleFound { query, people } => {
                let about = all.iter().find_map(|event| match event {
                    Event::PeopleAsked { query: asked, about, .. } if asked == query => Some(*about),
                    _ => None,
                });
                match about {
                    Some(About::Approvers { .. }) => self.approvers.clone_from(people),
                    Some(About::Escalation { .. }) => self.escalation.clone_from(people),
                    _ => {}
                }
            }
            Event::RoundBegan { people, .. } => self.round.clone_from(people),
            Event::IncidentRaised { reason, .. } => self.problem = Some(reason.clone()),
            _ => {}
        }
    }
}

/// The definition with one step only, which the start leads to.
fn straight_to(definition: &Definition, name: &str, approval: Approval) -> Definition {
    let (start, step) = (NodeId::from("start"), NodeId::from("step"));
    let node = |id: &NodeId, name: &str, does: Kind| {
        let (id, name) = (id.clone(), name.to_owned());
        Node { id, name, at: At::default(), pinned: false, does }
    };
    Definition {
        nodes: vec![
            node(&start, "Start", Kind::Start(Start {})),
            node(&step, name, Kind::Approval(Box::new(approval))),
        ],
        edges: vec![Edge { id: EdgeId::from("way"), from: start, port: Port::from(NEXT), to: step }],
        form: definition.form.clone(),
        title: definition.title.clone(),
        time_zone: definition.time_zone.clone(),
        key: definition.key.clone(),
        name: definition.name.clone(),
        description: String::new(),
        schema: definition.schema,
        starters: vec![],
        viewers: vec![],
        notes: vec![],
        sections: vec![],
    }
}

fn without_clock(approval: &Approval) -> Approval {
    Approval { due: Due::NoDeadline, reminders: None, escalations: vec![], timeout: None, ..approval.clone() }
}

/// An approval of whoever a source gives, without any rule of its own.
fn asks_only(source: Source) -> Approval {
    Approval {
        approvers: vec![source],
        policy: Policy::Any,
        instructions: String::new(),
        proof: crate::nodes::approval::Proof::default(),
        meaning: String::new(),
        requester_may_decide: true,
        reject_without_comment: true,
        fallback: None,
        due: Due::NoDeadline,
        reminders: None,
        escalations: vec![],
        timeout: None,
    }
}

fn depends_on_signals(source: &Source) -> bool {
    match source {
        Source::Expression { cel } => expression::reads_signals(cel),
        _ => false,
    }
}
