use std::fmt::Write;

use super::expr::{constant, expr, over};
use crate::problem::model::{
    Action, Called, ColumnId, Design, Each, Expr, ExprKind, Flow, Jitter, Lock, Look, Nanos, OnFailure, Over,
    Read, Reason, Step, TableId, Type, Write as Change,
};

/// Steps, each on a line of its own with its details behind it.
pub(super) fn list(design: &Design, flow: &Flow, steps: &[Step], depth: usize, text: &mut String) {
    for step in steps {
        let indent = "  ".repeat(depth);
        let _ = write!(text, "{indent}{}", what(design, flow, &step.action));
        if let Some(id) = &step.id {
            let _ = write!(text, " [{id}]");
        }
        if let Some(guard) = &step.guard {
            text.push_str(&guarded(design, flow, guard));
        }
        text.push_str(&details(design, step));
        text.push('\n');
        match &step.action {
            Action::Block { body, .. } | Action::SingleFlight { body, .. } | Action::Group(body) => {
                list(design, flow, body, depth + 1, text);
            }
            Action::Each(each) => list(design, flow, &each.body, depth + 1, text),
            _ => {}
        }
        if !step.otherwise.is_empty() {
            let _ = writeln!(text, "{indent}otherwise");
            list(design, flow, &step.otherwise, depth + 1, text);
        }
    }
}

/// When a step runs, and behind it what faults make of that.
fn guarded(design: &Design, flow: &Flow, guard: &Expr) -> String {
    let (mut usual, mut changed) = (guard, Vec::new());
    while let ExprKind::If(fault, then, otherwise) = &usual.kind {
        if !matches!(fault.kind, ExprKind::FaultActive(_)) {
            break;
        }
        changed.push(format!("{}: {}", expr(design, flow, fault), expr(design, flow, then)));
        usual = &**otherwise;
    }
    let changed = if changed.is_empty() { String::new() } else { format!(" ({})", changed.join("; ")) };
    format!(" if {}{changed}", expr(design, flow, usual))
}

/// A name and what it is given; a comparison stands in parentheses, for its sign may be the same.
fn given(name: &str, value: &Expr, text: &str) -> String {
    if matches!(value.kind, ExprKind::Compare(..)) {
        format!("{name} = ({text})")
    } else {
        format!("{name} = {text}")
    }
}

fn details(design: &Design, step: &Step) -> String {
    let time = |nanos: Nanos| constant(design, Type::Time, nanos);
    let mut parts = Vec::new();
    if let Some(timeout) = step.visit.timeout {
        parts.push(format!("at most {}", time(timeout)));
    }
    if let Some(retry) = &step.visit.retry {
        let jitter = if retry.jitter == Jitter::Full { "up to " } else { "" };
        let on: Vec<&str> = retry.on.iter().map(|reason: &Reason| reason.word()).collect();
        parts.push(format!(
            "{} more attempts {jitter}{} to {} apart after {}",
            retry.times,
            time(retry.base),
            time(retry.cap),
            on.join(", ")
        ));
    }
    match step.on_failure {
        OnFailure::End if matches!(step.action, Action::Update(_) | Action::Delete(_)) => {
            parts.push("else ends, as no_row where no row is there".into());
        }
        OnFailure::End => {}
        OnFailure::Reply(status) => parts.push(format!("else {status}")),
        OnFailure::Next => parts.push("else next".into()),
        OnFailure::GoOn => parts.push("goes on either way".into()),
    }
    if parts.is_empty() { String::new() } else { format!("; {}", parts.join("; ")) }
}

fn what(design: &Design, flow: &Flow, action: &Action) -> String {
    let show = |part: &Expr| expr(design, flow, part);
    let table = |id: TableId| design.tables[id.index()].id.as_str();
    match action {
        Action::Read(read) => reading(design, flow, read),
        Action::Count { table: id, filter, sum, replica } => {
            let what = sum
                .as_ref()
                .map_or("count".to_owned(), |sum| format!("sum of {} over", over(design, flow, *id, sum)));
            format!(
                "{what} {}{}{}",
                table(*id),
                filtered(design, flow, *id, filter.as_ref()),
                if *replica { " on a replica" } else { "" }
            )
        }
        Action::Insert(write) => writing(design, flow, "insert", write),
        Action::Put(write) => writing(design, flow, "put", write),
        Action::Update(write) => writing(design, flow, "update", write),
        Action::Delete(write) => writing(design, flow, "delete", write),
        Action::Block { at, atomic, .. } => {
            let single = if *atomic { "" } else { ", as single visits" };
            format!("at {}{single}", design.components[at.index()].id)
        }
        Action::Visit { at } => format!("at {}", design.components[at.index()].id),
        Action::Call(called) => calling(design, flow, "call", called),
        Action::Start(called) => calling(design, flow, "start", called),
        Action::Send(send) => {
            let topic = &design.topics[send.topic.index()];
            let fields = topic.fields.iter().zip(&send.fields);
            let carried: Vec<String> = fields
                .filter_map(|(field, value)| {
                    value.as_ref().map(|value| given(&field.name, value, &show(value)))
                })
                .collect();
            let delay = send.delay.as_ref().map_or(String::new(), |delay| format!(" after {}", show(delay)));
            let carried =
                if carried.is_empty() { String::new() } else { format!(": {}", carried.join(", ")) };
            format!("send {}{delay}{carried}", topic.id)
        }
        Action::Each(each) => looping(design, flow, each),
        Action::Let(gives) => {
            let gives: Vec<String> = gives
                .iter()
                .map(|(slot, value)| given(&flow.values[slot.index()].name, value, &show(value)))
                .collect();
            format!("let {}", gives.join(", "))
        }
        Action::Wait(time) => format!("wait {}", show(time)),
        Action::Reply { status, set } => format!("reply {status}{}", answered(design, flow, set)),
        Action::Answer { status, set } => format!("answer {status}{}", answered(design, flow, set)),
        Action::Note { note, value, by } => {
            let value = value.as_ref().map_or(String::new(), |value| format!(" = {}", show(value)));
            let by = by.as_ref().map_or(String::new(), |by| format!(" by {}", show(by)));
            format!("note {}{value}{by}", design.notes[note.index()].0)
        }
        Action::SingleFlight { key, .. } => format!("one at a time for each {}", show(key)),
        Action::Group(_) => "do".into(),
    }
}

fn answered(design: &Design, flow: &Flow, set: &[(usize, Expr)]) -> String {
    let set: Vec<String> = set
        .iter()
        .map(|(at, value)| given(&flow.replies[*at].0, value, &expr(design, flow, value)))
        .collect();
    if set.is_empty() { String::new() } else { format!(" with {}", set.join(", ")) }
}

fn filtered(design: &Design, flow: &Flow, table: TableId, filter: Option<&Expr>) -> String {
    filter.map_or(String::new(), |filter| format!(" where {}", over(design, flow, table, filter)))
}

fn keyed(design: &Design, flow: &Flow, table: TableId, key: &[Expr]) -> String {
    let table = &design.tables[table.index()];
    let keys: Vec<String> = key.iter().map(|key| expr(design, flow, key)).collect();
    format!("{}[{}]", table.id, keys.join(", "))
}

fn reading(design: &Design, flow: &Flow, read: &Read) -> String {
    let filter = filtered(design, flow, read.table, read.filter.as_ref());
    let replica = if read.replica { " on a replica" } else { "" };
    let lock = match read.lock {
        Lock::None => "",
        Lock::Update => ", locking it",
        Lock::Skip => ", locking what is free",
    };
    match &read.look {
        Look::Key(key) => format!("read {}{filter}{replica}{lock}", keyed(design, flow, read.table, key)),
        Look::Scan { by, limit, near } => {
            let table = &design.tables[read.table.index()];
            let limit = limit
                .as_ref()
                .map_or(String::new(), |limit| format!("up to {} of ", expr(design, flow, limit)));
            let by = by.map_or(String::new(), |by| {
                let way = if by.descending { ", greatest first" } else { "" };
                format!(" by {}{way}", table.columns[by.column.index()].name)
            });
            let near = near.as_ref().map_or(String::new(), |near| {
                format!(
                    " within {} of ({}, {})",
                    expr(design, flow, &near.within),
                    expr(design, flow, &near.place.0),
                    expr(design, flow, &near.place.1)
                )
            });
            format!("read {limit}{}{near}{filter}{by}{replica}{lock}", table.id)
        }
    }
}

fn writing(design: &Design, flow: &Flow, verb: &str, write: &Change) -> String {
    let table = &design.tables[write.table.index()];
    let row = match &write.key {
        Some(key) => keyed(design, flow, write.table, key),
        None => table.id.clone(),
    };
    let filter = filtered(design, flow, write.table, write.filter.as_ref());
    let limit =
        write.limit.as_ref().map_or(String::new(), |limit| format!(", up to {}", expr(design, flow, limit)));
    let mut set: Vec<String> = write
        .set
        .iter()
        .map(|(column, value)| {
            given(&table.columns[column.index()].name, value, &over(design, flow, write.table, value))
        })
        .collect();
    if verb == "insert" {
        set.extend(initial(design, flow, write));
    }
    let set = if set.is_empty() { String::new() } else { format!(": {}", set.join(", ")) };
    format!("{verb} {row}{filter}{limit}{set}")
}

/// Columns of a new row that have their initial value.
fn initial(design: &Design, flow: &Flow, write: &Change) -> Vec<String> {
    let table = &design.tables[write.table.index()];
    let columns = table.columns.iter().enumerate();
    columns
        .filter_map(|(at, column)| {
            let id = ColumnId(u32::try_from(at).ok()?);
            let initial = column.initial.as_ref().filter(|_| !write.set.iter().any(|(set, _)| *set == id))?;
            Some(format!("{} = {} at first", column.name, over(design, flow, write.table, initial)))
        })
        .collect()
}

fn calling(design: &Design, flow: &Flow, verb: &str, called: &Called) -> String {
    let other = &design.flows[called.flow.index()];
    let pass: Vec<String> = called
        .pass
        .iter()
        .filter_map(|(slot, value)| {
            // A flow that nothing starts may be without its values.
            let other = other.values.get(slot.index())?;
            Some(given(&other.name, value, &expr(design, flow, value)))
        })
        .collect();
    let pass = if pass.is_empty() { String::new() } else { format!(" with {}", pass.join(", ")) };
    format!("{verb} {}{pass}", other.id)
}

fn looping(design: &Design, flow: &Flow, each: &Each) -> String {
    let name = |slot: crate::problem::model::Slot| flow.values[slot.index()].name.clone();
    let over = match &each.over {
        Over::Rows { rows, .. } => format!("row of {}", name(*rows)),
        Over::Items { list, item } => format!("{} in {}", name(*item), expr(design, flow, list)),
        Over::Count { from, to, item } => {
            format!("{} in {}..{}", name(*item), expr(design, flow, from), expr(design, flow, to))
        }
    };
    let together = if each.together { ", all at once" } else { "" };
    let until =
        each.until.as_ref().map_or(String::new(), |until| format!(", until {}", expr(design, flow, until)));
    format!("each {over}{together}{until}")
}
