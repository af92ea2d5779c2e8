//! How fast mail goes: so many a second in this process, and how many to one person are under way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;
use uuid::Uuid;

/// Whose turn it is next.
#[derive(Clone, Debug, Default)]
pub(super) struct Pace(Arc<Mutex<Option<Instant>>>);

impl Pace {
    /// Waits for the next turn, so that there are no more than so many a second.
    pub async fn turn(&self, per_second: u32) {
        let step = Duration::from_secs(1) / per_second.max(1);
        let turn = {
            let mut next = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let turn = next.map_or_else(Instant::now, |at| at.max(Instant::now()));
            *next = Some(turn + step);
            turn
        };
        tokio::time::sleep_until(turn).await;
    }
}

/// How many mails to each person are being sent by this process.
#[derive(Clone, Debug, Default)]
pub(super) struct UnderWay(Arc<Mutex<BTreeMap<Uuid, i64>>>);

/// One mail to a person that is being sent; counted until it is dropped.
pub(super) struct OnItsWay<'a> {
    counts: &'a UnderWay,
    user: Uuid,
    /// How many there were before it.
    pub before: i64,
}

impl UnderWay {
    pub fn count(&self, user: Uuid) -> OnItsWay<'_> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(user).or_default();
        *count += 1;
        OnItsWay { counts: self, user, before: *count - 1 }
    }
}

impl Drop for OnItsWay<'_> {
    fn drop(&mut self) {
        let mut counts = self.counts.0.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(&self.user) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(&self.user)),
        }
    }
}
