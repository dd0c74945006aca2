//! What a fault does to those who ask: a run beside the same run without it, under the same luck.

use super::interval::number;
use crate::sim::report::{Count, Over};

/// Less than this much less of what is answered well is no disturbance.
const SHARE: f64 = 0.01;
/// Where at least so many would have begun without the fault, it is no chance that none did.
const OFTEN: f64 = 5.0;
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
    /// Whether any of it began while the fault acted: behind what fails nothing may.
    pub reached: bool,
    /// When it was as without the fault.
    pub healed: Healed,
}

/// When a flow was as without the fault; from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub(super) enum Healed {
    /// So many seconds after the end of the fault.
    After(f64),
    /// It was disturbed, and nothing of it began after the component was back: nobody has seen it heal.
    Unseen,
    /// It was not, up to the end of the load.
    Never,
}

/// From when to when a fault acts, when the component was back, which may be later, and when the load is over, in
/// seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Times {
    pub from: f64,
    pub to: f64,
    pub back: f64,
    pub load: f64,
}

impl Times {
    /// The whole intervals in which the fault acts, of this length in seconds.
    pub fn acts(&self, interval: f64) -> std::ops::Range<usize> {
        count(libm::ceil(self.from / interval - 1e-9))..count(self.to / interval + 1e-9)
    }
}

/// Compares a flow; `None` where nothing of it began while the fault acted, which says nothing unless it would have
/// often without the fault.
pub(super) fn disturbance(with: &Over, without: &Over, times: Times) -> Option<Disturbance> {
    let until = with.offered.len().min(without.offered.len()).min(count(times.load / with.interval));
    let acts = times.acts(with.interval);
    let (from, to) = (acts.start, acts.end.min(until));
    let reached = sum(&with.offered, from, acts.end) > 0.0;
    let usually = sum(&without.offered, from, acts.end);
    if !reached && usually < OFTEN {
        return None;
    }
    let slower = mean(with, from, to).zip(mean(without, from, to)).map(|(with, without)| with / without);
    let usual = without.latency[..until].iter().flatten().copied().fold(0.0, f64::max);
    let is_well = |at: usize| {
        let (with_share, without_share) = (share(with, at, at + 1), share(without, at, at + 1));
        with_share + SHARE >= without_share && with.latency[at].is_none_or(|latency| latency <= SLOW * usual)
    };
    let calm = (to..until).rev().find(|at| !is_well(*at)).map_or(to, |last| last + 1);
    let back = count(libm::ceil(times.back / with.interval - 1e-9));
    // What was never disturbed need not be seen to heal: much of it may have begun before the fault was over, and none
    // after.
    let undisturbed = reached && (from..to).all(is_well);
    let healed = if calm < until || (undisturbed && until <= acts.end) {
        Healed::After((number(calm) * with.interval - times.to).max(0.0))
    } else if until > back {
        Healed::Never
    } else {
        Healed::Unseen
    };
    Some(Disturbance {
        good: if reached { share(with, from, acts.end) } else { 0.0 },
        undisturbed: share(without, from, acts.end),
        slower,
        reached,
        healed,
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
    Count::from(counts.iter().take(to).skip(from).sum::<u64>()).0
}

/// A whole number of intervals.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some sixty")]
fn count(intervals: f64) -> usize {
    intervals.max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMES: Times = Times { from: 2.0, to: 4.0, back: 4.0, load: 8.0 };

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
        assert_eq!((found.good, found.undisturbed, found.healed), (0.2, 1.0, Healed::After(0.0)));
        // Those four took three times as long.
        assert!((found.slower.unwrap() - 3.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn it_heals_when_the_last_spell_is_over_that_is_not_as_usual() {
        // Errors until 5 s, then answers that take more than twice as long until 7 s.
        let with = flow([10, 10, 0, 0, 5, 10, 10, 10], [0.1, 0.1, 0.0, 0.0, 0.1, 0.19, 0.21, 0.1]);
        assert_eq!(disturbance(&with, &usual(), TIMES).unwrap().healed, Healed::After(3.0));
        // A relapse at the very end: nobody has seen it heal.
        let with = flow([10, 10, 0, 0, 10, 10, 10, 5], [0.1; 8]);
        assert_eq!(disturbance(&with, &usual(), TIMES).unwrap().healed, Healed::Never);
        // The component was away until 8 s, as all was: the load ended before.
        let late = Times { back: 8.0, ..TIMES };
        assert_eq!(disturbance(&with, &usual(), late).unwrap().healed, Healed::Unseen);
        // What is as bad without the fault is not its doing.
        let without = flow([10, 10, 10, 10, 10, 10, 10, 5], [0.1; 8]);
        assert_eq!(disturbance(&with, &without, TIMES).unwrap().healed, Healed::After(0.0));
    }

    /// A flow of which nothing begins after the fourth second, with the fault or without it.
    #[test]
    fn what_ends_with_the_fault_heals_at_once_where_nothing_befell_it() {
        let short = |good: [u64; 8]| {
            let mut flow = flow(good, [0.1; 8]);
            flow.offered.truncate(4);
            flow.good.truncate(4);
            flow.latency.truncate(4);
            flow
        };
        let whole = short([10; 8]);
        assert_eq!(disturbance(&whole, &whole, TIMES).unwrap().healed, Healed::After(0.0));
        let hit = short([10, 10, 10, 5, 10, 10, 10, 10]);
        assert_eq!(disturbance(&hit, &whole, TIMES).unwrap().healed, Healed::Unseen);
    }

    /// Nothing begins where ten a second would, and then it does again; of two in the whole of it that is chance.
    #[test]
    fn what_is_not_reached_is_not_answered() {
        let mut with = usual();
        with.offered[2..4].fill(0);
        with.good[2..4].fill(0);
        let found = disturbance(&with, &usual(), TIMES).unwrap();
        assert_eq!((found.reached, found.good, found.undisturbed), (false, 0.0, 1.0));
        assert_eq!(found.healed, Healed::After(0.0));
        let mut seldom = usual();
        seldom.offered[2..4].fill(1);
        seldom.good[2..4].fill(1);
        assert_eq!(disturbance(&with, &seldom, TIMES), None);
    }

    #[test]
    fn a_fault_during_which_nothing_begins_says_nothing() {
        let mut with = usual();
        with.offered[2..4].fill(0);
        with.good[2..4].fill(0);
        assert_eq!(disturbance(&with, &with, TIMES), None);
        // Nor one behind the last request.
        assert_eq!(
            disturbance(&usual(), &usual(), Times { from: 9.0, to: 12.0, back: 12.0, load: 8.0 }),
            None
        );
    }
}
