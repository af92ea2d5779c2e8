//! Replays every history: folds it again, decides every command again, and compares with what is stored and shown.

use std::error::Error as _;

use engine::{Command, Definition, Event, Execution};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::ids::ExecutionId;
use crate::runtime::Runtime;
use crate::shown;
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
        let upto = subjects.last().map_or((i16::MAX, Uuid::max()), |last| (last.id.shard, last.id.id));
        report.differences.extend(ownerless(&mut conn, after, upto).await?);
        if subjects.is_empty() {
            return Ok(report);
        }
        after = upto;
        for mut subject in subjects {
            let mut found = one(runtime, &mut conn, &subject).await?;
            while let Some(now) = moved(&mut conn, &subject, &found).await? {
                subject = now;
                found = one(runtime, &mut conn, &subject).await?;
            }
            report.add(found);
        }
    }
}

/// History whose execution is not there, after one execution's place and up to another's.
async fn ownerless(conn: &mut PgConnection, after: (i16, Uuid), upto: (i16, Uuid)) -> Result<Vec<Difference>> {
    let rows = sqlx::query!(
        "select distinct t.shard, t.execution_id
        from transitions t
        where (t.shard, t.execution_id) > ($1, $2) and (t.shard, t.execution_id) <= ($3, $4)
            and not exists (select 1 from executions e where e.shard = t.shard and e.id = t.execution_id)",
        after.0,
        after.1,
        upto.0,
        upto.1
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Difference {
            execution: ExecutionId { shard: row.shard, id: row.execution_id },
            seq: None,
            what: "there is a history but no execution".to_owned(),
        })
        .collect())
}

async fn one(runtime: &Runtime, conn: &mut PgConnection, subject: &Subject) -> Result<Report> {
    let mut report = Report::default();
    let definition = runtime.definitions.get(conn, subject.org, &subject.definition_key, subject.version).await;
    match definition {
        Ok(definition) => check(conn, subject, &definition, &mut report).await?,
        Err(error @ Error::Unavailable(_)) => return Err(error),
        Err(error) => {
            let cause = error.source().map_or_else(|| "it is not there".to_owned(), ToString::to_string);
            let what = format!("version {} of {} cannot be read: {cause}", subject.version, subject.definition_key);
            report.executions += 1;
            report.differences.push(Difference { execution: subject.id, seq: None, what });
        }
    }
    Ok(report)
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
    let mut differ = |what: String| report.differences.push(Difference { execution: subject.id, seq: None, what });
    if seq == 0 {
        differ("there is an execution but no history".to_owned());
        return Ok(());
    }
    let stored: Result<Execution, _> = serde_json::from_value(subject.state.clone());
    match stored {
        Ok(stored) if stored == state => {}
        Ok(_) => differ("the stored state is not what the history gives".to_owned()),
        Err(error) => differ(format!("the stored state cannot be read: {error}")),
    }
    shown::differences(conn, subject.id, seq, &state).await?.into_iter().for_each(differ);
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
