//! Random drawings, whole and damaged, tried out with random choices: nothing panics, what is refused changes nothing,
//! going back and choosing again gives the same, and what is foretold is what happens.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use engine::definition::Definition;
use engine::event::Transition;
use engine::execution::{Decision, Execution};
use engine::fold;
use engine::forecast::{self, Answers};
use engine::ids::{EdgeId, GroupKey, NodeId, PersonId};
use engine::nodes::Kind;
use engine::nodes::signal::SignalData;
use engine::simulate::{Choice, Directory, Group, Scenario, Simulation, Someone, View, resolve, run};
use proptest::prelude::*;

use super::{Dice, PEOPLE, entered, random_definition, scribble};
use crate::kit::{self, monday, person};

/// A damaged drawing can multiply itself up to the simulation's limits; each further choice on it only takes long.
const MOST_EVENTS: usize = 2_000;

/// The people of the kit as a simulation knows them.
fn company(dice: &mut Dice) -> Directory {
    let known = kit::Directory::default();
    let gone = dice.roll(3) == 0;
    let someone = |name: &&str| Someone {
        id: person(name),
        name: (*name).to_owned(),
        email: format!("{name}@example.com"),
        manager: known.managers.get(name).map(|manager| person(manager)),
        groups: known
            .groups
            .iter()
            .filter(|(_, members)| members.contains(name))
            .map(|(key, _)| GroupKey::from(*key))
            .collect(),
        active: !(gone && ["fay", "lea"].contains(name)),
    };
    Directory {
        people: PEOPLE.iter().map(someone).collect(),
        groups: vec![Group { key: "finance".into(), name: "Finance".to_owned() }],
    }
}

/// A drawing, more often than not damaged: nothing that can be drawn may stop a simulation for good.
pub fn drawn(dice: &mut Dice) -> Definition {
    let mut drawn = if dice.roll(3) == 0 { scribble(dice) } else { random_definition(dice) };
    for _ in 0..[0, 1, 3][dice.roll(3)] {
        damage(dice, &mut drawn);
    }
    drawn
}

pub fn damage(dice: &mut Dice, drawn: &mut Definition) {
    let node = |dice: &mut Dice, drawn: &Definition| {
        drawn.nodes.get(dice.roll(drawn.nodes.len().max(1))).map(|node| node.id.clone())
    };
    match dice.roll(7) {
        0 if !drawn.edges.is_empty() => drop(drawn.edges.remove(dice.roll(drawn.edges.len()))),
        1 if drawn.nodes.len() > 1 => drop(drawn.nodes.remove(1 + dice.roll(drawn.nodes.len() - 1))),
        2 if !drawn.edges.is_empty() => {
            let (edge, to) = (dice.roll(drawn.edges.len()), node(dice, drawn));
            drawn.edges[edge].to = to.unwrap_or_else(|| NodeId::from("nowhere"));
        }
        3 if !drawn.edges.is_empty() => {
            let again = drawn.edges[dice.roll(drawn.edges.len())].clone();
            drawn.edges.push(engine::definition::Edge { id: EdgeId::from("again"), ..again });
        }
        4 => drawn.form.fields.retain(|field| field.key != "amount"),
        5 => {
            let wrong =
                dice.pick(&["", "1", "request.amount", "signals.payment.amount > 1", "((", "request.what.size() > 2"]);
            for node in &mut drawn.nodes {
                if let Kind::Condition(condition) = &mut node.does {
                    condition.cases.iter_mut().for_each(|case| wrong.clone_into(&mut case.when));
                }
            }
        }
        _ => "Nowhere/At_all".clone_into(&mut drawn.time_zone),
    }
}

fn request(dice: &mut Dice, drawn: &Definition) -> Scenario {
    let known = |(key, _): &(&str, String)| drawn.form.field(key).is_some();
    let data = entered(dice).into_iter().filter(known).map(|(key, text)| (key.to_owned(), text)).collect();
    Scenario { requester: person("rita"), data, begins_at: monday(), choices: vec![], expected: None }
}

/// A choice that fits, or any at all.
fn random_choice(dice: &mut Dice, simulation: &Simulation) -> Choice {
    let last = &simulation.frames().last().unwrap().afterwards;
    let nodes: Vec<NodeId> = simulation.definition().nodes.iter().map(|node| node.id.clone()).collect();
    let mut node = dice.pick(&nodes);
    let mut by: PersonId = person(dice.pick(&PEOPLE));
    match dice.roll(10) {
        0..=4 => {
            if !last.tasks.is_empty() && dice.roll(6) > 0 {
                let task = dice.pick(&last.tasks);
                (node, by) = (task.node, dice.pick(&task.people).person);
            }
            let decision =
                dice.pick(&[Decision::Approve, Decision::Approve, Decision::Reject, Decision::RequestChanges]);
            Choice::Decide { node, by, decision, comment: dice.pick(&["", "so", "so"]).to_owned() }
        }
        5 => Choice::Resubmit {
            data: entered(dice).into_iter().map(|(key, text)| (key.to_owned(), text)).collect::<BTreeMap<_, _>>(),
        },
        6 => {
            if !last.waits.is_empty() && dice.roll(6) > 0 {
                node = dice.pick(&last.waits).node;
            }
            let amount = serde_json::Map::from_iter([("amount".to_owned(), dice.roll(9).into())]);
            Choice::Signal { node, data: SignalData(amount) }
        }
        7 | 8 => Choice::SkipToTimer {},
        _ => {
            let hours = i64::try_from(dice.roll(60)).unwrap() - 5;
            Choice::SkipTo { moment: simulation.now() + TimeDelta::hours(hours) }
        }
    }
}

/// The state is what its frames' events make it.
fn sound(simulation: &Simulation) {
    let history: Vec<Transition> = simulation
        .frames()
        .iter()
        .map(|frame| Transition {
            seq: 0,
            at: frame.at,
            command: engine::Command::Nudge { by: person("rita") },
            events: frame.events.clone(),
        })
        .collect();
    assert_eq!(&fold(&history), simulation.execution());
    assert!(simulation.frames().is_sorted_by_key(|frame| frame.at), "time only goes on");
    assert_eq!(simulation.frames().last().unwrap().at, simulation.now());
}

/// A story of random choices and steps back; none when it cannot even begin.
fn tell(dice: &mut Dice) -> Option<(Simulation, Directory)> {
    let (drawn, company) = (drawn(dice), company(dice));
    let scenario = request(dice, &drawn);
    let mut simulation = Simulation::new(drawn, company.clone(), scenario).ok()?;
    sound(&simulation);
    for _ in 0..25 {
        let events: usize = simulation.frames().iter().map(|frame| frame.events.len()).sum();
        if events > MOST_EVENTS {
            break;
        }
        if dice.roll(8) == 0 {
            simulation.rewind(dice.roll(simulation.frames().len() + 2));
        } else {
            let choice = random_choice(dice, &simulation);
            let (frames, scenario, now) = (simulation.frames().to_vec(), simulation.scenario(), simulation.now());
            match simulation.choose(choice) {
                Ok(()) => assert!(simulation.frames().len() > frames.len(), "a choice makes a frame"),
                Err(why) => {
                    assert_eq!(
                        (simulation.frames(), simulation.scenario(), simulation.now()),
                        (&frames[..], scenario, now)
                    );
                    assert!(why.sentence.ends_with(['.', '\u{201d}']), "a whole sentence: {why}");
                }
            }
        }
        sound(&simulation);
    }
    Some((simulation, company))
}

fn told_again(simulation: &Simulation, company: &Directory) -> Simulation {
    let text = serde_json::to_string(&simulation.scenario()).unwrap();
    let scenario: Scenario = serde_json::from_str(&text).unwrap();
    assert_eq!(run(simulation.definition(), company, &scenario).passed, Some(true));
    Simulation::new(simulation.definition().clone(), company.clone(), scenario).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn going_back_and_choosing_again_gives_the_same(seed: u64) {
        let dice = &mut Dice(seed);
        if let Some((simulation, company)) = tell(dice) {
            let again = told_again(&simulation, &company);
            prop_assert_eq!(again.frames(), simulation.frames());
            let mut back = simulation.clone();
            let to = dice.roll(simulation.frames().len());
            back.rewind(to);
            sound(&back);
            prop_assert_eq!(back.frames().len(), to + 1);
            let partly = told_again(&back, &company);
            prop_assert_eq!(partly.frames(), back.frames());
            let kept = back.scenario().choices.len();
            if simulation.scenario().choices[..kept.min(simulation.scenario().choices.len())] == back.scenario().choices[..] {
                for choice in simulation.scenario().choices.into_iter().skip(kept) {
                    back.choose(choice).unwrap();
                }
                prop_assert_eq!(back.frames(), simulation.frames());
            }
            let view = simulation.view("America/New_York");
            let read: View = serde_json::from_str(&serde_json::to_string(&view).unwrap()).unwrap();
            prop_assert_eq!(read, view);
        }
    }

    #[test]
    fn what_is_foretold_is_what_happens(seed: u64) {
        let dice = &mut Dice(seed);
        if let Some((mut simulation, company)) = tell(dice) {
            let foretold = forecast(&simulation, &company);
            let schedule: Vec<_> = simulation.schedule().into_iter().map(|planned| (planned.at, planned.node)).collect();
            let same: Vec<_> = foretold.iter().map(|upcoming| (upcoming.at, upcoming.node.clone())).collect();
            prop_assert_eq!(schedule, same);
            for upcoming in foretold {
                simulation.choose(Choice::SkipToTimer {}).unwrap();
                let frame = simulation.frames().last().unwrap();
                prop_assert_eq!((frame.at, &frame.events), (upcoming.at, &upcoming.events));
            }
        }
    }

    #[test]
    fn every_step_says_whom_it_would_ask(seed: u64) {
        let dice = &mut Dice(seed);
        let (drawn, company) = (drawn(dice), company(dice));
        let scenario = request(dice, &drawn);
        for node in &drawn.nodes {
            let found = resolve(&drawn, &company, &scenario, &node.id).unwrap();
            if let Kind::Approval(_) = node.does {
                prop_assert_eq!(found.asked.is_empty(), found.problem.is_some(), "it asks somebody or says why not");
            }
        }
    }
}

/// The engine's own forecast, with the directory's answers handed in until none is missing.
fn forecast(simulation: &Simulation, company: &Directory) -> Vec<forecast::Upcoming> {
    let mut answers = Answers::new();
    loop {
        let state: &Execution = simulation.execution();
        match forecast::forecast(simulation.definition(), state, simulation.now(), &answers) {
            Ok(upcoming) => return upcoming,
            Err(missing) => answers.extend(missing.into_iter().map(|lookup| (lookup.clone(), company.find(&lookup)))),
        }
    }
}

/// The promises above are only worth something if the stories get about.
#[test]
fn random_simulations_get_about() {
    let (mut closed, mut begun, mut stopped, mut frames) = (0, 0, 0, 0);
    for seed in 0..300 {
        let Some((simulation, _)) = tell(&mut Dice(seed)) else { continue };
        begun += 1;
        frames += simulation.frames().len();
        closed += usize::from(!simulation.execution().is_running());
        stopped += usize::from(!simulation.execution().incidents.is_empty());
    }
    assert!(begun > 250 && closed > 100 && stopped > 30 && frames > 600, "{begun} {closed} {stopped} {frames}");
}
