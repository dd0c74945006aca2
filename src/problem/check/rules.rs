use crate::calc::syntax::Comparison;
use crate::diag::Diagnostic;
use crate::problem::model::{
    Aggregate, AggregateKind, ColumnId, ComponentMeasure, Design, Expr, ExprKind, FlowMeasure, Invariant,
    Measured, NoteMeasure, Objective, Observable, Problem, Table, TopicMeasure,
};

/// Objectives of a design and of its scenario that no measurement breaks, or keeps.
pub(super) fn objectives(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    for objective in &design.objectives {
        trivial_objective(objective, true, diagnostics);
    }
    for evidence in &design.scenario.must {
        trivial_objective(evidence, false, diagnostics);
    }
}

/// Rules that cannot fail, or cannot hold: they say nothing.
pub(super) fn check(design: &Design, problem: &Problem, diagnostics: &mut Vec<Diagnostic>) {
    for invariant in &design.invariants {
        let condition = &invariant.condition;
        match trivial_count(condition) {
            Some(true) => {
                let error = cannot_fail(invariant, "a count is never below 0");
                diagnostics.push(error.help("choose a bound that could be missed"));
                continue;
            }
            Some(false) => {
                let message = format!("`{}` is never true: a count is never below 0", invariant.id);
                diagnostics.push(
                    Diagnostic::error("never-holds", condition.span, message)
                        .help("choose a bound that could be kept"),
                );
                continue;
            }
            None => {}
        }
        match condition.kind {
            ExprKind::Constant(0) => diagnostics.push(
                Diagnostic::error(
                    "never-holds",
                    invariant.condition.span,
                    format!("`{}` is never true", invariant.id),
                )
                .help("say what must be true"),
            ),
            ExprKind::Constant(_) => {
                diagnostics.push(
                    cannot_fail(invariant, "its condition is always true")
                        .help("speak of something that changes"),
                );
            }
            // A wrong option takes the key away: then the rule is its lesson.
            _ if problem.is_broken(&invariant.id) => {}
            _ => by_key(design, invariant, diagnostics),
        }
    }
}

/// Whether `count(…) >= 0` and the like are true: a count may be anything from 0. `None` where that turns on the count.
fn trivial_count(condition: &Expr) -> Option<bool> {
    let ExprKind::Compare(sign, left, right) = &condition.kind else { return None };
    let is_count = |expr: &Expr| matches!(&expr.kind, ExprKind::Aggregate(aggregate) if aggregate.kind == AggregateKind::Count);
    let (bound, reversed) = match (&left.kind, &right.kind) {
        (_, ExprKind::Constant(bound)) if is_count(left) => (*bound, false),
        (ExprKind::Constant(bound), _) if is_count(right) => (*bound, true),
        _ => return None,
    };
    let equality = matches!(sign, Comparison::Equal | Comparison::Differs);
    if equality && bound >= 0 {
        return None;
    }
    // What is so at both ends is so between them.
    let [none, many] = [0, i64::MAX].map(|count: i64| {
        let (left, right) = if reversed { (bound, count) } else { (count, bound) };
        sign.holds(left, right)
    });
    (none == many).then_some(none)
}

fn cannot_fail(invariant: &Invariant, why: &str) -> Diagnostic {
    Diagnostic::warning(
        "cannot-fail",
        invariant.condition.span,
        format!("`{}` cannot fail: {why}", invariant.id),
    )
    .help("keep it where it says what a key is for; an option without the key can break it")
}

/// `count() <= 1` over groups that a key keeps apart.
fn by_key(design: &Design, invariant: &Invariant, diagnostics: &mut Vec<Diagnostic>) {
    let Some(walk) = invariant.each.as_ref().filter(|walk| !walk.by.is_empty()) else { return };
    if !counts_to_one(&invariant.condition) {
        return;
    }
    let table = &design.tables[walk.table.index()];
    if let Some(key) = covering(table, &walk.by) {
        diagnostics.push(cannot_fail(invariant, &format!("({key}) is unique in `{}`", table.id)));
    }
}

/// Whether a condition is that the group's count is at most one.
fn counts_to_one(condition: &Expr) -> bool {
    let ExprKind::Compare(sign, count, bound) = &condition.kind else { return false };
    let ExprKind::Aggregate(aggregate) = &count.kind else { return false };
    let Aggregate { kind, table, .. } = &**aggregate;
    let most = match (sign, &bound.kind) {
        (Comparison::AtMost, ExprKind::Constant(most)) => *most,
        (Comparison::Less, ExprKind::Constant(bound)) => bound - 1,
        _ => return false,
    };
    *kind == AggregateKind::Count && table.is_none() && most >= 1
}

/// The unique columns that groups by `by` cannot share.
fn covering(table: &Table, by: &[ColumnId]) -> Option<String> {
    let key: Vec<ColumnId> = (0..table.key).filter_map(|at| u32::try_from(at).ok()).map(ColumnId).collect();
    let keys = std::iter::once(&key).chain(&table.unique);
    let names = |columns: &[ColumnId]| {
        let names: Vec<&str> =
            columns.iter().map(|column| table.columns[column.index()].name.as_str()).collect();
        names.join(", ")
    };
    keys.into_iter().find(|key| key.iter().all(|column| by.contains(column))).map(|key| names(key))
}

/// `ghost.count >= 0`, `order.availability >= 99`. As evidence a rule may ask only that there is something measured; a
/// promise asks for more.
fn trivial_objective(objective: &Objective, promise: bool, diagnostics: &mut Vec<Diagnostic>) {
    let Objective { id, left, right, comparison, .. } = objective;
    if matches!(comparison, Comparison::Equal | Comparison::Differs) {
        return;
    }
    let (measured, bound, reversed) = match (left, right) {
        (Measured::Of(measured), Measured::Constant(bound)) => (*measured, *bound, false),
        (Measured::Constant(bound), Measured::Of(measured)) => (*measured, *bound, true),
        _ => return,
    };
    let Some((low, high, what)) = range(measured) else { return };
    // What holds at both ends holds between them, and what holds at neither nowhere.
    let [at_low, at_high] = [low, high]
        .map(|end| if reversed { comparison.holds(bound, end) } else { comparison.holds(end, bound) });
    let (found, verb) = match (at_low, at_high) {
        (false, false) => (
            Diagnostic::error("never-holds", objective.span, format!("`{id}` is never true: {what}")),
            "kept",
        ),
        (true, true) if promise || !may_be_nothing(measured) => {
            let message = if may_be_nothing(measured) {
                format!("`{id}` only asks that there is a figure: {what}")
            } else {
                format!("`{id}` cannot fail: {what}")
            };
            (Diagnostic::warning("cannot-fail", objective.span, message), "missed")
        }
        _ => return,
    };
    diagnostics.push(found.help(if bound > high {
        "write a share as 99% or 0.99".to_owned()
    } else {
        format!("choose a bound that could be {verb}")
    }));
}

/// Between what a measurement lies, and that in words; `None` where it can be anything.
const fn range(measured: Observable) -> Option<(f64, f64, &'static str)> {
    match measured {
        Observable::Flow(_, FlowMeasure::Availability)
        | Observable::Component(_, ComponentMeasure::Utilization) => {
            Some((0.0, 1.0, "a share is between 0 and 1"))
        }
        Observable::Flow(_, FlowMeasure::Latency(_))
        | Observable::Component(_, ComponentMeasure::Wait(_))
        | Observable::Topic(_, TopicMeasure::Age(_)) => {
            Some((0.0, f64::INFINITY, "a time that has passed is never below 0"))
        }
        Observable::Note(_, NoteMeasure::Value(_)) => None,
        Observable::Component(_, ComponentMeasure::Memory) => {
            Some((0.0, f64::INFINITY, "so many bytes are never below 0"))
        }
        _ => Some((0.0, f64::INFINITY, "a count is never below 0")),
    }
}

/// Whether there may be nothing to measure: then a rule fails whatever its bound.
const fn may_be_nothing(measured: Observable) -> bool {
    matches!(
        measured,
        Observable::Flow(_, FlowMeasure::Latency(_) | FlowMeasure::Availability)
            | Observable::Component(_, ComponentMeasure::Wait(_))
            | Observable::Topic(_, TopicMeasure::Age(_))
    )
}
