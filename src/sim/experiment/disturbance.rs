//! What a fault does to those who ask: a run beside the same run without it, under the same luck.

use super::interval::number;
use crate::sim::report::{Count, Over};

/// Less than this much less of what is answered well is no disturbance.
const SHARE: f64 = 0.01;
/// Answers take so many times as long as the slowest spell of an undisturbed run: then it is not over.
const SLOW: f64 = 2.0;

/// A flow while a fault acts and after it, beside the run without it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Disturbance {
    /// The share that was answered well of what began while the fault acted.
    pub good: f64,
    /// The same without the fault.
    pub undisturbed: f64,
    /// How many times as long the good answers took, on the average; `None` where one of the runs has none.
    pub slower: Option<f64>,
    /// How long after the end of the fault all was as without it, seconds; `None` where it was not, up to the end of
    /// the load.
    pub healed_after: Option<f64>,
}

/// From when to when a fault acts, and when the load is over, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Times {
    pub from: f64,
    pub to: f64,
    pub load: f64,
}

/// Compares a flow; `None` where nothing of it began while the fault acted.
pub(super) fn disturbance(with: &Over, without: &Over, times: Times) -> Option<Disturbance> {
    let until = with.offered.len().min(without.offered.len()).min(count(times.load / with.interval));
    // Whole intervals in which the fault acts.
    let from = count(libm::ceil(times.from / with.interval - 1e-9));
    let to = count(times.to / with.interval + 1e-9).min(until);
    let offered = sum(&with.offered, from, to);
    if offered <= 0.0 {
        return None;
    }
    let slower = mean(with, from, to).zip(mean(without, from, to)).map(|(with, without)| with / without);
    let usual = without.latency[..until].iter().flatten().copied().fold(0.0, f64::max);
    let is_well = |at: usize| {
        let (with_share, without_share) = (share(with, at, at + 1), share(without, at, at + 1));
        with_share + SHARE >= without_share && with.latency[at].is_none_or(|latency| latency <= SLOW * usual)
    };
    let healed = (to..until).rev().find(|at| !is_well(*at)).map_or(to, |last| last + 1);
    Some(Disturbance {
        good: share(with, from, to),
        undisturbed: share(without, from, to),
        slower,
        healed_after: (healed < until).then(|| (number(healed) * with.interval - times.to).max(0.0)),
    })
}

/// The mean latency of what began in some intervals and was answered well.
fn mean(flow: &Over, from: usize, to: usize) -> Option<f64> {
    let answered = (from..to).filter_map(|at| Some((flow.latency[at]?, Count::from(flow.good[at]).0)));
    let (time, good) =
        answered.fold((0.0, 0.0), |(time, all), (mean, good)| (time + mean * good, all + good));
    (good > 0.0 && time > 0.0).then(|| time / good)
}

/// What was answered well of what began in some intervals; all of nothing.
fn share(flow: &Over, from: usize, to: usize) -> f64 {
    let offered = sum(&flow.offered, from, to);
    if offered > 0.0 { sum(&flow.good, from, to) / offered } else { 1.0 }
}

fn sum(counts: &[u64], from: usize, to: usize) -> f64 {
    Count::from(counts[from.min(to)..to].iter().sum::<u64>()).0
}

/// A whole number of intervals.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some sixty")]
fn count(intervals: f64) -> usize {
    intervals.max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: Times = Times { from: 2.0, to: 4.0, load: 8.0 };

    /// Ten requests a second for eight seconds, of which so many are answered well, each in so many seconds.
    fn flow(good: [u64; 8], latency: [f64; 8]) -> Over {
        let latency = latency.iter().zip(good).map(|(time, good)| (good > 0).then_some(*time));
        Over {
            flow: "order".to_owned(),
            interval: 1.0,
            offered: vec![10; 8],
            good: good.to_vec(),
            errors: good.iter().map(|good| 10 - good).collect(),
            latency: latency.collect(),
        }
    }

    fn usual() -> Over {
        flow([10; 8], [0.1; 8])
    }

    #[test]
    fn what_is_lost_while_it_acts_is_a_share_of_what_began_then() {
        let with = flow([10, 10, 0, 4, 10, 10, 10, 10], [0.1, 0.1, 0.0, 0.3, 0.1, 0.1, 0.1, 0.1]);
        let found = disturbance(&with, &usual(), TIMES).unwrap();
        assert_eq!((found.good, found.undisturbed, found.healed_after), (0.2, 1.0, Some(0.0)));
        // Those four took three times as long.
        assert!((found.slower.unwrap() - 3.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn it_heals_when_the_last_spell_is_over_that_is_not_as_usual() {
        // Errors until 5 s, then answers that take more than twice as long until 7 s.
        let with = flow([10, 10, 0, 0, 5, 10, 10, 10], [0.1, 0.1, 0.0, 0.0, 0.1, 0.19, 0.21, 0.1]);
        assert_eq!(disturbance(&with, &usual(), TIMES).unwrap().healed_after, Some(3.0));
        // A relapse at the very end: nobody has seen it heal.
        let with = flow([10, 10, 0, 0, 10, 10, 10, 5], [0.1; 8]);
        assert_eq!(disturbance(&with, &usual(), TIMES).unwrap().healed_after, None);
        // What is as bad without the fault is not its doing.
        let without = flow([10, 10, 10, 10, 10, 10, 10, 5], [0.1; 8]);
        assert_eq!(disturbance(&with, &without, TIMES).unwrap().healed_after, Some(0.0));
    }

    #[test]
    fn a_fault_during_which_nothing_begins_says_nothing() {
        let mut with = usual();
        with.offered[2..4].fill(0);
        with.good[2..4].fill(0);
        assert_eq!(disturbance(&with, &usual(), TIMES), None);
        // Nor one behind the last request.
        assert_eq!(disturbance(&usual(), &usual(), Times { from: 9.0, to: 12.0, load: 8.0 }), None);
    }
}
