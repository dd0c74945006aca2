//! Why an expression has no value, in words: where, what, and the fix.

use super::Evaluator;
use crate::calc::arithmetic::Fault;
use crate::calc::dimension::Dimension;
use crate::calc::number::NumberError;
use crate::calc::syntax::{Expr, ExprKind, Operator};
use crate::calc::{MAX_TERMS, functions, unit};
use crate::diag::{Diagnostic, Span, nearest};

impl Evaluator<'_> {
    pub(super) fn rows_only(&self, expr: &Expr) -> Diagnostic {
        let what = match &expr.kind {
            ExprKind::Not(_) => "`not`",
            ExprKind::Binary(Operator::And, ..) => "`and`",
            ExprKind::Binary(Operator::Or, ..) => "`or`",
            ExprKind::Member(..) => "membership in a list",
            ExprKind::Lookup { .. } => "a row of a table",
            _ => "this",
        };
        Diagnostic::error(
            "rows-only",
            expr.span,
            format!("{what} belongs to the rules of a design, over its rows"),
        )
        .help("the calculator answers one number or one comparison a line")
    }

    pub(super) fn unknown(&self, name: &str, span: Span) -> Diagnostic {
        if name.contains('.') {
            return Diagnostic::error(
                "rows-only",
                span,
                format!("`{name}` is measured in the run of a design"),
            )
            .help("the calculator knows numbers, units and the names of this sheet");
        }
        let error = Diagnostic::error(
            "unknown-name",
            span,
            format!("`{name}` is neither a unit nor a name defined here"),
        );
        let mut known: Vec<&str> = self.sheet.names().collect();
        for word in unit::names().filter(|unit| unit.len() > 1).chain(functions::names()) {
            known.push(word);
        }
        match nearest(name, known) {
            Some(close) if functions::names().any(|function| function == close) => {
                error.help(format!("did you mean {close}(…)?"))
            }
            Some(close) => error.help(format!("did you mean `{close}`?")),
            None => error.help(format!("define it on a line before: {name} = 10M/day")),
        }
    }

    /// The error for a fault at one place.
    pub(in crate::calc) fn fault(&self, fault: Fault, span: Span) -> Diagnostic {
        match fault {
            Fault::Mismatch(a, b) => Diagnostic::error(
                "dimension",
                span,
                format!("{} and {} do not go together", a.words(), b.words()),
            )
            .help("both sides must measure the same thing"),
            Fault::Squared(what) => {
                Diagnostic::error("squared", span, format!("{what} multiplied by {what}"))
                    .help("one of the two is a number: leave its unit out")
            }
            Fault::Currencies => Diagnostic::error("currency", span, "dollars ($) and reais (R$) do not mix")
                .help("convert one of them first, by a rate you know"),
            Fault::Number(NumberError::DivisionByZero) => {
                Diagnostic::error("division-by-zero", span, "a division by zero")
                    .help("a divisor, or a range that divides, must not contain 0")
            }
            Fault::Number(NumberError::TooLarge) => Diagnostic::error(
                "number-too-large",
                span,
                "a number beyond 4,096 bits: the limit is 4,096 bits",
            )
            .help("no system has that many of anything: use smaller numbers"),
            Fault::Number(NumberError::Undefined) => Diagnostic::error(
                "undefined",
                span,
                "no number comes out: a root or logarithm of what has none",
            )
            .help("sqrt wants 0 or more, log2 more than 0"),
            Fault::Number(NumberError::TooManyTerms) => Diagnostic::error(
                "too-many-terms",
                span,
                format!("a formula over ranges beyond the limit of {MAX_TERMS} terms"),
            )
            .help("use fewer ranges, or single numbers"),
            Fault::Wants(wants, got) => {
                Diagnostic::error("argument", span, format!("{wants}, not {}", got.words()))
                    .help("check the unit")
            }
            Fault::TooMany(message, help) => Diagnostic::error("argument", span, message).help(help),
            Fault::Other(message, help) => Diagnostic::error("value", span, message).help(help),
        }
    }

    /// The error for a fault between two operands: both sides in words.
    pub(super) fn fault_between(&self, fault: Fault, left: &Expr, right: &Expr, span: Span) -> Diagnostic {
        let Fault::Mismatch(a, b) = fault else { return self.fault(fault, span) };
        let [x, y] = [left, right].map(|side| side.span.of(self.text).trim());
        let fix = if a.time_exponent() == -1 && b.time_exponent() == 0 && a.information == b.information {
            format!("multiply the rate by a duration first: {x} x 1 day")
        } else if b.time_exponent() == -1 && a.time_exponent() == 0 && a.information == b.information {
            format!("multiply the rate by a duration first: {y} x 1 day")
        } else if a.information != b.information && [a, b].iter().any(|side| countable(*side)) {
            let plain = if a.information == 0 { x } else { y };
            format!("multiply by a size first: {plain} x 500B")
        } else if a == Dimension::NONE || b == Dimension::NONE {
            format!("give {} a unit too", if a == Dimension::NONE { x } else { y })
        } else {
            "both sides must measure the same thing".to_owned()
        };
        Diagnostic::error("dimension", left.span, format!("{x} is {}, {y} is {}", a.words(), b.words()))
            .here(a.words())
            .label(right.span, b.words())
            .help(fix)
    }
}

/// A count or a rate of things, which a size turns into data.
fn countable(dimension: Dimension) -> bool {
    let dimension = dimension.in_seconds();
    dimension == Dimension::NONE || dimension == Dimension::RATE
}
