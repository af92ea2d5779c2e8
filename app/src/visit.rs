//! Who looks at a page. One middleware finds it out once a request; pages and forms read the answer.

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use leptos::prelude::{provide_context, use_context};
use runtime::auth::SignedIn;
use runtime::mail::{Postman, Transport};
use runtime::{Caller, Runtime};
use tower_sessions::Session;

use crate::flash::Flash;
use crate::moment::Zone;
use crate::ui::Problem;

/// The header by which a page asks for itself again; such a visit leaves the flash alone.
pub const LIVE: &str = "x-live";
/// Where the session keeps who is signed in.
const SEAT: &str = "seat";
const FLASH: &str = "flash";

/// Whether this is the demo, where anybody may sit down as anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demo(pub bool);

/// What the middleware found out about a request.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    pub caller: Option<Caller>,
    pub flash: Flash,
    /// The database could not be asked.
    pub away: bool,
}

/// Everything a page or a form of a signed-in person works with.
#[derive(Clone, Debug)]
pub struct Desk {
    pub runtime: Runtime,
    pub postman: Postman,
    pub caller: Caller,
    pub flash: Flash,
    pub now: DateTime<Utc>,
    /// Path and query of this page.
    pub here: String,
    pub demo: Demo,
}

/// Finds out who is calling, and takes the flash when a page is about to be shown.
pub async fn identify(State(runtime): State<Runtime>, session: Session, mut request: Request, next: Next) -> Response {
    let shows =
        request.method() == Method::GET && !request.headers().contains_key(LIVE) && accepts_html(request.headers());
    let visit = look(&runtime, &session, shows).await.unwrap_or_else(|problem| {
        tracing::warn!(problem, "a visitor could not be identified");
        Visit { away: true, ..Visit::default() }
    });
    request.extensions_mut().insert(visit);
    next.run(request).await
}

async fn look(runtime: &Runtime, session: &Session, shows: bool) -> Result<Visit, String> {
    let caller = caller(runtime, session).await?;
    let flash = if shows { session.remove::<Flash>(FLASH).await.map_err(|error| error.to_string())? } else { None };
    Ok(Visit { caller, flash: flash.unwrap_or_default(), away: false })
}

/// The person whom this session belongs to, as the database says at this moment.
pub async fn caller(runtime: &Runtime, session: &Session) -> Result<Option<Caller>, String> {
    let Some(seat) = session.get::<SignedIn>(SEAT).await.map_err(|error| error.to_string())? else { return Ok(None) };
    runtime::auth::caller(runtime, seat.org, seat.user, seat.epoch).await.map_err(|error| format!("{error:?}"))
}

/// Makes this session the person's, under a new id.
pub async fn sit_down(session: &Session, seat: SignedIn) -> Result<(), tower_sessions::session::Error> {
    session.clear().await;
    session.cycle_id().await?;
    session.insert(SEAT, seat).await
}

/// Ends this session.
pub async fn stand_up(session: &Session) -> Result<(), tower_sessions::session::Error> {
    session.flush().await
}

/// Leaves something for the next page.
pub async fn leave(session: &Session, flash: &Flash) -> Result<(), tower_sessions::session::Error> {
    session.insert(FLASH, flash).await
}

fn accepts_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// Something that a middleware put into the request, within a page or a form.
pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

/// What the middleware found out, within a page or a form.
pub fn visit() -> Visit {
    extension().unwrap_or_default()
}

/// The session, within a page or a form.
pub fn session() -> Result<Session, Problem> {
    extension().ok_or_else(|| Problem::internal("a request came without a session"))
}

/// Path and query of the request, within a page or a form.
pub fn here() -> String {
    use_context::<Parts>()
        .map_or_else(|| "/".to_owned(), |parts| parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned())
}

/// The network address of the caller is not known here; the server adds it to the request as this.
#[derive(Clone, Debug)]
pub struct Address(pub String);

impl Desk {
    /// The desk of the person who is signed in, within a page or a form.
    pub fn open() -> Result<Self, Problem> {
        let visit = visit();
        if visit.away {
            return Err(Problem::Away);
        }
        let runtime = use_context::<Runtime>().ok_or_else(|| Problem::internal("a page was made without a runtime"))?;
        let postman = use_context::<Postman>().ok_or_else(|| Problem::internal("a page was made without a postman"))?;
        let caller = visit.caller.ok_or(Problem::SignIn)?;
        let now = runtime.clock().now();
        provide_context(Zone::new(&caller.time_zone, now));
        Ok(Self {
            runtime,
            postman,
            caller,
            flash: visit.flash,
            now,
            here: here(),
            demo: use_context().unwrap_or_default(),
        })
    }

    /// Whether there is no mail server, so that mail is kept in the outbox.
    pub fn keeps_mail(&self) -> bool {
        matches!(self.postman.transport, Transport::Keep)
    }

    /// Times as this person reads them.
    pub fn zone(&self) -> Zone {
        Zone::new(&self.caller.time_zone, self.now)
    }
}
