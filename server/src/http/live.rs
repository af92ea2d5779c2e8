//! Live updates: server-sent events that say "something you may see has changed". What changed is asked for afresh by
//! the page, so an event that is lost or comes twice does no harm.

use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::visit;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use runtime::{Caller, Change, ExecutionId, Runtime, may_see};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_stream::wrappers::ReceiverStream;
use tower_sessions::Session;
use uuid::Uuid;

/// Changes that come together are told together.
const GATHER: Duration = Duration::from_millis(100);
/// A connection ends after this time and comes again, so that who may listen is asked again.
const LONGEST: Duration = Duration::from_mins(10);
const RETRY: Duration = Duration::from_secs(2);

/// How far the clocks of two processes may be apart.
const APART: TimeDelta = TimeDelta::milliseconds(250);

/// What the handler needs.
#[derive(Debug, Clone)]
pub struct Live {
    runtime: Runtime,
    changes: broadcast::Sender<Change>,
    shutdown: watch::Receiver<bool>,
    heard: Heard,
}

impl Live {
    /// Begins to listen.
    pub fn new(runtime: Runtime, changes: broadcast::Sender<Change>, shutdown: watch::Receiver<bool>) -> Self {
        let heard = Heard::default();
        tokio::spawn(heard.clone().follow(changes.subscribe(), runtime.clone()));
        Self { runtime, changes, shutdown, heard }
    }
}

/// When something of an organisation was last heard to change, by its id; by the nil id, when anything may have.
/// A page that was on its way to the browser at that moment has to ask again.
#[derive(Debug, Clone, Default)]
struct Heard(Arc<Mutex<HashMap<Uuid, DateTime<Utc>>>>);

impl Heard {
    async fn follow(self, mut changes: broadcast::Receiver<Change>, runtime: Runtime) {
        loop {
            let org = match changes.recv().await {
                Ok(Change::Moved { org, .. }) => org,
                Ok(Change::Missed) | Err(RecvError::Lagged(_)) => Uuid::nil(),
                Err(RecvError::Closed) => return,
            };
            self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(org, runtime.clock().now());
        }
    }

    fn anything_since(&self, org: Uuid, at: DateTime<Utc>) -> bool {
        let heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        [org, Uuid::nil()].iter().filter_map(|org| heard.get(org)).any(|last| *last > at - APART)
    }
}

/// When the page was made, in milliseconds since 1970.
#[derive(Debug, serde::Deserialize)]
pub struct Page {
    at: Option<String>,
}

impl Page {
    fn made_at(&self) -> Option<DateTime<Utc>> {
        self.at.as_deref()?.parse().ok().and_then(DateTime::from_timestamp_millis)
    }
}

/// `GET /live`. 204 tells a browser not to come again, and so would any failure: so a database that is away is told as
/// a stream that ends at once.
pub async fn follow(
    State(live): State<Live>,
    Query(page): Query<Page>,
    session: Session,
    headers: HeaderMap,
) -> Response {
    let caller = match visit::caller(&live.runtime, &session).await {
        Ok(Some(caller)) => caller,
        Ok(None) => return StatusCode::NO_CONTENT.into_response(),
        Err(_) => {
            return Sse::new(tokio_stream::once(Ok::<_, Infallible>(Event::default().retry(RETRY)))).into_response();
        }
    };
    let returning = headers.contains_key("last-event-id");
    let (events, stream) = mpsc::channel(4);
    tokio::spawn(tell(live, caller, page.made_at().filter(|_| !returning), events));
    Sse::new(ReceiverStream::new(stream)).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response()
}

type Events = mpsc::Sender<Result<Event, Infallible>>;

/// Sends until the browser goes, the server stops, or the connection is old. `made_at` is when a new page was made; none:
/// the browser comes back.
async fn tell(live: Live, caller: Caller, made_at: Option<DateTime<Utc>>, events: Events) {
    let mut changes = live.changes.subscribe();
    let mut shutdown = live.shutdown.clone();
    let end = Instant::now() + LONGEST;
    // An id without data shows nothing; coming back with it tells us that changes may have been missed.
    let first = Event::default().id("0").retry(RETRY);
    let missed = made_at.is_none_or(|at| live.heard.anything_since(caller.org.id, at));
    let first = if missed { first.data("again") } else { first };
    if events.send(Ok(first)).await.is_err() {
        return;
    }
    loop {
        let batch = tokio::select! {
            batch = gather(&mut changes, &caller) => batch,
            () = events.closed() => return,
            _ = shutdown.wait_for(|stop| *stop) => return,
            () = sleep_until(end) => return,
        };
        let concerns = match batch {
            Batch::Everything => true,
            Batch::These(executions) => any_visible(&live.runtime, &caller, executions).await,
            Batch::Ended => return,
        };
        if concerns && events.send(Ok(Event::default().id("0").data("changed"))).await.is_err() {
            return;
        }
    }
}

/// What has changed in an organisation within a moment.
enum Batch {
    These(BTreeSet<ExecutionId>),
    /// Some changes were missed.
    Everything,
    Ended,
}

async fn gather(changes: &mut broadcast::Receiver<Change>, caller: &Caller) -> Batch {
    let mut seen = BTreeSet::new();
    let mut end = None;
    loop {
        let change = tokio::select! {
            change = changes.recv() => change,
            () = at(end) => return Batch::These(seen),
        };
        match change {
            Ok(Change::Moved { org, execution, .. }) if org == caller.org.id => {
                seen.insert(execution);
                end.get_or_insert(Instant::now() + GATHER);
            }
            Ok(Change::Moved { .. }) => {}
            Ok(Change::Missed) | Err(RecvError::Lagged(_)) => {
                sleep(GATHER).await;
                return Batch::Everything;
            }
            Err(RecvError::Closed) => return Batch::Ended,
        }
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// When it cannot be found out the page is told: it asks again itself, and is shown only what it may see.
async fn any_visible(runtime: &Runtime, caller: &Caller, executions: BTreeSet<ExecutionId>) -> bool {
    for execution in executions {
        if may_see(runtime, caller, &execution).await.unwrap_or(true) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_asks_again_when_its_organisation_or_anything_may_have_changed_since() {
        let (heard, ours, others) = (Heard::default(), Uuid::from_u128(1), Uuid::from_u128(2));
        let now = DateTime::UNIX_EPOCH;
        let hear = |org, at| heard.0.lock().expect("no panic").insert(org, at);
        hear(others, now + TimeDelta::seconds(9));
        hear(ours, now);
        assert!(heard.anything_since(ours, now - TimeDelta::seconds(1)));
        assert!(!heard.anything_since(ours, now + TimeDelta::seconds(1)));
        hear(Uuid::nil(), now + TimeDelta::seconds(2));
        assert!(heard.anything_since(ours, now + TimeDelta::seconds(1)));
    }
}
