//! `countersign serve`: database, migrations, pages, live updates and timers, started in order and ended in order.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use app::visit::Demo;
use axum::Router;
use runtime::mail::Postman;
use runtime::{Clock, Runtime};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, interval, sleep, timeout};

use crate::config::{Settings, WrongSetting};
use crate::database::Database;
use crate::http::{self, House, Readiness, Site};
use crate::shutdown::Shutdown;

/// How long requests under way may take to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two attempts to reach a database that is away.
const PAUSE: Duration = Duration::from_secs(2);
/// Between two removals of ended sessions.
const SWEEP: Duration = Duration::from_hours(1);

/// Serves until asked to end.
pub async fn serve(settings: Settings, demo: bool) -> anyhow::Result<()> {
    let site = Site::find(settings.site.clone())?;
    let listener = listen(settings.listen).await?;
    let shutdown = Shutdown::on_signal().context("signals cannot be listened for")?;
    let setting = settings.database.clone();
    let database = spawn_blocking(move || Database::open(&setting)).await??;
    let runtime = Runtime::connect(database.url(), Clock::system())?;
    let readiness = Readiness::default();
    let postman = postman(&settings, &runtime);
    let router = http::router(House {
        runtime: runtime.clone(),
        postman: postman.clone(),
        changes: runtime::listen(&runtime, shutdown.watch()),
        readiness: readiness.clone(),
        shutdown: shutdown.watch(),
        site,
        public: settings.public.clone(),
        listen: settings.listen,
        demo: Demo(demo),
    });
    let server = tokio::spawn(answer(listener, router, shutdown.clone()));

    let outcome = tokio::select! {
        outcome = work(&settings, demo, &postman, &database, &readiness, &shutdown) => outcome,
        () = database.given_up() => Err(anyhow::anyhow!("the private PostgreSQL does not stay up; its log is postgres.log in the data folder")),
    };
    readiness.set(false);
    shutdown.begin();
    end("requests", server).await;
    let _ = timeout(PATIENCE, runtime.pool().close()).await;
    spawn_blocking(move || drop(database)).await?;
    tracing::info!("ended");
    outcome
}

/// Who sends this installation's mail.
fn postman(settings: &Settings, runtime: &Runtime) -> Postman {
    let mail = &settings.mail;
    let public = settings.public.origin();
    Postman::new(runtime.clone(), mail.transport.clone(), &public, mail.from.clone(), mail.per_second)
}

async fn listen(address: SocketAddr) -> Result<TcpListener, WrongSetting> {
    TcpListener::bind(address).await.map_err(|error| {
        WrongSetting::new("COUNTERSIGN_LISTEN", format!("is {address}, which cannot be served on: {error}"))
    })
}

/// Brings the database up to date, opens the doors, works until asked to end, and ends only when the timers have ended:
/// while they do, the database must stay.
async fn work(
    settings: &Settings,
    demo: bool,
    postman: &Postman,
    database: &Database,
    readiness: &Readiness,
    shutdown: &Shutdown,
) -> anyhow::Result<()> {
    let runtime = &postman.runtime;
    tokio::select! {
        prepared = prepare(database.url(), demo, postman) => prepared?,
        () = shutdown.asked() => return Ok(()),
    }
    let timers = tokio::spawn(runtime::work(runtime.clone(), shutdown.watch()));
    let mail = tokio::spawn(runtime::mail::deliver(postman.clone(), shutdown.watch()));
    readiness.set(true);
    announce(settings, demo, runtime).await?;
    let mut sweep = interval(SWEEP);
    loop {
        tokio::select! {
            () = shutdown.asked() => break,
            _ = sweep.tick() => {
                if let Err(error) = runtime::sessions::sweep(runtime).await {
                    tracing::warn!(%error, "ended sessions were not removed");
                }
            }
        }
    }
    readiness.set(false);
    end("timers", timers).await;
    end("mail", mail).await;
    Ok(())
}

async fn prepare(url: &str, demo: bool, postman: &Postman) -> anyhow::Result<()> {
    migrate(url, Duration::MAX).await?;
    if demo {
        runtime::demo::load(postman).await?;
    }
    Ok(())
}

/// Waits, this long at most, for a database that is away; anything else wrong with it is an error at once.
pub async fn migrate(url: &str, patience: Duration) -> anyhow::Result<()> {
    let began = Instant::now();
    loop {
        let error = match runtime::migrate(url).await {
            Ok(()) => return Ok(()),
            Err(error) => error,
        };
        match &error {
            runtime::Error::Unavailable(cause) if !is_refused(cause) && began.elapsed() < patience => {
                tracing::warn!(%cause, "the database cannot be reached; trying again");
                sleep(PAUSE).await;
            }
            _ => return Err(anyhow::Error::from(error).context("the database could not be brought up to date")),
        }
    }
}

/// A database that cannot be spoken to as `DATABASE_URL` asks will not come by waiting.
fn is_refused(cause: &sqlx::Error) -> bool {
    matches!(cause, sqlx::Error::Tls(_) | sqlx::Error::Configuration(_))
}

async fn answer(listener: TcpListener, router: Router, shutdown: Shutdown) {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(async move { shutdown.asked().await }).await;
    if let Err(error) = served {
        tracing::error!(%error, "the listener failed");
    }
}

async fn end(what: &str, mut task: JoinHandle<()>) {
    match timeout(PATIENCE, &mut task).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(what, %error, "ended badly"),
        Err(_) => {
            tracing::warn!(what, "did not end in time");
            task.abort();
        }
    }
}

/// Says on the console where to go, and how to get in the first time.
#[allow(clippy::print_stdout, reason = "for the person who started the server")]
async fn announce(settings: &Settings, demo: bool, runtime: &Runtime) -> anyhow::Result<()> {
    let address = settings.public.origin();
    let mail = settings.mail.server.as_deref().unwrap_or("none");
    tracing::info!(%address, listen = %settings.listen, mail, demo, "serving");
    println!("\nCountersign is at {address}");
    if demo {
        println!("A company to play with. Sign in with one click, as one of these or as anybody else:\n");
        for persona in runtime::demo::personas() {
            println!("    {:<20} {}", persona.name, persona.about);
        }
        println!("\nStop with ^C.\n");
    } else if runtime::auth::setup_needed(runtime).await? {
        let code = runtime::auth::new_setup_code(runtime).await?;
        println!(
            "Nobody is there yet. Make the first administrator at {address}/setup with this code, which works once:\n\n    {code}\n"
        );
    } else {
        println!();
    }
    Ok(())
}
