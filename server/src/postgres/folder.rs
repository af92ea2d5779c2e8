//! The data folder: who owns it, and the lock that lets one process at a time use it.

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt, fchown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::fcntl::OFlag;
use nix::unistd::{User, geteuid};

use super::error::{Attempt, Error};

/// The unprivileged user that Postgres runs as when we are root.
#[derive(Debug, Clone)]
pub(super) struct Account {
    name: String,
    uid: u32,
    gid: u32,
}

/// A data folder that this process holds.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    account: Option<Account>,
    /// Held open for the lock on it.
    _lock: File,
}

/// Whose the folder is.
#[derive(Debug)]
pub(super) enum Claim {
    Ours(Folder),
    InUse(PathBuf),
}

impl Folder {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Makes a folder below, or anywhere, that Postgres may write and nobody else may enter.
    pub(super) fn give(&self, path: &Path) -> Result<(), Error> {
        match fs::create_dir(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
        .attempt("making the folder", path)?;
        give(path, self.account.as_ref())
    }

    /// Lets a command run as the user of this folder.
    pub(super) fn run_as_owner(&self, command: &mut Command) {
        run_as(command, self.account.as_ref());
    }
}

/// Makes the folder if there is none, checks it, and takes its lock.
pub(super) fn claim(data: &Path) -> Result<Claim, Error> {
    let account = unprivileged()?;
    let path = std::path::absolute(data).attempt("finding the folder", data)?;
    reachable(&path, account.as_ref())?;
    fs::create_dir_all(&path).attempt("making the data folder", &path)?;
    let path = path.canonicalize().attempt("finding the folder", &path)?;
    if !is_ours(&path) {
        return Err(Error::NotOurs(path));
    }
    let lock_path = path.join("lock");
    let lock = append(&lock_path).attempt("opening the lock", &lock_path)?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Ok(Claim::InUse(path)),
        Err(TryLockError::Error(error)) => return Err(error).attempt("taking the lock", &lock_path),
    }
    give(&path, account.as_ref())?;
    Ok(Claim::Ours(Folder { path, account, _lock: lock }))
}

/// Empty, or used by us before: anything else is somebody's files, whose permissions we must not change.
fn is_ours(path: &Path) -> bool {
    let mut entries = fs::read_dir(path).into_iter().flatten().flatten();
    path.join("lock").is_file() || entries.all(|entry| entry.file_name() == "lost+found")
}

/// Through an open handle, never through a link that the unprivileged user could have put there.
fn give(path: &Path, account: Option<&Account>) -> Result<(), Error> {
    let flags = OFlag::O_DIRECTORY | OFlag::O_NOFOLLOW;
    let folder = OpenOptions::new().read(true).custom_flags(flags.bits()).open(path).attempt("opening", path)?;
    if let Some(account) = account {
        fchown(&folder, Some(account.uid), Some(account.gid)).attempt("giving away the folder", path)?;
    }
    folder.set_permissions(Permissions::from_mode(0o700)).attempt("closing the folder", path)
}

/// Opens a file to write at its end, and never through a link.
pub(super) fn append(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).custom_flags(OFlag::O_NOFOLLOW.bits()).open(path)
}

/// `postgres` or `nobody` when we are root, because Postgres refuses to run as root.
fn unprivileged() -> Result<Option<Account>, Error> {
    if !geteuid().is_root() {
        return Ok(None);
    }
    let found = ["postgres", "nobody"].into_iter().find_map(|name| User::from_name(name).ok().flatten());
    let user = found.ok_or(Error::NoUser)?;
    Ok(Some(Account { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() }))
}

fn run_as(command: &mut Command, account: Option<&Account>) {
    if let Some(account) = account {
        command.uid(account.uid).gid(account.gid);
    }
}

/// Tries, as the user in question, to enter the folder or the nearest one above that exists.
fn reachable(path: &Path, account: Option<&Account>) -> Result<(), Error> {
    let Some(account) = account else { return Ok(()) };
    let Some(existing) = path.ancestors().find(|folder| folder.is_dir()) else { return Ok(()) };
    // An existing data folder is given to the user below: what counts is whether its parent can be entered.
    let entered = if existing == path { existing.parent().unwrap_or(existing) } else { existing };
    let mut probe = Command::new("true");
    run_as(&mut probe, Some(account));
    match probe.current_dir(entered).stdin(Stdio::null()).status() {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            Err(Error::Unreachable { folder: path.to_owned(), user: account.name.clone() })
        }
        _ => Ok(()),
    }
}

/// Whether Postgres, as the user it would run as, can reach a data folder here.
pub fn can_reach(data: &Path) -> bool {
    let (Ok(account), Ok(path)) = (unprivileged(), std::path::absolute(data)) else { return true };
    reachable(&path, account.as_ref()).is_ok()
}
