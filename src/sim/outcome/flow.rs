use super::{Series, Tally};
use crate::problem::model::{Nanos, Reason};
use crate::sim::engine::Histogram;

/// What was measured of a flow, as its caller saw each attempt.
#[derive(Clone, Debug, Default)]
pub struct FlowOutcome {
    /// Started within the warm-up: they count nowhere else.
    pub early: u64,
    /// Started.
    pub offered: u64,
    /// Answered, whatever the status.
    pub completed: u64,
    /// Answered below 400 or with a declared refusal, in time. The rest of what was offered is in `errors`.
    pub good: u64,
    /// From call to answer, nanoseconds; every error is one that never came.
    pub latency: Histogram,
    /// What was answered, by status: good or not.
    pub answers: Tally<u16>,
    /// What was offered and not good, by reason.
    pub errors: Tally<Failure>,
    /// All of it over time.
    pub series: Series,
}

impl FlowOutcome {
    /// Nothing yet, of a load that lasts so long.
    pub fn over(lasts: Nanos) -> Self {
        Self { series: Series::new(lasts), ..Self::default() }
    }

    /// A request begins.
    #[inline]
    pub fn begins(&mut self, now: Nanos) {
        self.offered += 1;
        self.series.begins(now);
    }

    /// A good answer to a request that began then, after so many nanoseconds.
    #[inline(always)]
    pub fn answered(&mut self, status: u16, began: Nanos, nanos: u64) {
        self.completed += 1;
        self.good += 1;
        self.latency.record(nanos);
        self.answers.add(status);
        let bucket = self.series.of(began);
        bucket.good += 1;
        bucket.latency += nanos;
    }

    /// An answer that is no good one: a status of 400 and above that the flow does not declare.
    pub fn refused(&mut self, status: u16) {
        self.completed += 1;
        self.answers.add(status);
        self.failed(Failure::Status(status));
    }

    /// No answer in time, or none at all.
    pub fn failed(&mut self, failure: Failure) {
        self.latency.record_never();
        self.errors.add(failure);
    }
}

/// Why a request of a flow was not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// It, or a step of it, ended so.
    Reason(Reason),
    /// It was answered with a status that the flow does not declare.
    Status(u16),
    /// It was neither answered nor given up when the run ended.
    Unfinished,
}

impl Failure {
    /// How reports call it: `timeout`, `503`, `unfinished`. A step for which no row matched is `no_row`.
    pub fn word(self) -> String {
        match self {
            Self::Reason(Reason::None) => "no_row".to_owned(),
            Self::Reason(reason) => reason.word().to_owned(),
            Self::Status(status) => status.to_string(),
            Self::Unfinished => "unfinished".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_good_is_infinitely_late() {
        let mut flow = FlowOutcome { offered: 4, ..FlowOutcome::default() };
        flow.answered(201, 0, 1000);
        flow.answered(409, 0, 3000);
        flow.refused(503);
        flow.failed(Failure::Reason(Reason::Timeout));
        assert_eq!((flow.completed, flow.good, flow.errors.total()), (3, 2, 2));
        assert_eq!(flow.latency.quantile(0.5), Some(3000));
        assert_eq!(flow.latency.quantile(0.51), None);
        let words: Vec<String> = flow.errors.iter().map(|(failure, _)| failure.word()).collect();
        assert_eq!(words, ["timeout", "503"]);
    }
}
