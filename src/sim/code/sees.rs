//! What an expression asks for: which of its conditions an index can answer, and what it depends on.

use crate::calc::syntax::Comparison;
use crate::problem::model::{Aggregate, AggregateKind, Expr, ExprKind, Row, Type};
use crate::sim::table::KEYS;

/// The conditions that must all be true for this one to be.
pub fn conjuncts<'e>(expr: &'e Expr, out: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::And(left, right) => {
            conjuncts(left, out);
            conjuncts(right, out);
        }
        _ => out.push(expr),
    }
}

/// A condition that a column of the row at hand equals something that does not depend on that row.
pub fn equality(expr: &Expr) -> Option<(usize, Expr)> {
    let constant = |value| Expr { kind: ExprKind::Constant(value), ty: Type::Bool, span: expr.span };
    match &expr.kind {
        ExprKind::Column(Row::This, column) => Some((column.index(), constant(1))),
        ExprKind::Not(inner) => match inner.kind {
            ExprKind::Column(Row::This, column) => Some((column.index(), constant(0))),
            _ => None,
        },
        ExprKind::Compare(Comparison::Equal, left, right) => match (&left.kind, &right.kind) {
            (ExprKind::Column(Row::This, column), _) if !sees_row(right) => {
                Some((column.index(), (**right).clone()))
            }
            (_, ExprKind::Column(Row::This, column)) if !sees_row(left) => {
                Some((column.index(), (**left).clone()))
            }
            _ => None,
        },
        _ => None,
    }
}

/// A condition that a column of the row at hand is one of a few constants.
pub fn one_of(expr: &Expr) -> Option<(usize, &[i64])> {
    match &expr.kind {
        ExprKind::OneOf(inner, members) => match inner.kind {
            ExprKind::Column(Row::This, column) => Some((column.index(), members)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether any part of an expression satisfies `test`.
fn any(expr: &Expr, test: &mut dyn FnMut(&ExprKind) -> bool) -> bool {
    let mut found = false;
    expr.walk(&mut |part| found |= test(&part.kind));
    found
}

/// Whether an expression depends on the row at hand.
pub fn sees_row(expr: &Expr) -> bool {
    any(expr, &mut |kind| matches!(kind, ExprKind::Column(Row::This, _)))
}

/// Whether an expression depends on nothing but the row at hand.
pub(super) fn sees_only_the_row(expr: &Expr) -> bool {
    !any(expr, &mut |kind| {
        matches!(
            kind,
            ExprKind::Value(_)
                | ExprKind::Column(Row::Walked | Row::Old, _)
                | ExprKind::Lookup { .. }
                | ExprKind::Aggregate(_)
                | ExprKind::Measure(_)
                | ExprKind::Now
                | ExprKind::Request
                | ExprKind::NewId
                | ExprKind::Instance
                | ExprKind::FaultActive(_)
                | ExprKind::Draw(_)
        )
    })
}

/// The conditions of an aggregate that say which sum is asked for, by column, and those that choose rows by
/// themselves or by what no sum can be kept for.
pub(super) fn sorted_out(filter: Option<&Expr>) -> (Vec<(usize, Expr)>, Vec<&Expr>) {
    let (mut equal, mut rest): (Vec<(usize, Expr)>, _) = (Vec::new(), Vec::new());
    let mut all = Vec::new();
    if let Some(filter) = filter {
        conjuncts(filter, &mut all);
    }
    for condition in all {
        match equality(condition) {
            // A column compared with a constant chooses rows by themselves.
            Some((column, key))
                if !matches!(key.kind, ExprKind::Constant(_))
                    && equal.iter().all(|(known, _)| *known != column)
                    && equal.len() < KEYS =>
            {
                equal.push((column, key));
            }
            _ => rest.push(condition),
        }
    }
    (equal, rest)
}

/// Whether an aggregate can be kept up to date as rows change, rather than worked out each time.
pub fn is_kept(aggregate: &Aggregate) -> bool {
    let rest = sorted_out(aggregate.filter.as_ref()).1;
    matches!(aggregate.kind, AggregateKind::Count | AggregateKind::Sum)
        && rest.into_iter().chain(&aggregate.value).all(sees_only_the_row)
}

/// Whether an expression depends on the row before the change.
pub fn sees_old(expr: &Expr) -> bool {
    any(expr, &mut |kind| matches!(kind, ExprKind::Column(Row::Old, _)))
}

/// Whether an expression depends on what was measured.
pub fn sees_measures(expr: &Expr) -> bool {
    any(expr, &mut |kind| matches!(kind, ExprKind::Measure(_)))
}
