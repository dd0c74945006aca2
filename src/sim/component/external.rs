//! An external provider: somebody else's service.
//!
//! Model: a visit takes `time` (600 ms with a 99th percentile of 3 s: a payment provider; values ours, fitted to
//! cited ranges) and holds a slot. A quota is a bucket that refills at the rate and holds `burst`, or what one second
//! brings, at least one: a visit beyond it fails with `throttled`, or waits its turn where `over = "wait"`. A burst of
//! 1 that waits is a leaky bucket. A quota of a whole account stands in a pool that several providers' flows visit.
//! `outcomes` says how a visit ends: `ok`; `declined` (402); `error` (500), without effect; `lost`, without an
//! answer, of which a share has taken effect. With `per` the outcome is drawn once for each value: the same key
//! gets the same answer, and where that answer was lost, a later visit with the key gets it: the provider has
//! it in its books (Stripe's idempotent requests). Rows written at a provider count when the outcome says so.
//! Reads of its tables are status queries: they cost their time and have no outcome.
//! Left out: limits by endpoint or on concurrency, providers that change their minds.

use std::collections::BTreeSet;

use crate::calc::random::{Draw, Stream};
use crate::problem::model::Outcomes;

/// A limit on visits.
#[derive(Clone, Debug, Default)]
pub struct Bucket {
    /// Visits that may come at once, at the time below.
    tokens: f64,
    at: u64,
    begun: bool,
}

impl Bucket {
    /// Takes a visit at a rate per second, from a bucket that holds `burst`: how long it has to wait for its turn, nanoseconds; where visits do
    /// not wait, 0 means that it may pass and anything else that it may not.
    #[expect(clippy::cast_precision_loss, reason = "seconds of a run")]
    pub fn take(&mut self, now: u64, rate: f64, burst: Option<u32>, waits: bool) -> u64 {
        let most = burst.map_or(rate.max(1.0), f64::from);
        if !self.begun {
            self.begun = true;
            self.tokens = most;
        }
        self.tokens = most.min(self.tokens + (now - self.at) as f64 * rate / 1e9);
        self.at = now;
        if self.tokens >= 1.0 {
            self.tokens -= 1.0;
            return 0;
        }
        let wait = crate::calc::random::whole((1.0 - self.tokens) / rate * 1e9).max(1);
        if waits {
            self.tokens -= 1.0;
        }
        wait
    }
}

/// How a visit ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Done.
    Ok,
    /// A definite no.
    Declined,
    /// A failure without effect.
    Error,
    /// No answer, and no effect.
    Lost,
    /// No answer, and yet the effect.
    LostButDone,
}

/// Draws how visits end.
#[derive(Clone, Debug)]
pub struct Answers {
    ok: f64,
    declined: f64,
    error: f64,
    lost_but_done: f64,
    /// Keys whose answer was lost once.
    lost: BTreeSet<i64>,
}

impl Answers {
    /// The outcomes of a file.
    pub fn new(outcomes: &Outcomes) -> Self {
        Self {
            ok: outcomes.ok,
            declined: outcomes.declined,
            error: outcomes.error,
            lost_but_done: outcomes.lost_but_done,
            lost: BTreeSet::new(),
        }
    }

    /// How a visit ends whose luck is this.
    pub fn draw(&self, draw: &mut Draw) -> Answer {
        let (luck, done) = (draw.unit(), draw.unit());
        if luck < self.ok {
            Answer::Ok
        } else if luck < self.ok + self.declined {
            Answer::Declined
        } else if luck < self.ok + self.declined + self.error {
            Answer::Error
        } else if done < self.lost_but_done {
            Answer::LostButDone
        } else {
            Answer::Lost
        }
    }

    /// How a visit with this key ends: as every other with it, except that an answer is lost only once.
    pub fn of_key(&mut self, key: i64, stream: Stream) -> Answer {
        let answer = self.draw(&mut stream.request(key.cast_unsigned()).draw(0, 0));
        if matches!(answer, Answer::Lost | Answer::LostButDone) && !self.lost.insert(key) {
            return Answer::Ok;
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_lets_a_second_pass_and_then_the_rate() {
        let second = 1_000_000_000;
        let mut bucket = Bucket::default();
        let passed = (0..10).filter(|_| bucket.take(0, 4.0, None, false) == 0).count();
        assert_eq!(passed, 4);
        assert_eq!(bucket.take(second / 4, 4.0, None, false), 0);
        assert_ne!(bucket.take(second / 4, 4.0, None, false), 0);

        let mut bucket = Bucket::default();
        let waits: Vec<u64> = (0..4).map(|_| bucket.take(0, 2.0, None, true)).collect();
        assert_eq!(waits, [0, 0, second / 2, second]);

        // A leaky bucket: one at a time, evenly.
        let mut bucket = Bucket::default();
        let waits: Vec<u64> = (0..3).map(|_| bucket.take(0, 2.0, Some(1), true)).collect();
        assert_eq!(waits, [0, second / 2, second]);
    }

    #[test]
    fn one_key_has_one_answer_and_loses_it_once() {
        let outcomes =
            Outcomes { per: Vec::new(), ok: 0.0, declined: 0.5, error: 0.0, lost: 0.5, lost_but_done: 1.0 };
        let mut answers = Answers::new(&outcomes);
        let stream = Stream::new(1, 1);
        for key in 0..100 {
            let first = answers.of_key(key, stream);
            let again = [answers.of_key(key, stream), answers.of_key(key, stream)];
            match first {
                Answer::Declined => assert_eq!(again, [Answer::Declined; 2]),
                Answer::LostButDone => assert_eq!(again, [Answer::Ok; 2]),
                other => panic!("{other:?} has no share"),
            }
        }
    }
}
