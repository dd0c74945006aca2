use super::words::{key_words, row_words, short_words};
use crate::problem::model::{Design, When};
use crate::sim::code::{Scope, Trap, UNMEASURED, evaluate};
use crate::sim::outcome::{RequestNumber, Violation};
use crate::sim::program::{Reach, Rule};
use crate::sim::run::{Change, Event, Machine};

/// What a look at a rule found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    /// It does not speak of this row.
    Nothing,
    Holds,
    Broken,
}

impl Machine<'_> {
    /// Looks at every rule that speaks of what was changed, by this request.
    pub(in crate::sim) fn check_changes(&mut self, request: Option<RequestNumber>) {
        if self.changes.is_empty() {
            return;
        }
        let program = self.program;
        let changes = std::mem::take(&mut self.changes);
        let before = std::mem::take(&mut self.before);
        for change in &changes {
            let plan = &program.tables[change.table as usize];
            let old = change.before.map(|at| &before[at as usize..at as usize + plan.shape.width]);
            for number in &plan.rules {
                self.check_change(*number, change, old, request);
            }
        }
        // What cannot be traced back to rows is looked at once, however many rows were changed together.
        for (number, rule) in program.rules.iter().enumerate() {
            let all = |change: &Change| {
                rule.links.iter().any(|link| link.table == change.table as usize && link.reach == Reach::All)
            };
            if rule.walks && changes.iter().any(all) {
                self.check_walk(number, request);
            }
        }
        // Nothing else has changed meanwhile: rules change no rows.
        self.changes = changes;
        self.changes.clear();
        self.before = before;
        self.before.clear();
    }

    fn check_change(
        &mut self,
        number: usize,
        change: &Change,
        old: Option<&[i64]>,
        request: Option<RequestNumber>,
    ) {
        let program = self.program;
        let rule = &program.rules[number];
        for link in rule.links.iter().filter(|link| link.table == change.table as usize) {
            let table = &self.truth.tables.all[change.table as usize];
            let new = (!change.gone).then(|| table.row(change.row));
            let moved = |columns: &[usize]| {
                old.filter(|old| new.is_none_or(|new| columns.iter().any(|at| new[*at] != old[*at])))
            };
            match &link.reach {
                Reach::Itself if rule.by.is_empty() => {
                    if change.gone {
                        if let Some(since) = self.watch[number].rows.get_mut(change.row as usize) {
                            *since = u64::MAX;
                        }
                    } else if !rule.old || old.is_some() {
                        self.check_row(number, change.row, old.unwrap_or(&[]), request);
                    }
                }
                Reach::Itself => {
                    if let Some(old) = moved(&rule.by) {
                        self.check_group(number, old, request);
                    }
                    if !change.gone {
                        self.check_one(number, change.row, request);
                    }
                }
                Reach::Index(index, theirs) => {
                    let mut keys = std::mem::take(&mut self.sight.keys);
                    keys.clear();
                    for image in new.into_iter().chain(moved(theirs)) {
                        keys.extend(theirs.iter().map(|column| image[*column]));
                    }
                    for key in keys.chunks_exact(theirs.len().max(1)) {
                        self.check_reached(number, *index, key, request);
                    }
                    self.sight.keys = keys;
                }
                Reach::All => {}
            }
        }
    }

    fn check_reached(&mut self, number: usize, index: usize, key: &[i64], request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let Some(table) = rule.table else { return };
        let mut reached = std::mem::take(&mut self.sight.rows);
        reached.clear();
        let rows = &self.truth.tables.all[table];
        reached.extend(std::iter::successors(rows.first(index, key), |row| rows.next(index, *row)));
        for row in &reached {
            self.check_one(number, *row, request);
        }
        self.sight.rows = reached;
    }

    fn check_one(&mut self, number: usize, row: u32, request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let Some(table) = rule.table else { return };
        let rows = &self.truth.tables.all[table];
        if !rows.is_live(row, self.truth.tables.now) {
            return;
        }
        let mut image = std::mem::take(&mut self.sight.image);
        image.clear();
        image.extend_from_slice(rows.row(row));
        if rule.by.is_empty() {
            // A row that has not changed itself is as it was.
            self.check_row(number, row, &image, request);
        } else {
            self.check_group(number, &image, request);
        }
        self.sight.image = image;
    }

    /// Looks at every row or group of a rule.
    fn check_walk(&mut self, number: usize, request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let Some(table) = rule.table else {
            let found = self.look(rule, &[], &[]);
            return self.found_group(number, found, &[], &[], request);
        };
        let rows = &self.truth.tables.all[table];
        let mut all = std::mem::take(&mut self.sight.rows);
        all.clear();
        let _: Result<(), ()> = rows.each_row(&mut |row| {
            all.push(row);
            Ok(())
        });
        all.retain(|row| rows.is_live(*row, self.truth.tables.now));
        if rule.by.is_empty() {
            all.sort_by(|a, b| rows.row(*a)[..rows.keys()].cmp(&rows.row(*b)[..rows.keys()]));
        } else {
            let key = |row: u32| rule.by.iter().map(move |column| rows.row(row)[*column]);
            all.sort_by(|a, b| key(*a).cmp(key(*b)));
            all.dedup_by(|a, b| key(*a).eq(key(*b)));
        }
        for row in &all {
            self.check_one(number, *row, request);
        }
        self.sight.rows = all;
    }

    fn look(&self, rule: &Rule, this: &[i64], old: &[i64]) -> Result<Found, Trap> {
        let scope = Scope { this, old, ..Scope::bare(&self.truth, self.now().cast_signed()) };
        if let Some(filter) = &rule.filter
            && evaluate(filter, &scope)? == 0
        {
            return Ok(Found::Nothing);
        }
        match evaluate(&rule.condition, &scope) {
            Ok(0) => Ok(Found::Broken),
            Ok(_) => Ok(Found::Holds),
            // Nothing was measured: then the rule does not hold.
            Err(trap) if trap.message() == UNMEASURED => Ok(Found::Broken),
            Err(trap) => Err(trap),
        }
    }

    /// Now; in a run that was cut the time at which it was.
    fn last_moment(&self) -> i64 {
        self.queue.now().min(self.settings.max_time).cast_signed()
    }

    /// The first comparison of a rule that is untrue, with its values; asked once for each rule of a run.
    #[cold]
    fn untrue_sides(&self, rule: &Rule, this: &[i64], old: &[i64]) -> String {
        let scope = Scope { this, old, ..Scope::bare(&self.truth, self.now().cast_signed()) };
        for sides in &rule.sides {
            let (Ok(left), Ok(right)) = (evaluate(&sides.left, &scope), evaluate(&sides.right, &scope))
            else {
                continue;
            };
            if !sides.comparison.holds(left, right) {
                let words = |value| short_words(&self.program.design, sides.ty, value);
                return format!("{} {} {}", words(left), sides.comparison.text(), words(right));
            }
        }
        String::new()
    }

    /// What a look found; where that has no value the run stops.
    fn found(&mut self, number: usize, found: Result<Found, Trap>) -> Option<Found> {
        found.map_err(|trap| self.stop(&trap, &self.program.design.invariants[number].id)).ok()
    }

    fn check_row(&mut self, number: usize, row: u32, old: &[i64], request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let Some(table) = rule.table else { return };
        let found = self.look(rule, self.truth.tables.all[table].row(row), old);
        let Some(found) = self.found(number, found) else { return };
        let When::AlwaysWithin(within) = rule.when else {
            return self.judge(number, found, row, old, request);
        };
        let now = self.now();
        let rows = &mut self.watch[number].rows;
        if rows.len() <= row as usize {
            rows.resize(row as usize + 1, u64::MAX);
        }
        let since = &mut rows[row as usize];
        if found != Found::Broken {
            *since = u64::MAX;
        } else if *since == u64::MAX {
            *since = now;
            let lane = self.queue.lane(within.max(0).cast_unsigned());
            self.queue.along(lane, Event::Untrue(u32::try_from(number).unwrap_or(0), row));
        }
    }

    /// A rule was untrue of a row as long ago as it may be: has it been so since?
    pub(in crate::sim) fn still_untrue(&mut self, number: usize, row: u32) {
        let When::AlwaysWithin(within) = self.program.rules[number].when else { return };
        let since = self.now() - within.max(0).cast_unsigned();
        let still = self.watch[number].rows.get(row as usize) == Some(&since);
        self.judge(number, if still { Found::Broken } else { Found::Holds }, row, &[], None);
    }

    fn judge(&mut self, number: usize, found: Found, row: u32, old: &[i64], request: Option<RequestNumber>) {
        let Some(table) = self.program.rules[number].table else { return };
        // What it was like is asked of what broke, not of everything.
        let image = match found {
            Found::Broken => self.truth.tables.all[table].row(row).to_vec(),
            Found::Nothing | Found::Holds => Vec::new(),
        };
        self.settle(number, found, (&image, old), request, |design| {
            (key_words(design, table, &image), row_words(design, table, &image))
        });
    }

    fn check_group(&mut self, number: usize, image: &[i64], request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let found = self.look(rule, image, &[]);
        let mut key = std::mem::take(&mut self.sight.group);
        key.clear();
        key.extend(rule.by.iter().map(|column| image[*column]));
        self.found_group(number, found, &key, image, request);
        self.sight.group = key;
    }

    fn found_group(
        &mut self,
        number: usize,
        found: Result<Found, Trap>,
        key: &[i64],
        image: &[i64],
        request: Option<RequestNumber>,
    ) {
        let Some(found) = self.found(number, found) else { return };
        let When::AlwaysWithin(within) = self.program.rules[number].when else {
            return self.judge_group(number, found, key, image, request);
        };
        let now = self.now();
        let watch = &mut self.watch[number];
        if found != Found::Broken {
            watch.groups.remove(key);
        } else if !watch.groups.contains_key(key) {
            watch.groups.insert(key.to_vec(), now);
            watch.due.push_back((key.to_vec(), now));
            let lane = self.queue.lane(within.max(0).cast_unsigned());
            self.queue.along(lane, Event::UntrueGroup(u32::try_from(number).unwrap_or(0)));
        }
    }

    /// The oldest group of which a rule became untrue: is it still the same time?
    pub(in crate::sim) fn still_untrue_group(&mut self, number: usize) {
        let watch = &mut self.watch[number];
        let Some((key, since)) = watch.due.pop_front() else { return };
        let found = if watch.groups.get(&key) == Some(&since) { Found::Broken } else { Found::Holds };
        self.judge_group(number, found, &key, &[], None);
    }

    fn judge_group(
        &mut self,
        number: usize,
        found: Found,
        key: &[i64],
        image: &[i64],
        request: Option<RequestNumber>,
    ) {
        let rule = &self.program.rules[number];
        self.settle(number, found, (image, &[]), request, |design| {
            let columns = rule.by.iter().copied().zip(key.iter().copied());
            let words = rule.table.map(|table| super::words::columns_words(design, table, columns));
            (words.unwrap_or_default(), String::new())
        });
    }

    /// Counts what was found; of the first violation also the `row` that it was and what it was like, where that is
    /// known, and when and by whose request.
    fn settle(
        &mut self,
        number: usize,
        found: Found,
        (this, old): (&[i64], &[i64]),
        request: Option<RequestNumber>,
        row: impl FnOnce(&Design) -> (String, String),
    ) {
        let program = self.program;
        let (at, told) = (self.last_moment(), self.out.trace.len());
        match found {
            Found::Nothing => {}
            Found::Holds => self.out.invariants[number].holds(),
            Found::Broken => {
                let rule = &program.rules[number];
                let first = self.out.invariants[number].first.is_none();
                let known = !this.is_empty() || rule.table.is_none();
                let sides = if first && known { self.untrue_sides(rule, this, old) } else { String::new() };
                self.out.invariants[number].breaks(|| {
                    let (row, saw) = row(&program.design);
                    Violation { at, row, saw, sides, request, told }
                });
                self.stopped |= self.settings.until == Some(number);
            }
        }
    }

    /// Looks at everything that a rule speaks of, once.
    pub(in crate::sim) fn check_all(&mut self, number: usize) {
        self.check_walk(number, None);
    }

    /// The end of the run: rules about the end, with what was measured.
    pub(in crate::sim) fn check_end(&mut self) {
        let program = self.program;
        let now = self.now().cast_signed();
        let scenario = &program.design.scenario;
        self.truth.measures = super::words::measures(program, &self.out);
        for (number, rule) in program.rules.iter().enumerate() {
            if self.settings.until.is_some_and(|until| until != number) {
                continue;
            }
            let look = match rule.when {
                When::AtEnd => true,
                // One whose time the end of the run has cut off.
                When::AtEndWithin(_) => {
                    self.out.invariants[number].checks == 0
                        && now < scenario.lasts.saturating_add(scenario.drain)
                }
                When::Always | When::AlwaysWithin(_) => false,
            };
            if look {
                self.check_all(number);
            }
        }
    }
}
