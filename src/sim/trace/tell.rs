use crate::problem::model::Reason;
use crate::sim::check::{columns_words, key_words};
use crate::sim::engine::Handle;
use crate::sim::outcome::TraceLine;
use crate::sim::program::{Statement, Verb};
use crate::sim::run::{Effect, Machine, Traced, Verdict};

impl Machine<'_> {
    /// Adds a line to the story of a request, where it is told.
    #[inline]
    pub(in crate::sim) fn tell(&mut self, handle: Handle, text: impl FnOnce(&Self) -> String) {
        if self.settings.trace != Traced::Nothing && self.of(handle).traced {
            let text = text(self);
            self.add_line(handle, text);
        }
    }

    #[cold]
    fn add_line(&mut self, handle: Handle, text: String) {
        let request = self.of(handle);
        let inside = request.blocks.last().map(|open| open.station);
        let station = inside.unwrap_or(request.home) as usize;
        let place = if station < self.stations.len() {
            self.place_name(station)
        } else {
            let flow = &self.program.flows[request.flow as usize];
            flow.on.last().map_or_else(String::new, |on| self.program.parts[*on].id.clone())
        };
        let line = TraceLine { at: self.now().cast_signed(), depth: request.depth, place, text };
        self.out.trace.push(line);
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

    /// A row by its table and key: `stock[dc 0, item 3]`.
    pub(in crate::sim) fn row_name(&self, table: usize, row: u32) -> String {
        let design = &self.program.design;
        let key = key_words(design, table, self.truth.tables.all[table].row(row));
        format!("{}[{key}]", self.program.tables[table].id)
    }

    /// What a statement did.
    pub(in crate::sim) fn tell_effect(&mut self, handle: Handle, statement: &Statement, effect: Effect) {
        if !self.of(handle).traced {
            return;
        }
        let design = &self.program.design;
        let table = &design.tables[statement.table];
        let verb = match statement.verb {
            Verb::Read => "reads",
            Verb::Count => "counts",
            Verb::Insert => "inserts into",
            Verb::Put => "puts into",
            Verb::Update => "updates",
            Verb::Delete => "deletes from",
        };
        let seen = &self.seen;
        let text = match effect {
            Effect::Waits => return,
            Effect::No(Reason::None) => format!("{verb} {}: no row", table.id),
            Effect::No(reason) => format!("{verb} {}: {}", table.id, reason.word()),
            Effect::Done if statement.verb == Verb::Count => format!("{verb} {}: {}", table.id, seen.result),
            Effect::Done if statement.key.is_none() && statement.verb != Verb::Insert => {
                let rows = seen.matches.len();
                format!("{verb} {}: {rows} {}", table.id, if rows == 1 { "row" } else { "rows" })
            }
            Effect::Done => {
                let plain = self.program.tables[statement.table].version;
                let columns = seen.row[..plain.min(seen.row.len())].iter().copied().enumerate();
                format!("{verb} {}: {}", table.id, columns_words(design, statement.table, columns))
            }
        };
        self.add_line(handle, text);
    }

    /// How a step failed.
    pub(in crate::sim) fn failure_words(&self, handle: Handle, step: u32, verdict: Verdict) -> String {
        let plan = &self.program.flows[self.of(handle).flow as usize].steps[step as usize];
        let reason = if verdict.reason == Reason::None { "no row" } else { verdict.reason.word() };
        let unknown = if verdict.unknown { ", and it may have happened" } else { "" };
        format!("{}: {reason}{unknown}", plan.label)
    }
}
