use super::places::visited;
use crate::diag::{Diagnostic, nearest};
use crate::problem::document::{Node, Table, Value};
use crate::problem::model::{Action, Aggregate, Arrivals, Design, Expr, ExprKind, Feed, TableId, Trigger};
use crate::problem::read::{all_exprs, walk};

/// What nobody uses.
pub(super) fn check(design: &Design, file: &Table, terms: &[String], diagnostics: &mut Vec<Diagnostic>) {
    let all = words(file.entries.iter().map(|entry| &entry.node));
    for input in &design.inputs {
        if !all.contains(&input.id) {
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
        let guarded = all.contains(&component.id);
        if !visited && !guarded {
            diagnostics.push(
                Diagnostic::warning("unused", component.span, format!("nothing visits `{}`", component.id))
                    .help("take it out, or use it in a flow"),
            );
        }
    }
    let options = words(file.get("decisions"));
    tables(design, &options, diagnostics);
    values(design, &all, diagnostics);
}

/// Every word in the texts of some parts of a file.
pub(super) fn words<'t>(nodes: impl IntoIterator<Item = &'t Node>) -> Words<'t> {
    let mut words = Vec::new();
    nodes.into_iter().for_each(|node| collect(node, &mut words));
    words.sort_unstable();
    words.dedup();
    Words(words)
}

/// Words in order, each once.
pub(super) struct Words<'t>(Vec<&'t str>);

impl Words<'_> {
    pub fn contains(&self, word: &str) -> bool {
        self.0.binary_search(&word).is_ok()
    }
}

fn collect<'t>(node: &'t Node, words: &mut Vec<&'t str>) {
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
    let sections = ["scenarios", "failures"].into_iter().filter_map(|section| file.table(section));
    let parts = sections.flat_map(|table| &table.entries).filter_map(|entry| entry.node.table());
    let named =
        words(parts.flat_map(|table| ["faults", "fault"].into_iter().filter_map(|word| table.get(word))));
    for fault in &design.faults {
        if !named.contains(&fault.id) {
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
fn tables(design: &Design, options: &Words<'_>, diagnostics: &mut Vec<Diagnostic>) {
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
        if !used && !options.contains(&table.id) {
            let message = format!("no step touches the table `{}`", table.id);
            diagnostics.push(
                Diagnostic::warning("unused", table.span, message)
                    .help("take it out; an option can bring its own with `add`"),
            );
        }
    }
}

/// Values that a patch puts into `with` and that nothing reads: it changes nothing, and mostly is a slip.
pub(in crate::problem) fn idle(
    design: &Design,
    reference: &Table,
    patched: &Table,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let with = |file: &Table, flow: &str| file.table("flows")?.table(flow)?.table("with").cloned();
    for flow in &design.flows {
        let Some(now) = with(patched, &flow.id) else { continue };
        let before = with(reference, &flow.id).unwrap_or_default();
        for entry in now.entries.iter().filter(|entry| before.get(&entry.key).is_none()) {
            if is_read(design, &words(patched.entries.iter().map(|entry| &entry.node)), &entry.key) {
                continue;
            }
            let message = format!("nothing uses a value `{}` of `{}`", entry.key, flow.id);
            let names = before.entries.iter().map(|entry| entry.key.as_str());
            let help = nearest(&entry.key, names).map_or_else(
                || "name a value that the flow has, or leave it out".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            diagnostics.push(Diagnostic::error("no-match", entry.span, message).help(help));
        }
    }
}

/// Whether something may read a value of this name: a text speaks of it, or a column is filled with it.
fn is_read(design: &Design, words: &Words<'_>, name: &str) -> bool {
    let mut columns = design.tables.iter().flat_map(|table| &table.columns);
    words.contains(name) || columns.any(|column| column.name == name)
}

/// Values of `with` that nothing reads.
fn values(design: &Design, words: &Words<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for flow in &design.flows {
        for value in flow.values.iter().filter(|value| value.default.is_some()) {
            if !is_read(design, words, &value.name) {
                let span = value.default.as_ref().map_or(flow.span, |default| default.span);
                let message = format!("nothing uses the value `{}` of `{}`", value.name, flow.id);
                diagnostics.push(Diagnostic::warning("unused", span, message).help("take it out"));
            }
        }
    }
}
