use crate::problem::model::{FlowId, Nanos};

/// Each flow over time, in equal intervals, by the time at which a request began.
#[derive(Clone, Debug)]
pub struct Series {
    interval: Nanos,
    flows: usize,
    /// Interval by interval, in each a bucket for each flow.
    buckets: Vec<Bucket>,
    /// Where the buckets of the interval stand that was asked for last, and its beginning: most requests begin in the
    /// one in which the last one did.
    last: (usize, Nanos),
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
    pub fn new(lasts: Nanos, flows: usize) -> Self {
        Self {
            interval: (lasts / i64::try_from(Self::INTERVALS).unwrap_or(i64::MAX)).max(1),
            flows,
            buckets: vec![Bucket::default(); flows],
            last: (0, 0),
        }
    }

    /// The length of an interval.
    pub fn interval(&self) -> Nanos {
        self.interval
    }

    /// The intervals of a flow, from the start of the run to the last in which it began a request.
    pub fn flow(&self, flow: FlowId) -> Vec<Bucket> {
        let all = self.buckets.iter().skip(flow.index()).step_by(self.flows);
        let last = all.clone().rposition(|bucket| bucket.offered > 0);
        all.take(last.map_or(0, |last| last + 1)).copied().collect()
    }

    /// The run is over: what has not been answered well by now has failed.
    pub fn end(&mut self) {
        for bucket in &mut self.buckets {
            bucket.errors = bucket.offered - bucket.good;
        }
    }

    /// The interval in which a request of this flow began.
    #[inline(always)]
    pub fn at(&mut self, flow: usize, began: Nanos) -> &mut Bucket {
        if !(0..self.interval).contains(&(began - self.last.1)) {
            self.turn_to(began);
        }
        &mut self.buckets[self.last.0 + flow]
    }

    /// Another interval is asked for.
    #[cold]
    fn turn_to(&mut self, began: Nanos) {
        let number = began / self.interval;
        let first = usize::try_from(number).unwrap_or(0) * self.flows;
        self.last = (first, number * self.interval);
        if first + self.flows > self.buckets.len() {
            self.buckets.resize(first + self.flows, Bucket::default());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_counts_where_it_began() {
        let mut series = Series::new(60_000, 2);
        series.at(1, 999).offered += 1;
        series.at(1, 1000).offered += 1;
        series.at(1, 61_500).offered += 1;
        let offered: Vec<u64> = series.flow(FlowId(1)).iter().map(|bucket| bucket.offered).collect();
        assert_eq!((offered.len(), &offered[..3]), (62, [1, 1, 0].as_slice()));
        assert!(series.flow(FlowId(0)).is_empty());
    }
}
