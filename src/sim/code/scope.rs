use std::cell::Cell;

use super::Code;
use crate::calc::random::Key;
use crate::sim::table::Tables;

/// What an expression can see.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// Values of the request.
    pub values: &'a [i64],
    /// Lists of the request.
    pub lists: &'a Vec<Vec<i64>>,
    /// The row at hand.
    pub this: &'a [i64],
    /// The row that a rule walks.
    pub walked: &'a [i64],
    /// The same row before the change.
    pub old: &'a [i64],
    /// The clock of where the step runs, nanoseconds.
    pub now: i64,
    /// The number of the request.
    pub number: i64,
    /// The number of the instance.
    pub instance: i64,
    /// What the request draws from.
    pub key: Key,
    /// Which time this place is passed: loops and attempts.
    pub lap: u32,
    /// Everything that is true.
    pub truth: &'a Truth,
}

/// The truth: all rows, and what else is the same for everybody.
#[derive(Debug, Default)]
pub struct Truth {
    /// The tables.
    pub tables: Tables,
    /// For each table the initial value of each column; `None` for a key and for what every row has.
    pub initial: Vec<Vec<Option<Code>>>,
    /// The next number that nobody had before.
    pub next_id: Cell<i64>,
    /// For each fault whether it acts now.
    pub active: Vec<bool>,
    /// What was measured, for rules at the end; `None` where there was nothing to measure.
    pub measures: Vec<Option<i64>>,
}

impl<'a> Scope<'a> {
    /// A scope without a request: for initial values and rules.
    pub fn bare(truth: &'a Truth, now: i64) -> Self {
        Self {
            values: &[],
            lists: const { &Vec::new() },
            this: &[],
            walked: &[],
            old: &[],
            now,
            number: 0,
            instance: 0,
            key: Key::default(),
            lap: 0,
            truth,
        }
    }

    /// The same with another row at hand.
    #[inline]
    pub fn of(self, this: &'a [i64]) -> Self {
        Self { this, ..self }
    }
}
