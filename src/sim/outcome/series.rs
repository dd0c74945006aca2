use crate::problem::model::Nanos;

/// A flow over time, in equal intervals, by the time at which a request began.
#[derive(Clone, Debug)]
pub struct Series {
    interval: Nanos,
    /// The intervals before the last in which a request began.
    before: Vec<Bucket>,
    /// That one, its beginning and its end: most requests end in the interval in which they began.
    last: Bucket,
    from: Nanos,
    until: Nanos,
}

/// The requests of a flow that began in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Began.
    pub offered: u64,
    /// Were answered well.
    pub good: u64,
    /// Failed.
    pub errors: u64,
    /// The sum of the latencies of the good ones, nanoseconds.
    pub latency: u64,
}

impl Series {
    /// Into how many intervals the time of the load is cut.
    pub const INTERVALS: usize = 60;

    /// Nothing yet: the load lasts so long; the drain gets as many intervals as it takes.
    pub fn new(lasts: Nanos) -> Self {
        let interval = (lasts / i64::try_from(Self::INTERVALS).unwrap_or(i64::MAX)).max(1);
        Self { interval, before: Vec::new(), last: Bucket::default(), from: 0, until: interval }
    }

    /// The length of an interval.
    pub const fn interval(&self) -> Nanos {
        self.interval
    }

    /// The intervals, from the start of the run to the last in which a request began.
    pub fn buckets(&self) -> Vec<Bucket> {
        let mut all = self.before.clone();
        all.push(self.last);
        let last = all.iter().rposition(|bucket| bucket.offered > 0);
        all.truncate(last.map_or(0, |last| last + 1));
        all
    }

    /// The run is over: what has not been answered well by now has failed.
    pub fn end(&mut self) {
        for bucket in self.before.iter_mut().chain([&mut self.last]) {
            bucket.errors = bucket.offered - bucket.good;
        }
    }

    /// A request begins, after all that began before.
    #[inline]
    pub fn begins(&mut self, now: Nanos) {
        if now >= self.until {
            self.turn_to(now);
        }
        self.last.offered += 1;
    }

    /// The interval in which a request began.
    #[inline]
    pub fn of(&mut self, began: Nanos) -> &mut Bucket {
        if began < self.from { self.earlier(began) } else { &mut self.last }
    }

    /// An interval before the last.
    #[inline(never)]
    fn earlier(&mut self, began: Nanos) -> &mut Bucket {
        &mut self.before[usize::try_from(began / self.interval).unwrap_or(0)]
    }

    /// A later interval than any before.
    #[cold]
    fn turn_to(&mut self, began: Nanos) {
        self.before.push(std::mem::take(&mut self.last));
        let number = began / self.interval;
        self.before.resize(usize::try_from(number).unwrap_or(0), Bucket::default());
        self.from = number * self.interval;
        self.until = self.from.saturating_add(self.interval);
    }
}

impl Default for Series {
    /// One interval for all.
    fn default() -> Self {
        Self::new(Nanos::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_counts_where_it_began() {
        let mut series = Series::new(60_000);
        [999, 1000, 61_500].into_iter().for_each(|now| series.begins(now));
        [1000, 61_500].into_iter().for_each(|began| series.of(began).good += 1);
        series.end();
        let buckets = series.buckets();
        let of = |number: usize| (buckets[number].offered, buckets[number].good, buckets[number].errors);
        assert_eq!(buckets.len(), 62);
        assert_eq!([0, 1, 2, 60, 61].map(of), [(1, 0, 1), (1, 1, 0), (0, 0, 0), (0, 0, 0), (1, 1, 0)]);
        assert!(Series::new(60_000).buckets().is_empty());
    }
}
