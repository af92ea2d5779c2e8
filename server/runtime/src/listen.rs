//! Changes as they happen, from every process: one LISTEN connection a process. Only a hint; what it says may be
//! late or lost, and everything works without it.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::postgres::PgListener;
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

use crate::error::Result;
use crate::ids::{ExecutionId, OrgRef};
use crate::runtime::Runtime;

const CHANNEL: &str = "countersign";
/// Changes that a slow reader may fall behind before it is told to look at everything again.
const KEPT: usize = 1_024;
const PAUSE: Duration = Duration::from_secs(1);

/// Something that open pages may want to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// This request is now at transition `seq`.
    Moved { org: Uuid, execution: ExecutionId, seq: i64 },
    /// The connection was lost for a while: anything may have changed.
    Missed,
}

#[derive(Serialize, Deserialize)]
struct Note {
    org: Uuid,
    execution: ExecutionId,
    seq: i64,
    /// Whether a timer was set.
    timer: bool,
    /// Whether mail was queued.
    #[serde(default)]
    mail: bool,
}

/// Who has to be woken by a commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wakes {
    pub timers: bool,
    pub mail: bool,
}

/// Says at commit that a request has moved.
pub(crate) async fn notify(
    conn: &mut PgConnection,
    org: OrgRef,
    execution: ExecutionId,
    seq: i64,
    wakes: Wakes,
) -> Result<()> {
    let note = serde_json::to_string(&Note { org: org.id, execution, seq, timer: wakes.timers, mail: wakes.mail })?;
    sqlx::query!("select pg_notify($1, $2)", CHANNEL, note).execute(conn).await?;
    Ok(())
}

/// Starts listening until `shutdown` is true. Subscribe to the sender for the changes.
#[must_use]
pub fn listen(runtime: &Runtime, shutdown: watch::Receiver<bool>) -> broadcast::Sender<Change> {
    let (changes, _) = broadcast::channel(KEPT);
    tokio::spawn(follow(runtime.clone(), changes.clone(), shutdown));
    changes
}

async fn follow(runtime: Runtime, changes: broadcast::Sender<Change>, mut shutdown: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            ended = hear(&runtime, &changes) => {
                if let Err(error) = ended {
                    tracing::warn!(%error, "the connection for live updates was lost");
                }
            }
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
        tokio::select! {
            () = tokio::time::sleep(PAUSE) => {}
            _ = shutdown.wait_for(|stop| *stop) => return,
        }
    }
}

async fn hear(runtime: &Runtime, changes: &broadcast::Sender<Change>) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(runtime.pool()).await?;
    listener.listen(CHANNEL).await?;
    // Nobody listens before the first subscriber; that is no failure.
    let _ = changes.send(Change::Missed);
    runtime.timer_set.notify_one();
    while let Some(notification) = listener.try_recv().await? {
        let Ok(note) = serde_json::from_str::<Note>(notification.payload()) else { continue };
        if note.timer {
            runtime.timer_set.notify_one();
        }
        if note.mail {
            runtime.mail_queued.notify_one();
        }
        let _ = changes.send(Change::Moved { org: note.org, execution: note.execution, seq: note.seq });
    }
    Ok(())
}
