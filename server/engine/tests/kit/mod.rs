//! A stage for stories: people by first name, a directory, a clock that the story moves, and after every step the
//! promise that replay gives the live state and deciding again gives the same events.
#![allow(clippy::unwrap_used, reason = "a story that cannot go on has failed")]
#![allow(dead_code, reason = "each test file uses its own part of the kit")]

use std::collections::BTreeMap;

use chrono::{DateTime, TimeZone, Utc};
use engine::command::Command;
use engine::definition::{At, Definition, Edge, Node, SCHEMA};
use engine::event::{Event, Transition};
use engine::execution::{Decision, Execution, Requester, Status};
use engine::form::Data;
use engine::ids::{EdgeId, GroupKey, IncidentNo, NodeId, PersonId, Port, TaskNo};
use engine::nodes::approval::{Due, Policy, Proof};
use engine::nodes::end::Outcome;
use engine::nodes::source::Lookup;
use engine::nodes::{Approval, End, Kind, Signal, Source, Start};
use engine::span::Span;
use engine::{Rejection, apply, decide, fold};
use uuid::Uuid;

/// A person by first name.
pub fn person(name: &str) -> PersonId {
    let mut bytes = [0_u8; 16];
    name.bytes().take(16).enumerate().for_each(|(i, byte)| bytes[i] = byte);
    PersonId(Uuid::from_bytes(bytes))
}

/// The first name of a person.
pub fn name(person: PersonId) -> String {
    person.0.as_bytes().iter().take_while(|byte| **byte != 0).map(|byte| char::from(*byte)).collect()
}

pub fn named(name: &str) -> Source {
    Source::Person { id: person(name) }
}

pub fn group(key: &str) -> Source {
    Source::Group { key: GroupKey::from(key) }
}

/// Who is in which group and who is whose manager.
pub struct Directory {
    pub groups: BTreeMap<&'static str, Vec<&'static str>>,
    pub managers: BTreeMap<&'static str, &'static str>,
    pub gone: Vec<&'static str>,
    /// Members and people outside, by e-mail address.
    pub addresses: BTreeMap<&'static str, &'static str>,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            groups: BTreeMap::from([
                ("finance", vec!["fay", "finn", "flo"]),
                ("legal", vec!["lea", "leo"]),
                ("nobody", vec![]),
            ]),
            managers: BTreeMap::from([
                ("rita", "max"),
                ("max", "zoe"),
                ("fay", "max"),
                ("finn", "zoe"),
                ("ana", "max"),
            ]),
            gone: vec![],
            addresses: BTreeMap::from([("ana@example.com", "ana"), ("otto@partner.example", "otto")]),
        }
    }
}

impl Directory {
    pub fn answer(&self, lookup: &Lookup) -> Vec<PersonId> {
        let found: Vec<String> = match lookup {
            Lookup::Person { id } => vec![name(*id)],
            Lookup::Group { key } => {
                self.groups.get(key.as_str()).into_iter().flatten().map(ToString::to_string).collect()
            }
            Lookup::Email { address } => {
                self.addresses.get(address.as_str()).map(ToString::to_string).into_iter().collect()
            }
            Lookup::ManagersOf { id, levels } => {
                let mut chain = vec![];
                let mut at = name(*id);
                while let Some(up) = self.managers.get(at.as_str()).filter(|_| chain.len() < usize::from(*levels)) {
                    chain.push((*up).to_owned());
                    at = (*up).to_owned();
                }
                chain
            }
        };
        found.iter().filter(|one| !self.gone.contains(&one.as_str())).map(|one| person(one)).collect()
    }
}

/// One execution being told.
pub struct Story {
    pub definition: Definition,
    pub execution: Execution,
    pub history: Vec<Transition>,
    pub directory: Directory,
    pub now: DateTime<Utc>,
}

/// Monday morning.
pub fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap()
}

impl Story {
    /// Rita asks.
    pub fn of(definition: Definition) -> Self {
        Self::told(definition, Directory::default(), &[])
    }

    pub fn with(definition: Definition, entered: &[(&str, &str)]) -> Self {
        Self::told(definition, Directory::default(), entered)
    }

    pub fn told(definition: Definition, directory: Directory, entered: &[(&str, &str)]) -> Self {
        let problems = engine::check::check(&definition);
        assert!(engine::check::publishable(&problems), "the definition of the story is wrong: {problems:?}");
        let data =
            definition.form.read(&entered.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()).unwrap();
        let mut story = Self { definition, execution: Execution::default(), history: vec![], directory, now: monday() };
        story.make(Command::Start { requester: rita(), data }).unwrap();
        story
    }

    /// Makes a command happen, as the shell does, or gives the reason why not.
    pub fn make(&mut self, command: Command) -> Result<Vec<Event>, Rejection> {
        let mut events = self.step(command)?;
        while let Some((query, asked)) = self.execution.queries.iter().next().map(|(no, query)| (*no, query.clone())) {
            let found =
                asked.lookups.iter().map(|(lookup, _)| (lookup.clone(), self.directory.answer(lookup))).collect();
            events.extend(self.step(Command::PeopleResolved { query, found })?);
        }
        Ok(events)
    }

    fn step(&mut self, command: Command) -> Result<Vec<Event>, Rejection> {
        let before = self.execution.clone();
        let events = decide(&self.definition, &before, &command, self.now)?;
        assert_eq!(
            decide(&self.definition, &before, &command, self.now).as_ref(),
            Ok(&events),
            "deciding again differs"
        );
        for event in &events {
            apply(&mut self.execution, self.now, event);
        }
        let seq = i64::try_from(self.history.len()).unwrap() + 1;
        let transition = Transition { seq, at: self.now, command, events: events.clone() };
        let stored: Transition = serde_json::from_str(&serde_json::to_string(&transition).unwrap()).unwrap();
        assert_eq!(stored, transition, "a transition reads back as it was written");
        self.history.push(transition);
        assert_eq!(fold(&self.history), self.execution, "replay equals live state");
        let state: Execution = serde_json::from_str(&serde_json::to_string(&self.execution).unwrap()).unwrap();
        assert_eq!(state, self.execution, "the state reads back as it was written");
        Ok(events)
    }

    /// Time passes; what falls due fires at its moment, in order.
    pub fn pass(&mut self, span: Span) -> &mut Self {
        let end = self.now + span.delta();
        while let Some((timer, due)) = self
            .execution
            .timers
            .iter()
            .map(|(no, t)| (*no, t.due_at))
            .min_by_key(|(no, at)| (*at, *no))
            .filter(|(_, at)| *at <= end)
        {
            self.now = self.now.max(due);
            self.make(Command::FireTimer { timer }).unwrap();
        }
        self.now = end;
        self
    }

    /// The first open task that asks this person.
    pub fn task_of(&self, who: &str) -> Option<TaskNo> {
        self.execution.open_tasks().find(|(_, task)| task.asks(person(who))).map(|(no, _)| no)
    }

    pub fn answer(&mut self, who: &str, decision: Decision, comment: &str) -> Result<Vec<Event>, Rejection> {
        let once =
            self.execution.tasks.iter().filter(|(_, task)| task.asks(person(who))).map(|(no, _)| *no).next_back();
        let last = self.execution.tasks.keys().copied().next_back();
        let task = self.task_of(who).or(once).or(last).expect("there is a task");
        let revision = self.execution.request.as_ref().unwrap().revision;
        let proof = self.proof_of(task);
        let (by, comment) = (person(who), comment.to_owned());
        self.make(Command::Decide { task, by, decision, comment, revision, proof, shown: None })
    }

    /// What the task's step asks for.
    pub fn proof_of(&self, task: TaskNo) -> Proof {
        let node = self.execution.tasks.get(&task).and_then(|task| self.definition.node(&task.node));
        match node.map(|node| &node.does) {
            Some(Kind::Approval(approval)) => approval.proof,
            _ => Proof::SignIn,
        }
    }

    pub fn approve(&mut self, who: &str) -> &mut Self {
        self.answer(who, Decision::Approve, "").unwrap();
        self
    }

    pub fn reject(&mut self, who: &str) -> &mut Self {
        self.answer(who, Decision::Reject, "no budget").unwrap();
        self
    }

    pub fn send_back(&mut self, who: &str) -> &mut Self {
        self.answer(who, Decision::RequestChanges, "please change").unwrap();
        self
    }

    pub fn resubmit(&mut self, entered: &[(&str, &str)]) -> &mut Self {
        let data: Data = self
            .definition
            .form
            .read(&entered.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect())
            .unwrap();
        let task = self.task_of("rita").expect("rita is asked for changes");
        self.make(Command::Resubmit { task, by: person("rita"), data, comment: String::new() }).unwrap();
        self
    }

    /// Who must act now, in alphabetical order.
    pub fn asked(&self) -> Vec<String> {
        let mut people: Vec<String> =
            self.execution.open_tasks().flat_map(|(_, task)| task.actors()).map(name).collect();
        people.sort_unstable();
        people.dedup();
        people
    }

    pub fn asks(&mut self, people: &[&str]) -> &mut Self {
        assert_eq!(self.asked(), people);
        self
    }

    pub fn ends(&self, expected: Outcome) -> &Self {
        match self.execution.status {
            Status::Closed { outcome, .. } => assert_eq!(outcome, expected),
            other => panic!("it should have ended {expected}, but is {other:?}"),
        }
        assert!(
            self.execution.timers.is_empty()
                && self.execution.tokens.is_empty()
                && self.execution.waits.is_empty()
                && self.execution.open_tasks().next().is_none(),
            "a closed execution holds nothing"
        );
        self
    }

    pub fn incident(&self) -> (IncidentNo, String) {
        let (no, incident) = self.execution.incidents.iter().next().expect("there is an incident");
        (*no, incident.reason.clone())
    }

    /// How often an event of this kind happened.
    pub fn count(&self, kind: impl Fn(&Event) -> bool) -> usize {
        self.history.iter().flat_map(|transition| &transition.events).filter(|event| kind(event)).count()
    }
}

pub fn rita() -> Requester {
    Requester { person: person("rita"), groups: vec![GroupKey::from("sales")] }
}

/// An approval of these people, with no deadline.
pub fn approval(policy: Policy, approvers: Vec<Source>) -> Approval {
    Approval {
        approvers,
        policy,
        instructions: String::new(),
        proof: Proof::SignIn,
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

pub fn node(id: &str, does: Kind) -> Node {
    Node { id: NodeId::from(id), name: id.to_owned(), at: At::default(), pinned: false, does }
}

pub fn edge(from: &str, port: &str, to: &str) -> Edge {
    Edge {
        id: EdgeId(format!("{from}-{port}-{to}")),
        from: NodeId::from(from),
        port: Port::from(port),
        to: NodeId::from(to),
    }
}

pub fn end(outcome: Outcome) -> Kind {
    Kind::End(End { outcome, closes_all: false })
}

pub fn definition(nodes: Vec<Node>, edges: Vec<Edge>) -> Definition {
    let form = serde_json::from_value(serde_json::json!({"fields": [
        {"key": "what", "label": "What", "input": {"type": "text"}},
        {"key": "amount", "label": "Amount", "input": {"type": "money", "currency": "EUR"}},
        {"key": "day", "label": "Day", "input": {"type": "date"}},
        {"key": "reviewer", "label": "Reviewer", "input": {"type": "person"}},
        {"key": "contact", "label": "Contact", "input": {"type": "email"}},
    ]}))
    .unwrap();
    Definition {
        schema: SCHEMA,
        key: "story".to_owned(),
        name: "Story".to_owned(),
        description: String::new(),
        title: "{what}".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        starters: vec![],
        viewers: vec![],
        form,
        nodes,
        edges,
        notes: vec![],
        sections: vec![],
    }
}

/// A wait for a signal of this name, sent to the execution, for as long as it takes.
pub fn signal(name: &str) -> Signal {
    Signal {
        name: name.to_owned(),
        key: String::new(),
        timeout: None,
        link_to: vec![],
        instructions: String::new(),
        webhook: false,
    }
}

/// Start, one approval called `ask`, and an end for each of its ways.
pub fn one_step(approval: Approval) -> Definition {
    let times_out =
        approval.timeout.as_ref().is_some_and(|timeout| timeout.then == engine::nodes::approval::Then::Leave);
    let mut nodes = vec![
        node("start", Kind::Start(Start {})),
        node("ask", Kind::Approval(Box::new(approval))),
        node("yes", end(Outcome::Approved)),
        node("no", end(Outcome::Rejected)),
    ];
    let mut edges = vec![edge("start", "next", "ask"), edge("ask", "approved", "yes"), edge("ask", "rejected", "no")];
    if times_out {
        nodes.push(node("late", end(Outcome::TimedOut)));
        edges.push(edge("ask", "timed_out", "late"));
    }
    definition(nodes, edges)
}
