//! `countersign bench`: measures on an empty database of its own; nothing is switched off.

mod approval;
mod mail;
mod sink;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::bail;
use runtime::{Runtime, auth};

pub use approval::run as approvals;
pub use mail::run as mails;

/// Fails unless the database holds nothing.
async fn empty(runtime: &Runtime) -> anyhow::Result<()> {
    if !auth::organisations(runtime).await?.is_empty() {
        bail!("the benchmark needs an empty database; name another with COUNTERSIGN_DATA or DATABASE_URL");
    }
    Ok(())
}

/// Does something for every number below `count`, `at_once` at a time, and gives the results in that order.
async fn in_parallel<T, F, W>(count: usize, at_once: usize, work: W) -> anyhow::Result<Vec<T>>
where
    T: Send + 'static,
    F: Future<Output = anyhow::Result<T>> + Send,
    W: Fn(usize) -> F + Clone + Send + 'static,
{
    let next = Arc::new(AtomicUsize::new(0));
    let workers: Vec<_> = (0..at_once)
        .map(|_| {
            let (next, work) = (next.clone(), work.clone());
            tokio::spawn(async move {
                let mut done = Vec::new();
                loop {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    if i >= count {
                        return anyhow::Ok(done);
                    }
                    done.push((i, work(i).await?));
                }
            })
        })
        .collect();
    let mut all = Vec::with_capacity(count);
    for worker in workers {
        all.extend(worker.await??);
    }
    all.sort_unstable_by_key(|(i, _)| *i);
    Ok(all.into_iter().map(|(_, done)| done).collect())
}

#[allow(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
fn per_second(count: usize, elapsed: Duration) -> f64 {
    count as f64 / elapsed.as_secs_f64().max(f64::EPSILON)
}

/// In milliseconds.
fn percentile(sorted: &[Duration], percent: usize) -> f64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).map_or(0.0, |duration| duration.as_secs_f64() * 1_000.0)
}
