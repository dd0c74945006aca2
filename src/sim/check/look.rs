use super::words::{key_words, row_words, short_words};
use crate::calc::syntax::Comparison;
use crate::problem::model::When;
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
            let width = program.tables[change.table as usize].shape.width;
            let old = change.before.map(|at| &before[at as usize..at as usize + width]);
            for number in &program.tables[change.table as usize].rules {
                self.check_change(*number, change, old, request);
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
            match &link.reach {
                Reach::Itself if rule.by.is_empty() => {
                    if change.gone {
                        if let Some(since) = self.watch[number].rows.get_mut(change.row as usize) {
                            *since = u64::MAX;
                        }
                        continue;
                    }
                    if rule.old && old.is_none() {
                        continue;
                    }
                    self.check_row(number, change.row, old.unwrap_or(&[]), request);
                }
                Reach::Itself => {
                    let table = &self.truth.tables.all[change.table as usize];
                    let new = (!change.gone).then(|| table.row(change.row).to_vec());
                    if let Some(old) = old
                        && new
                            .as_ref()
                            .is_none_or(|new| rule.by.iter().any(|column| new[*column] != old[*column]))
                    {
                        self.check_group(number, old, request);
                    }
                    if let Some(new) = new {
                        self.check_group(number, &new, request);
                    }
                }
                Reach::Index(index, theirs) => {
                    let table = &self.truth.tables.all[change.table as usize];
                    let new: Vec<i64> = if change.gone {
                        Vec::new()
                    } else {
                        theirs.iter().map(|column| table.row(change.row)[*column]).collect()
                    };
                    let was: Option<Vec<i64>> =
                        old.map(|old| theirs.iter().map(|column| old[*column]).collect());
                    if !new.is_empty() {
                        self.check_reached(number, *index, &new, request);
                    }
                    if let Some(was) = was.filter(|was| *was != new) {
                        self.check_reached(number, *index, &was, request);
                    }
                }
                Reach::All => self.check_walk(number, request),
            }
        }
    }

    fn check_reached(&mut self, number: usize, index: usize, key: &[i64], request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let Some(table) = rule.table else { return };
        let rows = &self.truth.tables.all[table];
        let mut next = rows.first(index, key);
        let mut reached = Vec::new();
        while let Some(row) = next {
            reached.push(row);
            next = rows.next(index, row);
        }
        for row in reached {
            self.check_one(number, row, request);
        }
    }

    fn check_one(&mut self, number: usize, row: u32, request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let Some(table) = rule.table else { return };
        let rows = &self.truth.tables.all[table];
        if !rows.is_live(row, self.truth.tables.now) {
            return;
        }
        let image = rows.row(row).to_vec();
        if rule.by.is_empty() {
            // A row that has not changed itself is as it was.
            self.check_row(number, row, &image, request);
        } else {
            self.check_group(number, &image, request);
        }
    }

    /// Looks at every row or group of a rule.
    fn check_walk(&mut self, number: usize, request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let Some(table) = rule.table else {
            let found = self.look(rule, &[], &[]);
            return self.found_group(number, found, &[], &[], request);
        };
        let rows = &self.truth.tables.all[table];
        let mut all = Vec::new();
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
        for row in all {
            self.check_one(number, row, request);
        }
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
            Err(trap) if trap.message == UNMEASURED => Ok(Found::Broken),
            Err(trap) => Err(trap),
        }
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
            let holds = match sides.comparison {
                Comparison::Less => left < right,
                Comparison::AtMost => left <= right,
                Comparison::Greater => left > right,
                Comparison::AtLeast => left >= right,
                Comparison::Equal => left == right,
                Comparison::Differs => left != right,
            };
            if !holds {
                let words = |value| short_words(&self.program.design, sides.ty, value);
                return format!("{} {} {}", words(left), sides.comparison.text(), words(right));
            }
        }
        String::new()
    }

    fn check_row(&mut self, number: usize, row: u32, old: &[i64], request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let Some(table) = rule.table else { return };
        let found = self.look(rule, self.truth.tables.all[table].row(row), old);
        let found = match found {
            Ok(found) => found,
            Err(trap) => return self.stop(trap, &self.program.design.invariants[number].id),
        };
        if let When::AlwaysWithin(within) = rule.when {
            let now = self.now();
            let rows = &mut self.watch[number].rows;
            if rows.len() <= row as usize {
                rows.resize(row as usize + 1, u64::MAX);
            }
            let since = &mut rows[row as usize];
            if found == Found::Broken {
                if *since == u64::MAX {
                    *since = now;
                    let lane = self.queue.lane(within.max(0).cast_unsigned());
                    self.queue.along(lane, Event::Untrue(u32::try_from(number).unwrap_or(0), row));
                }
            } else {
                *since = u64::MAX;
            }
            return;
        }
        self.judge(number, found, row, old, request);
    }

    /// A rule was untrue of a row as long ago as it may be: has it been so since?
    pub(in crate::sim) fn still_untrue(&mut self, number: usize, row: u32) {
        let When::AlwaysWithin(within) = self.program.rules[number].when else { return };
        let since = self.now() - within.max(0).cast_unsigned();
        let still = self.watch[number].rows.get(row as usize) == Some(&since);
        self.judge(number, if still { Found::Broken } else { Found::Holds }, row, &[], None);
    }

    fn judge(&mut self, number: usize, found: Found, row: u32, old: &[i64], request: Option<RequestNumber>) {
        let program = self.program;
        let first = found == Found::Broken && self.out.invariants[number].first.is_none();
        let Some(table) = program.rules[number].table else { return };
        let (design, at) = (&program.design, self.queue.now().cast_signed());
        let image = self.truth.tables.all[table].row(row);
        let sides = if first { self.untrue_sides(&program.rules[number], image, old) } else { String::new() };
        let told = self.out.trace.len();
        let outcome = &mut self.out.invariants[number];
        match found {
            Found::Nothing => {}
            Found::Holds => outcome.holds(),
            Found::Broken => {
                outcome.breaks(|| Violation {
                    at,
                    row: key_words(design, table, image),
                    saw: row_words(design, table, image),
                    sides,
                    request,
                    told,
                });
                self.stopped |= self.settings.until == Some(number);
            }
        }
    }

    fn check_group(&mut self, number: usize, image: &[i64], request: Option<RequestNumber>) {
        let rule = &self.program.rules[number];
        let found = self.look(rule, image, &[]);
        let key: Vec<i64> = rule.by.iter().map(|column| image[*column]).collect();
        self.found_group(number, found, &key, image, request);
    }

    fn found_group(
        &mut self,
        number: usize,
        found: Result<Found, Trap>,
        key: &[i64],
        image: &[i64],
        request: Option<RequestNumber>,
    ) {
        let program = self.program;
        let rule = &program.rules[number];
        let found = match found {
            Ok(found) => found,
            Err(trap) => return self.stop(trap, &program.design.invariants[number].id),
        };
        if let When::AlwaysWithin(within) = rule.when {
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
            return;
        }
        self.judge_group(number, found, key, image, request);
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
        let program = self.program;
        let rule = &program.rules[number];
        let first = found == Found::Broken && self.out.invariants[number].first.is_none();
        let known = !image.is_empty() || rule.table.is_none();
        let sides = if first && known { self.untrue_sides(rule, image, &[]) } else { String::new() };
        let (design, at) = (&program.design, self.queue.now().cast_signed());
        let told = self.out.trace.len();
        let outcome = &mut self.out.invariants[number];
        match found {
            Found::Nothing => {}
            Found::Holds => outcome.holds(),
            Found::Broken => {
                outcome.breaks(|| Violation {
                    at,
                    row: rule.table.map_or_else(String::new, |table| {
                        super::words::columns_words(
                            design,
                            table,
                            rule.by.iter().copied().zip(key.iter().copied()),
                        )
                    }),
                    saw: String::new(),
                    sides,
                    request,
                    told,
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
