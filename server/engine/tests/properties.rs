//! Random definitions, random commands: what must hold on every way. A failure prints the seed that repeats it.

#![allow(clippy::unwrap_used, reason = "a story that cannot go on fails its test")]

#[path = "properties/difference.rs"]
mod difference;
mod kit;
#[path = "properties/simulation.rs"]
mod simulation;

use engine::check::{check, publishable};
use engine::command::Command;
use engine::definition::{Definition, Edge, Node};
use engine::execution::{Ask, Decision, Execution, Phase, Purpose, Status, WaitsFor};
use engine::ids::{EdgeId, PersonId, WaitNo};
use engine::nodes::approval::{Due, Escalation, How, Policy, Proof, Reminders, Then, Timeout};
use engine::nodes::condition::Case;
use engine::nodes::end::Outcome;
use engine::nodes::signal::SignalData;
use engine::nodes::wait::Until;
use engine::nodes::{Condition, End, Join, Kind, Notify, Signal, Source, Split, Start, Wait};
use engine::span::Span;
use kit::{Directory, Story, approval, definition, edge, group, named, node, person, signal};
use proptest::prelude::*;

/// Numbers from a seed (`SplitMix64`, Steele and others 2014), so that one number repeats a whole story.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % sides as u64).unwrap()
    }
    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())].clone()
    }
}

const PEOPLE: [&str; 10] = ["ana", "bo", "fay", "finn", "flo", "lea", "leo", "max", "zoe", "rita"];

fn source(dice: &mut Dice) -> Source {
    match dice.roll(9) {
        0 => group("finance"),
        1 => group("legal"),
        2 => Source::ManagerOfRequester { levels: 2 },
        3 => Source::Field { key: "reviewer".to_owned() },
        4 => Source::Expression {
            cel: "request.amount == null ? 'group:legal' : request.amount > 100 ? 'group:finance' : null".to_owned(),
        },
        5 => group("nobody"),
        7 => Source::Email { address: "otto@partner.example".to_owned() },
        8 => Source::Field { key: "contact".to_owned() },
        _ => named(dice.pick(&PEOPLE[..9])),
    }
}

fn random_approval(dice: &mut Dice) -> engine::nodes::Approval {
    let policy = dice.pick(&[Policy::Any, Policy::All, Policy::InOrder, Policy::AtLeast { count: 2 }]);
    let count = 1 + dice.roll(3);
    let mut ask = approval(policy, (0..count).map(|_| source(dice)).collect());
    let outside = |source: &Source| match source {
        Source::Email { .. } => true,
        Source::Field { key } => key == "contact",
        _ => false,
    };
    let proofs = [Proof::Link, Proof::LinkAndCode, Proof::SignIn, Proof::Password];
    let without_account = ask.approvers.iter().any(outside);
    ask.proof = dice.pick(&proofs[..if without_account { 2 } else { 4 }]);
    ask.meaning = String::from(if ask.proof == Proof::Password { "Seen" } else { "" });
    ask.policy = if publishable(&check(&kit::one_step(ask.clone()))) { policy } else { Policy::Any };
    ask.requester_may_decide = dice.roll(8) == 0;
    ask.fallback = (dice.roll(2) == 0).then(|| named("zoe"));
    if dice.roll(2) == 0 {
        ask.due = Due::Within(Span::hours(1 + i64::try_from(dice.roll(48)).unwrap()));
        ask.reminders = Some(Reminders {
            after: Span::hours(5),
            every: Some(Span::hours(7)),
            times: u32::try_from(dice.roll(4)).unwrap(),
        });
    }
    for _ in 0..dice.roll(3) {
        let to = dice.pick(&[group("legal"), Source::ManagerOfAssignee, named("rita"), group("nobody")]);
        ask.escalations.push(Escalation {
            after: Span::hours(10 + i64::try_from(dice.roll(40)).unwrap()),
            how: dice.pick(&[How::Add, How::Replace, How::Inform]),
            to,
        });
    }
    if dice.roll(3) == 0 {
        ask.timeout = Some(Timeout { after: Span::days(4), then: dice.pick(&[Then::Approve, Then::Reject]) });
    }
    ask
}

const SIGNALS: [&str; 2] = ["payment", "goods.arrived"];

fn random_signal(dice: &mut Dice) -> Signal {
    Signal {
        key: dice.pick(&["", "{what}", "{amount}"]).to_owned(),
        timeout: (dice.roll(2) == 0).then(|| Span::hours(1 + i64::try_from(dice.roll(60)).unwrap())),
        link_to: (0..dice.roll(3)).map(|_| source(dice)).collect(),
        webhook: dice.roll(2) == 0,
        ..signal(dice.pick(&SIGNALS))
    }
}

/// A drawing made of blocks: one after the other, side by side, by a condition, with rejections that end everything.
struct Drawing<'a> {
    dice: &'a mut Dice,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

impl Drawing<'_> {
    fn add(&mut self, does: Kind) -> String {
        let id = format!("n{}", self.nodes.len());
        self.nodes.push(node(&id, does));
        id
    }

    fn connect(&mut self, from: (&str, &str), to: &str) {
        let id = EdgeId(format!("e{}", self.edges.len()));
        self.edges.push(Edge { id, ..edge(from.0, from.1, to) });
    }

    /// Adds a block behind an open way and gives the ways that lead on from it.
    fn block(&mut self, from: (String, String), depth: usize) -> (String, String) {
        let next = |id: String| (id, "next".to_owned());
        match self.dice.roll(if depth == 0 { 4 } else { 7 }) {
            0 => {
                let hours = Span::hours(i64::try_from(self.dice.roll(30)).unwrap());
                let id = self.add(Kind::Wait(Wait { until: Until::After(hours) }));
                self.connect((&from.0, &from.1), &id);
                next(id)
            }
            1 => {
                let to = vec![source(self.dice)];
                let id = self.add(Kind::Notify(Notify { to, message: "{what}".to_owned() }));
                self.connect((&from.0, &from.1), &id);
                next(id)
            }
            2 => {
                let ask = random_approval(self.dice);
                let id = self.add(Kind::Approval(Box::new(ask)));
                self.connect((&from.0, &from.1), &id);
                let no = self.add(Kind::End(End { outcome: Outcome::Rejected, closes_all: true }));
                self.connect((&id, "rejected"), &no);
                (id, "approved".to_owned())
            }
            3 => {
                let awaited = random_signal(self.dice);
                let times_out = awaited.timeout.is_some();
                let id = self.add(Kind::Signal(awaited));
                self.connect((&from.0, &from.1), &id);
                if times_out {
                    let late = self.add(Kind::End(End { outcome: Outcome::TimedOut, closes_all: true }));
                    self.connect((&id, "timed_out"), &late);
                }
                next(id)
            }
            4 => {
                let split = self.add(Kind::Split(Split {}));
                self.connect((&from.0, &from.1), &split);
                let ends: Vec<_> = (0..2 + self.dice.roll(2))
                    .map(|_| self.block((split.clone(), "branch".to_owned()), depth - 1))
                    .collect();
                let join = self.add(Kind::Join(Join {}));
                for way in &ends {
                    self.connect((&way.0, &way.1), &join);
                }
                next(join)
            }
            5 => {
                let when = self.dice.pick(&[
                    "request.amount > 100",
                    "'sales' in requester.groups",
                    "request.amount != null && request.amount < 50",
                ]);
                let id = self.add(Kind::Condition(Condition {
                    cases: vec![Case { port: "yes".into(), label: "yes".to_owned(), when: when.to_owned() }],
                }));
                self.connect((&from.0, &from.1), &id);
                let ways = ["yes", "default"].map(|port| self.block((id.clone(), port.to_owned()), depth - 1));
                let meet = self.add(Kind::Notify(Notify { to: vec![Source::Requester], message: "met".to_owned() }));
                for way in &ways {
                    self.connect((&way.0, &way.1), &meet);
                }
                next(meet)
            }
            _ => {
                let first = self.block(from, depth - 1);
                self.block(first, depth - 1)
            }
        }
    }
}

fn random_definition(dice: &mut Dice) -> Definition {
    let mut drawing = Drawing { dice, nodes: vec![], edges: vec![] };
    let start = drawing.add(Kind::Start(Start {}));
    let way = drawing.block((start, "next".to_owned()), 3);
    let end = drawing.add(Kind::End(End { outcome: Outcome::Approved, closes_all: false }));
    drawing.connect((&way.0, &way.1), &end);
    definition(drawing.nodes, drawing.edges)
}

fn entered(dice: &mut Dice) -> Vec<(&'static str, String)> {
    let mut entered = vec![("what", "x".to_owned())];
    if dice.roll(3) > 0 {
        entered.push(("amount", dice.pick(&["10", "75", "1000"]).to_owned()));
    }
    if dice.roll(2) == 0 {
        entered.push(("contact", "Otto@partner.example".to_owned()));
    }
    if dice.roll(2) == 0 {
        entered.push(("reviewer", person(dice.pick(&PEOPLE)).to_string()));
    }
    entered
}

/// Somebody does something, sensible or not.
fn random_command(dice: &mut Dice, story: &Story) -> Command {
    let any_task =
        |dice: &mut Dice| engine::ids::TaskNo(u32::try_from(dice.roll(story.execution.tasks.len() + 1)).unwrap());
    let open: Vec<_> = story.execution.open_tasks().map(|(no, _)| no).collect();
    let task = if open.is_empty() || dice.roll(5) == 0 { any_task(dice) } else { dice.pick(&open) };
    let asked: Vec<PersonId> = story.execution.tasks.get(&task).map(|task| task.actors().collect()).unwrap_or_default();
    let by = if asked.is_empty() || dice.roll(5) == 0 { person(dice.pick(&PEOPLE)) } else { dice.pick(&asked) };
    let proof = if dice.roll(8) == 0 { dice.pick(&[Proof::Link, Proof::SignIn]) } else { story.proof_of(task) };
    let revision = story.execution.request.as_ref().map_or(1, |request| request.revision);
    match dice.roll(30) {
        0..=9 => Command::Decide {
            task,
            by,
            decision: Decision::Approve,
            comment: String::new(),
            revision,
            proof,
            shown: None,
        },
        10 => Command::Decide {
            task,
            by,
            decision: Decision::Reject,
            comment: "no".to_owned(),
            revision,
            proof,
            shown: None,
        },
        11 | 12 => Command::Decide {
            task,
            by,
            decision: Decision::RequestChanges,
            comment: "change".to_owned(),
            revision,
            proof,
            shown: None,
        },
        13 | 14 => {
            let texts = entered(dice).into_iter().map(|(key, text)| (key.to_owned(), text)).collect();
            Command::Resubmit { task, by, data: story.definition.form.read(&texts).unwrap(), comment: String::new() }
        }
        15 => Command::Claim { task, by },
        16 => Command::Release { task, by },
        17 | 18 => Command::Delegate { task, by, to: person(dice.pick(&PEOPLE)), comment: String::new() },
        19 => Command::Comment { by, text: "hm".to_owned() },
        20 => Command::Nudge { by: person("rita") },
        21 if dice.roll(6) == 0 => Command::Withdraw { by: person("rita"), reason: String::new() },
        22 if dice.roll(6) == 0 => Command::Cancel { by: person("root"), reason: "enough".to_owned() },
        24..=27 => random_signal_sent(dice, story),
        28 => Command::Disown { task, by, comment: String::new() },
        23 => Command::FireTimer { timer: engine::ids::TimerNo(u32::try_from(dice.roll(20)).unwrap()) },
        _ => match story.execution.incidents.keys().next() {
            Some(incident) => Command::RetryIncident { incident: *incident, by: person("root") },
            None => Command::Comment { by, text: "hm".to_owned() },
        },
    }
}

/// A signal that somebody or something sends, to a wait or to whichever fits.
fn random_signal_sent(dice: &mut Dice, story: &Story) -> Command {
    let open: Vec<_> = story.execution.waits.iter().map(|(no, wait)| (*no, wait.name.clone())).collect();
    let data = SignalData(serde_json::Map::from_iter([("amount".to_owned(), dice.roll(100).into())]));
    let by = (dice.roll(2) == 0).then(|| person(dice.pick(&PEOPLE)));
    if !open.is_empty() && dice.roll(2) == 0 {
        let (wait, name) = dice.pick(&open);
        return Command::Signal { wait: Some(wait), name, key: None, data, by };
    }
    let wait = (dice.roll(6) == 0).then(|| WaitNo(u32::try_from(dice.roll(4)).unwrap()));
    let key = dice.pick(&[None, None, Some("x"), Some("75.00 EUR"), Some("")]).map(str::to_owned);
    Command::Signal { wait, name: dice.pick(&SIGNALS).to_owned(), key, data, by }
}

/// What holds in every state.
fn sound(story: &Story) {
    let state: &Execution = &story.execution;
    match state.status {
        Status::Closed { .. } => {
            assert!(
                state.tokens.is_empty()
                    && state.timers.is_empty()
                    && state.incidents.is_empty()
                    && state.queries.is_empty()
                    && state.waits.is_empty()
            );
            assert_eq!(state.open_tasks().count(), 0, "a closed execution has no open task");
        }
        Status::Running => {
            let stirs = state.open_tasks().next().is_some()
                || !state.timers.is_empty()
                || !state.waits.is_empty()
                || !state.incidents.is_empty();
            assert!(stirs, "a running execution always has somebody, a time or an incident to go on: {state:?}");
            assert!(state.queries.is_empty(), "the directory has answered");
            assert!(
                state.tokens.values().all(|token| token.waits_for != WaitsFor::Nothing),
                "every token rests on something"
            );
        }
        Status::New => panic!("it has started"),
    }
    for (no, task) in state.open_tasks() {
        assert!(task.actors().next().is_some(), "somebody can act on task {no}");
        let approval = match &story.definition.node(&task.node).unwrap().does {
            Kind::Approval(approval) => approval,
            other => panic!("tasks belong to approvals, not to {other:?}"),
        };
        if task.ask == Ask::Decide && !approval.requester_may_decide {
            assert!(!task.asks(person("rita")), "the requester is never asked");
        }
        assert_ne!(state.steps[&task.step].phase, Phase::Finished, "a finished step has no open task");
    }
    for (no, wait) in &state.waits {
        let settings = match &story.definition.node(&wait.node).unwrap().does {
            Kind::Signal(settings) => settings,
            other => panic!("a wait belongs to a signal's node, not to {other:?}"),
        };
        let token = &state.tokens[&wait.token];
        assert!(matches!(token.waits_for, WaitsFor::Signal(_) | WaitsFor::Incident(_)), "the token rests on wait {no}");
        let timer = state.timers.values().any(|timer| timer.purpose == Purpose::SignalTimeout { wait: *no });
        assert_eq!(timer, settings.timeout.is_some(), "wait {no} has its timer");
        let told = settings.link_to.is_empty() || settings.webhook || !wait.people.is_empty();
        let stopped = matches!(token.waits_for, WaitsFor::Incident(_));
        assert!(told || stopped, "somebody can end wait {no}, or is told that nobody can");
        let early = state.kept.iter().any(|kept| wait.fits(&kept.name, kept.key.as_deref()));
        assert!(!early, "no kept signal fits a wait that is still open");
    }
    let mut purposes: Vec<_> = state.timers.values().map(|timer| timer.purpose).collect();
    let all = purposes.len();
    purposes.sort_unstable();
    purposes.dedup();
    assert_eq!(purposes.len(), all, "each purpose has one timer");
}

fn tell(seed: u64) -> Story {
    let mut dice = Dice(seed);
    let drawn = random_definition(&mut dice);
    assert!(publishable(&check(&drawn)), "blocks make sound drawings: {:?}", check(&drawn));
    let directory =
        Directory { gone: if dice.roll(3) == 0 { vec!["fay", "lea"] } else { vec![] }, ..Directory::default() };
    let texts = entered(&mut dice);
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let mut story = Story::told(drawn, directory, &pairs);
    sound(&story);
    for _ in 0..40 {
        if dice.roll(4) == 0 {
            story.pass(Span::hours(i64::try_from(dice.roll(30)).unwrap()));
        } else {
            let command = random_command(&mut dice, &story);
            let (before, closed) = (story.execution.clone(), !story.execution.is_running());
            match story.make(command) {
                Ok(events) => assert!(!closed && !events.is_empty(), "a closed execution accepts nothing"),
                Err(_) => assert_eq!(story.execution, before, "what is refused changes nothing"),
            }
        }
        sound(&story);
    }
    story
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_story_stays_sound(seed: u64) {
        tell(seed);
    }
}

#[cfg(feature = "bpmn")]
proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_definition_comes_back_from_bpmn_as_it_was(seed: u64) {
        let drawn = random_definition(&mut Dice(seed));
        let xml = engine::bpmn::export(&drawn);
        let back = engine::bpmn::import(&xml).unwrap();
        prop_assert_eq!(back.losses, []);
        prop_assert_eq!(back.definition, drawn);
    }
}

/// Any drawing at all: the check never fails, and what it lets through never waits at a join for ever.
#[test]
fn what_the_check_lets_through_comes_to_an_end() {
    let mut through = 0;
    for seed in 0..6_000 {
        let mut dice = Dice(seed);
        let drawn = scribble(&mut dice);
        if !publishable(&check(&drawn)) {
            continue;
        }
        through += 1;
        for _ in 0..4 {
            play_to_the_end(&mut dice, drawn.clone(), seed);
        }
    }
    assert!(through >= 100, "only {through} drawings were let through, too few to mean something");
}

fn play_to_the_end(dice: &mut Dice, drawn: Definition, seed: u64) {
    let mut story = Story::told(drawn, Directory::default(), &[("amount", "10")]);
    for _ in 0..30 {
        let open: Vec<_> = story.execution.open_tasks().map(|(no, task)| (no, task.candidates[0].person)).collect();
        assert!(open.is_empty() != story.execution.is_running(), "seed {seed}: it runs and nobody is asked");
        if open.is_empty() {
            return;
        }
        let (task, by) = dice.pick(&open);
        let decision = dice.pick(&[Decision::Approve, Decision::Reject]);
        story
            .make(Command::Decide {
                task,
                by,
                decision,
                comment: "so".to_owned(),
                revision: 1,
                proof: Proof::SignIn,
                shown: None,
            })
            .unwrap();
    }
}

/// A drawing with edges drawn at random.
fn scribble(dice: &mut Dice) -> Definition {
    let mut nodes = vec![node("start", Kind::Start(Start {}))];
    for i in 0..2 + dice.roll(5) {
        let does = match dice.roll(6) {
            0 => Kind::Split(Split {}),
            1 => Kind::Join(Join {}),
            2 => Kind::End(End { outcome: Outcome::Done, closes_all: dice.roll(3) == 0 }),
            _ => Kind::Approval(Box::new(approval(Policy::Any, vec![named("ana")]))),
        };
        nodes.push(node(&format!("n{i}"), does));
    }
    nodes.push(node("end", Kind::End(End { outcome: Outcome::Approved, closes_all: false })));
    let ids: Vec<String> = nodes.iter().skip(1).map(|node| node.id.0.clone()).collect();
    let mut edges: Vec<Edge> = Vec::new();
    for from in &nodes {
        for (port, needed) in from.does.ports() {
            let ways = if matches!(from.does, Kind::Split(_)) { 2 } else { usize::from(needed) };
            for _ in 0..ways {
                let to = dice.pick(&ids);
                edges.push(Edge {
                    id: EdgeId(format!("e{}", edges.len())),
                    ..edge(from.id.as_str(), port.as_str(), &to)
                });
            }
        }
    }
    definition(nodes, edges)
}

/// The promises above are only worth something if the stories get about.
#[test]
fn random_stories_reach_every_kind_of_event_and_outcome() {
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..400 {
        for event in tell(seed).history.iter().flat_map(|transition| &transition.events) {
            let json = serde_json::to_value(event).unwrap();
            seen.insert(json["event"].as_str().unwrap().to_owned());
        }
    }
    let all = [
        "execution_started",
        "node_entered",
        "node_left",
        "token_ended",
        "branch_arrived",
        "branch_ended",
        "people_asked",
        "people_found",
        "people_told",
        "step_opened",
        "round_began",
        "step_finished",
        "task_opened",
        "task_claimed",
        "task_released",
        "task_delegated",
        "task_escalated",
        "task_reminded",
        "task_became_overdue",
        "decision_made",
        "task_disowned",
        "signal_awaited",
        "signal_received",
        "signal_matched",
        "signal_missed",
        "task_closed",
        "resubmitted",
        "timer_set",
        "timer_fired",
        "timer_cancelled",
        "commented",
        "nudged",
        "escalation_found_nobody",
        "incident_raised",
        "incident_retried",
        "incident_dropped",
        "withdrawn",
        "cancelled",
        "execution_closed",
    ];
    let missed: Vec<&str> = all.into_iter().filter(|kind| !seen.contains(*kind)).collect();
    assert!(missed.is_empty(), "no story reached {missed:?}");
}
