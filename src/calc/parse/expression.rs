use super::{Dialect, Parser};
use crate::calc::syntax::{Comparison, Expr, ExprKind, Operator};
use crate::calc::token::{Symbol, TokenKind};
use crate::calc::unit;
use crate::diag::{Diagnostic, Span};

/// The last division of a chain: what decides how `A / L/u` is read.
struct Division {
    /// `A`
    dividend: Span,
    /// `L`
    divisor: Span,
    /// `L` is a literal with a unit of its own and no denominator.
    has_unit: bool,
    tight: bool,
}

fn both(kind: fn(Box<Expr>, Box<Expr>) -> ExprKind, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: kind(Box::new(left), Box::new(right)), span }
}

fn binary(operator: Operator, left: Expr, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Expr { kind: ExprKind::Binary(operator, Box::new(left), Box::new(right)), span }
}

impl Parser<'_> {
    /// `or`, then at most one conversion.
    pub(super) fn conversion(&mut self) -> Result<Expr, Diagnostic> {
        let value = self.disjunction()?;
        let converts = self.is(Symbol::Arrow) || self.is_word("in") || self.is_word("to");
        if self.dialect == Dialect::Row || !converts {
            return Ok(value);
        }
        let sign = self.next();
        let tail = self.target(sign.span)?;
        let span = Span::new(value.span.start, self.tokens[self.at - 1].span.end);
        Ok(Expr { kind: ExprKind::Convert(Box::new(value), tail), span })
    }

    pub(super) fn disjunction(&mut self) -> Result<Expr, Diagnostic> {
        let mut left = self.conjunction()?;
        while self.is_word("or") {
            self.at += 1;
            left = binary(Operator::Or, left, self.conjunction()?);
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expr, Diagnostic> {
        let mut left = self.negation()?;
        while self.is_word("and") {
            self.at += 1;
            left = binary(Operator::And, left, self.negation()?);
        }
        Ok(left)
    }

    fn negation(&mut self) -> Result<Expr, Diagnostic> {
        if !self.is_word("not") {
            return self.comparison();
        }
        let sign = self.next();
        self.deeper(sign.span)?;
        let inner = self.negation()?;
        self.depth -= 1;
        let span = sign.span.to(inner.span);
        Ok(Expr { kind: ExprKind::Not(Box::new(inner)), span })
    }

    fn comparison(&mut self) -> Result<Expr, Diagnostic> {
        let first = self.sum()?;
        if self.dialect == Dialect::Row
            && self.is_word("in")
            && self.ahead(1).kind == TokenKind::Symbol(Symbol::Open)
        {
            return self.membership(first);
        }
        let mut rest = Vec::new();
        while let Some(comparison) = self.comparison_sign() {
            self.at += 1;
            rest.push((comparison, self.sum()?));
        }
        let Some((_, last)) = rest.last() else { return Ok(first) };
        let span = first.span.to(last.span);
        Ok(Expr { kind: ExprKind::Compare(Box::new(first), rest), span })
    }

    fn comparison_sign(&self) -> Option<Comparison> {
        let TokenKind::Symbol(symbol) = self.peek().kind else { return None };
        Some(match symbol {
            Symbol::Less => Comparison::Less,
            Symbol::AtMost => Comparison::AtMost,
            Symbol::Greater => Comparison::Greater,
            Symbol::AtLeast => Comparison::AtLeast,
            Symbol::Equals | Symbol::Same => Comparison::Equal,
            Symbol::Differs => Comparison::Differs,
            _ => return None,
        })
    }

    /// `state in (held, sold)`
    fn membership(&mut self, value: Expr) -> Result<Expr, Diagnostic> {
        self.at += 1;
        let open = self.next();
        self.deeper(open.span)?;
        let list = self.list(Symbol::Close, open.span)?;
        self.depth -= 1;
        let span = value.span.to(self.tokens[self.at - 1].span);
        Ok(Expr { kind: ExprKind::Member(Box::new(value), list), span })
    }

    fn sum(&mut self) -> Result<Expr, Diagnostic> {
        let mut left = self.product()?;
        loop {
            let operator = match self.peek().kind {
                TokenKind::Symbol(Symbol::Plus) => Operator::Add,
                TokenKind::Symbol(Symbol::Minus) => Operator::Subtract,
                _ => return Ok(left),
            };
            self.at += 1;
            left = binary(operator, left, self.product()?);
        }
    }

    fn product(&mut self) -> Result<Expr, Diagnostic> {
        let mut left = self.range()?;
        let mut last: Option<Division> = None;
        while let Some((operator, slash)) = self.product_sign() {
            let sign = self.next();
            if operator == Operator::Multiply {
                last = None;
                left = binary(operator, left, self.range()?);
                continue;
            }
            let tight = slash && !sign.spaced && !self.peek().spaced;
            if let Some(unit) = self.unit_operand() {
                if let Some(before) = last.take().filter(|before| before.has_unit && before.tight == tight) {
                    return Err(self.ambiguous(&before, unit.span));
                }
                left = binary(operator, left, unit);
                continue;
            }
            self.slash = Some(tight);
            self.bound_slash = false;
            let right = self.range()?;
            self.slash = None;
            if std::mem::take(&mut self.bound_slash) {
                let reading = format!(
                    "read as {} / ({})",
                    left.span.of(self.text).trim(),
                    right.span.of(self.text).trim()
                );
                self.notes.push(Diagnostic::note("division", left.span.to(right.span), reading));
            }
            let grouped = right.span.of(self.text).starts_with('(');
            last = Some(Division {
                dividend: left.span,
                divisor: right.span,
                has_unit: matches!(&right.kind, ExprKind::Literal(literal)
                    if !grouped && !literal.is_bare() && !literal.factor && literal.tail.per.is_empty()),
                tight,
            });
            left = binary(operator, left, right);
        }
        Ok(left)
    }

    /// The sign between two factors, and whether it is a slash rather than `per`.
    fn product_sign(&self) -> Option<(Operator, bool)> {
        match &self.peek().kind {
            TokenKind::Symbol(Symbol::Times) => Some((Operator::Multiply, false)),
            TokenKind::Symbol(Symbol::Slash) => Some((Operator::Divide, true)),
            TokenKind::Word(word) if self.dialect == Dialect::Quantity => match word.as_str() {
                "x" | "of" => Some((Operator::Multiply, false)),
                "per" => Some((Operator::Divide, false)),
                _ => None,
            },
            _ => None,
        }
    }

    /// A unit that stands alone after a division.
    fn unit_operand(&mut self) -> Option<Expr> {
        let TokenKind::Word(word) = &self.peek().kind else { return None };
        let called = self.ahead(1).kind == TokenKind::Symbol(Symbol::Open) && !self.ahead(1).spaced;
        if self.dialect == Dialect::Row || called || unit::find(word).is_none() {
            return None;
        }
        let start = self.peek().span;
        let units = self.units();
        let span = start.to(self.tokens[self.at - 1].span);
        Some(Expr { kind: ExprKind::Unit(units), span })
    }

    fn ambiguous(&self, before: &Division, unit: Span) -> Diagnostic {
        let [a, l, u] = [before.dividend, before.divisor, unit].map(|span| span.of(self.text).trim());
        Diagnostic::error("two-readings", before.dividend.to(unit), "this division can be read in two ways")
            .here("which slash comes first?")
            .help(format!("write {a} / ({l}/{u}) or ({a} / {l}) / {u}"))
    }

    fn range(&mut self) -> Result<Expr, Diagnostic> {
        let low = self.minus()?;
        if !self.is(Symbol::DotDot) {
            return Ok(low);
        }
        self.at += 1;
        let high = self.minus()?;
        Ok(both(ExprKind::Range, low, high))
    }

    fn minus(&mut self) -> Result<Expr, Diagnostic> {
        if !self.is(Symbol::Minus) && !self.is(Symbol::Plus) {
            return self.power();
        }
        let sign = self.next();
        self.deeper(sign.span)?;
        let inner = self.minus()?;
        self.depth -= 1;
        if sign.kind == TokenKind::Symbol(Symbol::Plus) {
            return Ok(inner);
        }
        let span = sign.span.to(inner.span);
        Ok(Expr { kind: ExprKind::Negate(Box::new(inner)), span })
    }

    fn power(&mut self) -> Result<Expr, Diagnostic> {
        let base = self.primary()?;
        if !self.is(Symbol::Caret) {
            return Ok(base);
        }
        let sign = self.next();
        self.deeper(sign.span)?;
        let exponent = self.minus()?;
        self.depth -= 1;
        Ok(both(ExprKind::Power, base, exponent))
    }
}
