//! The cluster in the data folder: made once, whole or not at all, and started with durability on.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use nix::sys::prctl;
use nix::sys::signal::Signal;

use super::NAME;
use super::error::{Attempt, Error};
use super::folder::{Folder, append};
use super::leftovers;
use super::programs::Programs;

/// Names the socket file; nothing listens on the network.
pub(super) const PORT: u16 = 5432;
/// The kernel's limit for the path of a unix socket, less the byte that ends it.
const LONGEST_SOCKET: usize = 107;
/// Beyond this size the log of earlier starts is set aside.
const LARGEST_LOG: u64 = 8 << 20;

/// A cluster that can be started.
#[derive(Debug)]
pub(super) struct Cluster {
    folder: Folder,
    programs: Programs,
    data: PathBuf,
    socket: PathBuf,
    log: PathBuf,
}

impl Cluster {
    /// The cluster of this folder, made now if there is none.
    pub(super) fn prepare(folder: Folder) -> Result<Self, Error> {
        let data = folder.path().join("data");
        let programs = Programs::find(&data)?;
        let socket = socket_folder(&folder)?;
        let log = folder.path().join("postgres.log");
        let cluster = Self { folder, programs, data, socket, log };
        if !cluster.data.is_dir() {
            cluster.make()?;
        }
        Ok(cluster)
    }

    pub(super) fn socket(&self) -> &Path {
        &self.socket
    }

    pub(super) fn data(&self) -> &Path {
        &self.data
    }

    /// Built beside its place and renamed, so that an end in the middle leaves nothing half done.
    fn make(&self) -> Result<(), Error> {
        tracing::info!(folder = %self.data.display(), "making a database cluster");
        let draft = self.folder.path().join("data.new");
        if draft.exists() {
            fs::remove_dir_all(&draft).attempt("clearing the folder", &draft)?;
        }
        self.folder.give(&draft)?;
        let mut initdb = self.command("initdb");
        initdb.arg("-D").arg(&draft).args(["-U", NAME, "--auth-local=trust", "--auth-host=reject"]);
        initdb.args(["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]);
        finish("initdb", &initdb.output().attempt("running initdb in", &draft)?)?;
        let mut single = self.command("postgres");
        single.args(["--single", "-D"]).arg(&draft).arg("postgres");
        let mut child = single
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .attempt("running postgres in", &draft)?;
        if let Some(mut input) = child.stdin.take() {
            input
                .write_all(format!("create database {NAME};\n").as_bytes())
                .attempt("writing to postgres in", &draft)?;
        }
        finish("postgres", &child.wait_with_output().attempt("running postgres in", &draft)?)?;
        fs::rename(&draft, &self.data).attempt("putting in place", &self.data)?;
        File::open(self.folder.path()).and_then(|folder| folder.sync_all()).attempt("flushing", self.folder.path())
    }

    /// Starts Postgres; it does not accept connections yet.
    pub(super) fn spawn(&self) -> Result<Child, Error> {
        leftovers::clear(&self.data, &self.socket);
        let log = self.open_log()?;
        let mut command = self.command("postgres");
        command.arg("-D").arg(&self.data).arg("-k").arg(&self.socket).arg("-p").arg(PORT.to_string());
        for setting in [
            "listen_addresses=",
            "unix_socket_permissions=0700",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "logging_collector=off",
            "log_timezone=UTC",
            "timezone=UTC",
        ] {
            command.args(["-c", setting]);
        }
        // A group of its own: the terminal's ^C reaches us alone, and we stop it in order.
        command
            .process_group(0)
            .stdin(Stdio::null())
            .stderr(log.try_clone().attempt("opening", &self.log)?)
            .stdout(log);
        command.spawn().attempt("starting postgres in", &self.data)
    }

    /// Whether the process says of itself that it accepts connections.
    pub(super) fn is_ready(&self, child: &Child) -> bool {
        PidFile::read(&self.data).is_some_and(|file| file.pid == child.id() && file.ready)
    }

    /// The last lines that Postgres wrote, for a message.
    pub(super) fn last_words(&self) -> String {
        let log = fs::read(&self.log).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().rev().take(4).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join(" | ")
    }

    fn open_log(&self) -> Result<File, Error> {
        if fs::metadata(&self.log).is_ok_and(|log| log.len() > LARGEST_LOG) {
            fs::rename(&self.log, self.log.with_extension("log.1")).attempt("setting aside", &self.log)?;
        }
        append(&self.log).attempt("opening", &self.log)
    }

    /// A program that is asked to end when the thread that starts it ends, by whatever cause.
    #[allow(unsafe_code, reason = "the request for a signal has to be made between fork and exec")]
    fn command(&self, program: &str) -> Command {
        let mut command = self.programs.command(program);
        self.folder.run_as_owner(&mut command);
        command.current_dir("/").env_clear().env("LC_ALL", "C.UTF-8").env("PATH", "/usr/bin:/bin");
        // SAFETY: prctl is a bare system call, allowed between fork and exec. It runs after the change of user,
        // which would clear it.
        unsafe {
            command.pre_exec(|| prctl::set_pdeathsig(Signal::SIGINT).map_err(Into::into));
        }
        command
    }
}

impl Drop for Cluster {
    /// A socket folder outside of the data folder is not left behind; it is empty once Postgres has ended.
    fn drop(&mut self) {
        if !self.socket.starts_with(self.folder.path()) {
            let _ = fs::remove_dir(&self.socket);
        }
    }
}

fn finish(program: &'static str, output: &Output) -> Result<(), Error> {
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(" | ");
    Err(Error::Failed { program, said })
}

/// `run` in the data folder, or a short folder of the system's when that path is too long for a socket.
fn socket_folder(folder: &Folder) -> Result<PathBuf, Error> {
    let usual = folder.path().join("run");
    if socket_file(&usual).as_os_str().as_bytes().len() <= LONGEST_SOCKET {
        folder.give(&usual)?;
        return Ok(usual);
    }
    let data = fs::metadata(folder.path()).attempt("looking at", folder.path())?;
    let short = Path::new("/tmp").join(format!("countersign-{:x}-{:x}", data.dev(), data.ino()));
    folder.give(&short)?;
    // Made by somebody else before us, it could be a trap: it must be a folder, and of the same owner as the data.
    let made = fs::symlink_metadata(&short).attempt("looking at", &short)?;
    if !made.is_dir() || made.uid() != data.uid() {
        return Err(Error::NotOurs(short));
    }
    Ok(short)
}

/// The socket's file in its folder.
pub(super) fn socket_file(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

/// The socket folder of the Postgres that another process runs in this data folder, if it is up.
pub(super) fn running_socket(folder: &Path) -> Option<PathBuf> {
    PidFile::read(&folder.join("data")).filter(|file| file.ready).map(|file| file.socket)
}

/// What Postgres writes about itself: process, socket folder, and whether it is ready (lines 1, 5 and 8).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PidFile {
    pub(super) pid: u32,
    socket: PathBuf,
    ready: bool,
}

impl PidFile {
    pub(super) fn read(data: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(data.join("postmaster.pid")).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        Some(Self {
            pid: lines.first()?.trim().parse().ok()?,
            socket: lines.get(4).copied().unwrap_or_default().into(),
            ready: lines.get(7).is_some_and(|status| status.trim() == "ready"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::PidFile;

    #[test]
    fn the_pid_file_tells_process_socket_and_readiness() {
        let text = "4711\n/d/data\n1700000000\n5432\n/d/run\n\n  1234  0\nready   \n";
        let file = PidFile::parse(text).expect("a whole file");
        assert_eq!((file.pid, file.socket.to_str(), file.ready), (4711, Some("/d/run"), true));
        let starting = PidFile::parse("4711\n/d/data\n1700000000\n5432\n").expect("the start of a file");
        assert!(!starting.ready);
        assert_eq!(PidFile::parse(""), None);
    }
}
