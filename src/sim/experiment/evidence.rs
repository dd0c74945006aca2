use std::collections::BTreeMap;

use serde::Serialize;

use super::paired::Paired;
use super::{Interval, Promised};
use crate::calc::Dimension;
use crate::problem::model::{Design, Measured};
use crate::sim::outcome::Outcome;
use crate::sim::report::{Rule, evaluate, reasons};

/// What a proof keeps of one run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// The seed.
    pub seed: u64,
    /// Rules that are broken and that the scenario does not excuse.
    pub broken: Vec<String>,
    /// Rules that are broken, and that the scenario excuses.
    pub excused: Vec<String>,
    /// The verdict of every rule, excused or not.
    pub verdicts: Vec<bool>,
    /// Evidence that the scenario wants and that is missing.
    pub missing: Vec<String>,
    /// What is wrong with the run itself: it was cut, or a flow with load completed nothing.
    pub reasons: Vec<String>,
    /// What was measured of the observables that are asked for; those without a figure are not here.
    pub measured: BTreeMap<String, f64>,
    /// Events processed.
    pub events: u64,
}

impl Evidence {
    /// Of a run, with what it measured of the observables asked for.
    pub fn of(design: &Design, outcome: &Outcome, wanted: &[(String, Measured)]) -> Self {
        let invariants = design.invariants.iter().zip(&outcome.invariants);
        let invariants = invariants.map(|(rule, found)| Rule::invariant(design, rule, found));
        let objectives = design.objectives.iter().map(|rule| Rule::objective(design, outcome, rule));
        let rules: Vec<Rule> = invariants.chain(objectives).collect();
        let must = design.scenario.must.iter().map(|rule| Rule::objective(design, outcome, rule));
        let (broken, excused): (Vec<_>, Vec<_>) =
            rules.iter().filter(|rule| !rule.verdict.passed()).partition(|rule| rule.fails());
        let names = |rules: Vec<&Rule>| rules.into_iter().map(|rule| rule.id.clone()).collect();
        Self {
            seed: outcome.seed,
            broken: names(broken),
            excused: names(excused),
            verdicts: rules.iter().map(|rule| rule.verdict.passed()).collect(),
            missing: must.filter(|rule| !rule.verdict.passed()).map(|rule| rule.id).collect(),
            reasons: reasons(design, outcome),
            measured: wanted
                .iter()
                .filter_map(|(name, side)| Some((name.clone(), evaluate(design, outcome, side)?)))
                .collect(),
            events: outcome.events,
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
    /// Option less reference: the mean and its interval; null where one of them has no figure in some seed, and of one
    /// seed alone.
    pub difference: Option<Interval>,
    /// What that is.
    pub trend: Trend,
    /// The base unit of all of these: `s`, `B`, `$` or empty.
    pub unit: String,
    /// What they measure.
    #[serde(skip)]
    pub dimension: Dimension,
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
    /// One seed alone: how much is luck is not known.
    Unjudged,
}

impl Difference {
    /// Of an observable; the two lists stand in the order of the same seeds.
    pub fn of(promised: &Promised, reference: &[Evidence], option: &[Evidence]) -> Self {
        let Promised { name, more_is_worse, dimension } = promised;
        let more_is_worse = *more_is_worse;
        let all = |runs: &[Evidence]| -> Vec<Option<f64>> {
            runs.iter().map(|run| run.measured.get(name).copied()).collect()
        };
        let Paired { before, after, difference } = Paired::of(&all(reference), &all(option));
        let trend = match difference {
            // Both have a mean and there is no interval: that is one seed.
            None if before.is_some() && after.is_some() => Trend::Unjudged,
            None => Trend::Unmeasured,
            Some(found) if found.low > 0.0 && more_is_worse || found.high < 0.0 && !more_is_worse => {
                Trend::Worse
            }
            Some(found) if found.low > 0.0 || found.high < 0.0 => Trend::Better,
            Some(_) => Trend::Same,
        };
        Self {
            observable: name.clone(),
            reference: before,
            option: after,
            difference,
            trend,
            unit: dimension.symbol(),
            dimension: *dimension,
        }
    }
}
