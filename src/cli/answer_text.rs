//! An answer in at most four lines: exact; as one says it; the sentence; what holds it.

use std::fmt::Write as _;

use super::answer_json::notes;
use crate::calc::capacity::{Refs, holds};
use crate::calc::format::{self, Digits, show_number, show_value, show_with};
use crate::calc::{Answer, Arithmetic, Quantity, Rational, Sheet, Value, say};
use crate::diag::Severity;

/// What an answer is written with.
pub struct Context<'a> {
    /// The names before this line.
    pub sheet: &'a Sheet,
    /// Digits of what one says.
    pub digits: u32,
    /// Whether interview arithmetic comes first.
    pub interview: bool,
    /// The reference numbers.
    pub refs: &'a Refs,
}

impl Context<'_> {
    /// The sentence to say.
    pub fn sentence(&self, answer: &Answer, text: &str) -> Option<String> {
        say::sentence(answer, text, self.sheet)
    }

    /// What holds it.
    pub fn holds(&self, answer: &Answer, text: &str) -> Option<String> {
        let Value::Quantity(quantity) = &answer.exact else { return None };
        let at_once = say::lasting(&answer.expr, text, self.sheet).is_some();
        holds(self.refs, quantity, at_once)
    }
}

/// The answer to one expression.
pub fn whole(answer: &Answer, text: &str, context: &Context<'_>) -> String {
    let mut lines = first_line(answer, context);
    if let Value::Quantity(exact) = &answer.exact {
        if let Some(Value::Quantity(spoken)) = &answer.interview {
            if let Some(gap) = gap(exact, spoken).filter(|_| exact.number.value().is_some()) {
                let line = if context.interview {
                    format!(
                        "exact: {} (interview arithmetic is {gap})",
                        format::show(exact, Arithmetic::Exact)
                    )
                } else {
                    let said = show_with(spoken, Arithmetic::Interview, Digits::Spoken(context.digits));
                    format!("interview: {said} ({gap})")
                };
                let _ = writeln!(lines, "{line}");
            }
        }
        if let Some(line) = spread_line(exact) {
            let _ = writeln!(lines, "{line}");
        }
    }
    if let Some(sentence) = context.sentence(answer, text) {
        let _ = writeln!(lines, "say: {sentence}");
    }
    if let Some(holds) = context.holds(answer, text) {
        let _ = writeln!(lines, "holds: {holds}");
    }
    lines
}

/// The answer to one line of a sheet.
pub fn line(answer: &Answer, context: &Context<'_>) -> String {
    let name = answer.name.as_ref().map_or(String::new(), |name| format!("{name} = "));
    name + &first_line(answer, context)
}

/// The value alone.
pub fn value(answer: &Answer, context: &Context<'_>) -> String {
    match (&answer.interview, context.interview) {
        (Some(spoken), true) => show_value(spoken, Arithmetic::Interview, Digits::Spoken(context.digits)),
        _ => show_value(&answer.exact, Arithmetic::Exact, Digits::Full),
    }
}

/// The value, and behind `#` how the text was read: a line that can be pasted into a sheet.
fn first_line(answer: &Answer, context: &Context<'_>) -> String {
    let mut said: Vec<String> = Vec::new();
    for (note, text) in answer.notes.iter().zip(notes(&answer.notes)) {
        let text =
            if note.severity == Severity::Warning { format!("warning: {text}") } else { text.to_owned() };
        if !said.contains(&text) {
            said.push(text);
        }
    }
    let value = value(answer, context);
    if said.is_empty() { format!("{value}\n") } else { format!("{value}  # {}\n", said.join("; ")) }
}

/// The 90 % reading of a range.
fn spread_line(quantity: &Quantity) -> Option<String> {
    if quantity.number.value().is_some() {
        return None;
    }
    let middle = quantity.number.middle().ok()?;
    let middle = show_number(quantity, &middle, Arithmetic::Exact);
    let (low, high) = quantity.number.spread()?;
    let [low, high] = [low, high]
        .map(|end| Rational::from_f64(end).map(|end| show_number(quantity, &end.into(), Arithmetic::Exact)));
    Some(format!("middle: {middle}; 90% between {} and {}", low?, high?))
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
