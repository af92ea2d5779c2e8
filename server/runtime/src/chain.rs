//! The hash chain over a history: each row's hash covers the previous hash and every column of the row, byte for byte.
//! Each value is preceded by its length, so that no two rows read alike.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ids::ExecutionId;

/// The chain's head before the first transition.
pub(crate) const ROOT: [u8; 32] = [0; 32];

/// What one link covers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Link<'a> {
    pub execution: ExecutionId,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor: Option<Uuid>,
    pub channel: &'a str,
    pub key: Option<&'a str>,
    pub command: &'a str,
    pub events: &'a str,
}

impl Link<'_> {
    /// The hash of this link after the previous one.
    pub fn after(&self, previous: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut add = |bytes: &[u8]| {
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        };
        add(previous);
        add(&self.execution.shard.to_be_bytes());
        add(self.execution.id.as_bytes());
        add(&self.seq.to_be_bytes());
        add(&self.at.timestamp_micros().to_be_bytes());
        add(self.actor.as_ref().map_or(&[][..], |actor| actor.as_bytes()));
        add(self.channel.as_bytes());
        add(self.key.unwrap_or_default().as_bytes());
        add(self.command.as_bytes());
        add(self.events.as_bytes());
        hash.finalize().into()
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// SHA-256 of several texts, each with its length.
pub(crate) fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}
