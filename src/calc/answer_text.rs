//! An answer in at most four lines: exact; as one says it; the sentence; what holds it.

use std::fmt::Write as _;

use super::answer_context::{Context, gap, notes};
use super::format::{self, Digits, show_number, show_value, show_with};
use super::{Answer, Arithmetic, Quantity, Rational, Value};
use crate::diag::Severity;

/// The answer to one expression.
pub fn whole(answer: &Answer, context: &Context<'_>) -> String {
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
    if let Some(sentence) = &answer.sentence {
        let _ = writeln!(lines, "say: {sentence}");
    }
    if let Some(holds) = context.holds(answer) {
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
