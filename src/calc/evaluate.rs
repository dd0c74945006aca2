//! The quantity profile: what an expression is worth, in exact or in interview arithmetic.

use super::arithmetic::{Arithmetic, Fault};
use super::dimension::{Calendar, Dimension};
use super::formula::Formula;
use super::label::Label;
use super::noun;
use super::number::{Number, NumberError, Rational};
use super::quantity::{Quantity, Times, Truth, Value};
use super::reading::Readings;
use super::sheet::Sheet;
use super::syntax::{Call, Comparison, Expr, ExprKind, Literal, Operator, Per, PerWhat, Tail, UnitName};
use super::{functions, recipe, unit};
use crate::diag::{Diagnostic, Span, nearest};

/// Codes of errors that another reading of a lone `B` could mend.
pub(super) const TYPE_ERRORS: [&str; 4] = ["dimension", "squared", "currency", "argument"];

/// Evaluates one expression.
pub(super) struct Evaluator<'a> {
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

    fn rows_only(&self, expr: &Expr) -> Diagnostic {
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

    fn literal(&mut self, literal: &Literal, span: Span) -> Result<Quantity, Diagnostic> {
        let lone = literal.lone_b().map(|b| self.readings.is_billion(b.span));
        let mut tail = literal.tail.clone();
        let mut number = literal.number.clone();
        if lone == Some(true) {
            tail.units.clear();
            number = self.scaled(&number, &super::syntax::Magnitude::Billion.factor(), span)?;
        }
        if let Some(magnitude) = literal.magnitude {
            number = self.scaled(&number, &magnitude.factor(), span)?;
        }
        self.warn_of_names(&tail);
        let unit = self.tail(&tail, span)?;
        let mut number = Quantity::plain(number);
        if let Some(currency) = literal.money {
            number.dimension = currency.dimension();
        }
        self.arithmetic.multiply(&number, &unit).map_err(|fault| self.fault(fault, span))
    }

    fn scaled(&self, number: &Rational, factor: &Rational, span: Span) -> Result<Rational, Diagnostic> {
        number.checked_mul(factor).map_err(|error| self.fault(error.into(), span))
    }

    /// A noun that is also a name is a label all the same: say so.
    fn warn_of_names(&mut self, tail: &Tail) {
        for word in &tail.nouns {
            if self.sheet.get(&word.word).is_some() {
                let text =
                    format!("`{0}` behind a number is a label; multiply by the name with `x {0}`", word.word);
                self.notes.push(Diagnostic::warning("label", word.span, text));
            }
        }
    }

    /// One of what a tail says: percent, units, nouns, denominators.
    pub(super) fn tail(&mut self, tail: &Tail, span: Span) -> Result<Quantity, Diagnostic> {
        let mut one = Quantity::plain(Rational::one());
        if let Some(magnitude) = tail.magnitude {
            one = Quantity::plain(magnitude.factor());
        }
        if tail.percent {
            one = Quantity::plain(Rational::ratio(1, 100));
        }
        if !tail.units.is_empty() {
            let units = self.units(&tail.units, span)?;
            one = self.arithmetic.multiply(&one, &units).map_err(|fault| self.fault(fault, span))?;
        }
        one.label = Label::of(&tail.nouns);
        for per in &tail.per {
            let below = self.per(per)?;
            one = self.arithmetic.divide(&one, &below).map_err(|fault| self.fault(fault, per.span))?;
        }
        Ok(one)
    }

    fn per(&mut self, per: &Per) -> Result<Quantity, Diagnostic> {
        let one = match &per.what {
            PerWhat::Units(units) => self.units(units, per.span)?,
            PerWhat::Noun(word) => match self.sheet.get(&word.word) {
                Some(_) => self.name(std::slice::from_ref(&word.word), word.span)?,
                None => counted(&word.word, word.span),
            },
        };
        let Some(count) = &per.count else { return Ok(one) };
        let count = Quantity::plain(count.clone());
        self.arithmetic.multiply(&count, &one).map_err(|fault| self.fault(fault, per.span))
    }

    fn units(&mut self, units: &[UnitName], span: Span) -> Result<Quantity, Diagnostic> {
        let mut product = Quantity::plain(Rational::one());
        for UnitName { unit, span: place, typed } in units {
            if let Some(echo) = unit.echo {
                let echo = echo
                    .strip_prefix("read as")
                    .map_or(echo.to_owned(), |rest| format!("`{typed}` read as{rest}"));
                self.notes.push(Diagnostic::note("unit", *place, echo));
            }
            let (numerator, denominator) = unit.factor;
            let mut one = Quantity::plain(Rational::ratio(numerator, denominator));
            one.dimension = unit.dimension;
            one.times = Times::of(unit);
            if self.arithmetic == Arithmetic::Exact {
                one = self
                    .arithmetic
                    .in_calendar(&one, Calendar::Second)
                    .map_err(|fault| self.fault(fault, *place))?;
            }
            product = self.arithmetic.multiply(&product, &one).map_err(|fault| self.fault(fault, span))?;
        }
        Ok(product)
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

    fn unknown(&self, name: &str, span: Span) -> Diagnostic {
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
        let result = match recipe::find(function) {
            Some(recipe) => recipe::call(recipe, self.arithmetic, &arguments),
            None => functions::apply(function, self.arithmetic, &arguments),
        };
        result.map_err(|fault| self.fault(fault, span))
    }

    fn power(&mut self, base: &Expr, exponent: &Expr, span: Span) -> Result<Quantity, Diagnostic> {
        let base = self.quantity(base)?;
        let power = self.quantity(exponent)?;
        let whole =
            power.exact().filter(|_| power.dimension == Dimension::NONE).filter(|value| value.is_integer());
        let Some(whole) = whole else {
            return Err(Diagnostic::error("exponent", exponent.span, "an exponent is a whole number")
                .help("for a square root write sqrt(…)"));
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
        let text = format!(
            "{} read as {}; of the number before it: x {total}%",
            right.span.of(self.text),
            share.decimal(12)
        );
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
    pub(super) fn next_draw(&mut self) -> u32 {
        self.draws += 1;
        self.draws - 1
    }

    /// The constant that an end of a range is.
    pub(super) fn constant(&self, quantity: &Quantity, span: Span) -> Result<Number, Diagnostic> {
        quantity.number.value().cloned().ok_or_else(|| {
            Diagnostic::error("range", span, "a range of a range").help("each end of a range is one number")
        })
    }

    /// The error for a fault at one place.
    pub(super) fn fault(&self, fault: Fault, span: Span) -> Diagnostic {
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
                format!("a formula over ranges beyond the limit of {} terms", super::MAX_TERMS),
            )
            .help("use fewer ranges, or single numbers"),
            Fault::Wants(wants, got) => {
                Diagnostic::error("argument", span, format!("{wants}, not {}", got.words()))
                    .help("check the unit")
            }
            Fault::Other(message, help) => Diagnostic::error("argument-count", span, message).help(help),
        }
    }

    /// The error for a fault between two operands: both sides in words.
    fn fault_between(&self, fault: Fault, left: &Expr, right: &Expr, span: Span) -> Diagnostic {
        let Fault::Mismatch(a, b) = fault else { return self.fault(fault, span) };
        let [x, y] = [left, right].map(|side| side.span.of(self.text).trim());
        let fix = if a.time_exponent() == -1 && b.time_exponent() == 0 && a.information == b.information {
            format!("multiply the rate by a duration first: {x} x 1 day")
        } else if b.time_exponent() == -1 && a.time_exponent() == 0 && a.information == b.information {
            format!("multiply the rate by a duration first: {y} x 1 day")
        } else if a.information != b.information && [a, b].iter().any(|side| countable(*side)) {
            let plain = if a.information == 0 { x } else { y };
            format!("multiply by a size first: {plain} x 500B")
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

fn swap((yes, no): (bool, bool)) -> (bool, bool) {
    (no, yes)
}

/// One of a noun.
fn counted(word: &str, span: Span) -> Quantity {
    let noun = super::syntax::Noun { word: word.to_owned(), span };
    Quantity {
        label: Label::of(&[noun]),
        ..Quantity::new(Formula::constant(Rational::one()), Dimension::NONE)
    }
}
