//! How long to wait before something is tried again. Chance is drawn by the shell and handed in.

use chrono::TimeDelta;

/// A rule for the pauses between attempts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retry {
    /// The pause after the first attempt.
    pub first: TimeDelta,
    /// By how much each pause is longer than the one before.
    pub factor: f64,
    /// The longest pause, before the jitter.
    pub cap: TimeDelta,
    /// The least and the most that is added, as parts of the pause, so that many that failed together do not return together.
    pub jitter: (f64, f64),
}

impl Retry {
    /// 1 second, twice as long each time, at most 100 seconds, and 10 to 20 % more.
    pub const STANDARD: Self =
        Self { first: TimeDelta::seconds(1), factor: 2.0, cap: TimeDelta::seconds(100), jitter: (0.1, 0.2) };

    /// The pause after an attempt, the first being 1; `jitter` is between 0 and 1.
    #[must_use]
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "milliseconds below the cap are exact"
    )]
    pub fn pause(&self, attempt: u32, jitter: f64) -> TimeDelta {
        let doublings = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
        let cap = self.cap.num_milliseconds() as f64;
        let pause = (self.first.num_milliseconds() as f64 * self.factor.powi(doublings)).min(cap);
        let (least, most) = self.jitter;
        let more = least + (most - least) * jitter.clamp(0.0, 1.0);
        TimeDelta::milliseconds((pause * (1.0 + more)).round() as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_cap() {
        let seconds: Vec<i64> =
            (1..=9).map(|attempt| Retry::STANDARD.pause(attempt, 0.0).num_milliseconds() / 1_100).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 64, 100, 100]);
    }

    #[test]
    fn jitter_adds_ten_to_twenty_percent() {
        for (jitter, milliseconds) in [(0.0, 4_400), (0.5, 4_600), (1.0, 4_800), (7.0, 4_800), (-1.0, 4_400)] {
            assert_eq!(Retry::STANDARD.pause(3, jitter).num_milliseconds(), milliseconds, "{jitter}");
        }
    }

    #[test]
    fn any_attempt_has_a_pause() {
        for attempt in [0, 1, 1_000, u32::MAX] {
            let pause = Retry::STANDARD.pause(attempt, 1.0);
            assert!(pause >= TimeDelta::seconds(1) && pause <= TimeDelta::seconds(120), "{attempt}: {pause}");
        }
    }
}
