//! A client: it generates load, and it is a device with tables of its own.
//!
//! Model: requests arrive as a Poisson process (or evenly), at a rate that a profile of multipliers changes; as a
//! burst, spread evenly at random; or one for each row of a table, each row with a phase of its own. The Poisson
//! process is made by inversion of its integrated rate, so that a request keeps its place in time whatever the
//! others do. Slots are not limited, and its own work costs no time unless the file says so.
//! Left out: clients that slow down because answers are slow; they retry, and what they retry is said in steps.

use crate::calc::random::Stream;
use crate::problem::model;

/// A source of requests, compiled.
#[derive(Clone, Debug)]
pub struct Source {
    /// When they come.
    pub arrivals: Arrivals,
    /// From here on nothing arrives any more.
    pub until: u64,
}

/// When requests come. Times are nanoseconds.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// At a rate that changes at certain times.
    Rate {
        /// From when how many a nanosecond; the first is from 0 on.
        profile: Vec<(u64, f64)>,
        /// Evenly spaced.
        regular: bool,
    },
    /// So many within a time.
    Burst {
        /// How many.
        count: u64,
        /// From when.
        at: u64,
        /// Over how long.
        over: u64,
    },
    /// One for each row of a table, again and again or once.
    Each {
        /// The table.
        table: usize,
        /// Again after this long.
        every: Option<u64>,
        /// Once, spread over this long.
        over: u64,
    },
}

/// The place of a draw: no step has it.
const PLACE: u32 = 0;

impl Source {
    /// The load of a file.
    pub fn new(arrivals: &model::Arrivals, lasts: i64) -> Self {
        let nanos = |time: i64| time.max(0).cast_unsigned();
        let arrivals = match arrivals {
            model::Arrivals::Rate { rate, profile, regular } => {
                let mut steps: Vec<(u64, f64)> =
                    profile.iter().map(|(from, factor)| (nanos(*from), *factor)).collect();
                steps.sort_by_key(|(from, _)| *from);
                if steps.first().is_none_or(|(from, _)| *from > 0) {
                    steps.insert(0, (0, 1.0));
                }
                steps.iter_mut().for_each(|(_, factor)| *factor = rate * *factor / 1e9);
                Arrivals::Rate { profile: steps, regular: *regular }
            }
            model::Arrivals::Burst { count, at, over } => {
                Arrivals::Burst { count: *count, at: nanos(*at), over: nanos(*over) }
            }
            model::Arrivals::Each { table, every, over, .. } => {
                Arrivals::Each { table: table.index(), every: every.map(nanos), over: nanos(*over) }
            }
        };
        Self { arrivals, until: nanos(lasts) }
    }

    /// When the next request of a rate comes after one that came at `last` (or after the start); `None` where no
    /// more comes. `index` is its number.
    #[expect(clippy::cast_precision_loss, reason = "times of days keep their nanoseconds in 53 bits")]
    pub fn after(&self, last: u64, index: u64, stream: Stream) -> Option<u64> {
        let Arrivals::Rate { profile, regular } = &self.arrivals else { return None };
        // How many expected arrivals lie between this one and the last.
        let mut distance = if *regular {
            // Half an interval after the start, so that the first does not come at 0.
            if index == 0 { 0.5 } else { 1.0 }
        } else {
            stream.request(index).draw(PLACE, 0).exponential(1.0)
        };
        let mut at = last;
        let mut step = match profile.len() {
            1 => 0,
            _ => profile.partition_point(|(from, _)| *from <= at).saturating_sub(1),
        };
        loop {
            let end = profile.get(step + 1).map_or(self.until, |(from, _)| (*from).min(self.until));
            let per_nano = profile[step].1;
            let room = end.saturating_sub(at) as f64 * per_nano;
            if distance < room {
                let time = at + crate::calc::random::whole(distance / per_nano);
                return (time < self.until).then_some(time);
            }
            distance -= room;
            at = end.max(at);
            step += 1;
            if at >= self.until || step >= profile.len() {
                return None;
            }
        }
    }

    /// The time of a request of a burst.
    pub fn within(index: u64, at: u64, over: u64, stream: Stream) -> u64 {
        at + stream.request(index).draw(PLACE, 0).below(over.max(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(source: &Source) -> Vec<u64> {
        let stream = Stream::new(1, 2);
        let mut last = 0;
        (0..).map_while(|index| source.after(last, index, stream).inspect(|time| last = *time)).collect()
    }

    #[test]
    fn a_regular_rate_follows_its_profile() {
        let second = 1_000_000_000;
        let profile = vec![(0, 1e-9), (2 * second, 4e-9), (3 * second, 0.0)];
        let arrivals = Arrivals::Rate { profile, regular: true };
        let source = Source { arrivals, until: 10 * second };
        // One a second from half a second on; from 2 s on four a second: half an interval is left at 2 s.
        assert_eq!(
            times(&source),
            [500_000_000, 1_500_000_000, 2_125_000_000, 2_375_000_000, 2_625_000_000, 2_875_000_000]
        );
    }

    #[test]
    fn a_poisson_stream_has_its_rate() {
        let arrivals = Arrivals::Rate { profile: vec![(0, 100.0 / 1e9)], regular: false };
        let source = Source { arrivals, until: 100_000_000_000 };
        // 10,000 expected; four standard deviations are 400.
        assert!(times(&source).len().abs_diff(10_000) < 400);
    }
}
