//! The timeline as data: what belongs together is one moment, moments stand under their day. Pure.

use chrono::{DateTime, Utc};
use engine::Command;
use engine::event::Event;
use engine::narrate::{Line, Told};
use runtime::read::HistoryRow;

/// What happened at once, told as one thing with what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub main: Line,
    pub then: Vec<Line>,
}

/// What happened at once: number, moment, and each line with whether it closes the request.
type Group = (i64, DateTime<Utc>, Vec<(Line, bool)>);

/// The moments of a history without its noise. What the directory answered belongs to what asked it;
/// the end of the request stands by itself.
pub fn moments(told: &[Told], rows: &[HistoryRow]) -> Vec<Moment> {
    let mut groups: Vec<Group> = Vec::new();
    for (told, row) in told.iter().zip(rows) {
        let lines = told.lines.iter().zip(&row.events).filter(|(line, _)| !line.noise);
        let lines = lines.map(|(line, event)| (line.clone(), matches!(event, Event::ExecutionClosed { .. })));
        match groups.last_mut() {
            Some((_, _, group)) if matches!(row.command, Command::PeopleResolved { .. }) => group.extend(lines),
            _ => groups.push((told.seq, told.at, lines.collect())),
        }
    }
    let mut moments: Vec<Moment> = Vec::new();
    for (seq, at, lines) in groups {
        let mut open = false;
        for (main, closes) in lines {
            match moments.last_mut() {
                Some(moment) if open && !closes => moment.then.push(main),
                _ => {
                    moments.push(Moment { seq, at, main, then: vec![] });
                    open = true;
                }
            }
        }
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
    use engine::ids::{NodeId, QueryNo, TimerNo};
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
        let noise = Line { noise: true, ..line("noise") };
        let history = [
            told(1, Command::FireTimer { timer: TimerNo(0) }, vec![(noise, event())]),
            told(
                2,
                Command::PeopleResolved { query: QueryNo(0), found: vec![] },
                vec![(line("went to Bo"), event()), (line("told Cem"), event())],
            ),
            told(
                3,
                Command::FireTimer { timer: TimerNo(1) },
                vec![
                    (line("time is over"), event()),
                    (line("closed"), Event::ExecutionClosed { outcome: Outcome::Rejected }),
                ],
            ),
        ];
        let (told, rows): (Vec<Told>, Vec<HistoryRow>) = history.into_iter().unzip();
        let found: Vec<(i64, String, usize)> = moments(&told, &rows)
            .into_iter()
            .map(|moment| (moment.seq, moment.main.sentence, moment.then.len()))
            .collect();
        assert_eq!(
            found,
            [(1, "went to Bo".to_owned(), 1), (3, "time is over".to_owned(), 0), (3, "closed".to_owned(), 0)]
        );
    }

    #[test]
    fn neighbours_with_the_same_heading_are_grouped() {
        let groups =
            grouped(vec![1, 3, 2, 5], |number| if number % 2 == 0 { "even".to_owned() } else { "odd".to_owned() });
        assert_eq!(groups, [("odd".to_owned(), vec![1, 3]), ("even".to_owned(), vec![2]), ("odd".to_owned(), vec![5])]);
    }
}
