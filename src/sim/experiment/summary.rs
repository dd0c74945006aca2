use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Interval;
use super::interval::median;
use crate::sim::report::{Count, Figures, Report, Rule, Verdict};

/// One report made of the reports of many seeds: medians in place of figures, with their intervals beside them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Medians over the seeds. A rule that is broken in one seed is broken.
    #[serde(flatten)]
    pub report: Report,
    /// How many seeds.
    pub seeds: usize,
    /// The share of seeds in which each rule is broken, excused or not; rules that always hold are left out.
    pub broken: BTreeMap<String, f64>,
    /// The mean of each figure and its 95 % interval, by what rules call it; figures that are the same in every
    /// seed, and those that are missing in one, are left out.
    pub intervals: BTreeMap<String, Interval>,
    /// The command that runs the first seed that fails.
    pub counterexample: Option<String>,
}

impl Summary {
    /// Of these reports of one variant, in the order of their seeds; `reproduce` repeats them all. `None` where
    /// there are none.
    pub fn of(mut reports: Vec<Report>, reproduce: String) -> Option<Self> {
        let seeds = reports.len();
        let counterexample =
            reports.iter().find(|report| !report.verdict.passed()).map(|report| report.reproduce.clone());
        let mut broken = BTreeMap::new();
        for rule in reports.iter().flat_map(Report::rules).filter(|rule| !rule.verdict.passed()) {
            *broken.entry(rule.id.clone()).or_insert(0.0) += 1.0;
        }
        let all = Count::from(seeds as u64).0;
        for count in broken.values_mut() {
            *count /= all;
        }
        let mut report = reports.first()?.clone();
        report.reproduce = reproduce;
        report.series.clear();
        report.trace.clear();
        report.reasons = reasons(&reports);
        report.verdict = Verdict::of(reports.iter().all(|report| report.verdict.passed()));
        if let Some(other) = reports.iter().find(|report| report.stop.reason != "finished") {
            report.stop = other.stop.clone();
        }
        rules(&mut report.objectives, &reports, |report| &report.objectives);
        rules(&mut report.invariants, &reports, |report| &report.invariants);
        rules(&mut report.must, &reports, |report| &report.must);
        for (index, estimate) in report.estimates.iter_mut().enumerate() {
            estimate.measured = median(
                &mut reports.iter().map(|report| report.estimates[index].measured).collect::<Vec<_>>(),
            );
        }
        let intervals = figures(&mut report, &mut reports);
        report.events = whole(&reports, |report| report.events);
        report.time = median(&mut reports.iter().map(|report| Some(report.time)).collect::<Vec<_>>())?;
        Some(Self { report, seeds, broken, intervals, counterexample })
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the median of counts")]
fn whole(reports: &[Report], of: impl Fn(&Report) -> u64) -> u64 {
    let mut counts: Vec<Option<f64>> = reports.iter().map(|report| Some(Count::from(of(report)).0)).collect();
    median(&mut counts).map_or(0, |median| median as u64)
}

/// Each reason once, with the seeds in which it was given.
fn reasons(reports: &[Report]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in reports.iter().flat_map(|report| &report.reasons) {
        *counts.entry(reason).or_default() += 1;
    }
    let all = reports.len();
    counts.into_iter().map(|(reason, count)| format!("{reason} ({count} of {all} seeds)")).collect()
}

fn rules(merged: &mut [Rule], reports: &[Report], of: impl Fn(&Report) -> &Vec<Rule>) {
    for (index, rule) in merged.iter_mut().enumerate() {
        let all: Vec<&Rule> = reports.iter().map(|report| &of(report)[index]).collect();
        rule.verdict = Verdict::of(all.iter().all(|rule| rule.verdict.passed()));
        rule.measured = median(&mut all.iter().map(|rule| rule.measured).collect::<Vec<_>>());
        rule.bound = median(&mut all.iter().map(|rule| rule.bound).collect::<Vec<_>>());
        rule.violations = all.iter().map(|rule| rule.violations).sum();
        rule.checks = all.iter().map(|rule| rule.checks).sum();
        rule.first = all.iter().find_map(|rule| rule.first.clone());
    }
}

/// Reasons and statuses that occur in some runs are 0 in the others.
pub(super) fn even(mut runs: Vec<&mut Figures>) {
    let mut known: BTreeMap<String, [BTreeSet<String>; 2]> = BTreeMap::new();
    for flow in runs.iter().flat_map(|run| &run.flows) {
        let [errors, answers] = known.entry(flow.id.clone()).or_default();
        errors.extend(flow.errors.keys().cloned());
        answers.extend(flow.answers.keys().cloned());
    }
    for flow in runs.iter_mut().flat_map(|run| &mut run.flows) {
        let Some([errors, answers]) = known.get(&flow.id) else { continue };
        for (counts, names) in [(&mut flow.errors, errors), (&mut flow.answers, answers)] {
            for name in names {
                counts.entry(name.clone()).or_default();
            }
        }
    }
}

/// Puts medians in place of the figures and gives the intervals.
fn figures(merged: &mut Report, reports: &mut [Report]) -> BTreeMap<String, Interval> {
    even(reports.iter_mut().map(|report| &mut report.figures).chain([&mut merged.figures]).collect());
    let mut columns: Vec<Vec<Option<f64>>> = Vec::new();
    for report in reports {
        let mut column = 0;
        report.figures.visit(&mut |_, _, figure| {
            if columns.len() == column {
                columns.push(Vec::new());
            }
            columns[column].push(figure.get());
            column += 1;
        });
    }
    let mut intervals = BTreeMap::new();
    let mut columns = columns.into_iter();
    merged.figures.visit(&mut |name, _, figure| {
        let mut values = columns.next().unwrap_or_default();
        let known: Option<Vec<f64>> = values.iter().copied().collect();
        if let Some(interval) =
            known.and_then(|known| Interval::of(&known)).filter(|found| found.low < found.high)
        {
            intervals.insert(name, interval);
        }
        figure.put(median(&mut values));
    });
    intervals
}
