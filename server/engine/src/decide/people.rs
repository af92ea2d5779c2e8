//! Questions to the directory and what follows from the answers.

use super::{Run, approval, flow, signal};
use crate::command::Rejection;
use crate::email;
use crate::event::Event;
use crate::execution::{About, Because};
use crate::expression::{self, Named};
use crate::form::{Answer, Input};
use crate::ids::{PersonId, Port, QueryNo, TokenNo};
use crate::nodes::source::{Candidate, Lookup, Source, Why};
use crate::nodes::{Kind, NEXT};
use crate::text;

/// Asks the directory for the people of these sources; an expression that fails is an incident at the token. Where people
/// are asked already nothing is blocked: an escalation whose expression fails finds nobody.
pub(super) fn ask(run: &mut Run, about: About, sources: &[Source], token: TokenNo) {
    let mut lookups = Vec::new();
    for source in sources {
        match concrete(run, about, source) {
            Ok(found) => lookups.extend(found),
            Err(problem) => {
                return match about {
                    About::Escalation { step, level } => run.emit(Event::EscalationFoundNobody { step, level }),
                    _ => run.incident(token, format!("The people to ask could not be worked out: {problem}")),
                };
            }
        }
    }
    let query = QueryNo(run.state.next.query);
    run.emit(Event::PeopleAsked { query, about, lookups });
}

/// A source as questions that the directory can answer.
fn concrete(run: &Run, about: About, source: &Source) -> Result<Vec<(Lookup, Because)>, String> {
    let request = run.request();
    let requester = request.requester.person;
    let reason = |why: Why| match about {
        About::Fallback { .. } => Because::This(Why::Fallback),
        _ => Because::This(why),
    };
    let itself = match about {
        About::Fallback { .. } => Because::This(Why::Fallback),
        _ => Because::Itself,
    };
    Ok(match source {
        Source::Person { id } => vec![(Lookup::Person { id: *id }, itself)],
        Source::Group { key } => vec![(Lookup::Group { key: key.clone() }, itself)],
        Source::Email { address } => vec![(Lookup::Email { address: email::normal(address) }, itself)],
        Source::ManagerOfRequester { levels } => vec![(Lookup::ManagersOf { id: requester, levels: *levels }, itself)],
        Source::ManagerOfAssignee => {
            asked_now(run, about).into_iter().map(|id| (Lookup::ManagersOf { id, levels: 1 }, itself.clone())).collect()
        }
        Source::Field { key } => match request.data.0.get(key) {
            Some(Answer::Person(id)) => {
                vec![(Lookup::Person { id: *id }, reason(Why::NamedInField { field: key.clone() }))]
            }
            Some(Answer::Text(address)) if is_email(run, key) => {
                let lookup = Lookup::Email { address: email::normal(address) };
                vec![(lookup, reason(Why::NamedInField { field: key.clone() }))]
            }
            _ => vec![],
        },
        Source::Expression { cel } => expression::people(cel, request, &run.definition.form, &run.state.received)?
            .into_iter()
            .map(|named| match named {
                Named::Person(id) => (Lookup::Person { id }, reason(Why::ByExpression)),
                Named::Group(key) => (Lookup::Group { key }, reason(Why::ByExpression)),
            })
            .collect(),
        Source::Requester => vec![(Lookup::Person { id: requester }, reason(Why::Requester))],
    })
}

fn is_email(run: &Run, field: &str) -> bool {
    run.definition.form.field(field).is_some_and(|field| field.input == Input::Email)
}

/// Who is asked now in the step that the question is about.
fn asked_now(run: &Run, about: About) -> Vec<PersonId> {
    let About::Escalation { step, .. } = about else { return vec![] };
    let mut people: Vec<PersonId> =
        run.state.tasks_of(step).filter(|(_, task)| task.is_open()).flat_map(|(_, task)| task.actors()).collect();
    people.sort_unstable();
    people.dedup();
    people
}

/// The directory has answered.
pub(super) fn resolved(run: &mut Run, query: QueryNo, found: &[(Lookup, Vec<PersonId>)]) -> Result<(), Rejection> {
    let Some(asked) = run.state.queries.get(&query).cloned() else {
        return Err(Rejection::unknown("question"));
    };
    if asked.lookups.iter().map(|(lookup, _)| lookup).ne(found.iter().map(|(lookup, _)| lookup)) {
        return Err(Rejection::invalid("found", "The answers are not to the questions that were asked."));
    }
    let mut people: Vec<Candidate> = Vec::new();
    for ((lookup, because), (_, persons)) in asked.lookups.iter().zip(found) {
        for (place, person) in persons.iter().enumerate() {
            if people.iter().all(|known| known.person != *person) {
                people.push(Candidate { person: *person, why: why(lookup, because, place) });
            }
        }
    }
    run.emit(Event::PeopleFound { query, people: people.clone() });
    match asked.about {
        About::Approvers { step } => approval::approvers_found(run, step, people, true),
        About::Fallback { step } => approval::approvers_found(run, step, people, false),
        About::Escalation { step, level } => approval::escalated(run, step, level, &people),
        About::Notice { token } => told(run, token, &people),
        About::SignalLink { wait } => signal::people_found(run, wait, &people),
    }
    Ok(())
}

fn why(lookup: &Lookup, because: &Because, place: usize) -> Why {
    match (because, lookup) {
        (Because::This(why), _) => why.clone(),
        (Because::Itself, Lookup::Person { .. } | Lookup::Email { .. }) => Why::Named,
        (Because::Itself, Lookup::Group { key }) => Why::MemberOf { group: key.clone() },
        (Because::Itself, Lookup::ManagersOf { id, .. }) => {
            Why::ManagerOf { person: *id, level: u8::try_from(place + 1).unwrap_or(u8::MAX) }
        }
    }
}

/// A notice reaches whoever there is, and the token goes on.
fn told(run: &mut Run, token: TokenNo, people: &[Candidate]) {
    let definition = run.definition;
    let Some(node) = run.state.tokens.get(&token).and_then(|here| definition.node(&here.node)) else { return };
    if let Kind::Notify(notify) = &node.does {
        let message = text::fill(&notify.message, &run.request().data);
        run.emit(Event::PeopleTold {
            node: node.id.clone(),
            people: people.iter().map(|candidate| candidate.person).collect(),
            message,
        });
    }
    flow::leave(run, token, &Port::from(NEXT));
}
