//! Keeps Postgres running: one thread that starts it, waits for its end, and starts it again when nobody asked for it.
//! The thread lives as long as the child, because the child is signalled when the thread that started it ends.

use std::process::{Child, ExitStatus};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, SendError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;
use tokio::sync::watch;

use super::cluster::Cluster;
use super::error::Error;

/// Ends within this time before we stop starting it again.
const PERIOD: Duration = Duration::from_mins(1);
const MOST_ENDS: usize = 5;
const PAUSE: Duration = Duration::from_millis(500);
/// How long each way of stopping may take: in order, at once, by force.
const STOPS: [(Signal, Duration); 3] = [
    (Signal::SIGINT, Duration::from_secs(15)),
    (Signal::SIGQUIT, Duration::from_secs(5)),
    (Signal::SIGKILL, Duration::from_secs(5)),
];

/// The handle to the keeping thread. Dropping it stops Postgres.
#[derive(Debug)]
pub(super) struct Keeper {
    shared: Arc<Mutex<Shared>>,
    thread: Option<JoinHandle<()>>,
    ended: Receiver<()>,
    given_up: watch::Receiver<bool>,
}

#[derive(Debug, Default)]
struct Shared {
    /// The running child; cleared before it is reaped, so that a signal never meets a stranger.
    pid: Option<Pid>,
    stopping: bool,
}

impl Keeper {
    /// Starts Postgres and returns when it accepts connections.
    pub(super) fn start(cluster: Cluster) -> Result<Self, Error> {
        let shared = Arc::new(Mutex::new(Shared::default()));
        let (started, first) = mpsc::channel();
        let (end, ended) = mpsc::channel();
        let (giving_up, given_up) = watch::channel(false);
        let thread = thread::Builder::new().name("postgres".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || {
                let _end = end;
                keep(&cluster, &shared, &started, &giving_up);
            }
        });
        let thread =
            thread.map_err(|source| Error::Io { what: "starting a thread for", path: "postgres".into(), source })?;
        let keeper = Self { shared, thread: Some(thread), ended, given_up };
        match first.recv() {
            Ok(Ok(())) => Ok(keeper),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Error::Failed { program: "postgres", said: "the thread that runs it ended".to_owned() }),
        }
    }

    pub(super) fn given_up(&self) -> watch::Receiver<bool> {
        self.given_up.clone()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        lock(&self.shared).stopping = true;
        for (signal, patience) in STOPS {
            if let Some(pid) = lock(&self.shared).pid {
                let _ = kill(pid, signal);
            }
            if self.ended.recv_timeout(patience) == Err(RecvTimeoutError::Disconnected) {
                break;
            }
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn keep(
    cluster: &Cluster,
    shared: &Mutex<Shared>,
    started: &Sender<Result<(), Error>>,
    giving_up: &watch::Sender<bool>,
) {
    let mut ends: Vec<Instant> = Vec::new();
    loop {
        match run(cluster, shared, || started.send(Ok(())).unwrap_or_default()) {
            Ok(_) if lock(shared).stopping => return,
            Ok(status) => tracing::error!(%status, "PostgreSQL ended by itself; starting it again"),
            // The first start has somebody waiting for its outcome; later ones have the log only.
            Err(error) => match started.send(Err(error)) {
                Ok(()) => return,
                Err(SendError(outcome)) => tracing::error!(error = ?outcome.err(), "PostgreSQL did not start"),
            },
        }
        ends.retain(|end| end.elapsed() < PERIOD);
        ends.push(Instant::now());
        if ends.len() >= MOST_ENDS {
            tracing::error!(log = %cluster.data().with_file_name("postgres.log").display(), "PostgreSQL ends again and again; giving up");
            giving_up.send_replace(true);
            return;
        }
        thread::sleep(PAUSE);
        if lock(shared).stopping {
            return;
        }
    }
}

/// One life of Postgres: start, call when it is ready, wait for its end.
fn run(cluster: &Cluster, shared: &Mutex<Shared>, ready: impl FnOnce()) -> Result<ExitStatus, Error> {
    let mut child = cluster.spawn()?;
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap_or_default());
    lock(shared).pid = Some(pid);
    let began = Instant::now();
    let mut said = began;
    while !cluster.is_ready(&child) {
        if has_ended(pid, WaitPidFlag::WNOHANG) {
            let status = reap(&mut child, shared)?;
            let said = format!("{status}: {}", cluster.last_words());
            return Err(Error::Failed { program: "postgres", said });
        }
        if said.elapsed() > Duration::from_secs(10) {
            said = Instant::now();
            tracing::info!(seconds = began.elapsed().as_secs(), "waiting for PostgreSQL to recover");
        }
        thread::sleep(Duration::from_millis(10));
    }
    ready();
    has_ended(pid, WaitPidFlag::empty());
    reap(&mut child, shared)
}

/// Whether the child has ended; it stays in the process table until it is reaped.
fn has_ended(pid: Pid, how: WaitPidFlag) -> bool {
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT | how;
    loop {
        match waitid(Id::Pid(pid), flags) {
            Err(Errno::EINTR) => {}
            status => return !matches!(status, Ok(WaitStatus::StillAlive)),
        }
    }
}

fn reap(child: &mut Child, shared: &Mutex<Shared>) -> Result<ExitStatus, Error> {
    let mut shared = lock(shared);
    shared.pid = None;
    child.wait().map_err(|source| Error::Io { what: "waiting for", path: "postgres".into(), source })
}
