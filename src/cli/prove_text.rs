//! A proof as people read it: each decision with its options, what they say of themselves, and what the runs say.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::figure::{Page, amount, percent, plural, signed, wrapped};
use crate::diag::visible;
use crate::sim::experiment::{Difference, Proof, Row, Trend, USUAL_SEEDS};

/// Columns in which a few words stand side by side.
const RIBBON: usize = 32;

/// The evidence; `asks` has the questions by problem and decision.
pub fn text(proof: &Proof, asks: &BTreeMap<(String, String), String>, width: usize) -> String {
    let mut text = Page::new(width);
    let argued = proof.rows.iter().filter(|row| row.kind == "argued").count();
    let agree = proof.rows.iter().filter(|row| row.agrees && row.not_judged.is_empty()).count() - argued;
    let open = proof.rows.iter().filter(|row| is_open(row)).count();
    let rows = proof.rows.len() - argued;
    let verdict = match (proof.agrees, proof.interrupted) {
        (true, false) => "PASS",
        (true, true) => "so far",
        (false, _) => "FAIL",
    };
    #[expect(clippy::cast_precision_loss, reason = "a few seeds")]
    let seeds = plural(proof.seeds as f64, "seed");
    let head = match (rows, argued) {
        (0, _) if proof.interrupted => "no row was finished".to_owned(),
        (0, _) => "nothing to run: what is asked for is only argued".to_owned(),
        (_, 0) => format!("{agree} of {rows} rows agree with the file, {seeds} each"),
        _ => format!("{agree} of {rows} rows agree with the file, {seeds} each; {argued} only argued"),
    };
    let _ = writeln!(text, "{verdict}  {}", wrapped(&head, text.width, 6));
    if open > 0 {
        let are = if open == 1 { "row is" } else { "rows are" };
        let why = format!(
            "{open} {are} not judged: what an option pays or gains shows from two seeds on, and well with {USUAL_SEEDS}"
        );
        let _ = writeln!(text, "      {}", wrapped(&why, text.width, 6));
    }
    if proof.interrupted {
        text.text.push_str("interrupted: rows that were not finished are left out\n");
    }
    let name = |row: &Row| match (&row.option, row.faults.first()) {
        (Some(option), _) => option.clone(),
        (None, Some(fault)) => format!("under {fault}"),
        (None, None) => "the design".to_owned(),
    };
    let widest = |of: &dyn Fn(&Row) -> usize| proof.rows.iter().map(of).max().unwrap_or(0);
    let columns = (
        widest(&|row| name(row).chars().count()).min(22),
        widest(&|row| row.kind.len()),
        widest(&|row| row.scenario.chars().count()).min(14),
    );
    let mut group = None;
    for row in &proof.rows {
        if group != Some((&row.problem, &row.decision)) {
            group = Some((&row.problem, &row.decision));
            let ask =
                row.decision.as_ref().and_then(|decision| asks.get(&(row.problem.clone(), decision.clone())));
            let head = match (&row.decision, ask.filter(|ask| !ask.is_empty())) {
                (None, _) => format!("{}: the reference", row.problem),
                (Some(decision), Some(ask)) => format!("{decision}: {ask}"),
                (Some(decision), None) => decision.clone(),
            };
            let _ = writeln!(text, "\n{}", wrapped(&head, text.width, 2));
        }
        line(&mut text, row, &name(row), columns);
    }
    visible(&text.text).into_owned()
}

fn line(text: &mut Page, row: &Row, name: &str, (names, kinds, scenarios): (usize, usize, usize)) {
    let mark = match (row.agrees, is_open(row)) {
        (true, true) => "--",
        (true, false) => "ok",
        (false, _) => "NO",
    };
    let start = format!("  {mark}  {name:names$}  {:kinds$}  {:scenarios$}  ", row.kind, row.scenario);
    let indent = start.chars().count();
    let found = found(row);
    // Below where it would be a narrow ribbon.
    if indent + found.chars().count() <= text.width || indent + RIBBON <= text.width {
        let _ = writeln!(text, "{start}{}", wrapped(&found, text.width, indent));
    } else {
        let _ = writeln!(text, "{}\n        {}", start.trim_end(), wrapped(&found, text.width, 8));
    }
    if !row.agrees {
        for point in &row.disagreements {
            let _ = writeln!(text, "        {}", wrapped(point, text.width, 8));
        }
        if let Some(command) = &row.reproduce {
            let _ = writeln!(text, "        {command}");
        }
    }
}

/// Whether nothing speaks against a row, and not everything was judged.
fn is_open(row: &Row) -> bool {
    row.agrees && !row.not_judged.is_empty()
}

/// What the runs say.
fn found(row: &Row) -> String {
    let mut parts = Vec::new();
    if !row.given.is_empty() {
        let given = row.given.iter().map(|(decision, option)| format!("{decision}={option}"));
        parts.push(format!("with {}", given.collect::<Vec<_>>().join(", ")));
    }
    if row.kind == "argued" {
        parts.push("not simulated".to_owned());
    } else if !row.agrees && row.kind != "wrong" {
        // The points below say it.
        parts.push("does not agree".to_owned());
    } else if row.broken.is_empty() {
        // A fault may cost what is measured, never what is true.
        let held = if row.faults.is_empty() { "every rule holds" } else { "every invariant holds" };
        parts.push(match excused(row) {
            Some(excused) if row.faults.is_empty() => {
                format!("{held} but for {excused}, as the scenario allows")
            }
            _ => held.to_owned(),
        });
    } else {
        let broken = row.broken.iter().map(|(rule, share)| format!("{rule} {}", percent(*share)));
        parts.push(format!("breaks {}", broken.collect::<Vec<_>>().join(", ")));
    }
    parts.extend(row.differences.iter().map(moved));
    parts.join("; ")
}

/// The rules that broke and that the scenario excuses.
fn excused(row: &Row) -> Option<String> {
    let broken = row
        .excused
        .iter()
        .map(|(rule, share)| if *share < 1.0 { format!("{rule} {}", percent(*share)) } else { rule.clone() });
    Some(broken.collect::<Vec<_>>().join(", ")).filter(|broken| !broken.is_empty())
}

fn moved(difference: &Difference) -> String {
    let show = |value: f64| signed(value, |size| amount(size, difference.dimension));
    let Some(found) = &difference.difference else {
        return match (difference.trend, difference.option.zip(difference.reference)) {
            (Trend::Unjudged, Some((option, reference))) => {
                format!("{} {} in this seed", difference.observable, show(option - reference))
            }
            _ => format!("{} has no figure", difference.observable),
        };
    };
    format!("{} {} ({} .. {})", difference.observable, show(found.mean), show(found.low), show(found.high))
}
