use serde::Serialize;

use super::measure::nanos;
use crate::problem::model::Design;
use crate::sim::outcome::Outcome;

/// A flow over time, in equal intervals from the start of the run, by the time at which its requests began.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Over {
    /// The flow.
    pub flow: String,
    /// The length of an interval in seconds.
    pub interval: f64,
    /// Requests that began.
    pub offered: Vec<u64>,
    /// Of these, answered well.
    pub good: Vec<u64>,
    /// Of these, failed.
    pub errors: Vec<u64>,
    /// The mean latency of the good ones in seconds; null where there are none.
    pub latency: Vec<Option<f64>>,
}

impl Over {
    /// Every flow that began a request.
    #[expect(clippy::cast_precision_loss, reason = "shown to a few digits")]
    pub fn all(design: &Design, outcome: &Outcome) -> Vec<Self> {
        let flows = design.flows.iter().enumerate().map(|(index, flow)| {
            let series = &outcome.flows[index].series;
            let buckets = series.buckets();
            Self {
                flow: flow.id.clone(),
                interval: nanos(series.interval()),
                offered: buckets.iter().map(|bucket| bucket.offered).collect(),
                good: buckets.iter().map(|bucket| bucket.good).collect(),
                errors: buckets.iter().map(|bucket| bucket.errors).collect(),
                latency: buckets
                    .iter()
                    .map(|bucket| (bucket.good > 0).then(|| bucket.latency as f64 / bucket.good as f64 / 1e9))
                    .collect(),
            }
        });
        flows.filter(|flow| !flow.offered.is_empty()).collect()
    }
}
