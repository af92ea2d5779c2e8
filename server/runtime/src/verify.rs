//! Checks the hash chains: every row's hash, every number, every head. Finds what was changed, added or taken away.

use serde::Serialize;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::chain::{self, hex};
use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef};
use crate::runtime::Runtime;
use crate::store::transitions;

/// Executions read at once.
const BATCH: i64 = 200;
/// Transitions read at once.
const ROWS: i64 = 1_000;

/// What a check of all histories found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub executions: u64,
    pub transitions: u64,
    pub differences: Vec<Difference>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    pub execution: ExecutionId,
    /// The transition; none when it is about the execution as a whole.
    pub seq: Option<i64>,
    pub what: String,
}

/// An execution under check.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub org: OrgRef,
    pub id: ExecutionId,
    pub definition_key: String,
    pub version: i32,
    pub seq: i64,
    pub head: Vec<u8>,
    pub state: serde_json::Value,
}

/// Checks every hash chain.
pub async fn verify(runtime: &Runtime) -> Result<Report> {
    let mut report = Report::default();
    let mut conn = runtime.pool().acquire().await?;
    let mut after = (-1, Uuid::nil());
    loop {
        let subjects = some(&mut conn, after).await?;
        let Some(last) = subjects.last() else { return Ok(report) };
        after = (last.id.shard, last.id.id);
        for mut subject in subjects {
            let mut found = Report::default();
            check(&mut conn, &subject, &mut found).await?;
            while let Some(now) = moved(&mut conn, &subject, &found).await? {
                (subject, found) = (now, Report::default());
                check(&mut conn, &subject, &mut found).await?;
            }
            report.add(found);
        }
    }
}

impl Report {
    pub(crate) fn add(&mut self, found: Self) {
        self.executions += found.executions;
        self.transitions += found.transitions;
        self.differences.extend(found.differences);
    }
}

/// The execution as it is by now, when it differs and has moved since it was read: on a live server a person may have
/// acted between the reading of the execution and that of its history, which is no difference.
pub(crate) async fn moved(conn: &mut PgConnection, read: &Subject, found: &Report) -> Result<Option<Subject>> {
    if found.differences.is_empty() {
        return Ok(None);
    }
    let row = sqlx::query!(
        "select definition_key, version, seq, head, state from executions where shard = $1 and id = $2",
        read.id.shard,
        read.id.id
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.filter(|row| row.seq > read.seq && row.head != read.head).map(|row| Subject {
        definition_key: row.definition_key,
        version: row.version,
        seq: row.seq,
        head: row.head,
        state: row.state,
        ..*read
    }))
}

async fn check(conn: &mut PgConnection, subject: &Subject, report: &mut Report) -> Result<()> {
    report.executions += 1;
    let mut differ = |seq, what: String| report.differences.push(Difference { execution: subject.id, seq, what });
    let (mut head, mut seq) = (chain::ROOT.to_vec(), 0);
    loop {
        let rows = transitions::after(conn, subject.id, seq, ROWS).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            report.transitions += 1;
            if row.seq != seq + 1 {
                differ(Some(row.seq), format!("transition {} is missing", seq + 1));
            }
            let hash = row.link(subject.id).after(&head);
            if hash.as_slice() != row.hash {
                differ(Some(row.seq), format!("its hash is {}, the row gives {}", hex(&row.hash), hex(&hash)));
            }
            (head, seq) = (row.hash, row.seq);
        }
    }
    if seq != subject.seq {
        differ(None, format!("history ends at transition {seq}, the execution says {}", subject.seq));
    } else if head != subject.head {
        differ(None, "the last transition's hash is not the execution's head".to_owned());
    }
    Ok(())
}

/// The next executions after this one, over all shards.
pub(crate) async fn some(conn: &mut PgConnection, after: (i16, Uuid)) -> Result<Vec<Subject>> {
    let rows = sqlx::query!(
        "select shard, id, org_id, definition_key, version, seq, head, state
        from executions
        where (shard, id) > ($1, $2)
        order by shard, id
        limit $3",
        after.0,
        after.1,
        BATCH
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Subject {
            org: OrgRef { shard: row.shard, id: row.org_id },
            id: ExecutionId { shard: row.shard, id: row.id },
            definition_key: row.definition_key,
            version: row.version,
            seq: row.seq,
            head: row.head,
            state: row.state,
        })
        .collect())
}
