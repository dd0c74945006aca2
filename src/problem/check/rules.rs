use crate::calc::syntax::Comparison;
use crate::diag::Diagnostic;
use crate::problem::model::{
    Aggregate, AggregateKind, ColumnId, Design, Expr, ExprKind, Invariant, Measured, NoteMeasure, Objective,
    Observable, Problem, Table,
};

/// Rules that cannot fail, or cannot hold: they say nothing.
pub(super) fn check(design: &Design, problem: &Problem, diagnostics: &mut Vec<Diagnostic>) {
    for objective in &design.objectives {
        trivial_objective(objective, diagnostics);
    }
    for invariant in &design.invariants {
        match invariant.condition.kind {
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

/// `ghost.count >= 0`
fn trivial_objective(objective: &Objective, diagnostics: &mut Vec<Diagnostic>) {
    let counts = |measured: &Measured| {
        matches!(measured, Measured::Of(Observable::Note(_, NoteMeasure::Count) | Observable::Rows(_)))
    };
    let zero = |measured: &Measured| matches!(measured, Measured::Constant(value) if *value <= 0.0);
    let trivial = match objective.comparison {
        Comparison::AtLeast => counts(&objective.left) && zero(&objective.right),
        Comparison::AtMost => zero(&objective.left) && counts(&objective.right),
        _ => false,
    };
    if trivial {
        let message = format!("`{}` cannot fail: a count is never below 0", objective.id);
        diagnostics.push(
            Diagnostic::warning("cannot-fail", objective.span, message)
                .help("choose a bound that could be missed"),
        );
    }
}
