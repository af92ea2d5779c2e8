//! How often links may be opened: by network address and by the beginning of the token, within a minute. In memory, each
//! process by itself: it wards off floods; guessing 256 bits is hopeless anyway.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

const WINDOW: TimeDelta = TimeDelta::minutes(1);
/// From one address: a whole office may be behind it, with its mail scanner.
const PER_ADDRESS: u32 = 600;
/// Of one token: scanners open a link several times.
const PER_TOKEN: u32 = 120;
/// Counters that are kept; beyond that the old ones go.
const MOST: usize = 50_000;

/// The counters, and when the old ones were last removed.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<Counters>);

#[derive(Debug, Default)]
struct Counters {
    counts: HashMap<String, (DateTime<Utc>, u32)>,
    swept_at: Option<DateTime<Utc>>,
}

impl Counters {
    /// Counts one; false when there were more than `most` within the window.
    fn count(&mut self, key: String, most: u32, now: DateTime<Utc>) -> bool {
        let (since, count) = self.counts.entry(key).or_insert((now, 0));
        if now - *since >= WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        *count <= most
    }

    /// At most once a window, so that a flood costs no more than its own counting.
    fn sweep(&mut self, now: DateTime<Utc>) {
        if self.counts.len() > MOST && self.swept_at.is_none_or(|at| now - at >= WINDOW) {
            self.counts.retain(|_, (since, _)| now - *since < WINDOW);
            self.swept_at = Some(now);
        }
    }
}

impl Throttle {
    /// Counts an opening; false when there were too many.
    pub fn allows(&self, address: &str, prefix: &str, now: DateTime<Utc>) -> bool {
        let mut counters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counters.sweep(now);
        counters.count(format!("a{}", network(address)), PER_ADDRESS, now)
            && counters.count(format!("t{prefix}"), PER_TOKEN, now)
    }
}

/// Whoever has one address of the newer kind has a whole network of them.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(address)) => format!("{:x?}", &address.segments()[..4]),
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_openings_within_a_minute_are_refused_and_the_next_minute_is_a_new_one() {
        let (throttle, now) = (Throttle::default(), DateTime::UNIX_EPOCH);
        let tries = |at| (0..200).filter(|_| throttle.allows("198.51.100.7", "abcdefgh", at)).count();
        assert_eq!(tries(now), 120);
        assert!(throttle.allows("198.51.100.7", "another1", now), "another link is not to blame");
        assert_eq!(tries(now + WINDOW), 120);
    }
}
