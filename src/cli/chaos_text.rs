//! What faults do, as people read it: the single points of failure and of slowness, then a line for each fault.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::figure::{NONE, Page, count, percent, plural, seconds, wrapped};
use crate::diag::visible;
use crate::problem::page::table::Column::{Flexible, Left, Right};
use crate::problem::page::table::table;
use crate::sim::experiment::{Chaos, ChaosRow, FlowUnder};

/// Less of a difference is not worth a word: half a percent of the answers, or half as long again.
const SHOWN: (f64, f64) = (0.005, 1.5);

/// Every fault, in `width` cells.
pub fn text(found: &Chaos, width: usize) -> String {
    let mut text = Page::new(width);
    let verdict = match (found.invariants_hold, found.left_out.is_empty()) {
        (false, _) => "FAIL",
        (true, true) => "PASS",
        // What was not run says nothing.
        (true, false) => "so far",
    };
    let _ = writeln!(text, "{verdict}  {}", wrapped(&found.about.sentence(), width, 6));
    if !found.left_out.is_empty() {
        let why = if found.interrupted { "interrupted" } else { "--max-events N lets runs be longer" };
        let all = found.rows.is_empty();
        let which = if all { "every fault".to_owned() } else { found.left_out.join(", ") };
        let said = format!("not run to the end: {which}; {why}");
        let _ = writeln!(text, "      {}", wrapped(&said, width, 6));
    }
    #[expect(clippy::cast_precision_loss, reason = "a few seeds")]
    let seeds = plural(found.about.seeds as f64, "seed");
    let (from, to) = found.acts;
    let acts =
        format!("each fault acts from {} to {}; {seeds} a fault", seconds(Some(from)), seconds(Some(to)));
    let _ = writeln!(text, "      {}", wrapped(&acts, width, 6));
    if let Some(why) = &found.not_measured {
        let said = format!("not measured: {why}; --scenario takes another");
        let _ = writeln!(text, "      {}", wrapped(&said, width, 6));
    } else if !found.not_seen.is_empty() && !found.rows.is_empty() {
        let said = format!("not seen, since nothing of them begins then: {}", found.not_seen.join(", "));
        let _ = writeln!(text, "      {}", wrapped(&said, width, 6));
    }
    let untrue: Vec<&str> =
        found.rows.iter().filter(|row| !row.untrue.is_empty()).map(|row| row.fault.as_str()).collect();
    if !untrue.is_empty() {
        let said = format!("an invariant breaks under {}", untrue.join(", "));
        let _ = writeln!(text, "      {}", wrapped(&said, width, 6));
    }
    // An empty list is a finding only where something was looked at.
    if !found.rows.is_empty() && found.not_measured.is_none() {
        points(&mut text, "single points of failure", &found.points_of_failure);
        points(&mut text, "single points of slowness", &found.points_of_slowness);
    }
    rows(&mut text, found);
    unseen(&mut text, found);
    if let Some(row) = worst(found) {
        let _ = write!(text, "\nreproduce: {}\n", row.reproduce);
    }
    visible(&text.text).into_owned()
}

/// The fault to look at first: one that makes an invariant untrue, else one that stops the most flows.
fn worst(found: &Chaos) -> Option<&ChaosRow> {
    let stopped = |row: &&ChaosRow| row.flows.values().filter(|flow| flow.stops()).count();
    let untrue = found.rows.iter().find(|row| !row.untrue.is_empty());
    // Of equal ones the first: max_by_key gives the last.
    untrue.or_else(|| found.rows.iter().rev().max_by_key(stopped))
}

/// Components, and the flows that hang on them.
fn points(text: &mut Page, what: &str, points: &BTreeMap<String, Vec<String>>) {
    let _ = writeln!(text, "\n{what}");
    if points.is_empty() {
        text.text.push_str("  none\n");
    }
    let widest = points.keys().map(|id| id.chars().count()).max().unwrap_or(0);
    for (component, flows) in points {
        let _ =
            writeln!(text, "  {component:widest$}  {}", wrapped(&flows.join(", "), text.width, widest + 4));
    }
}

fn rows(text: &mut Page, found: &Chaos) {
    if found.rows.is_empty() {
        return;
    }
    let head = ["  fault", "while it lasts", "heals", "breaks"].map(str::to_owned).to_vec();
    let rows = found.rows.iter().map(|row| {
        let shown: Vec<String> = row.flows.iter().filter_map(|(flow, under)| said(flow, under)).collect();
        let while_it_lasts = match (row.flows.is_empty(), shown.is_empty()) {
            (true, _) if found.not_measured.is_some() => "not measured".to_owned(),
            (true, _) => "nothing arrives".to_owned(),
            (false, true) => "as without it".to_owned(),
            (false, false) => shown.join(", "),
        };
        let heals = match (row.healed_after, row.heals) {
            (Some(after), _) if after <= 0.0 => "at once".to_owned(),
            (Some(after), _) => seconds(Some(after)),
            (None, "never") => "never".to_owned(),
            (None, "not_within_load") => "not in load".to_owned(),
            (None, _) => NONE.to_owned(),
        };
        let broken = row.broken.iter().map(|(rule, share)| {
            if *share < 1.0 { format!("{rule} {}", percent(*share)) } else { rule.clone() }
        });
        vec![format!("  {}", row.fault), while_it_lasts, heals, broken.collect::<Vec<_>>().join(", ")]
    });
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    text.text.push('\n');
    text.text.push_str(&table(&rows, &[Left, Flexible, Right, Flexible], text.width));
}

/// What `not in load` means, and which component was away for longer than its fault.
fn unseen(text: &mut Page, found: &Chaos) {
    let unseen = || found.rows.iter().filter(|row| row.heals == "not_within_load");
    if unseen().next().is_some() {
        let said = "not in load: of a flow that was hit none came after the component was back";
        let _ = writeln!(text, "\n  {}", wrapped(said, text.width, 2));
    }
    for row in unseen() {
        if let Some(back) = row.back_at {
            let said = format!("{}: back at {}, after a failover", row.fault, seconds(Some(back)));
            let _ = writeln!(text, "  {}", wrapped(&said, text.width, 2));
        }
    }
}

/// What a fault does to a flow; `None` where that is nothing worth a word.
fn said(flow: &str, under: &FlowUnder) -> Option<String> {
    if !under.reached {
        return Some(format!("{flow} not reached"));
    }
    let mut parts = Vec::new();
    if under.good + SHOWN.0 < under.undisturbed {
        parts.push(percent(under.good));
    }
    if let Some(slower) = under.slower.filter(|slower| *slower >= SHOWN.1) {
        parts.push(format!("{}x as long", count(slower)));
    }
    (!parts.is_empty()).then(|| format!("{flow} {}", parts.join(" ")))
}
