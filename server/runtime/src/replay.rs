//! Replays every history: folds it again, decides every command again, and compares with what is stored.

use engine::{Command, Definition, Event, Execution};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::Result;
use crate::runtime::Runtime;
use crate::store::transitions::{self, Stored};
use crate::verify::{Difference, Report, Subject, moved, some};

/// Transitions read at once.
const ROWS: i64 = 1_000;

/// Replays every history and says what differs.
pub async fn replay(runtime: &Runtime) -> Result<Report> {
    let mut report = Report::default();
    let mut conn = runtime.pool().acquire().await?;
    let mut after = (-1, Uuid::nil());
    loop {
        let subjects = some(&mut conn, after).await?;
        let Some(last) = subjects.last() else { return Ok(report) };
        after = (last.id.shard, last.id.id);
        for mut subject in subjects {
            let definition =
                runtime.definitions.get(&mut conn, subject.org, &subject.definition_key, subject.version).await?;
            let mut found = Report::default();
            check(&mut conn, &subject, &definition, &mut found).await?;
            while let Some(now) = moved(&mut conn, &subject, &found).await? {
                (subject, found) = (now, Report::default());
                check(&mut conn, &subject, &definition, &mut found).await?;
            }
            report.add(found);
        }
    }
}

async fn check(conn: &mut PgConnection, subject: &Subject, definition: &Definition, report: &mut Report) -> Result<()> {
    report.executions += 1;
    let mut state = Execution::default();
    let mut seq = 0;
    loop {
        let rows = transitions::after(conn, subject.id, seq, ROWS).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            report.transitions += 1;
            seq = row.seq;
            if let Err(what) = step(definition, &mut state, &row) {
                report.differences.push(Difference { execution: subject.id, seq: Some(seq), what });
            }
        }
    }
    let stored: Result<Execution, _> = serde_json::from_value(subject.state.clone());
    let what = match stored {
        Ok(stored) if stored == state => return Ok(()),
        Ok(_) => "the stored state is not what the history gives".to_owned(),
        Err(error) => format!("the stored state cannot be read: {error}"),
    };
    report.differences.push(Difference { execution: subject.id, seq: None, what });
    Ok(())
}

/// Decides the row's command again, compares, and applies what is stored.
fn step(definition: &Definition, state: &mut Execution, row: &Stored) -> Result<(), String> {
    let command: Command =
        serde_json::from_str(&row.command).map_err(|error| format!("its command cannot be read: {error}"))?;
    let events: Vec<Event> =
        serde_json::from_str(&row.events).map_err(|error| format!("its events cannot be read: {error}"))?;
    let again = engine::decide(definition, state, &command, row.at);
    for event in &events {
        engine::apply(state, row.at, event);
    }
    match again {
        Ok(again) if again == events => Ok(()),
        Ok(_) => Err("the command, decided again, gives other events".to_owned()),
        Err(rejection) => Err(format!("the command, decided again, is refused: {rejection}")),
    }
}
