use std::collections::BTreeSet;

use super::broken::Broken;
use super::call::Calls;
use super::cast::{Cast, broker_of, home_of, part_of};
use super::scene::{ColumnSeen, Event, EventKind, LockSeen, RowSeen, Scene};
use crate::problem::model::{Design, Nanos};
use crate::sim::outcome::{RequestNumber, RowTold, RowsTold, Told, TraceLine, duration};

/// Of a statement that saw more rows, so many are put into words.
const MOST_ROWS: usize = 3;

/// The diagram of a story; `broken` is its last event.
pub fn stage(design: &Design, lines: &[TraceLine], broken: Option<Broken>) -> Scene {
    let mut stage = Stage {
        design,
        cast: Cast::new(design, lines, broken.as_ref()),
        calls: Calls::default(),
        wrote: BTreeSet::new(),
        events: Vec::new(),
    };
    for (at, line) in lines.iter().enumerate() {
        stage.line(line, &lines[at + 1..]);
    }
    if let Some(broken) = broken {
        let last = stage.cast.parties.len().saturating_sub(1);
        stage.events.push(Event { by: None, ..event(broken.at, EventKind::Broken, (0, last), broken.text) });
    }
    let not_drawn = stage.cast.not_drawn;
    Scene { parties: stage.cast.parties, events: stage.events, left_out: not_drawn.len(), not_drawn }
}

struct Stage<'d> {
    design: &'d Design,
    cast: Cast,
    calls: Calls,
    /// Whose transactions have written or locked something.
    wrote: BTreeSet<(RequestNumber, RequestNumber)>,
    events: Vec<Event>,
}

impl Stage<'_> {
    fn line(&mut self, line: &TraceLine, after: &[TraceLine]) {
        if let Told::Fault(words) = &line.told {
            let last = self.cast.parties.len().saturating_sub(1);
            self.events.push(event(line.at, EventKind::Fault, (0, last), words.clone()));
            return;
        }
        let Some(own) = line.root.and_then(|root| self.cast.roots.get(&root)).copied() else { return };
        let Some(lane) = self.cast.lane(self.design, line) else { return };
        self.calls.follow(line, lane);
        let by = self.label(line, own);
        if self.ends_nothing(line) {
            return;
        }
        if let Some(made) = self.event(line, own, lane, &by, after) {
            self.events.push(Event { by: Some(by), ..made });
        }
    }

    /// A transaction that has only read ends without a line.
    fn ends_nothing(&mut self, line: &TraceLine) -> bool {
        let Some(who) = line.root.zip(line.who) else { return false };
        match &line.told {
            Told::Rows(rows) if rows.locks == Some(true) => {
                self.wrote.insert(who);
                false
            }
            Told::Commits | Told::RollsBack => !self.wrote.remove(&who),
            _ => false,
        }
    }

    /// What a party is called in what it does: `A`, and `A2` for the second of what it does at once.
    fn label(&self, line: &TraceLine, own: usize) -> String {
        let label = &self.cast.parties[own].label;
        match self.calls.of(line).map(|running| running.number) {
            Some(number) if number > 1 => format!("{label}{number}"),
            _ => label.clone(),
        }
    }

    fn event(
        &self,
        line: &TraceLine,
        own: usize,
        lane: usize,
        by: &str,
        after: &[TraceLine],
    ) -> Option<Event> {
        let there = |part: Option<usize>| part.map_or(lane, |part| self.cast.lane_of(part, own));
        let make = |kind, to, text| Some(event(line.at, kind, (lane, to), text));
        match &line.told {
            // What arrives at a service comes from outside.
            Told::Begins { flow, .. } if line.depth == 0 && lane != own => {
                Some(event(line.at, EventKind::Call, (own, lane), format!("{by} calls {flow}")))
            }
            Told::Calls(flow) => {
                make(EventKind::Call, there(home_of(self.design, flow)), format!("{by} calls {flow}"))
            }
            Told::Starts(flow) => {
                let text = format!("{by} starts {flow} and goes on");
                make(EventKind::Start, there(home_of(self.design, flow)), text)
            }
            Told::Sends(topic) => make(
                EventKind::Start,
                there(broker_of(self.design, topic)),
                format!("{by} sends a message to {topic}"),
            ),
            Told::Takes(topic) => {
                let from = there(broker_of(self.design, topic));
                Some(event(
                    line.at,
                    EventKind::Start,
                    (from, lane),
                    format!("{by} takes a message of {topic}"),
                ))
            }
            Told::Hears(flow, how) if how.starts_with(" answers") => {
                let from = there(home_of(self.design, flow));
                Some(event(line.at, EventKind::Answer, (from, lane), format!("{by} hears: {flow}{how}")))
            }
            Told::Hears(flow, how) => {
                make(EventKind::Note, lane, format!("{by} hears nothing of {flow}{how}"))
            }
            Told::Answers(status) => self.answer(line, own, lane, by, *status, after),
            Told::Lost(_) => {
                let to = self.calls.of(line).map_or(own, |running| running.from);
                let what = if matches!(line.told, Told::Lost("the answer is lost")) {
                    format!("the answer to {by} is lost on its way")
                } else {
                    format!("{by} is lost on its way, or its answer")
                };
                make(EventKind::Lost, to, what)
            }
            Told::Waits(time) => {
                let acts = after.iter().any(|later| later.who == line.who && later.root == line.root);
                acts.then(|| {
                    event(line.at, EventKind::Wait, (lane, lane), format!("{by} waits {}", duration(*time)))
                })
            }
            Told::WaitsForLock { row, holder } => {
                let table = row.split('[').next().unwrap_or_default();
                let holder = holder.and_then(|root| self.cast.roots.get(&root));
                let holder = holder.map_or("another", |lane| &self.cast.parties[*lane].label);
                let holder = if holder == by { "its own other request" } else { holder };
                Some(Event {
                    lock: Some(LockSeen::Waits),
                    ..event(
                        line.at,
                        EventKind::Wait,
                        (lane, there(part_of(self.design, table))),
                        format!("{by} wants the lock of {row} and waits: {holder} has it"),
                    )
                })
            }
            Told::Rows(rows) => {
                Some(self.rows(line, rows, lane, there(part_of(self.design, &rows.table)), by))
            }
            Told::Commits => make(EventKind::Commit, there(line.part), format!("{by} commits")),
            Told::RollsBack => make(
                EventKind::Rollback,
                there(line.part),
                format!("{by} rolls back: nothing of it happened"),
            ),
            Told::Deadlock => {
                let text =
                    format!("{by} has waited for a second, in a circle: it is the victim of the deadlock");
                make(EventKind::Wait, there(line.part), text)
            }
            Told::Notes(name, None) => make(EventKind::Note, lane, format!("{by} notes {name}")),
            Told::Notes(name, Some(value)) => {
                make(EventKind::Note, lane, format!("{by} notes {name} {value}"))
            }
            Told::Words(words) => make(EventKind::Note, lane, format!("{by} {words}")),
            Told::Fails(fail) if fail.is_known => None,
            Told::Fails(fail) => make(
                EventKind::Miss,
                there(fail.at),
                format!("{by} fails {}: {}", doing(&fail.step), fail.why()),
            ),
            Told::Begins { .. } | Told::Fault(_) => None,
        }
    }

    /// An answer, as who sends it sees it: drawn only where nobody hears it at once.
    fn answer(
        &self,
        line: &TraceLine,
        own: usize,
        lane: usize,
        by: &str,
        status: u16,
        after: &[TraceLine],
    ) -> Option<Event> {
        let make = |kind, to, text| Some(event(line.at, kind, (lane, to), text));
        let Some(running) = self.calls.of(line) else {
            // A timer answers nobody.
            return if lane == own {
                None
            } else {
                make(EventKind::Answer, own, format!("{by} hears: {status}"))
            };
        };
        if running.started {
            return make(EventKind::Note, lane, format!("{by} ends with {status}"));
        }
        let soon =
            after.iter().take_while(|later| later.at == line.at).filter(|later| later.root == line.root);
        let heard = soon.clone().any(|later| matches!(later.told, Told::Hears(..) | Told::Lost(_)));
        if heard {
            None
        } else {
            make(EventKind::Note, lane, format!("{by} answers {status}, and nobody waits for it any more"))
        }
    }

    fn rows(&self, line: &TraceLine, told: &RowsTold, from: usize, to: usize, by: &str) -> Event {
        let reads = matches!(told.verb, "reads" | "counts");
        let kind = match (reads, told.done) {
            (true, _) => EventKind::Read,
            (false, true) => EventKind::Write,
            (false, false) => EventKind::Miss,
        };
        let lock = told.locks.map(|locks| if locks { LockSeen::Taken } else { LockSeen::None });
        Event {
            rows: told.rows.iter().map(|row| row_seen(told, row)).collect(),
            lock: lock.filter(|_| told.done),
            ..event(line.at, kind, (from, to), format!("{by} {}", words(told)))
        }
    }
}

/// A step behind `fails`: `to put charges`, `at maps`, `in each order`.
fn doing(step: &str) -> String {
    match step.split_whitespace().next() {
        Some("at") => step.to_owned(),
        Some("each" | "single") => format!("in {step}"),
        _ => format!("to {step}"),
    }
}

/// What a statement did, in words.
fn words(told: &RowsTold) -> String {
    let table = &told.table;
    if let Some(sum) = told.sum.as_ref().filter(|_| told.done) {
        return format!("adds {table} up{}: {sum}", how(told));
    }
    if told.verb == "counts" {
        return format!("counts {table}{}: {}", how(told), told.count);
    }
    let reads = told.verb == "reads";
    if !told.done {
        let verb = match told.verb {
            "reads" => "reads",
            "inserts into" => "adds",
            "deletes from" => "deletes",
            _ => "changes",
        };
        return match (told.rows.first(), told.reason) {
            // A row that is not there has its initial values, and an update that found none shows what it saw.
            (Some(row), "no row") if reads => format!("reads {}{}: there is none", told.name(row), how(told)),
            (Some(row), "no row") => format!("{verb} nothing: {} is {}", told.name(row), row.words()),
            (Some(row), "conflict") => format!("{verb} nothing: {} is there already", told.name(row)),
            (Some(row), reason) => format!("{verb} nothing: {}, {reason}", told.name(row)),
            (None, "no row") => format!("{verb} {table}{}: no row matches", how(told)),
            (None, reason) => format!("{verb} {table}: {reason}"),
        };
    }
    let verb = match told.verb {
        "reads" if told.locks == Some(true) => "locks and reads",
        "reads" => "reads",
        "inserts into" => "adds",
        "deletes from" if told.locks == Some(true) => "locks and deletes",
        "deletes from" => "deletes",
        _ if told.locks == Some(true) => "locks and writes",
        _ => "writes",
    };
    let row = |row: &RowTold| {
        let seen = if reads || told.verb == "inserts into" { row.clone() } else { changed(row) };
        (told.name(row), seen.words())
    };
    if let ([only], true) = (&told.rows[..], told.one || told.rows.len() == 1) {
        let (name, words) = row(only);
        let colon = if words.is_empty() { "" } else { ": " };
        return format!("{verb} {name}{}{colon}{words}", how(told));
    }
    let shown: Vec<String> = told
        .rows
        .iter()
        .take(MOST_ROWS)
        .map(|seen| {
            let (_, words) = row(seen);
            format!("[{}] {words}", seen.key)
        })
        .collect();
    let more = usize::try_from(told.count).unwrap_or(0).saturating_sub(shown.len());
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    format!("{verb} {} rows of {table}{}: {}{more}", told.count, how(told), shown.join("; "))
}

/// How a read was made: with a lock or without, at the primary or how long ago at a replica.
fn how(told: &RowsTold) -> String {
    match told.old {
        Some(old) => format!(" on a replica, {} old", duration(old / 1000 * 1000)),
        None if told.locks == Some(false) && matches!(told.verb, "reads" | "counts") => {
            ", no lock".to_owned()
        }
        None => String::new(),
    }
}

/// Only the columns that have changed, where any has.
fn changed(row: &RowTold) -> RowTold {
    let columns: Vec<_> = row.columns.iter().filter(|(_, before, _)| before.is_some()).cloned().collect();
    RowTold { columns: if columns.is_empty() { row.columns.clone() } else { columns }, ..row.clone() }
}

fn row_seen(told: &RowsTold, row: &RowTold) -> RowSeen {
    let columns = row.columns.iter().map(|(name, before, value)| ColumnSeen {
        name: name.clone(),
        before: before.clone(),
        value: value.clone(),
    });
    RowSeen { row: told.name(row), columns: columns.collect() }
}

fn event(at: Nanos, kind: EventKind, (from, to): (usize, usize), text: String) -> Event {
    Event { at: seconds(at), kind, by: None, from, to, text, rows: Vec::new(), lock: None }
}

#[expect(clippy::cast_precision_loss, reason = "times of a run keep their nanoseconds in 53 bits")]
fn seconds(at: Nanos) -> f64 {
    at as f64 / 1e9
}
