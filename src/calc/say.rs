//! The sentence to say aloud, and whether a count is a count of things at once.

use super::answer::Answer;
use super::arithmetic::Arithmetic;
use super::dimension::Dimension;
use super::format::{Digits, settle, show_with};
use super::number::{Number, Rational};
use super::quantity::{Quantity, Value};
use super::sheet::Sheet;
use super::syntax::{Expr, ExprKind, Operator};

/// Below this many seconds a duration is how long one thing lasts, so that rate x duration is how many
/// are under way at once; from a day on it is a time over which things add up.
const LASTING: i64 = 86_400;

/// A product of a rate and the duration that each of its things lasts.
pub struct Lasting<'a> {
    /// The rate.
    pub rate: &'a Expr,
    /// The duration.
    pub duration: &'a Expr,
}

/// The rate and the duration of an expression that is Little's law.
pub fn lasting<'a>(expr: &'a Expr, text: &str, sheet: &Sheet) -> Option<Lasting<'a>> {
    let ExprKind::Binary(Operator::Multiply, left, right) = &expr.kind else { return None };
    let dimension = |side: &Expr| sheet.quantity(side.span.of(text)).ok();
    let (a, b) = (dimension(left)?, dimension(right)?);
    let short = |quantity: &Quantity| {
        let high = quantity.number.bounds().ok().map(|bounds| bounds.high.rational());
        quantity.dimension == Dimension::TIME && high.is_some_and(|high| high < Rational::integer(LASTING))
    };
    if a.dimension == Dimension::RATE && short(&b) {
        Some(Lasting { rate: left, duration: right })
    } else if b.dimension == Dimension::RATE && short(&a) {
        Some(Lasting { rate: right, duration: left })
    } else {
        None
    }
}

/// The sentence an interviewer would like to hear; `None` where the number speaks for itself.
pub fn sentence(answer: &Answer, text: &str, sheet: &Sheet) -> Option<String> {
    let Value::Quantity(exact) = &answer.exact else { return None };
    exact.number.value()?;
    let value = match &answer.interview {
        Some(Value::Quantity(interview)) => interview,
        _ => exact,
    };
    let about = aloud(&show_with(value, Arithmetic::Interview, Digits::Spoken(2)));
    if let Some(Lasting { rate, duration }) = lasting(&answer.expr, text, sheet) {
        let [rate, duration] = [rate, duration].map(|part| aloud(part.span.of(text).trim()));
        return Some(format!("{rate}, {duration} each: about {about} at once (Little's law)"));
    }
    // What rounding leaves as it is needs no second saying.
    let number = |quantity: &Quantity, arithmetic| {
        settle(quantity, arithmetic).ok().and_then(|settled| settled.number.value().map(Number::rational))
    };
    let full = number(exact, Arithmetic::Exact);
    let shown = show_with(exact, Arithmetic::Exact, Digits::Spoken(2));
    let said_already = number(value, Arithmetic::Interview) == full
        && (full.as_ref().map(|full| full.round_significant(2)) == full
            || shown == show_with(exact, Arithmetic::Exact, Digits::Full));
    if said_already || (exact.dimension == Dimension::NONE && exact.label.is_empty()) {
        return None;
    }
    let said = match &answer.expr.kind {
        ExprKind::Convert(inner, _) if matches!(inner.kind, ExprKind::Literal(_)) => Some(inner.span),
        ExprKind::Literal(_) => Some(answer.expr.span),
        _ => None,
    };
    Some(match said {
        Some(span) => format!("{} is about {about}", aloud(span.of(text).trim())),
        None => format!("about {about}"),
    })
}

/// Denominators in words: `10M orders/day` is `10M orders a day`.
fn aloud(text: &str) -> String {
    let mut said = text.to_owned();
    for (sign, word) in [
        ("/day", " a day"),
        ("/month", " a month"),
        ("/year", " a year"),
        ("/week", " a week"),
        ("/min", " a minute"),
        ("/hour", " an hour"),
        ("/h", " an hour"),
        ("/second", " a second"),
        ("/s", " a second"),
    ] {
        let mut from = 0;
        while let Some(at) = said[from..].find(sign).map(|at| at + from) {
            let end = at + sign.len();
            let whole = !said[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
            if whole {
                said.replace_range(at..end, word);
            }
            from = at + 1;
        }
    }
    said
}
