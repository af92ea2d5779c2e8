//! Signals as lines: what is waited for, what came, and what did not come in time.

use super::words::{and, is, or, quoted};
use super::{Line, Narrator, Tone};
use crate::event::Event;
use crate::execution::{Execution, Purpose, SignalWait, WaitsFor};
use crate::ids::WaitNo;
use crate::nodes::{Kind, Signal};

impl Narrator<'_> {
    pub(super) fn signal(&self, before: &Execution, event: &Event) -> Line {
        match event {
            Event::SignalAwaited { node, name, .. } => {
                let sentence = format!("{} waits for the signal {} from outside.", self.at(node), quoted(name));
                Line::new("Waits", "wait", sentence).node(Some(node.clone()))
            }
            Event::SignalReceived { wait, name, by, .. } => {
                let node = wait.and_then(|wait| before.waits.get(&wait)).map(|wait| wait.node.clone());
                let early = if wait.is_none() { ", before it is waited for; it is kept" } else { "" };
                let line = match by {
                    Some(by) => {
                        let sentence = format!("{} sent the signal {}{early}.", self.name(*by), quoted(name));
                        Line::new("Signal", "send", sentence).by(*by)
                    }
                    None => Line::new("Signal", "send", format!("The signal {} came{early}.", quoted(name))),
                };
                line.node(node)
            }
            Event::SignalMatched { wait, name, .. } => {
                let node = before.waits.get(wait).map(|wait| wait.node.clone());
                let sentence = format!("The signal {} had come already.", quoted(name));
                Line::new("Signal", "send", sentence).node(node)
            }
            Event::SignalMissed { wait } => self.missed(before, *wait),
            _ => Line::default().noise(),
        }
    }

    fn missed(&self, before: &Execution, no: WaitNo) -> Line {
        let Some(wait) = before.waits.get(&no) else { return Line::default().noise() };
        let waits_on = before.timers.values().any(|timer| timer.purpose == Purpose::SignalTimeout { wait: no });
        let timed_out = !waits_on && self.awaited(wait).is_some_and(|signal| signal.timeout.is_some());
        let (place, name) = (self.at(&wait.node), quoted(&wait.name));
        let line = if timed_out {
            Line::new("Time is over", "clock", format!("The signal {name} did not come in time at {place}."))
                .tone(Tone::Attention)
        } else {
            Line::new("Wait ended", "dot", format!("The signal {name} is waited for no more at {place}.")).noise()
        };
        line.node(Some(wait.node.clone()))
    }

    /// What a wait waits for, who can send it, and what happens if nobody does; none where an incident says more.
    pub(super) fn signal_waits(&self, execution: &Execution, no: WaitNo, wait: &SignalWait) -> Option<String> {
        let token = execution.tokens.get(&wait.token)?;
        if !matches!(token.waits_for, WaitsFor::Signal(_)) {
            return None;
        }
        let (place, since) = (self.at(&wait.node), (self.moment)(wait.since));
        let waits = format!("Waits for the signal {} from outside at {place} since {since}.", quoted(&wait.name));
        let people = self.names(wait.people.iter().copied());
        let who = if people.is_empty() {
            "A program sends it.".to_owned()
        } else if self.awaited(wait).is_some_and(|signal| signal.webhook) {
            format!("A program sends it, or {} by the link in a mail.", or(&people))
        } else {
            format!("{} {} asked for it by mail.", and(&people), is(people.len()))
        };
        let timeout = execution.timers.values().find(|timer| timer.purpose == Purpose::SignalTimeout { wait: no });
        let next = match timeout {
            Some(timer) => format!("If it does not come, it goes on without it on {}.", (self.moment)(timer.due_at)),
            None => "Nothing happens by itself: it waits as long as it takes.".to_owned(),
        };
        Some(format!("{waits} {who} {next}"))
    }

    fn awaited(&self, wait: &SignalWait) -> Option<&Signal> {
        match &self.definition.node(&wait.node)?.does {
            Kind::Signal(signal) => Some(signal),
            _ => None,
        }
    }
}

/// A signal that will not come in time.
pub(super) fn will_miss(before: &Execution, purpose: Purpose) -> Line {
    let name = match purpose {
        Purpose::SignalTimeout { wait } => before.waits.get(&wait).map(|wait| format!(" {}", quoted(&wait.name))),
        _ => None,
    };
    let sentence = format!("The signal{} has not come in time.", name.unwrap_or_default());
    Line::new("Time is over", "clock", sentence).tone(Tone::Attention)
}
