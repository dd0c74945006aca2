//! A counterexample as people read it: the rule, the diagram, why, the way back.

use std::fmt::Write as _;

use super::figure::{amount, count, plural, wrapped};
use crate::calc::Dimension;
use crate::diag::visible;
use crate::sim::experiment::Explanation;
use crate::sim::report::Count;
use crate::sim::sequence::brief;

/// Wider lines of prose are hard to read.
const MEASURE: usize = 100;

/// A counterexample, in `width` cells.
pub fn explanation(found: &Explanation, width: usize) -> String {
    let mut out = head(found, width);
    out.push('\n');
    out.push_str(&brief(&found.scene, width));
    why(&mut out, found, width);
    let _ = write!(
        out,
        "\nthe smallest of {}\nreproduce: {}\n",
        plural(Count::from(found.runs).0, "run"),
        visible(&found.reproduce)
    );
    out
}

fn head(found: &Explanation, width: usize) -> String {
    let requests = plural(Count::from(found.requests.len() as u64).0, "request");
    let of = if found.of > found.requests.len() {
        format!(" of {}", count(Count::from(found.of as u64).0))
    } else {
        String::new()
    };
    let mut text = format!(
        "{} breaks with {requests}{of}, in {}\n",
        visible(&found.rule.id),
        amount(found.seconds, Dimension::TIME)
    );
    let options: Vec<String> =
        found.choices.iter().map(|(decision, option)| format!("{decision}={option}")).collect();
    let mut rows = vec![("rule", found.rule.says.clone()), ("", found.rule.rule.clone())];
    if found.rule.says.is_empty() || found.rule.says == found.rule.rule {
        rows.remove(0);
        rows[0].0 = "rule";
    }
    if !options.is_empty() {
        rows.push(("with", options.join(", ")));
    }
    rows.push(("scenario", format!("{}, seed {}", found.scenario, found.seed)));
    let changed: Vec<String> =
        found.changed.iter().map(|(path, value)| format!("{path} = {value}")).collect();
    if !changed.is_empty() {
        rows.push(("smaller", changed.join(", ")));
    }
    if !found.without.is_empty() {
        rows.push(("without", found.without.join(", ")));
    }
    if !found.faults.is_empty() {
        rows.push((if found.faults.len() == 1 { "fault" } else { "faults" }, found.faults.join(", ")));
    }
    for (name, words) in rows {
        row(&mut text, name, &words, width);
    }
    text
}

fn why(out: &mut String, found: &Explanation, width: usize) {
    if found.why.is_empty() {
        return;
    }
    out.push('\n');
    for reason in &found.why {
        if !reason.tempting.is_empty() {
            row(out, "tempting", &reason.tempting, width);
        }
        if !reason.fails.is_empty() {
            row(out, "fails", &reason.fails, width);
        }
    }
    let chosen: Vec<&str> = found.why.iter().map(|reason| reason.chosen.as_str()).collect();
    match found.chosen_holds {
        Some(true) => {
            row(out, "instead", &format!("{} keeps the rule in this very run", chosen.join(", ")), width);
        }
        Some(false) => {
            row(out, "instead", &format!("{} breaks the rule in this run too", chosen.join(", ")), width);
        }
        None => {}
    }
}

/// A word, and beside it what it stands for.
fn row(out: &mut String, name: &str, words: &str, width: usize) {
    let start = format!("  {name:8}  ");
    let words = visible(words).into_owned();
    let _ = writeln!(out, "{start}{}", wrapped(&words, width.min(MEASURE), start.len()));
}
