//! What an expression asks for: which of its conditions an index can answer, and what it depends on.

use crate::calc::syntax::Comparison;
use crate::problem::model::{Expr, ExprKind, Row, Type};

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

/// Whether an expression depends on the row before the change.
pub fn sees_old(expr: &Expr) -> bool {
    any(expr, &mut |kind| matches!(kind, ExprKind::Column(Row::Old, _)))
}

/// Whether an expression depends on what was measured.
pub fn sees_measures(expr: &Expr) -> bool {
    any(expr, &mut |kind| matches!(kind, ExprKind::Measure(_)))
}
