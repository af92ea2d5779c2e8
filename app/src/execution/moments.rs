//! The timeline as data: what belongs together is one moment, moments stand under their day. Pure.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use engine::Command;
use engine::event::Event;
use engine::ids::NodeId;
use engine::narrate::{Line, Told};
use runtime::read::HistoryRow;

/// What happened at once, told as one thing with what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub seq: i64,
    /// Which of those of one transition it is, from 0.
    pub part: usize,
    pub at: DateTime<Utc>,
    pub main: Line,
    pub then: Vec<Line>,
    /// The nodes that it is about, with those that only its noise names.
    pub nodes: BTreeSet<NodeId>,
}

impl Moment {
    /// Its id on the page.
    pub fn id(&self) -> String {
        match self.part {
            0 => format!("entry-{}", self.seq),
            part => format!("entry-{}-{part}", self.seq),
        }
    }
}

/// For each node the latest of these moments that is about it, by its place in the list.
pub fn latest(moments: &[Moment]) -> BTreeMap<&NodeId, usize> {
    moments.iter().enumerate().flat_map(|(no, moment)| moment.nodes.iter().map(move |node| (node, no))).collect()
}

/// What happened at once: number, moment, and each line with whether it closes the request.
type Group = (i64, DateTime<Utc>, Vec<(Line, bool)>);

/// The moments of a history without its noise. What the directory answered belongs to what asked it;
/// the end of the request stands by itself.
pub fn moments(told: &[Told], rows: &[HistoryRow]) -> Vec<Moment> {
    let mut groups: Vec<Group> = Vec::new();
    for (told, row) in told.iter().zip(rows) {
        let lines = told.lines.iter().zip(&row.events);
        let lines = lines.map(|(line, event)| (line.clone(), matches!(event, Event::ExecutionClosed { .. })));
        match groups.last_mut() {
            Some((_, _, group)) if matches!(row.command, Command::PeopleResolved { .. }) => group.extend(lines),
            _ => groups.push((told.seq, told.at, lines.collect())),
        }
    }
    let mut moments: Vec<Moment> = Vec::new();
    for (seq, at, lines) in groups {
        let first = moments.len();
        let (noise, lines): (Vec<_>, Vec<_>) = lines.into_iter().partition(|(line, _)| line.noise);
        for (main, closes) in lines {
            let part = moments.len() - first;
            match moments.last_mut() {
                Some(moment) if part > 0 && !closes => {
                    moment.nodes.extend(main.node.clone());
                    moment.then.push(main);
                }
                _ => {
                    let nodes = main.node.iter().cloned().collect();
                    moments.push(Moment { seq, part, at, main, then: vec![], nodes });
                }
            }
        }
        // What is only noise, as coming to an end, belongs to the last thing that is told of the same time.
        let Some((last, earlier)) = moments.get_mut(first..).and_then(<[Moment]>::split_last_mut) else { continue };
        let silent = noise.into_iter().filter_map(|(line, _)| line.node);
        last.nodes.extend(silent.filter(|node| !earlier.iter().any(|moment| moment.nodes.contains(node))));
    }
    moments
}

/// Neighbours with the same heading, each list under it: moments under their days.
pub fn grouped<T>(items: Vec<T>, heading: impl Fn(&T) -> String) -> Vec<(String, Vec<T>)> {
    let mut groups: Vec<(String, Vec<T>)> = Vec::new();
    for item in items {
        let name = heading(&item);
        match groups.last_mut() {
            Some((last, group)) if *last == name => group.push(item),
            _ => groups.push((name, vec![item])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::ids::{QueryNo, TimerNo};
    use engine::nodes::end::Outcome;
    use runtime::Channel;

    fn line(sentence: &str) -> Line {
        Line { sentence: sentence.to_owned(), ..Line::default() }
    }

    fn told(seq: i64, command: Command, lines: Vec<(Line, Event)>) -> (Told, HistoryRow) {
        let (lines, events) = lines.into_iter().unzip();
        let at = DateTime::UNIX_EPOCH;
        (
            Told { seq, at, lines },
            HistoryRow { seq, at, actor: None, channel: Channel::Timer, command, events, hash: String::new() },
        )
    }

    #[test]
    fn what_follows_at_once_belongs_to_its_cause_and_the_end_stands_alone() {
        let event = || Event::StepOpened {
            step: engine::ids::StepNo(0),
            token: engine::ids::TokenNo(0),
            node: NodeId::from("a"),
        };
        let at = |node: &str, line: Line| Line { node: Some(NodeId::from(node)), ..line };
        let noise = |node: &str| at(node, Line { noise: true, ..line("noise") });
        let history = [
            told(1, Command::FireTimer { timer: TimerNo(0) }, vec![(noise("a"), event())]),
            told(
                2,
                Command::PeopleResolved { query: QueryNo(0), found: vec![] },
                vec![(line("went to Bo"), event()), (line("told Cem"), event())],
            ),
            told(
                3,
                Command::FireTimer { timer: TimerNo(1) },
                vec![
                    (at("b", line("time is over")), event()),
                    (noise("end"), event()),
                    (noise("b"), event()),
                    (line("closed"), Event::ExecutionClosed { outcome: Outcome::Rejected }),
                ],
            ),
        ];
        let (told, rows): (Vec<Told>, Vec<HistoryRow>) = history.into_iter().unzip();
        let found = moments(&told, &rows);
        let said: Vec<_> =
            found.iter().map(|moment| (moment.id(), moment.main.sentence.as_str(), moment.then.len())).collect();
        let expected = [("entry-1", "went to Bo", 1), ("entry-3", "time is over", 0), ("entry-3-1", "closed", 0)];
        assert_eq!(said, expected.map(|(id, sentence, then)| (id.to_owned(), sentence, then)));
        // The node that only noise names has its entry all the same; the end's is the closing.
        let latest = latest(&found);
        assert_eq!(
            latest,
            BTreeMap::from([(&NodeId::from("a"), 0), (&NodeId::from("b"), 1), (&NodeId::from("end"), 2)])
        );
    }

    #[test]
    fn neighbours_with_the_same_heading_are_grouped() {
        let groups =
            grouped(vec![1, 3, 2, 5], |number| if number % 2 == 0 { "even".to_owned() } else { "odd".to_owned() });
        assert_eq!(groups, [("odd".to_owned(), vec![1, 3]), ("even".to_owned(), vec![2]), ("odd".to_owned(), vec![5])]);
    }
}
