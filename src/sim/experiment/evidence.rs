use serde::Serialize;

use super::Interval;
use crate::sim::report::{Report, Rule};

/// What a proof keeps of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The seed.
    pub seed: u64,
    /// Rules that are broken and that the scenario does not excuse.
    pub broken: Vec<String>,
    /// The verdict of every rule, excused or not.
    pub verdicts: Vec<bool>,
    /// Evidence that the scenario wants and that is missing.
    pub missing: Vec<String>,
    /// What is wrong with the run itself: it was cut, or a flow with load completed nothing.
    pub reasons: Vec<String>,
    /// What was measured of the observables that are asked for, in their order.
    pub measured: Vec<Option<f64>>,
    /// Events processed.
    pub events: u64,
}

impl Evidence {
    /// Of a report, with what was measured of the observables asked for.
    pub fn of(report: &Report, measured: Vec<Option<f64>>) -> Self {
        let rules = || report.invariants.iter().chain(&report.objectives);
        let names = |rules: &mut dyn Iterator<Item = &Rule>| rules.map(|rule| rule.id.clone()).collect();
        Self {
            seed: report.seed,
            broken: names(&mut rules().filter(|rule| rule.fails())),
            verdicts: rules().map(|rule| rule.verdict.passed()).collect(),
            missing: names(&mut report.must.iter().filter(|rule| !rule.verdict.passed())),
            reasons: report.reasons.clone(),
            measured,
            events: report.events,
        }
    }
}

/// How an observable moved from the reference to an option, paired seed by seed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// What was measured: `order.latency.p99`.
    pub observable: String,
    /// The mean in the reference.
    pub reference: Option<f64>,
    /// The mean in the option.
    pub option: Option<f64>,
    /// Option less reference: the mean and its interval; null where one of them has no figure in some seed.
    pub difference: Option<Interval>,
    /// What that is.
    pub trend: Trend,
}

/// Which way an observable moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Trend {
    /// Worse, and the interval says so.
    Worse,
    /// Better, and the interval says so.
    Better,
    /// The interval holds 0.
    Same,
    /// Some seed has no figure.
    Unmeasured,
}

impl Difference {
    /// Of the observable at this place of [`Evidence::measured`]; the two lists stand in the order of the same
    /// seeds.
    pub fn of(
        name: &str,
        more_is_worse: bool,
        place: usize,
        reference: &[Evidence],
        option: &[Evidence],
    ) -> Self {
        let all =
            |runs: &[Evidence]| -> Option<Vec<f64>> { runs.iter().map(|run| run.measured[place]).collect() };
        let mean = |values: &Option<Vec<f64>>| {
            let values = values.as_ref().filter(|values| !values.is_empty())?;
            Some(values.iter().sum::<f64>() / super::interval::number(values.len()))
        };
        let (before, after) = (all(reference), all(option));
        let pairs = before.as_ref().zip(after.as_ref());
        let differences: Option<Vec<f64>> = pairs
            .map(|(before, after)| after.iter().zip(before).map(|(after, before)| after - before).collect());
        let difference = differences.as_deref().and_then(Interval::of);
        let trend = match difference {
            None => Trend::Unmeasured,
            Some(found) if found.low > 0.0 && more_is_worse || found.high < 0.0 && !more_is_worse => {
                Trend::Worse
            }
            Some(found) if found.low > 0.0 || found.high < 0.0 => Trend::Better,
            Some(_) => Trend::Same,
        };
        Self {
            observable: name.to_owned(),
            reference: mean(&before),
            option: mean(&after),
            difference,
            trend,
        }
    }
}
