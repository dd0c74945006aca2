use crate::problem::model::{ColumnRole, Lock, Reason, Seen};
use crate::sim::check::{key_words, short_words};
use crate::sim::engine::Handle;
use crate::sim::outcome::{FailTold, RequestNumber, RowTold, RowsTold, Told, TraceLine};
use crate::sim::program::{Op, Statement, Verb};
use crate::sim::run::{Effect, Machine, Verdict};

/// Of a statement that finds more, so many rows are told.
const MOST_ROWS: usize = 20;

impl Machine<'_> {
    /// Adds a line to the story of a request, where it is told.
    #[inline]
    pub(in crate::sim) fn tell<T: Into<Told>>(&mut self, handle: Handle, told: impl FnOnce(&Self) -> T) {
        if self.tells && self.of(handle).traced {
            let told = told(self).into();
            self.add_line(handle, told);
        }
    }

    #[cold]
    fn add_line(&mut self, handle: Handle, told: Told) {
        let request = self.of(handle);
        let inside = request.blocks.last().map(|open| open.station).filter(|_| !is_outside(&told));
        let station = inside.unwrap_or(request.home) as usize;
        let flow = &self.program.flows[request.flow as usize];
        let on = flow.on.last().copied();
        let part_of = |station: usize| self.stations.get(station).map(|station| station.component as usize);
        let place = if station < self.stations.len() {
            self.place_name(station)
        } else {
            on.map_or_else(String::new, |on| self.program.parts[on].id.clone())
        };
        let line = TraceLine {
            at: self.now().cast_signed(),
            depth: request.rare.depth,
            place,
            part: part_of(station).or(on),
            home: part_of(request.home as usize).or(on),
            root: Some(request.root),
            who: Some(RequestNumber {
                flow: crate::problem::model::FlowId(request.flow),
                number: request.number.cast_unsigned(),
            }),
            told,
        };
        self.out.trace.push(line);
    }

    /// Adds what a fault does to the story, where one is told.
    pub(in crate::sim) fn tell_fault(&mut self, words: impl FnOnce(&Self) -> String) {
        if !self.tells {
            return;
        }
        let words = words(self);
        self.out.trace.push(TraceLine {
            at: self.now().cast_signed(),
            depth: 0,
            place: String::new(),
            part: None,
            home: None,
            root: None,
            who: None,
            told: Told::Fault(words),
        });
    }

    /// A station as people call it: its component, and which one where there are several.
    pub(in crate::sim) fn place_name(&self, station: usize) -> String {
        let part = &self.program.parts[self.stations[station].component as usize];
        let number = self.stations[station].number as usize;
        if number >= part.count {
            format!("{} replica", part.id)
        } else if part.count > 1 {
            format!("{}[{number}]", part.id)
        } else {
            part.id.clone()
        }
    }

    /// A request waits for a lock.
    pub(in crate::sim) fn tell_wait(&mut self, handle: Handle, lock: u32) {
        self.tell(handle, |machine| {
            let held = machine.locks.lock(lock);
            let design = &machine.program.design;
            let table = held.table as usize;
            let key = key_words(design, table, machine.truth.tables.all[table].row(held.row));
            let holder = machine.requests.get(machine.locks.transaction(held.owner).handle);
            Told::WaitsForLock {
                row: format!("{}[{key}]", machine.program.tables[table].id),
                holder: holder.map(|holder| holder.root),
            }
        });
    }

    /// What a statement did.
    pub(in crate::sim) fn tell_effect(&mut self, handle: Handle, statement: &Statement, effect: Effect) {
        if !self.of(handle).traced || effect == Effect::Waits {
            return;
        }
        let table = statement.table;
        let plan = &self.program.tables[table];
        let (done, reason) = match effect {
            Effect::No(reason) => (false, reason.told()),
            _ => (true, ""),
        };
        let changed = std::mem::take(&mut self.seen.changed);
        let seen = &self.seen;
        let one = statement.key.is_some() || statement.verb == Verb::Insert;
        let mut count = 1;
        let rows: Vec<RowTold> = if statement.verb == Verb::Count {
            count = seen.result;
            Vec::new()
        } else if !changed.is_empty() {
            count = i64::try_from(changed.len()).unwrap_or(i64::MAX);
            let changed = changed.iter().take(MOST_ROWS);
            let set = |column: usize| statement.set.iter().any(|(set, _)| *set == column);
            changed.map(|(before, after)| self.row_told(table, after, Some((before, &set)))).collect()
        } else if one {
            vec![self.row_told(table, &seen.row, None)]
        } else {
            let stride = plan.shape.width + 2;
            count = i64::try_from(seen.rows.len() / stride).unwrap_or(i64::MAX);
            let found = if done { &seen.rows[..] } else { &[] };
            let found = found.chunks_exact(stride).take(MOST_ROWS);
            found.map(|row| self.row_told(table, &row[..plan.shape.width], None)).collect()
        };
        let reads = matches!(statement.verb, Verb::Read | Verb::Count);
        let told = RowsTold {
            verb: match statement.verb {
                Verb::Read => "reads",
                Verb::Count => "counts",
                Verb::Insert => "inserts into",
                Verb::Put => "puts into",
                Verb::Update => "updates",
                Verb::Delete => "deletes from",
            },
            table: plan.id.clone(),
            done,
            reason,
            rows,
            count,
            sum: statement.sum.as_ref().map(|_| self.sum_words(handle, seen.result)),
            one,
            locks: plan.locks.then_some(done && (!reads || statement.lock != Lock::None)),
            old: (reads && statement.replica)
                .then(|| self.now().saturating_sub(seen.as_of.max(0).cast_unsigned())),
        };
        self.add_line(handle, Told::Rows(told));
    }

    /// What a step has added up, as what the flow keeps it as.
    fn sum_words(&self, handle: Handle, sum: i64) -> String {
        let request = self.of(handle);
        let (design, flow) = (&self.program.design, request.flow as usize);
        let plan = &self.program.flows[flow];
        let step = &plan.steps[plan.of_step[request.pc as usize] as usize];
        let kept = step.binds.iter().find(|(seen, ..)| *seen == Seen::Result);
        let value = kept.and_then(|(_, slot, _)| design.flows[flow].values.get(*slot as usize));
        value.map_or_else(|| sum.to_string(), |value| short_words(design, value.ty, sum))
    }

    /// Something was noted.
    pub(in crate::sim) fn note_told(&self, note: usize, value: Option<i64>) -> Told {
        let design = &self.program.design;
        let (name, ty) = &design.notes[note];
        let value = value.zip(*ty).map(|(value, ty)| short_words(design, ty, value));
        Told::Notes(name.clone(), value)
    }

    /// A row in words; of a row that was changed the columns that were set have what they were before.
    fn row_told(&self, table: usize, row: &[i64], before: Option<Before<'_>>) -> RowTold {
        let design = &self.program.design;
        let plan = &design.tables[table];
        let plain = row.iter().zip(&plan.columns).enumerate();
        let plain = plain.filter(|(_, (_, column))| column.role == ColumnRole::Plain);
        let columns = plain.map(|(at, (value, column))| {
            let was = before.filter(|(_, set)| set(at)).and_then(|(before, _)| before.get(at));
            let words = |value: &i64| short_words(design, column.ty, *value);
            (column.name.clone(), was.map(words), words(value))
        });
        RowTold { key: key_words(design, table, row), columns: columns.collect() }
    }

    /// How a step failed, at the operation where its request is.
    pub(in crate::sim) fn fail_told(&self, handle: Handle, step: u32, verdict: Verdict) -> Told {
        let request = self.of(handle);
        let flow = &self.program.flows[request.flow as usize];
        let op = &flow.ops[request.pc as usize];
        let found = matches!(verdict.reason, Reason::None | Reason::Conflict | Reason::Skipped);
        let at = match op {
            Op::Visit(at) | Op::Enter(at, ..) => Some(*at),
            Op::Statement(statement) => Some(statement.at),
            Op::Send(post) => Some(self.program.topics[post.topic].at),
            _ => None,
        };
        Told::Fails(FailTold {
            step: flow.steps[step as usize].label.clone(),
            reason: verdict.reason,
            unknown: verdict.unknown,
            at,
            is_known: match op {
                Op::Call(_) => verdict.reason != Reason::Open,
                Op::Statement(_) => found || verdict.reason == Reason::Deadlock,
                _ => verdict.reason == Reason::Deadlock,
            },
        })
    }
}

/// A row before a change, and which of its columns were set.
type Before<'a> = (&'a Vec<i64>, &'a dyn Fn(usize) -> bool);

/// Told where the flow runs, whatever block it is in.
fn is_outside(told: &Told) -> bool {
    matches!(
        told,
        Told::Calls(_)
            | Told::Starts(_)
            | Told::Sends(_)
            | Told::Takes(_)
            | Told::Hears(..)
            | Told::Begins { .. }
    )
}
