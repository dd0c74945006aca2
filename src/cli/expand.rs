//! `napkin check --expand`: every flow as it runs, with the defaults and the columns that were filled in.

use std::fmt::Write as _;

use super::figure::seconds;
use crate::problem::model::{
    Action, Arrivals, Design, Expr, ExprKind, Feed, Flow, Group, Look, OnFailure, Order, Over, Read, Retry,
    Step, Trigger, Write,
};

/// Writes out a design; `text` is its file.
pub fn design(design: &Design, text: &str) -> String {
    let mut out = String::new();
    for flow in &design.flows {
        let mut writer = Writer { design, flow, text, out };
        writer.whole();
        out = writer.out;
    }
    out
}

struct Writer<'a> {
    design: &'a Design,
    flow: &'a Flow,
    text: &'a str,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(depth));
    }

    fn whole(&mut self) {
        let flow = self.flow;
        let on: Vec<&str> =
            flow.on.iter().map(|part| self.design.components[part.index()].id.as_str()).collect();
        let _ = write!(self.out, "\nflow {}", flow.id);
        if !on.is_empty() {
            let _ = write!(self.out, " on {}", on.join(", "));
        }
        self.out.push('\n');
        let trigger = self.trigger(&flow.trigger);
        self.line(1, &trigger);
        if !flow.refusals.is_empty() {
            let statuses: Vec<String> = flow.refusals.iter().map(u16::to_string).collect();
            self.line(1, &format!("good answers beside success: {}", statuses.join(", ")));
        }
        let with: Vec<String> = flow
            .values
            .iter()
            .filter_map(|value| Some(format!("{} = {}", value.name, self.expr(value.default.as_ref()?))))
            .collect();
        if !with.is_empty() {
            self.line(1, &format!("with {}", with.join(", ")));
        }
        self.steps(&flow.steps, 1);
        let replies = |step: &Step| matches!(step.action, Action::Reply { .. }) && step.guard.is_none();
        if !flow.steps.last().is_some_and(replies) {
            self.line(1, "reply 200");
        }
    }

    fn trigger(&self, trigger: &Trigger) -> String {
        let time = |nanos: i64| nanos_text(nanos);
        match trigger {
            Trigger::Called => "when called".to_owned(),
            Trigger::Arrive(Arrivals::Rate { rate, profile, regular }) => {
                let how = if *regular { "evenly" } else { "at random" };
                let curve = if profile.is_empty() { "" } else { ", times its profile" };
                format!("arrives {how}, {}/s{curve}", super::figure::count(*rate))
            }
            Trigger::Arrive(Arrivals::Burst { count, at, over }) => {
                format!("arrives {count} times from {} over {}", time(*at), time(*over))
            }
            Trigger::Arrive(Arrivals::Each { table, every, over, .. }) => {
                let table = &self.design.tables[table.index()].id;
                match every {
                    Some(every) => format!("arrives for each row of {table} every {}", time(*every)),
                    None => format!("arrives once for each row of {table} over {}", time(*over)),
                }
            }
            Trigger::Consume(consumer) => {
                let from = match &consumer.from {
                    Feed::Topic(topic, _) => &self.design.topics[topic.index()].id,
                    Feed::Changes(table, _) => &self.design.tables[table.index()].id,
                };
                let group = match &consumer.group {
                    Group::Shared(name) => format!("group {name}"),
                    Group::EachInstance => "each instance".to_owned(),
                };
                let attempts =
                    consumer.attempts.map_or("endless attempts".to_owned(), |n| format!("{n} attempts"));
                format!("consumes {from}, {group}, batch {}, {attempts}", consumer.batch)
            }
            Trigger::Every(timer) => {
                let jitter = if timer.jitter { ", with jitter" } else { "" };
                format!("every {}{jitter}, on each instance", time(timer.every))
            }
            Trigger::Gone { table, .. } => {
                format!("for each row of {} that a crash takes", self.design.tables[table.index()].id)
            }
        }
    }

    fn steps(&mut self, steps: &[Step], depth: usize) {
        for step in steps {
            self.step(step, depth);
        }
    }

    fn step(&mut self, step: &Step, depth: usize) {
        let mut line = String::new();
        if let Some(id) = &step.id {
            let _ = write!(line, "{id}: ");
        }
        line.push_str(&step.label);
        let details = self.details(&step.action);
        if !details.is_empty() {
            let _ = write!(line, " {details}");
        }
        if let Some(guard) = &step.guard {
            let _ = write!(line, ", if {}", self.expr(guard));
        }
        if let Some(timeout) = step.visit.timeout {
            let _ = write!(line, ", timeout {}", nanos_text(timeout));
        }
        if let Some(retry) = &step.visit.retry {
            let _ = write!(line, ", {}", retry_text(retry));
        }
        match step.on_failure {
            OnFailure::End => {}
            OnFailure::Reply(status) => {
                let _ = write!(line, ", else reply {status}");
            }
            OnFailure::Next => line.push_str(", else next"),
            OnFailure::GoOn => line.push_str(", else go on"),
        }
        self.line(depth, &line);
        match &step.action {
            Action::Block { body, .. } | Action::SingleFlight { body, .. } | Action::Group(body) => {
                self.steps(body, depth + 1);
            }
            Action::Each(each) => self.steps(&each.body, depth + 1),
            _ => {}
        }
        if !step.otherwise.is_empty() {
            self.line(depth, "otherwise");
            self.steps(&step.otherwise, depth + 1);
        }
    }

    fn details(&self, action: &Action) -> String {
        match action {
            Action::Read(read) => self.read(read),
            Action::Count { filter, sum, .. } => {
                let sum = sum.as_ref().map(|sum| format!("sum {}", self.expr(sum)));
                join([sum, self.filter(filter.as_ref())])
            }
            Action::Insert(write) | Action::Put(write) | Action::Update(write) | Action::Delete(write) => {
                self.write(write)
            }
            Action::Block { atomic, .. } => {
                (if *atomic { "all or nothing" } else { "one by one" }).to_owned()
            }
            Action::Call(called) | Action::Start(called) => {
                let target = &self.design.flows[called.flow.index()];
                let pass = called.pass.iter();
                let pass = pass.map(|(slot, expr)| {
                    let name = &target.values[slot.index()].name;
                    self.assigned(name, expr)
                });
                pass.collect::<Vec<_>>().join(", ")
            }
            Action::Send(send) => {
                let fields = &self.design.topics[send.topic.index()].fields;
                let sent = fields.iter().zip(&send.fields);
                let sent = sent.filter_map(|(field, expr)| Some(self.assigned(&field.name, expr.as_ref()?)));
                sent.collect::<Vec<_>>().join(", ")
            }
            Action::Each(each) => {
                let over = match &each.over {
                    Over::Rows { .. } | Over::Items { .. } => None,
                    Over::Count { from, to, .. } => Some(format!("{}..{}", self.expr(from), self.expr(to))),
                };
                let until = each.until.as_ref().map(|until| format!("until {}", self.expr(until)));
                join([over, each.together.then(|| "together".to_owned()), until])
            }
            Action::Let(values) => {
                let values = values.iter().map(|(slot, expr)| {
                    let name = &self.flow.values[slot.index()].name;
                    self.assigned(name, expr)
                });
                values.collect::<Vec<_>>().join(", ")
            }
            Action::Wait(time) => self.expr(time),
            Action::Reply { set, .. } | Action::Answer { set, .. } => {
                let set = set.iter().map(|(place, expr)| self.assigned(&self.flow.replies[*place].0, expr));
                set.collect::<Vec<_>>().join(", ")
            }
            Action::Note { value, by, .. } => join([
                value.as_ref().map(|value| self.expr(value)),
                by.as_ref().map(|by| format!("by {}", self.expr(by))),
            ]),
            Action::SingleFlight { key, .. } => self.expr(key),
            Action::Visit { .. } | Action::Group(_) => String::new(),
        }
    }

    fn read(&self, read: &Read) -> String {
        let columns = &self.design.tables[read.table.index()].columns;
        let look = match &read.look {
            Look::Key(key) => Some(format!("[{}]", self.list(key))),
            Look::Scan { by, limit, near } => join_some([
                near.as_ref().map(|near| {
                    let (x, y) = (self.expr(&near.place.0), self.expr(&near.place.1));
                    format!("near ({x}, {y}) within {}", self.expr(&near.within))
                }),
                by.map(|Order { column, descending }| {
                    let sign = if descending { "-" } else { "" };
                    format!("by {sign}{}", columns[column.index()].name)
                }),
                limit.as_ref().map(|limit| format!("limit {}", self.expr(limit))),
            ]),
        };
        let lock = match read.lock {
            crate::problem::model::Lock::None => None,
            crate::problem::model::Lock::Update => Some("lock".to_owned()),
            crate::problem::model::Lock::Skip => Some("lock, skip locked rows".to_owned()),
        };
        join([
            look,
            self.filter(read.filter.as_ref()),
            read.replica.then(|| "from a replica".to_owned()),
            lock,
        ])
    }

    fn write(&self, write: &Write) -> String {
        let columns = &self.design.tables[write.table.index()].columns;
        let key = write.key.as_ref().map(|key| format!("[{}]", self.list(key)));
        let set = write.set.iter().map(|(column, expr)| match expr.kind {
            // A column that no `set` names takes the value of the same name.
            ExprKind::Value(slot) if self.flow.values[slot.index()].name == columns[column.index()].name => {
                format!("{} (value)", columns[column.index()].name)
            }
            _ => self.assigned(&columns[column.index()].name, expr),
        });
        let set: Vec<String> = set.collect();
        let set = (!set.is_empty()).then(|| format!("set {}", set.join(", ")));
        let limit = write.limit.as_ref().map(|limit| format!("limit {}", self.expr(limit)));
        join([key, self.filter(write.filter.as_ref()), set, limit])
    }

    fn filter(&self, filter: Option<&Expr>) -> Option<String> {
        filter.map(|filter| format!("where {}", self.expr(filter)))
    }

    fn assigned(&self, name: &str, expr: &Expr) -> String {
        let value = self.expr(expr);
        if value == name { name.to_owned() } else { format!("{name} = {value}") }
    }

    fn list(&self, exprs: &[Expr]) -> String {
        exprs.iter().map(|expr| self.expr(expr)).collect::<Vec<_>>().join(", ")
    }

    /// An expression as the file writes it; one that the file does not write, by what it is.
    fn expr(&self, expr: &Expr) -> String {
        let written = self.text.get(expr.span.start..expr.span.end).unwrap_or_default().trim();
        // What is filled in points at the whole step.
        let written = if written.starts_with('{') { "" } else { written };
        match (&expr.kind, written) {
            (ExprKind::Value(slot), _) => self.flow.values[slot.index()].name.clone(),
            (ExprKind::Constant(value), "") => value.to_string(),
            (_, "") => "(filled in)".to_owned(),
            (_, written) => written.trim_matches('"').split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }
}

fn join<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn join_some<const N: usize>(parts: [Option<String>; N]) -> Option<String> {
    Some(join(parts)).filter(|joined| !joined.is_empty())
}

#[expect(clippy::cast_precision_loss, reason = "shown to three digits")]
fn nanos_text(nanos: i64) -> String {
    seconds(Some(nanos as f64 / 1e9))
}

fn retry_text(retry: &Retry) -> String {
    let budget =
        retry.budget.map_or(String::new(), |share| format!(", budget {}", super::figure::percent(share)));
    let on: Vec<&str> = retry.on.iter().map(|reason| reason.word()).collect();
    format!(
        "retry {} times from {} to {} after {}{budget}",
        retry.times,
        nanos_text(retry.base),
        nanos_text(retry.cap),
        on.join(" ")
    )
}
