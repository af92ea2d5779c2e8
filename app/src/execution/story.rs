//! Everything that the page of one request tells, loaded once: its state, its history in words, and what comes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use engine::definition::Node;
use engine::event::Transition;
use engine::ids::{GroupKey, NodeId, PersonId};
use engine::narrate::{Line, Narrator, Told};
use engine::nodes::Kind;
use runtime::ExecutionId;
use runtime::read::execution::ForecastRow;
use runtime::read::{self, ExecutionDetail, HistoryRow};

use crate::moment::Zone;
use crate::ui::Problem;
use crate::visit::Desk;

/// Up to this many transitions a history is read whole; of a longer one only a window.
const WHOLE: i64 = 2_000;
/// Transitions on a page of the full list, and of a window.
pub const PAGE: i64 = 200;

/// A request with its history.
#[derive(Debug)]
pub struct Story {
    pub detail: ExecutionDetail,
    pub rows: Vec<HistoryRow>,
    pub told: Vec<Told>,
    pub coming: Vec<(DateTime<Utc>, Line)>,
    pub forecast: Vec<ForecastRow>,
    /// What it waits for, in sentences.
    pub stands: Vec<String>,
    /// Who is or was asked, by node; for nodes to come, who would be.
    pub asked: BTreeMap<NodeId, String>,
    /// Numbers of the first and last transition that are shown.
    pub window: (i64, i64),
    pub people: BTreeMap<PersonId, String>,
    pub zone: Zone,
}

/// Loads a request; `before` begins the window just before that transition.
pub async fn load(desk: &Desk, id: &ExecutionId, before: Option<i64>) -> Result<Story, Problem> {
    let (runtime, caller) = (&desk.runtime, &desk.caller);
    let detail = read::execution(runtime, caller, id).await?;
    let last = before.map_or(detail.seq, |before| before - 1).clamp(1, detail.seq);
    let window = ((last - PAGE + 1).max(1), last);
    let whole = detail.seq <= WHOLE;
    let (after, limit) = if whole { (0, WHOLE) } else { (window.0 - 1, PAGE) };
    let history = read::history(runtime, caller, id, after, limit).await?;
    let running = detail.state.is_running();
    let (forecast, names) = if running {
        let forecast = read::forecast(runtime, caller, id).await?;
        (forecast.rows, forecast.people)
    } else {
        (vec![], BTreeMap::new())
    };
    let people: BTreeMap<PersonId, String> =
        detail.people.clone().into_iter().chain(history.people).chain(names).collect();
    let zone = desk.zone();
    let mut story = Story {
        detail,
        rows: history.rows,
        told: vec![],
        coming: vec![],
        forecast,
        stands: vec![],
        asked: BTreeMap::new(),
        window,
        people,
        zone,
    };
    let (told, coming, stands, asked) = story.narrated(|narrator| {
        let coming: Vec<_> =
            story.forecast.iter().map(|row| (row.at, row.node.clone(), row.purpose, row.events.clone())).collect();
        let state = &story.detail.state;
        (
            told(narrator, &story, whole),
            narrator.ahead(state, &coming),
            narrator.stuck(state),
            asked(narrator, &story.detail),
        )
    });
    (story.told, story.coming, story.stands, story.asked) = (told, coming, stands, asked);
    Ok(story)
}

impl Story {
    /// Has something put into words.
    pub fn narrated<R>(&self, tell: impl FnOnce(&Narrator) -> R) -> R {
        in_words(&self.detail, &self.people, self.zone, tell)
    }

    /// A person's name.
    pub fn name(&self, person: PersonId) -> &str {
        self.people.get(&person).map_or("Somebody who is no longer here", String::as_str)
    }

    /// The row of a transition.
    pub fn row(&self, seq: i64) -> Option<&HistoryRow> {
        self.rows.iter().find(|row| row.seq == seq)
    }
}

/// Has something put into words with these names and this zone.
fn in_words<R>(
    detail: &ExecutionDetail,
    people: &BTreeMap<PersonId, String>,
    zone: Zone,
    tell: impl FnOnce(&Narrator) -> R,
) -> R {
    let person = |id: PersonId| people.get(&id).cloned().unwrap_or_else(|| "somebody who is no longer here".to_owned());
    let group = |key: &GroupKey| detail.groups.get(key).cloned().unwrap_or_else(|| key.0.clone());
    let moment = |at: DateTime<Utc>| zone.short(at);
    tell(&Narrator { definition: &detail.definition, person: &person, group: &group, moment: &moment })
}

/// The history in words. A window of a long one is told from the state as it is now, which names the same people.
fn told(narrator: &Narrator, story: &Story, whole: bool) -> Vec<Told> {
    let transitions: Vec<Transition> = story.rows.iter().map(transition).collect();
    if whole {
        return narrator.history(&transitions);
    }
    let tell = |transition: &Transition| Told {
        seq: transition.seq,
        at: transition.at,
        lines: transition
            .events
            .iter()
            .map(|event| narrator.event(&story.detail.state, transition.at, event))
            .collect(),
    };
    transitions.iter().map(tell).collect()
}

fn transition(row: &HistoryRow) -> Transition {
    Transition { seq: row.seq, at: row.at, command: row.command.clone(), events: row.events.clone() }
}

/// Who is asked at each approval, short: those who were, else those whom the definition means.
fn asked(narrator: &Narrator, detail: &ExecutionDetail) -> BTreeMap<NodeId, String> {
    let words = |node: &Node| match &node.does {
        Kind::Approval(approval) => {
            let steps = detail.state.steps.values().rev();
            let step = steps.into_iter().find(|step| step.node == node.id && !step.people.is_empty());
            Some(match step {
                Some(step) => match step.people.as_slice() {
                    [first, rest @ ..] if !rest.is_empty() => {
                        format!("{} +{}", narrator.name(first.person), rest.len())
                    }
                    people => people.first().map(|first| narrator.name(first.person)).unwrap_or_default(),
                },
                None => narrator.short_sources(&approval.approvers),
            })
        }
        Kind::Notify(notify) => Some(narrator.short_sources(&notify.to)),
        _ => None,
    };
    detail.definition.nodes.iter().filter_map(|node| Some((node.id.clone(), words(node)?))).collect()
}
