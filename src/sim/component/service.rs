//! A service: it answers requests.
//!
//! Model: `instances` with `slots` each and a bounded line before each; a request goes to the instance with the
//! fewest requests (served and waiting) of those that are up, and among equals to the next in turn. It takes
//! `time` for its own work when it gets its slot and holds the slot until it ends: through every call it waits
//! for. With `fair_by` the line serves one of each value in turn. A circuit breaker stands in each instance for
//! each component that it guards: over a sliding window of ten buckets it opens at a share of failures among at
//! least so many calls, refuses for a rest, then lets one call try.
//! Left out: threads and memory of an instance, warm caches, deployment.

use crate::problem::model;

/// A circuit breaker, as the file says it.
#[derive(Clone, Copy, Debug)]
pub struct Breaker {
    /// The component it guards.
    pub on: usize,
    failures: f64,
    least: u64,
    /// One bucket of the window, nanoseconds.
    bucket: u64,
    rest: u64,
}

/// A circuit breaker of one instance.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// Calls and failures in each bucket, and which bucket of all time it is.
    buckets: [(u64, u64, u64); BUCKETS],
    open_until: Option<u64>,
    trying: bool,
}

const BUCKETS: usize = 10;

impl Breaker {
    /// The breaker of a file.
    pub fn new(breaker: &model::Breaker) -> Self {
        Self {
            on: breaker.on.index(),
            failures: breaker.failures,
            least: breaker.least.into(),
            bucket: (breaker.over.max(0).cast_unsigned() / BUCKETS as u64).max(1),
            rest: breaker.rest.max(0).cast_unsigned(),
        }
    }
}

impl Gate {
    /// Whether a call may pass now.
    pub fn passes(&mut self, now: u64) -> bool {
        match self.open_until {
            None => true,
            Some(until) if now >= until && !self.trying => {
                self.trying = true;
                true
            }
            Some(_) => false,
        }
    }

    /// What became of a call that has passed.
    pub fn record(&mut self, breaker: &Breaker, now: u64, failed: bool) {
        if self.open_until.is_some() {
            if self.trying {
                self.trying = false;
                if failed {
                    self.open_until = Some(now + breaker.rest);
                } else {
                    *self = Self::default();
                }
            }
            return;
        }
        let current = now / breaker.bucket;
        let index = usize::try_from(current % BUCKETS as u64).unwrap_or(0);
        let bucket = &mut self.buckets[index];
        if bucket.2 != current {
            *bucket = (0, 0, current);
        }
        bucket.0 += 1;
        bucket.1 += u64::from(failed);
        let (mut calls, mut failures) = (0, 0);
        for (seen, bad, of) in &self.buckets {
            if of + (BUCKETS as u64) > current {
                calls += seen;
                failures += bad;
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "calls of some seconds")]
        if calls >= breaker.least && failures as f64 >= breaker.failures * calls as f64 && failures > 0 {
            self.open_until = Some(now + breaker.rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breaker_opens_rests_and_lets_one_try() {
        let breaker = Breaker { on: 0, failures: 0.5, least: 4, bucket: 10, rest: 100 };
        let mut gate = Gate::default();
        for (now, failed) in [(0, false), (1, true), (2, false)] {
            assert!(gate.passes(now));
            gate.record(&breaker, now, failed);
        }
        assert!(gate.passes(3));
        gate.record(&breaker, 3, true);
        assert!(!gate.passes(4) && !gate.passes(102));
        assert!(gate.passes(103));
        assert!(!gate.passes(103), "only one tries");
        gate.record(&breaker, 110, true);
        assert!(!gate.passes(209));
        assert!(gate.passes(210));
        gate.record(&breaker, 211, false);
        assert!(gate.passes(212) && gate.passes(213));
    }

    #[test]
    fn what_lies_outside_the_window_is_forgotten() {
        let breaker = Breaker { on: 0, failures: 0.5, least: 2, bucket: 10, rest: 100 };
        let mut gate = Gate::default();
        gate.record(&breaker, 0, true);
        gate.record(&breaker, 150, false);
        gate.record(&breaker, 151, false);
        assert!(gate.passes(152));
    }
}
