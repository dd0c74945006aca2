use std::collections::BTreeSet;

use super::places::visited;
use crate::diag::Diagnostic;
use crate::problem::document::{Node, Table, Value};
use crate::problem::model::{Action, Aggregate, Arrivals, Design, Expr, ExprKind, Feed, TableId, Trigger};
use crate::problem::read::{all_exprs, walk};

/// What nobody uses.
pub(super) fn check(design: &Design, file: &Table, terms: &[String], diagnostics: &mut Vec<Diagnostic>) {
    let mut words = BTreeSet::new();
    for entry in &file.entries {
        collect(&entry.node, &mut words);
    }
    for input in &design.inputs {
        if !words.contains(input.id.as_str()) {
            diagnostics.push(
                Diagnostic::warning("unused", input.span, format!("nobody uses the input `{}`", input.id))
                    .help("take it out"),
            );
        }
    }
    for entry in file.table("terms").map(|table| &table.entries[..]).unwrap_or_default() {
        if !terms.contains(&entry.key) {
            diagnostics.push(
                Diagnostic::warning("unused", entry.span, format!("nobody uses the term `{}`", entry.key))
                    .help("take it out"),
            );
        }
    }
    faults(design, file, diagnostics);
    for (component, visited) in design.components.iter().zip(visited(design)) {
        let guarded = words.contains(component.id.as_str());
        if !visited && !guarded {
            diagnostics.push(
                Diagnostic::warning("unused", component.span, format!("nothing visits `{}`", component.id))
                    .help("take it out, or use it in a flow"),
            );
        }
    }
    let mut options = BTreeSet::new();
    if let Some(node) = file.get("decisions") {
        collect(node, &mut options);
    }
    tables(design, &options, diagnostics);
    values(design, &words, diagnostics);
}

/// Every word in the texts of a file.
pub(super) fn collect<'t>(node: &'t Node, words: &mut BTreeSet<&'t str>) {
    match &node.value {
        Value::String(text) => {
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            words.extend(text.text.split(|c| !word(c)).filter(|word| !word.is_empty()));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Table(table) => table.entries.iter().for_each(|entry| collect(&entry.node, words)),
        _ => {}
    }
}

fn faults(design: &Design, file: &Table, diagnostics: &mut Vec<Diagnostic>) {
    let mut named = BTreeSet::new();
    for section in ["scenarios", "failures"] {
        for entry in file.table(section).map(|table| &table.entries[..]).unwrap_or_default() {
            let Some(table) = entry.node.table() else { continue };
            for word in ["faults", "fault"] {
                if let Some(node) = table.get(word) {
                    collect(node, &mut named);
                }
            }
        }
    }
    for fault in &design.faults {
        if !named.contains(fault.id.as_str()) {
            diagnostics.push(
                Diagnostic::warning(
                    "unused",
                    fault.span,
                    format!("no scenario has the fault `{}`", fault.id),
                )
                .help(format!("add a scenario with faults = [\"{}\"]", fault.id)),
            );
        }
    }
}

/// Tables that neither the design nor an option uses.
fn tables(design: &Design, options: &BTreeSet<&str>, diagnostics: &mut Vec<Diagnostic>) {
    let mut used = vec![false; design.tables.len()];
    let mut mark = |table: TableId| used[table.index()] = true;
    for flow in &design.flows {
        match &flow.trigger {
            Trigger::Arrive(Arrivals::Each { table, .. }) | Trigger::Gone { table, .. } => mark(*table),
            Trigger::Consume(consumer) => {
                if let Feed::Changes(table, _) = consumer.from {
                    mark(table);
                }
            }
            _ => {}
        }
        walk(&flow.steps, &mut |step| match &step.action {
            Action::Read(read) => mark(read.table),
            Action::Count { table, .. } => mark(*table),
            Action::Insert(write) | Action::Put(write) | Action::Update(write) | Action::Delete(write) => {
                mark(write.table);
            }
            _ => {}
        });
    }
    all_exprs(design, &mut |expr: &Expr| match &expr.kind {
        ExprKind::Lookup { table, .. } => mark(*table),
        ExprKind::Aggregate(aggregate) => {
            let Aggregate { table, .. } = &**aggregate;
            table.iter().for_each(|&table| mark(table));
        }
        _ => {}
    });
    for (table, used) in design.tables.iter().zip(used) {
        if !used && !options.contains(table.id.as_str()) {
            let message = format!("no step touches the table `{}`", table.id);
            diagnostics.push(
                Diagnostic::warning("unused", table.span, message)
                    .help("take it out; an option can bring its own with `add`"),
            );
        }
    }
}

/// Values of `with` that nothing reads.
fn values(design: &Design, words: &BTreeSet<&str>, diagnostics: &mut Vec<Diagnostic>) {
    for flow in &design.flows {
        for value in flow.values.iter().filter(|value| value.default.is_some()) {
            let read = words.contains(value.name.as_str())
                || design
                    .tables
                    .iter()
                    .any(|table| table.columns.iter().any(|column| column.name == value.name));
            if !read {
                let span = value.default.as_ref().map_or(flow.span, |default| default.span);
                let message = format!("nothing uses the value `{}` of `{}`", value.name, flow.id);
                diagnostics.push(Diagnostic::warning("unused", span, message).help("take it out"));
            }
        }
    }
}
