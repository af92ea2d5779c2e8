//! The private Postgres, started for real, and ended in the ways that servers end.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::{Connection, PgConnection};

use super::{Error, Private};

/// A folder of this test alone, removed afterwards.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("countersign-test-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a temporary folder");
        Self(path)
    }

    fn data(&self) -> PathBuf {
        self.0.join("data folder")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn connect(postgres: &Private) -> sqlx::Result<PgConnection> {
    PgConnection::connect(postgres.url()).await
}

async fn ask(postgres: &Private, question: &str) -> String {
    let mut connection = connect(postgres).await.expect("a connection");
    sqlx::query_scalar(question).fetch_one(&mut connection).await.expect("an answer")
}

fn postmaster(data: &Path) -> u32 {
    let file = fs::read_to_string(data.join("data/postmaster.pid")).expect("a pid file");
    file.lines().next().and_then(|line| line.parse().ok()).expect("a pid")
}

fn kill(pid: u32) {
    let pid = nix::unistd::Pid::from_raw(i32::try_from(pid).expect("a pid"));
    nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL).expect("a signal");
}

#[tokio::test(flavor = "multi_thread")]
async fn data_outlives_a_restart_a_killed_postmaster_and_stale_files() {
    let place = Place::new("lives");
    let postgres = Private::start(&place.data()).expect("the first start");
    for setting in ["fsync", "synchronous_commit", "full_page_writes", "data_checksums"] {
        assert_eq!(ask(&postgres, &format!("show {setting}")).await, "on", "{setting}");
    }
    assert_eq!(ask(&postgres, "show listen_addresses").await, "");
    let mut connection = connect(&postgres).await.expect("a connection");
    sqlx::query("create table kept as select 'here' as what").execute(&mut connection).await.expect("a table");

    assert!(matches!(Private::start(&place.data()), Err(Error::InUse { .. })), "a second server is refused");
    let joined = Private::start_or_join(&place.data()).expect("a command joins the running server");
    assert_eq!(ask(&joined, "select what from kept").await, "here");
    drop(joined);

    let killed = postmaster(&place.data());
    kill(killed);
    let mut back = None;
    for _ in 0..100 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        back = connect(&postgres).await.ok();
        if back.is_some() && postmaster(&place.data()) != killed {
            break;
        }
    }
    assert!(back.is_some(), "it is started again when it dies under a live server");
    assert_eq!(ask(&postgres, "select what from kept").await, "here");

    drop(postgres);
    assert!(!place.data().join("data/postmaster.pid").exists(), "it ended in order");
    let stranger = std::process::id();
    fs::write(place.data().join("data/postmaster.pid"), format!("{stranger}\n")).expect("a stale pid file");
    let again = Private::start(&place.data()).expect("a start over stale files");
    assert_eq!(ask(&again, "select what from kept").await, "here");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_too_long_for_a_socket_works_all_the_same() {
    let place = Place::new("long");
    let deep = place.data().join("d".repeat(100));
    fs::create_dir_all(place.data()).expect("a folder");
    let postgres = Private::start(&deep).expect("a start");
    assert_eq!(ask(&postgres, "select 'here'").await, "here");
    let joined = Private::start_or_join(&deep).expect("a command finds the socket");
    assert_eq!(ask(&joined, "select 'here'").await, "here");
    drop(postgres);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_postgres_that_does_not_come_back_is_given_up() {
    let place = Place::new("gone");
    let postgres = Private::start(&place.data()).expect("a start");
    let soon = tokio::time::timeout(Duration::from_millis(200), postgres.given_up()).await;
    assert!(soon.is_err(), "it is well");
    fs::remove_file(place.data().join("data/PG_VERSION")).expect("a cluster to break");
    kill(postmaster(&place.data()));
    let given_up = tokio::time::timeout(Duration::from_secs(30), postgres.given_up()).await;
    assert!(given_up.is_ok(), "it cannot start any more");
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let place = Place::new("foreign");
    fs::write(place.0.join("thesis.txt"), "years of work").expect("a file");
    assert!(matches!(Private::start(&place.0), Err(Error::NotOurs(_))));
    assert!(!place.0.join("lock").exists());
}
