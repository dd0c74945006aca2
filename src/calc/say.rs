//! The sentence to say aloud, and whether a count is a count of things at once.

use super::arithmetic::Arithmetic;
use super::dimension::Dimension;
use super::format::{Digits, settle, show_with};
use super::number::{Number, Rational};
use super::quantity::{Quantity, Value};
use super::sheet::Sheet;
use super::syntax::{Expr, ExprKind, Operator};
use super::unit;

/// Below this many seconds a duration is how long one thing lasts, so that rate x duration is how many
/// are under way at once; from a day on it is a time over which things add up.
const LASTING: i64 = 86_400;

/// A product of a rate and the duration that each of its things lasts.
pub(super) struct Lasting<'a> {
    /// The rate.
    pub rate: &'a Expr,
    /// The duration.
    pub duration: &'a Expr,
}

/// The rate and the duration of an expression that is Little's law.
pub(super) fn lasting<'a>(expr: &'a Expr, text: &str, sheet: &Sheet) -> Option<Lasting<'a>> {
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
pub(super) fn sentence(
    exact: &Value,
    interview: Option<&Value>,
    expr: &Expr,
    lasting: Option<&Lasting<'_>>,
    text: &str,
) -> Option<String> {
    let Value::Quantity(exact) = exact else { return None };
    exact.number.value()?;
    let value = match interview {
        Some(Value::Quantity(interview)) => interview,
        _ => exact,
    };
    let about = aloud(&show_with(value, Arithmetic::Interview, Digits::Spoken(2)));
    if let Some(Lasting { rate, duration }) = lasting {
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
    let said = match &expr.kind {
        ExprKind::Convert(inner, _) if matches!(inner.kind, ExprKind::Literal(_)) => Some(inner.span),
        ExprKind::Literal(_) => Some(expr.span),
        _ => None,
    };
    Some(match said {
        Some(span) => format!("{} is about {about}", aloud(span.of(text).trim())),
        None => format!("about {about}"),
    })
}

/// Denominators in words: `10M orders/day` is `10M orders a day`.
fn aloud(text: &str) -> String {
    let mut said = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('/') {
        let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(after.len());
        match unit::find(&after[..end]).and_then(|unit| in_words(unit.symbol())) {
            Some(words) => said.push_str(&format!("{before} {words}")),
            None => said.push_str(&format!("{before}/{}", &after[..end])),
        }
        rest = &after[end..];
    }
    said + rest
}

fn in_words(unit: &str) -> Option<&'static str> {
    Some(match unit {
        "s" => "a second",
        "min" => "a minute",
        "h" => "an hour",
        "day" => "a day",
        "week" => "a week",
        "month" => "a month",
        "year" => "a year",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn denominators_are_said_in_words() {
        assert_eq!(aloud("10M orders/day"), "10M orders a day");
        assert_eq!(aloud("10M/dia"), "10M a day");
        assert_eq!(aloud("5GB/h and 3/wk"), "5GB an hour and 3 a week");
        assert_eq!(aloud("140K/3s"), "140K/3s");
        assert_eq!(aloud("$0.02/GB-month"), "$0.02/GB-month");
        assert_eq!(aloud("10 req/user/day"), "10 req/user a day");
    }
}
