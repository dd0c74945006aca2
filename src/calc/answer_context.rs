//! What an answer is written with, in text and in JSON alike.

use super::capacity::{Refs, holds};
use super::format;
use super::{Answer, Arithmetic, Quantity, Rational, Value};
use crate::diag::Diagnostic;

/// What an answer is written with.
pub struct Context<'a> {
    /// Digits of what one says.
    pub digits: u32,
    /// Whether interview arithmetic comes first.
    pub interview: bool,
    /// The reference numbers.
    pub refs: &'a Refs,
}

impl Context<'_> {
    /// What holds it.
    pub fn holds(&self, answer: &Answer) -> Option<String> {
        let Value::Quantity(quantity) = &answer.exact else { return None };
        holds(self.refs, quantity, answer.load)
    }
}

/// What was read and how, in words.
pub fn notes(notes: &[Diagnostic]) -> Vec<&str> {
    notes.iter().map(|note| note.message.as_str()).collect()
}

/// How far interview arithmetic is from the exact value; `None` where they agree.
pub fn gap(exact: &Quantity, interview: &Quantity) -> Option<String> {
    let said = format::settle(interview, Arithmetic::Interview).ok()?;
    let (said, exact) = (said.number.middle().ok()?.rational(), exact.number.middle().ok()?.rational());
    if exact.is_zero() {
        return None;
    }
    let difference = said.checked_sub(&exact).ok()?.checked_div(&exact.abs()).ok()?;
    // Roots and logarithms agree to the precision of a float at best.
    if difference.abs() < Rational::ratio(1, 1_000_000_000_000) {
        return None;
    }
    let percent = difference.abs().checked_mul(&Rational::integer(100)).ok()?.round_significant(3).decimal(3);
    Some(format!("{percent}% {} exact", if difference.is_negative() { "below" } else { "above" }))
}
