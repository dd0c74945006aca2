//! What was measured, table by table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::calc::Dimension;
use crate::cli::figure::{NONE, Page, amount, busy, count, maybe, mean, percent, seconds, wrapped};
use crate::problem::page::table::Column::{self, Left, Right};
use crate::problem::page::table::table;
use crate::sim::report::{Count, EstimateFigures, Report};

pub(super) fn section(text: &mut Page, head: &[&str], rows: Vec<Vec<String>>, right: &[Column]) {
    if rows.is_empty() {
        return;
    }
    let head: Vec<String> = head.iter().map(|word| (*word).to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head)
        .chain(rows.into_iter().map(|mut row| {
            row[0] = format!("  {}", row[0]);
            row
        }))
        .collect();
    text.text.push('\n');
    text.text.push_str(&table(&rows, right, text.width));
}

pub(super) fn flows(text: &mut Page, report: &Report) {
    let active: Vec<_> = report.figures.flows.iter().filter(|flow| flow.offered.0 > 0.0).collect();
    let rows = active.iter().map(|flow| {
        vec![
            flow.id.clone(),
            count(flow.offered.0),
            flow.availability.map_or(NONE.to_owned(), percent),
            seconds(flow.p50),
            seconds(flow.p95),
            seconds(flow.p99),
        ]
    });
    let right = [Left, Right, Right, Right, Right, Right];
    section(text, &["flows", "offered", "good", "p50", "p95", "p99"], rows.collect(), &right);
    let errors: Vec<_> =
        active.iter().filter(|flow| flow.errors.values().any(|count| count.0 > 0.0)).collect();
    if !errors.is_empty() {
        text.text.push_str("\nerrors\n");
    }
    for flow in errors {
        let _ =
            writeln!(text, "  {}", wrapped(&format!("{}: {}", flow.id, listed(&flow.errors)), text.width, 4));
    }
}

fn listed(counts: &BTreeMap<String, Count>) -> String {
    let parts = counts
        .iter()
        .filter(|(_, number)| number.0 > 0.0)
        .map(|(reason, number)| format!("{reason} {}", count(number.0)));
    parts.collect::<Vec<_>>().join(", ")
}

pub(super) fn components(text: &mut Page, report: &Report) {
    let active = report.figures.components.iter().filter(|part| part.visits.0 > 0.0 && part.kind != "client");
    let mut extra = Vec::new();
    let rows: Vec<Vec<String>> = active
        .map(|part| {
            for (what, number) in [("throttled", part.throttled), ("deadlocks", part.deadlocks)] {
                if number.0 > 0.0 {
                    extra.push(format!("{}: {} {what}", part.id, count(number.0)));
                }
            }
            let times = if part.instances > 1 { format!(" x{}", part.instances) } else { String::new() };
            vec![
                part.id.clone(),
                format!("{}{times}", part.kind),
                busy(part.utilization),
                amount(part.arrival_rate, Dimension::RATE),
                mean(part.queue_mean),
                count(part.queue_max.0),
                seconds(part.wait_mean),
            ]
        })
        .collect();
    let head = ["components", "kind", "busy", "visits", "queue", "most", "wait"];
    section(text, &head, rows, &[Left, Left, Right, Right, Right, Right, Right]);
    for line in extra {
        let _ = writeln!(text, "  {line}");
    }
}

pub(super) fn topics(text: &mut Page, report: &Report) {
    let active = report.figures.topics.iter().filter(|topic| topic.sent.0 > 0.0);
    let rows = active.map(|topic| {
        vec![
            topic.id.clone(),
            count(topic.sent.0),
            mean(topic.lag_mean),
            count(topic.lag_max.0),
            seconds(topic.age_p99),
            count(topic.redelivered.0 + topic.duplicates.0),
            count(topic.dead.0),
        ]
    });
    let head = ["topics", "sent", "lag", "most", "age p99", "again", "dead"];
    section(text, &head, rows.collect(), &[Left, Right, Right, Right, Right, Right, Right]);
}

pub(super) fn notes(text: &mut Page, report: &Report) {
    let active = report.figures.notes.iter().filter(|note| note.count.0 > 0.0);
    let rows = active.map(|note| {
        let value = |value: Option<f64>| value.map_or(String::new(), |value| amount(value, note.dimension()));
        vec![
            note.id.clone(),
            count(note.count.0),
            note.keys.map_or(String::new(), |keys| count(keys.0)),
            value(note.p50),
            value(note.p99),
            value(note.max),
        ]
    });
    let head = ["noted", "count", "keys", "p50", "p99", "max"];
    section(text, &head, rows.collect(), &[Left, Right, Right, Right, Right, Right]);
}

/// What was estimated beside what was measured, and how many times the one the other is: a scenario of another
/// load is seen there.
pub(super) fn estimates(text: &mut Page, report: &Report) {
    let known = report.estimates.iter().filter(|estimate| estimate.observable.is_some());
    let rows = known.map(|estimate| {
        vec![
            estimate.name.clone(),
            maybe(estimate.expected, estimate.dimension),
            maybe(estimate.measured, estimate.dimension),
            times(estimate).map_or_else(|| "-".to_owned(), |times| amount(times, Dimension::NONE) + "x"),
        ]
    });
    let head = ["estimates", "expected", "measured", "times"];
    section(text, &head, rows.collect(), &[Left, Right, Right, Right]);
}

/// How many times an estimate what was measured is.
fn times(estimate: &EstimateFigures) -> Option<f64> {
    let expected = estimate.expected.filter(|expected| *expected > 0.0)?;
    Some(estimate.measured? / expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(expected: Option<f64>, measured: Option<f64>) -> EstimateFigures {
        EstimateFigures {
            name: "orders".into(),
            expected,
            measured,
            unit: "/s".into(),
            observable: Some("order.offered".into()),
            dimension: Dimension::RATE,
        }
    }

    #[test]
    fn an_estimate_is_missed_by_so_many_times() {
        assert_eq!(times(&estimate(Some(120.0), Some(1200.0))), Some(10.0));
        assert_eq!(times(&estimate(Some(120.0), Some(0.0))), Some(0.0));
        assert_eq!(times(&estimate(Some(0.0), Some(5.0))), None);
        assert_eq!(times(&estimate(None, Some(5.0))), None);
        assert_eq!(times(&estimate(Some(5.0), None)), None);
    }
}
