//! Numbers with all that binds to them, and what a tail is worth.

use super::{Evaluator, counted};
use crate::calc::arithmetic::Arithmetic;
use crate::calc::dimension::Calendar;
use crate::calc::label::Label;
use crate::calc::number::Rational;
use crate::calc::quantity::{Quantity, Times};
use crate::calc::syntax::{Literal, Magnitude, Per, PerWhat, Tail, UnitName};
use crate::diag::{Diagnostic, Span};

impl Evaluator<'_> {
    pub(super) fn literal(&mut self, literal: &Literal, span: Span) -> Result<Quantity, Diagnostic> {
        let lone = literal.lone_b().map(|b| self.readings.is_billion(b.span));
        let mut tail = literal.tail.clone();
        let mut number = literal.number.clone();
        if lone == Some(true) {
            tail.units.clear();
            number = self.scaled(&number, &Magnitude::Billion.factor(), span)?;
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

    pub(super) fn units(&mut self, units: &[UnitName], span: Span) -> Result<Quantity, Diagnostic> {
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
}
