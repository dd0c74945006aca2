use std::collections::BTreeMap;

use super::{Most, Values};
use crate::problem::model::Nanos;

/// What was noted under one name.
#[derive(Clone, Debug, Default)]
pub struct NoteOutcome {
    /// How often, all keys together.
    pub count: u64,
    /// The values, in the representation of the note's type; `None` where it only counts.
    pub values: Option<Values>,
    /// How often for each key, of a note with `by`.
    pub by: BTreeMap<i64, u64>,
    /// The most in a window, one for each window that a rule asks for.
    pub most: Vec<Most>,
}

impl NoteOutcome {
    /// Nothing noted yet.
    pub fn new(valued: bool) -> Self {
        Self { values: valued.then(Values::default), ..Self::default() }
    }

    /// Notes once, at a time that is not before the last one.
    pub fn note(&mut self, now: Nanos, value: Option<i64>, key: Option<i64>) {
        self.count += 1;
        if let (Some(values), Some(value)) = (&mut self.values, value) {
            values.record(value);
        }
        if let Some(key) = key {
            *self.by.entry(key).or_default() += 1;
        }
        for most in &mut self.most {
            most.note(now, key.unwrap_or(0));
        }
    }
}
