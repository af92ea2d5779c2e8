//! The installed PostgreSQL programs: where they are and of which version.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::Error;

/// The oldest version that is supported.
const OLDEST: u32 = 15;

/// The folder of one version's programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    bin: PathBuf,
    version: u32,
}

impl Programs {
    /// The programs for a cluster: of its version if it exists already, else the newest.
    pub(super) fn find(cluster: &Path) -> Result<Self, Error> {
        let installed = installed();
        let Some(version) = version_of(cluster) else {
            return installed.into_iter().max_by_key(|found| found.version).ok_or(Error::NotInstalled);
        };
        let found = installed.into_iter().find(|found| found.version == version);
        found.ok_or_else(|| Error::OtherVersion { folder: cluster.to_owned(), version })
    }

    /// A command that runs one of the programs.
    pub(super) fn command(&self, program: &str) -> Command {
        Command::new(self.bin.join(program))
    }
}

/// The version that made a cluster; none if there is no cluster yet.
fn version_of(cluster: &Path) -> Option<u32> {
    fs::read_to_string(cluster.join("PG_VERSION")).ok()?.trim().parse().ok()
}

fn installed() -> Vec<Programs> {
    let folders: Vec<PathBuf> = match env::var_os("PG_BINDIR") {
        Some(folder) => vec![folder.into()],
        None => usual_folders(),
    };
    folders.into_iter().filter_map(|bin| Some(Programs { version: version_in(&bin)?, bin })).collect()
}

fn usual_folders() -> Vec<PathBuf> {
    let versioned = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let on_path = env::var_os("PATH").unwrap_or_default();
    versioned.map(|entry| entry.path().join("bin")).chain(env::split_paths(&on_path)).collect()
}

/// The major version of the `postgres` in a folder; none if it is too old, not whole or not there.
fn version_in(bin: &Path) -> Option<u32> {
    if !bin.join("initdb").is_file() || !bin.join("postgres").is_file() {
        return None;
    }
    let said = Command::new(bin.join("postgres")).arg("--version").output().ok()?.stdout;
    parse_version(&String::from_utf8_lossy(&said)).filter(|version| *version >= OLDEST)
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` is 15.
fn parse_version(said: &str) -> Option<u32> {
    let number = said.split_whitespace().nth(2)?;
    number.chars().take_while(char::is_ascii_digit).collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_version;

    #[test]
    fn versions_are_read_from_what_postgres_says() {
        assert_eq!(parse_version("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_version("postgres (PostgreSQL) 18beta1\n"), Some(18));
        assert_eq!(parse_version("bash: no such thing"), None);
        assert_eq!(parse_version(""), None);
    }
}
