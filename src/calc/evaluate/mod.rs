//! The quantity profile: what an expression is worth, in exact or in interview arithmetic.
//!
//! - this file: operators, names, calls, comparisons; `literal`: numbers and their tails; `range`: ranges and
//!   conversions; `refuse`: why there is no value.

mod literal;
mod range;
mod refuse;

use crate::calc::arithmetic::Arithmetic;
use crate::calc::dimension::Dimension;
use crate::calc::formula::Formula;
use crate::calc::label::Label;
use crate::calc::noun;
use crate::calc::number::{Number, NumberError, Rational};
use crate::calc::quantity::{Quantity, Truth, Value};
use crate::calc::reading::Readings;
use crate::calc::sheet::Sheet;
use crate::calc::syntax::{Call, Comparison, Expr, ExprKind, Operator};
use crate::calc::{functions, recipe};
use crate::diag::{Diagnostic, Span, nearest};

/// Codes of errors that another reading of a lone `B` could mend.
pub(in crate::calc) const TYPE_ERRORS: [&str; 4] = ["dimension", "squared", "currency", "argument"];

/// Evaluates one expression.
pub(in crate::calc) struct Evaluator<'a> {
    /// The text that the expression came from.
    pub text: &'a str,
    /// How time is counted.
    pub arithmetic: Arithmetic,
    /// The names.
    pub sheet: &'a Sheet,
    /// How each lone `B` is read.
    pub readings: &'a Readings,
    /// The next range is this draw.
    pub draws: u32,
    /// How the text was read, and what it probably does not mean.
    pub notes: Vec<Diagnostic>,
}

impl Evaluator<'_> {
    /// What the expression is worth.
    pub fn value(&mut self, expr: &Expr) -> Result<Value, Diagnostic> {
        match &expr.kind {
            ExprKind::Compare(first, rest) => self.comparison(expr, first, rest).map(Value::Truth),
            ExprKind::Convert(inner, tail) => self.conversion(inner, tail, expr.span).map(Value::Quantity),
            _ => self.quantity(expr).map(Value::Quantity),
        }
    }

    /// What the expression is worth, where only a number will do.
    pub fn quantity(&mut self, expr: &Expr) -> Result<Quantity, Diagnostic> {
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal, expr.span),
            ExprKind::Unit(units) => self.units(units, expr.span),
            ExprKind::Name(path) => self.name(path, expr.span),
            ExprKind::Call(call) => self.call(call, expr.span),
            ExprKind::Scaled { inner, tail } => {
                let inner = self.quantity(inner)?;
                let tail = self.tail(tail, expr.span)?;
                self.arithmetic.multiply(&inner, &tail).map_err(|fault| self.fault(fault, expr.span))
            }
            ExprKind::Negate(inner) => {
                let mut quantity = self.quantity(inner)?;
                quantity.number =
                    quantity.number.neg().map_err(|error| self.fault(error.into(), expr.span))?;
                Ok(quantity)
            }
            ExprKind::Power(base, exponent) => self.power(base, exponent, expr.span),
            ExprKind::Range(low, high) => self.range(low, high, expr.span),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right, expr.span),
            ExprKind::Convert(inner, tail) => self.conversion(inner, tail, expr.span),
            ExprKind::Compare(..) => {
                Err(Diagnostic::error("truth", expr.span, "a comparison is true or false, not a number")
                    .help("compare once, on a line of its own"))
            }
            ExprKind::Not(_) | ExprKind::Member(..) | ExprKind::Lookup { .. } => Err(self.rows_only(expr)),
        }
    }

    fn name(&mut self, path: &[String], span: Span) -> Result<Quantity, Diagnostic> {
        let name = path.join(".");
        let Some(definition) = self.sheet.get(&name) else { return Err(self.unknown(&name, span)) };
        match definition.in_arithmetic(self.arithmetic) {
            Value::Quantity(quantity) => Ok(Quantity { target: None, ..quantity.clone() }),
            Value::Truth(_) => {
                Err(Diagnostic::error("truth", span, format!("`{name}` is true or false, not a number"))
                    .help("compute with numbers"))
            }
        }
    }

    fn call(&mut self, call: &Call, span: Span) -> Result<Quantity, Diagnostic> {
        if let Some(filter) = &call.filter {
            return Err(Diagnostic::error(
                "rows-only",
                filter.span,
                "`where` belongs to the rules of a design, over its rows",
            )
            .help("the calculator answers one number or one comparison a line"));
        }
        let function = call.function.as_str();
        if functions::rows_only(function) {
            let message = format!("`{function}` belongs to the rules of a design, over its rows");
            return Err(Diagnostic::error("rows-only", call.name, message)
                .help("the calculator answers one number or one comparison a line"));
        }
        let mut arguments = Vec::new();
        if !functions::is_known(function) {
            let error = Diagnostic::error(
                "unknown-function",
                call.name,
                format!("no function is called `{function}`"),
            );
            return Err(match nearest(function, functions::names()) {
                Some(close) => error.help(format!("did you mean `{close}`?")),
                None => {
                    error.help(format!("there are: {}", functions::names().collect::<Vec<_>>().join(", ")))
                }
            });
        }
        for argument in &call.arguments {
            arguments.push(self.quantity(argument)?);
        }
        let Some(recipe) = recipe::find(function) else {
            let result = functions::apply(function, self.arithmetic, &arguments);
            return result.map_err(|fault| self.fault(fault, span));
        };
        let outcome = recipe::call(recipe, self.arithmetic, &arguments).map_err(|misfit| {
            let argument = misfit.value.and_then(|value| call.arguments.get(value));
            self.fault(misfit.fault, argument.map_or(span, |argument| argument.span))
        })?;
        for assumed in outcome.assumed.iter().filter(|assumed| !assumed.beside) {
            self.notes.push(Diagnostic::note("assumed", call.name, format!("assumed {}", assumed.text)));
        }
        Ok(outcome.answer)
    }

    fn power(&mut self, base: &Expr, exponent: &Expr, span: Span) -> Result<Quantity, Diagnostic> {
        let base = self.quantity(base)?;
        let power = self.quantity(exponent)?;
        let whole =
            power.exact().filter(|_| power.dimension == Dimension::NONE).filter(|value| value.is_integer());
        let Some(whole) = whole else {
            let error = Diagnostic::error("exponent", exponent.span, "an exponent is a whole number");
            // `2^40 bytes`: the unit belongs to the 40.
            let typed = exponent.span.of(self.text);
            let digits = typed.find(|c: char| !c.is_ascii_digit()).unwrap_or(typed.len());
            let power = format!(
                "{}^{}",
                Span::new(span.start, exponent.span.start).of(self.text).trim_end_matches('^').trim(),
                &typed[..digits]
            );
            return Err(
                if digits > 0 && typed[digits..].starts_with(|c: char| c == ' ' || c.is_alphabetic()) {
                    error.help(format!(
                        "the unit belongs to the exponent: write ({power}) {}",
                        typed[digits..].trim()
                    ))
                } else {
                    error.help("for a square root write sqrt(…)")
                },
            );
        };
        let Some(whole) = whole.to_i64() else { return Err(self.fault(NumberError::TooLarge.into(), span)) };
        self.arithmetic.power(&base, whole).map_err(|fault| self.fault(fault, span))
    }

    fn binary(
        &mut self,
        operator: Operator,
        left: &Expr,
        right: &Expr,
        span: Span,
    ) -> Result<Quantity, Diagnostic> {
        if matches!(operator, Operator::And | Operator::Or) {
            let whole = Expr {
                kind: ExprKind::Binary(operator, Box::new(left.clone()), Box::new(right.clone())),
                span,
            };
            return Err(self.rows_only(&whole));
        }
        let a = self.quantity(left)?;
        let b = match &right.kind {
            // `orders / server`: a domain word that is no name is a label.
            ExprKind::Name(path) if operator == Operator::Divide => match path.as_slice() {
                [word] if self.sheet.get(word).is_none() && noun::is_known(word) => counted(word, right.span),
                _ => self.quantity(right)?,
            },
            _ => self.quantity(right)?,
        };
        let result = match operator {
            Operator::Multiply => self.arithmetic.multiply(&a, &b),
            Operator::Divide => self.arithmetic.divide(&a, &b),
            Operator::Add | Operator::Subtract => {
                self.check_percent(operator, (left, &a), right)?;
                if a.label.sum(&b.label).is_none() && a.dimension.in_seconds() == b.dimension.in_seconds() {
                    let text = format!("{} and {} are different things", a.label.words(), b.label.words());
                    self.notes.push(Diagnostic::warning("labels", span, text));
                }
                if operator == Operator::Add {
                    self.arithmetic.add(&a, &b)
                } else {
                    self.arithmetic.subtract(&a, &b)
                }
            }
            Operator::And | Operator::Or => return self.quantity(left),
        };
        result.map_err(|fault| self.fault_between(fault, left, right, span))
    }

    /// There is no "plus 10 %": of a plain number it is noted, of anything else refused.
    fn check_percent(
        &mut self,
        operator: Operator,
        left: (&Expr, &Quantity),
        right: &Expr,
    ) -> Result<(), Diagnostic> {
        let is_percent =
            |expr: &Expr| matches!(&expr.kind, ExprKind::Literal(literal) if literal.tail.percent);
        let ExprKind::Literal(percent) = &right.kind else { return Ok(()) };
        if !is_percent(right) || is_percent(left.0) {
            return Ok(());
        }
        let signed = if operator == Operator::Add { percent.number.clone() } else { percent.number.neg() };
        let total = Rational::integer(100).checked_add(&signed).unwrap_or_else(|_| Rational::integer(100));
        let total = total.decimal(6);
        if left.1.dimension != Dimension::NONE || !left.1.label.is_empty() {
            let verb = if operator == Operator::Add { "added to" } else { "taken from" };
            let message = format!("a percentage cannot be {verb} {}", left.1.dimension.words());
            return Err(Diagnostic::error("percent", right.span, message).help(format!(
                "to change it by {} write {} x {total}%",
                right.span.of(self.text),
                left.0.span.of(self.text)
            )));
        }
        let share = percent.number.checked_mul(&Rational::ratio(1, 100)).unwrap_or_else(|_| Rational::zero());
        // `1 - 99.9%` is what it says.
        if left.1.exact() == Some(&Rational::one()) {
            return Ok(());
        }
        let typed = right.span.of(self.text);
        let more = if operator == Operator::Add { "more" } else { "less" };
        let text = format!("{typed} read as {}; for {typed} {more} write x {total}%", share.decimal(12));
        self.notes.push(Diagnostic::note("percent", right.span, text));
        Ok(())
    }

    fn comparison(
        &mut self,
        whole: &Expr,
        first: &Expr,
        rest: &[(Comparison, Expr)],
    ) -> Result<Truth, Diagnostic> {
        let [(sign, second)] = rest else {
            return Err(Diagnostic::error("chain", whole.span, "comparisons cannot be chained")
                .help("compare two values a line"));
        };
        let left = self.quantity(first)?;
        let right = self.quantity(second)?;
        let difference = self
            .arithmetic
            .subtract(&left, &right)
            .map_err(|fault| self.fault_between(fault, first, second, whole.span))?;
        let bounds = difference.number.bounds().map_err(|error| self.fault(error.into(), whole.span))?;
        let (low, high) = (&bounds.low, &bounds.high);
        let at_least = |strict: bool| {
            if strict {
                (low.is_positive(), !high.is_positive())
            } else {
                (!low.is_negative(), high.is_negative())
            }
        };
        let equal = (low.is_zero() && high.is_zero(), low.is_positive() || high.is_negative());
        let (yes, no) = match sign {
            Comparison::Greater => at_least(true),
            Comparison::AtLeast => at_least(false),
            Comparison::AtMost => swap(at_least(true)),
            Comparison::Less => swap(at_least(false)),
            Comparison::Equal => equal,
            Comparison::Differs => swap(equal),
        };
        Ok(if yes {
            Truth::True
        } else if no {
            Truth::False
        } else {
            Truth::Depends
        })
    }

    /// The draw for the next range.
    pub(in crate::calc) fn next_draw(&mut self) -> u32 {
        self.draws += 1;
        self.draws - 1
    }

    /// The constant that an end of a range is.
    pub(in crate::calc) fn constant(&self, quantity: &Quantity, span: Span) -> Result<Number, Diagnostic> {
        quantity.number.value().cloned().ok_or_else(|| {
            Diagnostic::error("range", span, "a range of a range").help("each end of a range is one number")
        })
    }
}

fn swap((yes, no): (bool, bool)) -> (bool, bool) {
    (no, yes)
}

/// One of a noun.
fn counted(word: &str, span: Span) -> Quantity {
    let noun = crate::calc::syntax::Noun { word: word.to_owned(), span };
    Quantity {
        label: Label::of(&[noun]),
        ..Quantity::new(Formula::constant(Rational::one()), Dimension::NONE)
    }
}
