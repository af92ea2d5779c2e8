//! A mail server that does what a test tells it to: takes, refuses, puts off, dawdles, hangs up in the middle, is away.
#![allow(clippy::unwrap_used, reason = "a test that cannot begin has failed")]
#![allow(dead_code, reason = "every test file uses a part of it")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use runtime::mail::{Encryption, MailServer, Transport};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What it does with a mail.
#[derive(Clone, Debug, Default)]
pub struct Mood {
    /// Answers to `RCPT` by a part of the address: `("bo@", "550 nobody here")`.
    pub recipients: Vec<(&'static str, &'static str)>,
    /// What it says to a whole message; none: takes it.
    pub message: Option<&'static str>,
    /// How long it dawdles before it answers a message.
    pub slow: Duration,
    /// Never answers the next messages, this many.
    pub silent: usize,
    /// Hangs up in the middle of the next messages, this many times.
    pub drops: usize,
}

/// A mail that it took.
#[derive(Clone, Debug)]
pub struct Taken {
    pub to: String,
    pub raw: String,
    pub at: Instant,
}

impl Taken {
    /// A header's value, unfolded.
    pub fn header(&self, name: &str) -> String {
        let unfolded = self.raw.replace("\r\n ", " ").replace("\r\n\t", " ");
        let head = unfolded.split("\r\n\r\n").next().unwrap_or_default();
        let start = format!("{}: ", name.to_lowercase());
        let line = head.split("\r\n").find(|line| line.to_lowercase().starts_with(&start));
        line.map(|line| line[start.len()..].to_owned()).unwrap_or_default()
    }
}

/// The server, on a port of its own that stays when it goes away and comes back.
pub struct Smtp {
    pub port: u16,
    pub mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<Taken>>>,
    serving: Option<JoinHandle<()>>,
}

impl Smtp {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut smtp = Self { port, mood: Arc::default(), taken: Arc::default(), serving: None };
        smtp.serve(listener);
        smtp
    }

    fn serve(&mut self, listener: TcpListener) {
        let (mood, taken) = (Arc::clone(&self.mood), Arc::clone(&self.taken));
        self.serving = Some(tokio::spawn(async move {
            let mut talks = tokio::task::JoinSet::new();
            loop {
                let Ok((stream, _)) = listener.accept().await else { return };
                talks.spawn(talk(stream, Arc::clone(&mood), Arc::clone(&taken)));
            }
        }));
    }

    /// Goes away, hanging up on everybody.
    pub async fn go_away(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.abort();
            let _ = serving.await;
        }
    }

    /// Comes back on the same port.
    pub async fn come_back(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.serve(listener);
    }

    pub fn mood(&self, change: impl FnOnce(&mut Mood)) {
        change(&mut self.mood.lock().unwrap());
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// How a postman speaks to it.
    pub fn transport(&self) -> Transport {
        Transport::smtp(&MailServer {
            host: "127.0.0.1".to_owned(),
            port: self.port,
            encryption: Encryption::None,
            login: None,
            authority: None,
            // Also of a machine that has much else to do.
            patience: Duration::from_secs(5),
        })
        .unwrap()
    }
}

async fn talk(stream: TcpStream, mood: Arc<Mutex<Mood>>, taken: Arc<Mutex<Vec<Taken>>>) -> Option<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    write.write_all(b"220 sink ESMTP\r\n").await.ok()?;
    let (mut to, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if lines.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let word = line.split_whitespace().next().unwrap_or_default().to_uppercase();
        let answer = match word.as_str() {
            "EHLO" => "250-sink\r\n250 8BITMIME".to_owned(),
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                let mood = mood.lock().unwrap();
                let special = mood.recipients.iter().find(|(part, _)| to.contains(part));
                special.map_or("250 ok", |(_, answer)| *answer).to_owned()
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await.ok()?;
                let raw = message(&mut lines).await?;
                let (slow, says, drop, silent) = {
                    let mut mood = mood.lock().unwrap();
                    let drop = mood.drops > 0;
                    mood.drops = mood.drops.saturating_sub(1);
                    let silent = mood.silent > 0;
                    mood.silent = mood.silent.saturating_sub(1);
                    (mood.slow, mood.message, drop, silent)
                };
                if drop {
                    return None;
                }
                if silent {
                    std::future::pending::<()>().await;
                }
                tokio::time::sleep(slow).await;
                if says.is_none() {
                    taken.lock().unwrap().push(Taken { to: to.clone(), raw, at: Instant::now() });
                }
                says.unwrap_or("250 taken").to_owned()
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await.ok()?;
                return None;
            }
            _ => "250 ok".to_owned(),
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
}

async fn message(lines: &mut BufReader<tokio::net::tcp::OwnedReadHalf>) -> Option<String> {
    let (mut raw, mut line) = (String::new(), String::new());
    loop {
        line.clear();
        if lines.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line == ".\r\n" {
            return Some(raw);
        }
        raw.push_str(&line);
    }
}
