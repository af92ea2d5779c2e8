//! What an earlier server may have left in the data folder: a Postgres that still runs, files of one that does not.
//! Called under the folder's lock, so whatever runs here belongs to nobody.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::cluster::{PidFile, socket_file};

/// How long an orderly end may take before it is asked for with less patience.
const PATIENCE: Duration = Duration::from_secs(15);

/// Ends what still runs and removes stale files, so that a new Postgres can start.
pub(super) fn clear(data: &Path, socket: &Path) {
    if let Some(file) = PidFile::read(data)
        && running_in(data).contains(&file.pid)
    {
        tracing::warn!(pid = file.pid, "a PostgreSQL of an earlier server still runs here; stopping it");
        signal(file.pid, Signal::SIGINT);
    }
    if !all_ended(data, PATIENCE) {
        for pid in running_in(data) {
            signal(pid, Signal::SIGQUIT);
        }
        all_ended(data, PATIENCE);
    }
    let socket = socket_file(socket);
    for stale in [data.join("postmaster.pid"), socket.with_extension("5432.lock"), socket] {
        // Absent is the usual case; whatever else hinders, Postgres says better than we could.
        let _ = fs::remove_file(stale);
    }
}

fn all_ended(data: &Path, within: Duration) -> bool {
    let deadline = Instant::now() + within;
    while !running_in(data).is_empty() {
        if Instant::now() > deadline {
            return false;
        }
        sleep(Duration::from_millis(20));
    }
    true
}

/// The processes named `postgres` whose working folder is this cluster: the pid file alone may name a stranger.
fn running_in(data: &Path) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    pids.filter(|pid| is_postgres_in(*pid, data)).collect()
}

fn is_postgres_in(pid: u32, data: &Path) -> bool {
    let process = Path::new("/proc").join(pid.to_string());
    fs::read_to_string(process.join("comm")).is_ok_and(|name| name.trim() == "postgres")
        && fs::read_link(process.join("cwd")).is_ok_and(|folder| folder == data)
}

fn signal(pid: u32, signal: Signal) {
    if let Ok(pid) = i32::try_from(pid) {
        // It may have ended by itself in between.
        let _ = kill(Pid::from_raw(pid), signal);
    }
}
