//! The derivation of an answer: each operation with the values it met.

use super::arithmetic::Arithmetic;
use super::dimension::Dimension;
use super::evaluate::Evaluator;
use super::format;
use super::quantity::{Quantity, Value};
use super::reading::Readings;
use super::sheet::Sheet;
use super::syntax::{Expr, ExprKind};

/// A derivation beyond this length explains nothing.
const MOST: usize = 8;
/// So many parts are looked at, from the outermost: each step evaluates all that is inside it.
const CONSIDERED: usize = 32;

/// One line for each conversion of a rate or duration to seconds and for each operation, innermost first.
pub(super) fn steps(sheet: &Sheet, text: &str, expr: &Expr, readings: &Readings) -> Vec<String> {
    let mut inside = Vec::new();
    expr.walk(&mut |part| inside.push(part));
    let mut steps: Vec<String> = Vec::new();
    for part in inside.into_iter().take(CONSIDERED) {
        let Some(step) = step(sheet, text, part, readings) else { continue };
        steps.retain(|known| *known != step);
        steps.push(step);
        if steps.len() == MOST {
            break;
        }
    }
    steps.reverse();
    steps
}

fn step(sheet: &Sheet, text: &str, expr: &Expr, readings: &Readings) -> Option<String> {
    let worth = |expr: &Expr| {
        let mut evaluator = Evaluator {
            text,
            arithmetic: Arithmetic::Exact,
            sheet,
            readings,
            draws: sheet.next_draw(),
            notes: Vec::new(),
        };
        match evaluator.value(expr).ok()? {
            Value::Quantity(quantity) => Some(quantity),
            Value::Truth(_) => None,
        }
    };
    let show = |quantity: &Quantity| format::show(quantity, Arithmetic::Exact);
    let typed = expr.span.of(text).trim();
    match &expr.kind {
        ExprKind::Literal(literal) => {
            let quantity = worth(expr)?;
            let per_time = quantity.dimension.time_exponent() == -1 && !literal.tail.per.is_empty();
            let shown = show(&quantity);
            (per_time && quantity.dimension != Dimension::NONE && shown != typed)
                .then(|| format!("{typed} = {shown}"))
        }
        ExprKind::Binary(operator, left, right) => {
            let (a, b, result) = (worth(left)?, worth(right)?, worth(expr)?);
            Some(format!("{} {} {} = {}", show(&a), operator.text(), show(&b), show(&result)))
        }
        ExprKind::Power(..) | ExprKind::Call(_) | ExprKind::Scaled { .. } => {
            Some(format!("{typed} = {}", show(&worth(expr)?)))
        }
        _ => None,
    }
}
