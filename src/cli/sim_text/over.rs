//! Flows over time, as sparklines.

use std::fmt::Write as _;

use crate::calc::Dimension;
use crate::cli::figure::{Page, amount, count, seconds, sparkline};
use crate::problem::page::table::Column::{Left, Right};
use crate::problem::page::table::table;
use crate::sim::outcome::Series;
use crate::sim::report::{Count, Over, Report};

/// Signs in a sparkline at most.
const SIGNS: usize = 30;

/// Each flow that somebody waits for, while the load lasts; the drain is long and quiet.
pub(super) fn over_time(text: &mut Page, report: &Report) {
    let shown = |flow: &&Over| {
        let figures = report.figures.flows.iter().find(|figures| figures.id == flow.flow);
        figures.is_some_and(|figures| figures.trigger != "timer" && figures.offered.0 > 0.0)
    };
    let series: Vec<&Over> = report.series.iter().filter(shown).collect();
    let until = series.iter().map(|flow| flow.offered.len()).max().unwrap_or(0).min(Series::INTERVALS);
    let begins = |flow: &&Over| flow.offered.iter().position(|offered| *offered > 0);
    // Nothing counts before the end of the warm-up.
    let Some(from) = series.iter().filter_map(begins).min().filter(|from| *from < until) else { return };
    let group = (until - from).div_ceil(SIGNS);
    #[expect(clippy::cast_precision_loss, reason = "a few intervals")]
    let time = |intervals: usize| amount(series[0].interval * intervals as f64, Dimension::TIME);
    let start = if from > 0 { format!(" from {} on", time(from)) } else { String::new() };
    let _ = write!(text, "\nover time{start}, {} a sign\n", time(group));
    let mut rows = Vec::new();
    for flow in &series {
        let until = flow.offered.len().min(until);
        if from >= until {
            continue;
        }
        let sums = |counts: &[u64]| -> Vec<Option<f64>> {
            counts[from..until]
                .chunks(group)
                .map(|part| Some(Count::from(part.iter().sum::<u64>()).0))
                .collect()
        };
        // The last sign may stand for fewer intervals than the others: as high as if it went on like that.
        let drawn = |sums: &[Option<f64>]| -> Vec<Option<f64>> {
            let last = (until - from) % group;
            let mut drawn = sums.to_vec();
            if let Some(Some(sum)) = drawn.last_mut().filter(|_| last > 0) {
                *sum *= Count::from(group as u64).0 / Count::from(last as u64).0;
            }
            drawn
        };
        let worst = |part: &[Option<f64>]| part.iter().flatten().copied().reduce(f64::max);
        let latency: Vec<Option<f64>> = flow.latency[from..until].chunks(group).map(worst).collect();
        let most = |values: &[Option<f64>]| values.iter().flatten().copied().fold(0.0, f64::max);
        let started = sums(&flow.offered);
        rows.push(vec![
            format!("  {}", flow.flow),
            "started".into(),
            count(most(&started)),
            sparkline(&drawn(&started)),
        ]);
        let errors = sums(&flow.errors);
        if most(&errors) > 0.0 {
            rows.push(vec![String::new(), "failed".into(), count(most(&errors)), sparkline(&drawn(&errors))]);
        }
        if most(&latency) > 0.0 {
            rows.push(vec![String::new(), "took".into(), seconds(Some(most(&latency))), sparkline(&latency)]);
        }
    }
    text.text.push_str(&table(&rows, &[Left, Left, Right, Left], text.width));
}
