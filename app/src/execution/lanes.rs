//! The lanes as numbers: who held the request when, in per cent of the width. Pure.
//!
//! While a request runs the width is parted: what has been on the left of "now", what comes by itself on its right,
//! each on a scale of its own, because a forecast of weeks would make the past of an hour too small to see.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use engine::event::Event;
use engine::execution::{Ask, Decision, Execution, Purpose, Task, TaskState};
use engine::ids::{NodeId, PersonId, TaskNo};
use runtime::read::HistoryRow;
use runtime::read::execution::ForecastRow;

/// Where "now" stands while something comes by itself, in per cent.
const NOW: f64 = 66.0;
/// Where "now" stands while nothing comes by itself.
const NOW_ONLY: f64 = 88.0;
/// Where a closed request ends, in per cent; the rest is for the sign of its last answer.
const CLOSED: f64 = 97.0;
/// The narrowest bar, in per cent.
const NARROWEST: f64 = 0.7;
/// How near two signs may be, in per cent.
const TOO_CLOSE: f64 = 1.2;
/// How many ticks the whole width holds.
const MOST_TICKS: f64 = 7.0;

/// Moments as places between 0 and 100.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub start: DateTime<Utc>,
    pub now: DateTime<Utc>,
    pub end: DateTime<Utc>,
    /// Where "now" is, or the end of a closed request.
    pub turn: f64,
    pub closed: bool,
}

/// One row: a step, and who was asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Lane {
    pub node: NodeId,
    pub people: Vec<PersonId>,
    pub bars: Vec<Bar>,
    pub signs: Vec<Sign>,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub x: f64,
    pub width: f64,
    pub state: State,
}

/// What a bar shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Approved,
    Rejected,
    SentBack,
    /// Submitted again, or the wait is over.
    Done,
    /// Ended without an answer of its own.
    Ended,
    Open,
    /// What comes if nobody acts.
    Ahead,
}

/// Something that happened at a moment of a lane.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    pub at: DateTime<Utc>,
    pub x: f64,
    pub what: What,
    /// Still to come.
    pub ahead: bool,
}

/// What a sign stands for, the gravest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Reminder,
    Delegation,
    Overdue,
    Escalation,
    End,
}

/// Signs that would cover each other, as one: the gravest is drawn, all are named.
pub fn gathered(signs: &[Sign]) -> Vec<Vec<Sign>> {
    let mut groups: Vec<Vec<Sign>> = Vec::new();
    let mut signs = signs.to_vec();
    signs.sort_by(|a, b| a.x.total_cmp(&b.x));
    for sign in signs {
        match groups.last_mut() {
            Some(group) if group.iter().any(|other| sign.x - other.x < TOO_CLOSE && sign.ahead == other.ahead) => {
                group.push(sign);
            }
            _ => groups.push(vec![sign]),
        }
    }
    for group in &mut groups {
        group.sort_by_key(|sign| std::cmp::Reverse(sign.what));
    }
    groups
}

impl Scale {
    /// The scale of a request: until it was closed, or until the last thing that comes by itself.
    pub fn of(
        start: DateTime<Utc>,
        now: DateTime<Utc>,
        closed: Option<DateTime<Utc>>,
        last: Option<DateTime<Utc>>,
    ) -> Self {
        let least = |from: DateTime<Utc>, to: DateTime<Utc>| to.max(from + TimeDelta::minutes(1));
        match (closed, last) {
            (Some(closed), _) => {
                Self { start, now: least(start, closed), end: least(start, closed), turn: CLOSED, closed: true }
            }
            (None, Some(last)) => {
                let now = least(start, now);
                Self { start, now, end: least(now, last), turn: NOW, closed: false }
            }
            (None, None) => {
                let now = least(start, now);
                Self { start, now, end: now, turn: NOW_ONLY, closed: false }
            }
        }
    }

    /// The place of a moment.
    pub fn x(&self, at: DateTime<Utc>) -> f64 {
        if at <= self.now {
            part(self.start, at, self.now) * self.turn
        } else {
            // A little before the edge, so that the last sign is whole.
            self.turn + part(self.now, at, self.end) * (97.0 - self.turn)
        }
    }

    /// The ticks of the past and of the future, as many as there is room for.
    pub fn ticks(&self, local: impl Fn(DateTime<Utc>) -> NaiveDateTime) -> Vec<DateTime<Utc>> {
        let mut ticks = round_times(self.start, self.now, room(self.turn), &local);
        if self.end > self.now {
            ticks.extend(round_times(self.now, self.end, room(100.0 - self.turn), &local));
        }
        // Not where "now" has its word.
        ticks.retain(|tick| self.closed || (self.x(*tick) - self.turn).abs() > 6.0);
        ticks
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a small whole number")]
fn room(percent: f64) -> i64 {
    (percent / 100.0 * MOST_TICKS) as i64
}

#[allow(clippy::cast_precision_loss, reason = "a place on a screen")]
fn part(from: DateTime<Utc>, at: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    let whole = (to - from).num_milliseconds().max(1);
    ((at - from).num_milliseconds() as f64 / whole as f64).clamp(0.0, 1.0)
}

/// Round local times between two moments, at most `most`.
fn round_times(
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    most: i64,
    local: &impl Fn(DateTime<Utc>) -> NaiveDateTime,
) -> Vec<DateTime<Utc>> {
    const STEPS: [i64; 16] = [
        60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000,
        7_776_000, 31_536_000,
    ];
    let length = (to - from).num_seconds();
    let step = STEPS.into_iter().find(|step| length / step < most).unwrap_or(STEPS[15]);
    let shown = local(from).and_utc().timestamp();
    let whole = from - TimeDelta::nanoseconds(i64::from(from.timestamp_subsec_nanos()));
    let first = whole + TimeDelta::seconds(step - shown.rem_euclid(step));
    (0..most).map(|no| first + TimeDelta::seconds(no * step)).take_while(|tick| *tick < to).collect()
}

/// The lanes of a request: one for each ask, one for each wait, in the order in which they began.
pub fn lanes(state: &Execution, rows: &[HistoryRow], forecast: &[ForecastRow], scale: &Scale) -> Vec<Lane> {
    let mut lanes: Vec<(DateTime<Utc>, Lane)> =
        state.tasks.iter().map(|(no, task)| (task.at, of_task(state, *no, task, rows, forecast, scale))).collect();
    lanes.extend(waits(rows, forecast, scale));
    lanes.extend(signal_waits(rows, forecast, scale));
    lanes.sort_by_key(|(at, _)| *at);
    lanes.into_iter().map(|(_, lane)| lane).collect()
}

fn bar(scale: &Scale, from: DateTime<Utc>, to: DateTime<Utc>, state: State) -> Bar {
    let x = scale.x(from);
    Bar { from, to, x, width: (scale.x(to) - x).max(NARROWEST), state }
}

fn of_task(
    state: &Execution,
    no: TaskNo,
    task: &Task,
    rows: &[HistoryRow],
    forecast: &[ForecastRow],
    scale: &Scale,
) -> Lane {
    let (end, shown) = match &task.state {
        TaskState::Offered | TaskState::Claimed { .. } => (None, State::Open),
        TaskState::Decided { at, decision, .. } => (
            Some(*at),
            match decision {
                Decision::Approve => State::Approved,
                Decision::Reject => State::Rejected,
                Decision::RequestChanges => State::SentBack,
            },
        ),
        TaskState::Revised { at, .. } => (Some(*at), State::Done),
        TaskState::Closed { at, .. } => (Some(*at), State::Ended),
    };
    let people = match &task.state {
        TaskState::Decided { by, .. } | TaskState::Revised { by, .. } | TaskState::Claimed { by, .. } => vec![*by],
        _ => task.candidates.iter().map(|candidate| candidate.person).collect(),
    };
    let mut bars = vec![bar(scale, task.at, end.unwrap_or(scale.now), shown)];
    let mut signs = signs(no, rows, scale);
    if end.is_none() && task.ask == Ask::Decide {
        let mine: Vec<&ForecastRow> = forecast.iter().filter(|row| row.purpose.step() == Some(task.step)).collect();
        bars.extend(mine.last().map(|last| bar(scale, scale.now, last.at, State::Ahead)));
        signs.extend(mine.into_iter().map(|row| ahead(row, scale)));
    }
    let node = state.steps.get(&task.step).map_or_else(|| task.node.clone(), |step| step.node.clone());
    Lane { node, people, bars, signs }
}

fn ahead(row: &ForecastRow, scale: &Scale) -> Sign {
    let what = match row.purpose {
        Purpose::Reminder { .. } => What::Reminder,
        Purpose::Due { .. } => What::Overdue,
        Purpose::Escalation { .. } => What::Escalation,
        Purpose::Timeout { .. } | Purpose::Wait { .. } | Purpose::SignalTimeout { .. } => What::End,
    };
    Sign { at: row.at, x: scale.x(row.at), what, ahead: true }
}

fn signs(no: TaskNo, rows: &[HistoryRow], scale: &Scale) -> Vec<Sign> {
    let found = rows.iter().flat_map(|row| row.events.iter().map(|event| (row.at, event)));
    let found = found.filter_map(|(at, event)| {
        let what = match event {
            Event::TaskReminded { task, .. } if *task == no => What::Reminder,
            Event::TaskBecameOverdue { task } if *task == no => What::Overdue,
            Event::TaskEscalated { task, .. } if *task == no => What::Escalation,
            Event::TaskDelegated { task, .. } if *task == no => What::Delegation,
            _ => return None,
        };
        Some(Sign { at, x: scale.x(at), what, ahead: false })
    });
    found.collect()
}

/// The waits: from when one was set to when it was left.
fn waits(rows: &[HistoryRow], forecast: &[ForecastRow], scale: &Scale) -> Vec<(DateTime<Utc>, Lane)> {
    let events = || rows.iter().flat_map(|row| row.events.iter().map(|event| (row.at, event)));
    let begun = events().filter_map(|(at, event)| match event {
        Event::TimerSet { timer, set } => match set.purpose {
            Purpose::Wait { token } => Some((at, *timer, token)),
            _ => None,
        },
        _ => None,
    });
    let lane = |(at, timer, token)| {
        let ended = events().find_map(|(when, event)| match event {
            Event::TimerFired { timer: fired, .. } if *fired == timer => Some((when, State::Done)),
            Event::TimerCancelled { timer: gone } if *gone == timer => Some((when, State::Ended)),
            _ => None,
        });
        let mut node = events().filter(|(when, _)| *when <= at).filter_map(|(_, event)| match event {
            Event::NodeEntered { token: came, node, .. } if *came == token => Some(node.clone()),
            _ => None,
        });
        let node = node.next_back().unwrap_or_else(|| NodeId::from(""));
        (at, of_wait(node, at, ended, Purpose::Wait { token }, forecast, scale))
    };
    begun.map(lane).collect()
}

/// The waits for signals: from when one was awaited to when it came, or was awaited no more.
fn signal_waits(rows: &[HistoryRow], forecast: &[ForecastRow], scale: &Scale) -> Vec<(DateTime<Utc>, Lane)> {
    let events = || rows.iter().flat_map(|row| row.events.iter().map(|event| (row.at, event)));
    let begun = events().filter_map(|(at, event)| match event {
        Event::SignalAwaited { wait, node, .. } => Some((at, *wait, node.clone())),
        _ => None,
    });
    let lane = |(at, no, node)| {
        let ended = events().find_map(|(when, event)| match event {
            Event::SignalReceived { wait: Some(wait), .. } | Event::SignalMatched { wait, .. } if *wait == no => {
                Some((when, State::Done))
            }
            Event::SignalMissed { wait } if *wait == no => Some((when, State::Ended)),
            _ => None,
        });
        (at, of_wait(node, at, ended, Purpose::SignalTimeout { wait: no }, forecast, scale))
    };
    begun.map(lane).collect()
}

/// A wait as a lane: what it took, and when it ends by itself.
fn of_wait(
    node: NodeId,
    at: DateTime<Utc>,
    ended: Option<(DateTime<Utc>, State)>,
    purpose: Purpose,
    forecast: &[ForecastRow],
    scale: &Scale,
) -> Lane {
    let (to, state) = ended.unwrap_or((scale.now, State::Open));
    let mut bars = vec![bar(scale, at, to, state)];
    let mut signs = vec![];
    if ended.is_none() {
        let end = forecast.iter().find(|row| row.purpose == purpose);
        bars.extend(end.map(|row| bar(scale, scale.now, row.at, State::Ahead)));
        signs.extend(end.map(|row| ahead(row, scale)));
    }
    Lane { node, people: vec![], bars, signs }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;
    use engine::ids::StepNo;

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 3, day, hour, 0, 0).unwrap()
    }

    #[test]
    fn past_and_future_have_scales_of_their_own() {
        let scale = Scale::of(at(2, 9), at(2, 19), None, Some(at(12, 19)));
        assert!((scale.x(at(2, 9)) - 0.0).abs() < 0.01);
        assert!((scale.x(at(2, 14)) - 33.0).abs() < 0.01);
        assert!((scale.x(at(2, 19)) - 66.0).abs() < 0.01);
        assert!((scale.x(at(7, 19)) - 81.5).abs() < 0.01);
        let closed = Scale::of(at(2, 9), at(20, 9), Some(at(3, 9)), None);
        assert!((closed.x(at(2, 21)) - CLOSED / 2.0).abs() < 0.01);
        assert!((closed.x(at(9, 9)) - closed.x(at(3, 9))).abs() < 0.01);
    }

    #[test]
    fn signs_of_one_moment_are_one() {
        let sign = |x: f64, what: What| Sign { at: at(2, 9), x, what, ahead: false };
        let groups = gathered(&[sign(50.0, What::Reminder), sign(10.0, What::Reminder), sign(50.2, What::Overdue)]);
        let drawn: Vec<(What, usize)> = groups.iter().map(|group| (group[0].what, group.len())).collect();
        assert_eq!(drawn, [(What::Reminder, 1), (What::Overdue, 2)]);
    }

    #[test]
    fn ticks_are_round_local_times() {
        let scale = Scale::of(at(2, 9), at(6, 10), Some(at(6, 10)), None);
        let berlin = |moment: DateTime<Utc>| moment.naive_utc() + TimeDelta::hours(1);
        let ticks: Vec<String> =
            scale.ticks(berlin).into_iter().map(|tick| berlin(tick).format("%d %H:%M").to_string()).collect();
        assert_eq!(ticks, ["03 00:00", "04 00:00", "05 00:00", "06 00:00"]);
    }

    #[test]
    fn an_open_task_has_its_past_and_what_comes() {
        let task = Task {
            step: StepNo(0),
            node: NodeId::from("budget"),
            round: 1,
            ask: Ask::Decide,
            candidates: vec![],
            at: at(2, 9),
            due_at: None,
            escalations: 0,
            state: TaskState::Offered,
        };
        let mut state = Execution::default();
        state.tasks.insert(TaskNo(0), task);
        let scale = Scale::of(at(2, 9), at(3, 9), None, Some(at(5, 9)));
        let reminder = ForecastRow {
            at: at(4, 9),
            node: NodeId::from("budget"),
            step: String::new(),
            purpose: Purpose::Reminder { step: StepNo(0), number: 1 },
            what: String::new(),
            events: vec![],
        };
        let lanes = lanes(&state, &[], &[reminder], &scale);
        let states: Vec<State> = lanes[0].bars.iter().map(|bar| bar.state).collect();
        assert_eq!(states, [State::Open, State::Ahead]);
        assert_eq!((lanes[0].signs[0].what, lanes[0].signs[0].ahead), (What::Reminder, true));
    }
}
