//! Ranges: ends that borrow each other's unit, and the order they must stand in.

use std::cmp::Ordering;

use super::Evaluator;
use crate::calc::formula::Formula;
use crate::calc::quantity::{Quantity, Target};
use crate::calc::syntax::{Expr, ExprKind, Literal, Tail};
use crate::diag::{Diagnostic, Span};

impl Evaluator<'_> {
    /// `low..high`: one unknown between two numbers.
    pub(super) fn range(&mut self, low: &Expr, high: &Expr, span: Span) -> Result<Quantity, Diagnostic> {
        self.check_magnitudes(low, high, span)?;
        let from = self.quantity(&borrowed(low, high))?;
        let to = self.quantity(&borrowed(high, low))?;
        let (from, to) = self.arithmetic.aligned(&from, &to).map_err(|fault| self.fault(fault, span))?;
        let (a, b) = (self.constant(&from, low.span)?, self.constant(&to, high.span)?);
        if a.compare(&b) == Ordering::Greater {
            return Err(self.descending(low, high, span));
        }
        let mut range = Quantity::new(Formula::range(self.next_draw(), a, b), from.dimension);
        range.label = from.label.sum(&to.label).unwrap_or_default();
        range.times = from.times.and(to.times);
        Ok(range)
    }

    /// `5..20M` may mean 5 or 5 million; `500..2K` can only mean 500.
    fn check_magnitudes(&self, low: &Expr, high: &Expr, span: Span) -> Result<(), Diagnostic> {
        let (Some((bottom, false)), Some((top, false))) = (signed(low), signed(high)) else { return Ok(()) };
        let top_magnitude = top.magnitude.or_else(|| {
            let billion = top.lone_b().is_some_and(|b| self.readings.is_billion(b.span));
            billion.then_some(crate::calc::syntax::Magnitude::Billion)
        });
        let plain = bottom.magnitude.is_none() && bottom.lone_b().is_none() && bottom.tail.units.is_empty();
        let Some(magnitude) = top_magnitude.filter(|_| plain && !bottom.number.is_zero()) else {
            return Ok(());
        };
        if bottom.number > top.number {
            return Ok(());
        }
        let [a, b] = [low, high].map(|end| end.span.of(self.text).trim());
        let digits =
            a.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',' | '$' | 'R')).unwrap_or(a.len());
        let fixed = format!("{}{}{}", &a[..digits], magnitude.text(), &a[digits..]);
        let end = b.find(' ').unwrap_or(b.len());
        Err(Diagnostic::error("range-magnitude", span, format!("does the lower end mean {a} or {fixed}?"))
            .here("one end has a magnitude, the other has none")
            .help(format!("write {fixed}..{}", &b[..end])))
    }

    fn descending(&self, low: &Expr, high: &Expr, span: Span) -> Diagnostic {
        let [a, b] = [low, high].map(|end| end.span.of(self.text).trim());
        let error = Diagnostic::error("range-order", span, format!("the range descends: {a} is above {b}"));
        let magnitude = signed(low).and_then(|(bottom, _)| bottom.magnitude);
        match (magnitude, signed(high)) {
            (Some(magnitude), Some((top, _))) if top.magnitude.is_none() && top.tail.units.is_empty() => {
                let digits =
                    b.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(b.len());
                error.help(format!("write {a}..{}{}{}", &b[..digits], magnitude.text(), &b[digits..]))
            }
            _ => error.help(format!("write {b}..{a}, or give both ends their unit")),
        }
    }

    /// The right side of `in`.
    pub(super) fn conversion(
        &mut self,
        inner: &Expr,
        tail: &Tail,
        span: Span,
    ) -> Result<Quantity, Diagnostic> {
        let mut value = self.quantity(inner)?;
        let mut tail = tail.clone();
        // `in B` of a count is billions.
        let lone_b = matches!(tail.units.as_slice(), [only] if only.typed == "B");
        if lone_b && value.dimension.information == 0 {
            tail.units.clear();
            tail.magnitude = Some(crate::calc::syntax::Magnitude::Billion);
        }
        let one = self.tail(&tail, span)?;
        if one.dimension.in_seconds() != value.dimension.in_seconds() {
            if let ([word], true) = (tail.nouns.as_slice(), tail.units.is_empty() && tail.per.is_empty()) {
                let message = format!("no unit is called `{}`", word.word);
                return Err(Diagnostic::error("unknown-unit", word.span, message)
                    .help(format!("show it in {}", suggestion(&value))));
            }
            let typed = inner.span.of(self.text).trim();
            return Err(Diagnostic::error(
                "dimension",
                span,
                format!(
                    "{typed} is {}: it cannot be shown as {}",
                    value.dimension.words(),
                    one.dimension.words()
                ),
            )
            .help(format!("show it in {}", suggestion(&value))));
        }
        let size = self.constant(&one, span)?;
        value.target = Some(Box::new(Target {
            size,
            dimension: one.dimension,
            text: text(&tail),
            sign: sign(&tail),
            label: one.label,
        }));
        Ok(value)
    }
}

fn sign(tail: &Tail) -> &'static str {
    match tail.units.first().map(|unit| unit.unit.symbol()) {
        Some("usd") => "$",
        Some("brl") => "R$",
        _ => "",
    }
}

/// How a target is written behind a number.
fn text(tail: &Tail) -> String {
    let mut text = String::new();
    if let Some(magnitude) = tail.magnitude {
        text.push_str(if magnitude.text().len() > 1 { " bn" } else { magnitude.text() });
    }
    if tail.percent {
        text.push('%');
    }
    let money = !sign(tail).is_empty();
    let units: Vec<_> = tail.units.iter().skip(usize::from(money)).map(|unit| unit.typed.as_str()).collect();
    if !units.is_empty() {
        text.push(' ');
        text.push_str(&units.join("-"));
    }
    for per in &tail.per {
        text.push('/');
        if let Some(count) = &per.count {
            text.push_str(&count.decimal(6));
        }
        match &per.what {
            crate::calc::syntax::PerWhat::Units(units) => {
                let units: Vec<_> = units.iter().map(|unit| unit.typed.as_str()).collect();
                text.push_str(&units.join("-"));
            }
            crate::calc::syntax::PerWhat::Noun(noun) => text.push_str(&noun.word),
        }
    }
    text
}

fn suggestion(value: &Quantity) -> &'static str {
    let dimension = value.dimension.in_seconds();
    match (dimension.time_exponent(), dimension.information, dimension.usd + dimension.brl) {
        (1, 0, 0) => "s, min, h, days, months or years",
        (-1, 0, 0) => "/s, /min, /day, /month or /year",
        (0, 1, 0) => "B, KB, MB, GB or TB",
        (-1, 1, 0) => "MB/s, Gbps or TB/day",
        (0, 0, 1) => "its own currency",
        (-1, 0, 1) => "/month or /year",
        (0, 0, 0) => "K, M, bn or %",
        _ => "its own unit",
    }
}

/// The literal of an end, and whether a minus stands before it.
fn signed(expr: &Expr) -> Option<(&Literal, bool)> {
    match &expr.kind {
        ExprKind::Literal(literal) => Some((literal, false)),
        ExprKind::Negate(inner) => match &inner.kind {
            ExprKind::Literal(literal) => Some((literal, true)),
            _ => None,
        },
        _ => None,
    }
}

/// `end` with the unit, the nouns and the denominators of `other` where it has none of its own.
fn borrowed(end: &Expr, other: &Expr) -> Expr {
    let (Some((mine, _)), Some((theirs, _))) = (signed(end), signed(other)) else { return end.clone() };
    let mut literal = mine.clone();
    let has_unit = mine.money.is_some() || mine.tail.percent || !mine.tail.units.is_empty();
    if !has_unit {
        literal.money = theirs.money;
        literal.tail.percent = theirs.tail.percent;
        literal.tail.units.clone_from(&theirs.tail.units);
    }
    if literal.tail.nouns.is_empty() {
        literal.tail.nouns.clone_from(&theirs.tail.nouns);
    }
    if literal.tail.per.is_empty() {
        literal.tail.per.clone_from(&theirs.tail.per);
    }
    let kind = ExprKind::Literal(Box::new(literal));
    match &end.kind {
        ExprKind::Negate(inner) => {
            let inner = Expr { kind, span: inner.span };
            Expr { kind: ExprKind::Negate(Box::new(inner)), span: end.span }
        }
        _ => Expr { kind, span: end.span },
    }
}
