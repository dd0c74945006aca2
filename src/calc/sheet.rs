use std::collections::BTreeMap;

use super::arithmetic::Arithmetic;
use super::limits;
use super::quantity::Value;

/// The names of a sheet with their values, and the last answer under `ans`.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    names: BTreeMap<String, Definition>,
    draws: u32,
}

/// A value in both arithmetics.
#[derive(Clone, Debug)]
pub struct Definition {
    /// In seconds alone.
    pub exact: Value,
    /// With the calendar kept apart; the exact value where interview arithmetic has none.
    pub interview: Value,
}

impl Definition {
    /// The value in one arithmetic.
    pub fn in_arithmetic(&self, arithmetic: Arithmetic) -> &Value {
        match arithmetic {
            Arithmetic::Exact => &self.exact,
            Arithmetic::Interview => &self.interview,
        }
    }
}

impl Sheet {
    /// A sheet without names.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value under a name.
    pub fn get(&self, name: &str) -> Option<&Definition> {
        self.names.get(name)
    }

    /// Every name, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(String::as_str)
    }

    /// Whether one more name would pass the limit; `ans` is not counted.
    pub fn is_full(&self) -> bool {
        self.names.len() >= limits::NAMES + usize::from(self.names.contains_key("ans"))
    }

    /// Gives a name its value; the caller has checked that it is a name.
    pub fn insert(&mut self, name: &str, definition: Definition) {
        self.names.insert(name.to_owned(), definition);
    }

    /// The number of the next range: every range of a sheet is an unknown of its own.
    pub fn next_draw(&self) -> u32 {
        self.draws
    }

    /// Remembers that draws up to this one are taken.
    pub fn take_draws(&mut self, next: u32) {
        self.draws = self.draws.max(next);
    }
}
