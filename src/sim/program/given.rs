//! What steps give and add to, whatever they do else.

use crate::problem::model::{Action, Expr, ExprKind, Over, Slot, Step};

/// Steps inside a step.
fn inside(step: &Step) -> impl Iterator<Item = &[Step]> {
    let body: &[Step] = match &step.action {
        Action::Block { body, .. } | Action::Group(body) | Action::SingleFlight { body, .. } => body,
        Action::Each(each) => &each.body,
        _ => &[],
    };
    [body, &step.otherwise].into_iter()
}

/// The values that steps give.
pub(super) fn gives(steps: &[Step], out: &mut Vec<Slot>) {
    for step in steps {
        out.extend(step.binding.0.iter().map(|(_, slot)| *slot));
        match &step.action {
            Action::Let(values) => out.extend(values.iter().map(|(slot, _)| *slot)),
            Action::Each(each) => match &each.over {
                Over::Rows { parts, .. } => out.extend(parts.iter().map(|(_, slot)| *slot)),
                Over::Items { item, .. } | Over::Count { item, .. } => out.push(*item),
            },
            _ => {}
        }
        inside(step).for_each(|steps| gives(steps, out));
    }
    out.sort_unstable();
    out.dedup();
}

/// The values that steps add to: `total = total + price`.
pub(super) fn sums(steps: &[Step], out: &mut Vec<Slot>) {
    for step in steps {
        if let Action::Let(values) = &step.action {
            for (slot, expr) in values {
                if let ExprKind::Add(left, right) | ExprKind::Subtract(left, right) = &expr.kind
                    && adds_to(left, right, *slot)
                {
                    out.push(*slot);
                }
            }
        }
        inside(step).for_each(|steps| sums(steps, out));
    }
    out.sort_unstable();
    out.dedup();
}

fn adds_to(left: &Expr, right: &Expr, slot: Slot) -> bool {
    let is = |expr: &Expr| expr.kind == ExprKind::Value(slot);
    let deeper = |expr: &Expr| match &expr.kind {
        ExprKind::Add(left, right) | ExprKind::Subtract(left, right) => adds_to(left, right, slot),
        _ => false,
    };
    is(left) || is(right) || deeper(left)
}
