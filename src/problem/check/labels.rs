use std::collections::BTreeSet;

use super::unused::words;
use crate::calc::syntax::Comparison;
use crate::diag::Diagnostic;
use crate::problem::document::Table;
use crate::problem::model::{
    Action, ColumnRole, Design, EnumId, Expr, ExprKind, Kind, Reason, Seen, Slot, TableId, Type,
};
use crate::problem::read::{all_exprs, walk};

/// Labels that no row can have, and reasons that no step can fail with.
pub(super) fn check(design: &Design, file: &Table, diagnostics: &mut Vec<Diagnostic>) {
    let options = words(file.get("decisions"));
    let set = set_labels(design);
    let mut said = BTreeSet::new();
    let mut asked: Vec<(EnumId, i64, crate::diag::Span)> = Vec::new();
    all_exprs(design, &mut |expr| match &expr.kind {
        ExprKind::Compare(Comparison::Equal | Comparison::Differs, a, b) => {
            for (side, other) in [(a, b), (b, a)] {
                if let (Type::Enum(list), ExprKind::Constant(value)) = (side.ty, &side.kind) {
                    if !matches!(other.kind, ExprKind::Constant(_)) {
                        asked.push((list, *value, side.span));
                    }
                }
            }
        }
        ExprKind::OneOf(value, labels) => {
            if let Type::Enum(list) = value.ty {
                asked.extend(labels.iter().map(|&label| (list, label, expr.span)));
            }
        }
        _ => {}
    });
    for (list, value, span) in asked {
        if list.0 == 0 || set.contains(&(list, value)) || !said.insert((list, value)) {
            continue;
        }
        let list = &design.enums[list.index()];
        let label =
            usize::try_from(value).ok().and_then(|at| list.labels.get(at)).map_or("?", String::as_str);
        if options.contains(label) {
            continue;
        }
        let message = format!("no step ever sets {} to `{label}`", list.name);
        diagnostics.push(
            Diagnostic::warning("never-occurs", span, message)
                .help("set it somewhere, or leave the label out"),
        );
    }
    reasons(design, diagnostics);
    names(design, diagnostics);
}

/// A label that is also the name of a value: which of the two is meant would turn on the place.
fn names(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    for table in &design.tables {
        for column in &table.columns {
            let Type::Enum(list) = column.ty else { continue };
            for label in &design.enums[list.index()].labels {
                let value = design.flows.iter().find_map(|flow| {
                    let value = flow.values.iter().find(|value| value.name == *label)?;
                    Some((flow, value.default.as_ref().map_or(flow.span, |default| default.span)))
                });
                if let Some((flow, span)) = value {
                    let message = format!(
                        "`{label}` is a label of {}.{} and also a value of `{}`",
                        table.id, column.name, flow.id
                    );
                    diagnostics.push(
                        Diagnostic::error("label-is-a-name", span, message)
                            .label(table.span, "the table")
                            .help("rename one of them"),
                    );
                }
            }
        }
    }
}

/// Labels that something sets: first labels, and constants where a label is written or given.
fn set_labels(design: &Design) -> BTreeSet<(EnumId, i64)> {
    let mut set = BTreeSet::new();
    for table in &design.tables {
        for column in table.columns.iter().filter(|column| column.role != ColumnRole::Key) {
            if let Type::Enum(list) = column.ty {
                set.insert((list, 0));
            }
        }
    }
    let mut given = |expr: &Expr| {
        results(expr, &mut |part| {
            if let (Type::Enum(list), ExprKind::Constant(value)) = (part.ty, &part.kind) {
                set.insert((list, *value));
            }
        });
    };
    for flow in &design.flows {
        flow.values.iter().filter_map(|value| value.default.as_ref()).for_each(&mut given);
        walk(&flow.steps, &mut |step| match &step.action {
            Action::Insert(write) | Action::Put(write) | Action::Update(write) | Action::Delete(write) => {
                write.set.iter().for_each(|(_, expr)| given(expr));
                write.key.iter().flatten().for_each(&mut given);
            }
            Action::Let(gives) => gives.iter().for_each(|(_, expr)| given(expr)),
            Action::Call(called) | Action::Start(called) => {
                called.pass.iter().for_each(|(_, expr)| given(expr));
            }
            Action::Send(send) => send.fields.iter().flatten().for_each(&mut given),
            Action::Reply { set, .. } | Action::Answer { set, .. } => {
                set.iter().for_each(|(_, expr)| given(expr));
            }
            _ => {}
        });
    }
    set
}

/// What an expression may give: the branches of `if`.
fn results(expr: &Expr, visit: &mut impl FnMut(&Expr)) {
    if let ExprKind::If(_, a, b) = &expr.kind {
        results(a, visit);
        results(b, visit);
    } else {
        visit(expr);
    }
}

/// A reason that is asked of a step which cannot fail so.
fn reasons(design: &Design, diagnostics: &mut Vec<Diagnostic>) {
    for flow in &design.flows {
        let mut sources: Vec<(Slot, &Action)> = Vec::new();
        walk(&flow.steps, &mut |step| {
            for (seen, slot) in &step.binding.0 {
                if *seen == Seen::Reason {
                    sources.push((*slot, &step.action));
                }
            }
        });
        let mut check = |expr: &Expr| {
            let ExprKind::Compare(Comparison::Equal, a, b) = &expr.kind else { return };
            let (ExprKind::Value(slot), ExprKind::Constant(value)) = (&a.kind, &b.kind) else { return };
            if a.ty != Type::Enum(EnumId(0)) {
                return;
            }
            let Some(reason) = usize::try_from(*value).ok().and_then(|at| Reason::ALL.get(at)).copied()
            else {
                return;
            };
            let mut actions =
                sources.iter().filter(|(source, _)| source == slot).map(|(_, action)| *action).peekable();
            if actions.peek().is_some() && !actions.any(|action| possible(design, action, reason)) {
                let message = format!("this step never ends with `{}`", reason.word());
                diagnostics.push(
                    Diagnostic::warning("never-occurs", b.span, message)
                        .help("ask for a reason that it can have"),
                );
            }
        };
        walk(&flow.steps, &mut |step| {
            step.guard.iter().for_each(|guard| guard.walk(&mut |part| check(part)));
            if let Action::Let(gives) = &step.action {
                gives.iter().for_each(|(_, expr)| expr.walk(&mut |part| check(part)));
            }
        });
    }
}

fn possible(design: &Design, action: &Action, reason: Reason) -> bool {
    let at = |table: TableId| &design.components[design.tables[table.index()].component.index()].kind;
    let kind = match action {
        Action::Read(read) => at(read.table),
        Action::Count { table, .. } => at(*table),
        Action::Insert(write) | Action::Put(write) | Action::Update(write) | Action::Delete(write) => {
            at(write.table)
        }
        Action::Block { at, .. } | Action::Visit { at } => &design.components[at.index()].kind,
        _ => return true,
    };
    match reason {
        Reason::Deadlock | Reason::Skipped => matches!(kind, Kind::Postgres(_)),
        Reason::Throttled => matches!(kind, Kind::External(_) | Kind::Pool(_)),
        Reason::Declined | Reason::Error => {
            matches!(kind, Kind::External(_)) || matches!(action, Action::Block { .. })
        }
        Reason::Conflict => !matches!(action, Action::Read(_) | Action::Count { .. } | Action::Visit { .. }),
        _ => true,
    }
}
