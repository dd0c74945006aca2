//! A breakpoint as people read it: the load, the rule that breaks there, what is full, and every load on the way.

use std::fmt::Write as _;

use super::figure::{NONE, Page, busy, count, percent, plural, wrapped};
use super::sim_text::measured;
use crate::calc::format::grouped;
use crate::diag::visible;
use crate::problem::page::table::Column::{Flexible, Left, Right};
use crate::problem::page::table::table;
use crate::sim::experiment::{Breakpoint, Limit, Point};
use crate::sim::report::{Kind, Rule};

/// A breakpoint, in `width` cells.
pub fn text(found: &Breakpoint, width: usize) -> String {
    let mut text = Page::new(width);
    let _ = writeln!(text, "{}", verdict(found));
    let _ = writeln!(text, "  {}", wrapped(&found.about.sentence(), width, 2));
    if let Some(limit) = &found.limit {
        let _ = writeln!(text, "  {}", wrapped(&ended(limit), width, 2));
    }
    if found.holds.is_none() && found.load.is_some() {
        let _ =
            writeln!(text, "  every load that was tried breaks a rule: it is not the load that breaks it");
    }
    let breaks = found.curve.iter().find(|point| Some(point.load) == found.load);
    if let Some(point) = breaks {
        what_breaks(&mut text, found, point);
    }
    curve(&mut text, found);
    #[expect(clippy::cast_precision_loss, reason = "a few seeds")]
    let seeds = plural(found.about.seeds as f64, "seed");
    let decides =
        if found.about.seeds > 1 { "; a load breaks a rule where at least half of them do" } else { "" };
    let _ = writeln!(text, "\n{}", wrapped(&format!("{seeds} a load{decides}"), width, 0));
    if let Some(command) = &found.reproduce {
        let _ = writeln!(text, "reproduce: {command}");
    }
    visible(&text.text).into_owned()
}

fn verdict(found: &Breakpoint) -> String {
    match (found.holds, found.load) {
        (Some(holds), Some(load)) => format!("BREAKS at {load}x, holds at {holds}x"),
        (None, Some(load)) => format!("BREAKS at {load}x and above"),
        (Some(holds), None) => format!("HOLDS at {holds}x"),
        (None, None) => "NOTHING FOUND".to_owned(),
    }
}

/// Why the search went no further, and what to do about it.
fn ended(limit: &Limit) -> String {
    match limit {
        Limit::Events(most) => {
            format!(
                "more takes over {} events a run: --max-events N goes further",
                grouped(&most.to_string())
            )
        }
        Limit::Nothing(load) => format!("no further down: at {load}x nothing arrives"),
        Limit::Failed(load, why) => format!("no further: at {load}x {why}"),
        Limit::Interrupted => "interrupted: this is what was found so far".to_owned(),
        Limit::NoRule => "no rule to judge by: give the file an objective or an invariant".to_owned(),
    }
}

/// The rule that breaks and the component that is full.
fn what_breaks(text: &mut Page, found: &Breakpoint, point: &Point) {
    let mut say = |what: &str, said: &str| {
        let _ = writeln!(text, "  {what:<5}  {}", wrapped(said, text.width, 9));
    };
    match &found.rule {
        Some(rule) => say("rule", &format!("{}: {}", rule.id, broken(rule))),
        None => say("rule", &format!("none; {} completes nothing", point.dead.join(" and "))),
    }
    match (&found.component, &point.busiest) {
        (Some(component), Some((busiest, share))) if component == busiest => {
            say("full", &format!("{component}, {} of its slots in use", busy(*share)));
        }
        (Some(component), _) => say(
            "full",
            &format!(
                "{component}: requests wait though not all of its slots are in use, as before one hot instance"
            ),
        ),
        // Where every load breaks, it is clear without this that nothing has to be full for it.
        (None, Some((busiest, share))) if found.holds.is_some() => say(
            "full",
            &format!(
                "nothing: {busiest} is the busiest, {} of its slots in use; it is the rule that gives way, no queue",
                busy(*share)
            ),
        ),
        (None, _) => {}
    }
}

/// What of a rule breaks it.
fn broken(rule: &Rule) -> String {
    let found = match rule.kind {
        Kind::Objective => format!("{} ({})", measured(rule, rule.measured), rule.rule),
        Kind::Invariant => format!("untrue {}", plural(rule.measured.unwrap_or(0.0), "time")),
    };
    if rule.says.is_empty() || rule.says == rule.rule { found } else { format!("{found}. {}", rule.says) }
}

fn curve(text: &mut Page, found: &Breakpoint) {
    if found.curve.is_empty() {
        return;
    }
    let watched = found.rule.as_ref();
    let mut head = vec!["  load".to_owned(), "requests".into(), "well".into(), "busiest".into()];
    let mut columns = vec![Right, Right, Right, Left];
    if let Some(rule) = watched {
        head.push(rule.id.clone());
        columns.push(Right);
    }
    head.push("breaks".into());
    columns.push(Flexible);
    let rows = found.curve.iter().map(|point| {
        let share = if point.offered > 0.0 { point.good / point.offered } else { 0.0 };
        let busiest = point
            .busiest
            .as_ref()
            .map_or_else(|| NONE.to_owned(), |(id, share)| format!("{id} {}", busy(*share)));
        let mut row = vec![format!("  {}x", point.load), count(point.offered), percent(share), busiest];
        row.extend(watched.map(|rule| {
            let value = point.measured.get(&rule.id).copied().flatten();
            if rule.kind == Kind::Invariant { count(value.unwrap_or(0.0)) } else { measured(rule, value) }
        }));
        let dead = point.dead.iter().map(|flow| format!("{flow} completes nothing"));
        let broken = point.broken.iter().map(|(rule, share)| {
            if *share < 1.0 { format!("{rule} {}", percent(*share)) } else { rule.clone() }
        });
        row.push(dead.chain(broken).collect::<Vec<_>>().join(", "));
        row
    });
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    text.text.push('\n');
    text.text.push_str(&table(&rows, &columns, text.width));
}
