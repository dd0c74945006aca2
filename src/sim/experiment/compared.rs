use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::paired::Paired;
use super::summary::even;
use crate::calc::Dimension;
use crate::sim::report::Report;

/// A figure under both sides of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// What rules call it: `order.latency.p99`.
    pub id: String,
    /// The base unit: `s`, `/s`, `B`, `$` or empty.
    pub unit: String,
    /// The mean under A; null where some seed has none.
    pub a: Option<f64>,
    /// The mean under B.
    pub b: Option<f64>,
    /// B less A; null where one of them is.
    pub difference: Option<f64>,
    /// The lower end of its 95 % interval, paired seed by seed; null also where there is one seed alone.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// Whether the interval leaves out 0; null where there is none.
    pub differs: Option<bool>,
    /// In how many seeds it has no value under A: a percentile among failures, or a part that only B has.
    pub missing_a: usize,
    /// In how many it has none under B.
    pub missing_b: usize,
    /// What it measures.
    #[serde(skip)]
    pub dimension: Dimension,
}

/// One figure, with a value for each seed under A and under B.
struct Column {
    id: String,
    dimension: Dimension,
    values: [Vec<Option<f64>>; 2],
}

impl Compared {
    /// Every figure of these runs, in the order of the design; the two lists stand in the order of the same seeds. A part
    /// with which nothing happens under either side is left out, and so is what nobody measures, as the values of a note
    /// that counts. A percentile that falls among failures in every seed is a finding.
    pub(super) fn all(mut sides: [Vec<Report>; 2]) -> Vec<Self> {
        even(sides.iter_mut().flatten().map(|report| &mut report.figures).collect());
        let columns = columns(&mut sides);
        let part = |column: &Column| column.id.split('.').next().unwrap_or_default().to_owned();
        let is_something = |column: &&Column| {
            column.values.iter().flatten().any(|value| value.is_some_and(|value| value.abs() > 0.0))
        };
        let busy: BTreeSet<String> = columns.iter().filter(is_something).map(part).collect();
        let is_measured = |column: &&Column| {
            column.id.contains(".latency.") || column.values.iter().flatten().any(Option::is_some)
        };
        let busy = columns.iter().filter(|column| busy.contains(&part(column)));
        busy.filter(is_measured).map(Self::of).collect()
    }

    fn of(column: &Column) -> Self {
        let [a, b] = &column.values;
        let missing = |values: &[Option<f64>]| values.iter().filter(|value| value.is_none()).count();
        let Paired { before, after, difference } = Paired::of(a, b);
        Self {
            id: column.id.clone(),
            unit: column.dimension.symbol(),
            a: before,
            b: after,
            difference: difference
                .map(|found| found.mean)
                .or_else(|| before.zip(after).map(|(before, after)| after - before)),
            low: difference.map(|found| found.low),
            high: difference.map(|found| found.high),
            differs: difference.map(|found| found.low > 0.0 || found.high < 0.0),
            missing_a: missing(a),
            missing_b: missing(b),
            dimension: column.dimension,
        }
    }
}

/// The figures of all runs, those that only B has behind the others.
fn columns(sides: &mut [Vec<Report>; 2]) -> Vec<Column> {
    let seeds = sides[0].len();
    let mut columns: Vec<Column> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (side, reports) in sides.iter_mut().enumerate() {
        for (seed, report) in reports.iter_mut().enumerate() {
            report.figures.visit(&mut |id, dimension, figure| {
                let place = *places.entry(id).or_insert_with_key(|id| {
                    let values = [vec![None; seeds], vec![None; seeds]];
                    columns.push(Column { id: id.clone(), dimension, values });
                    columns.len() - 1
                });
                columns[place].values[side][seed] = figure.get();
            });
        }
    }
    columns
}
