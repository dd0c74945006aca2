use super::lower::{Lower, Unknown};
use super::term::{Term, join, of_dimension, of_type, units};
use crate::calc::syntax::{self, Operator};
use crate::calc::{Dimension, Rational};
use crate::diag::{Diagnostic, Span};
use crate::problem::model::{Amount, Expr, ExprKind, Rounding, Type};

impl Lower<'_> {
    pub(super) fn arithmetic(
        &mut self,
        operator: Operator,
        left: &syntax::Expr,
        right: &syntax::Expr,
        span: Span,
    ) -> Result<Term, Unknown> {
        // Both sides, so that every name is seen even where one side is wrong.
        let left = self.term(left, None);
        let right = self.term(right, None);
        let (left, right) = (left?, right?);
        if let (Term::Constant(left, _, a), Term::Constant(right, _, b)) = (&left, &right) {
            let amount = self.constants(operator, left, right, span)?;
            return Ok(Term::Constant(amount, span, *a || *b));
        }
        match operator {
            Operator::Add | Operator::Subtract => self.sum(operator, left, right, span),
            Operator::Multiply => self.product(left, right, span),
            _ => self.quotient(left, right, span),
        }
    }

    fn constants(
        &mut self,
        operator: Operator,
        left: &Amount,
        right: &Amount,
        span: Span,
    ) -> Result<Amount, Unknown> {
        let (a, b) = (&left.value, &right.value);
        let alike = left.dimension.in_seconds() == right.dimension.in_seconds();
        let value = match operator {
            Operator::Multiply => a.checked_mul(b),
            Operator::Divide => a.checked_div(b),
            Operator::Add if alike => a.checked_add(b),
            Operator::Subtract if alike => a.checked_sub(b),
            _ => {
                let (left, right) =
                    (left.dimension.in_seconds().words(), right.dimension.in_seconds().words());
                return self.unlike(operator, &left, &right, span);
            }
        };
        let dimension = match operator {
            Operator::Multiply => left.dimension + right.dimension,
            Operator::Divide => left.dimension - right.dimension,
            _ => left.dimension,
        };
        match value {
            Ok(value) => Ok(Amount { value, dimension: dimension.in_seconds() }),
            Err(error) => self
                .refuse(Diagnostic::error("arithmetic", span, error.to_string()).help("change the numbers")),
        }
    }

    fn unlike<T>(&mut self, operator: Operator, left: &str, right: &str, span: Span) -> Result<T, Unknown> {
        let sign = operator.text();
        self.refuse(
            Diagnostic::error("type", span, format!("{left} {sign} {right}"))
                .help("both sides must be the same: two times, two amounts, two numbers"),
        )
    }

    fn sum(&mut self, operator: Operator, left: Term, right: Term, span: Span) -> Result<Term, Unknown> {
        let words = (left.words(self.world), right.words(self.world));
        let ty = left.natural().zip(right.natural()).and_then(|(a, b)| join(a, b));
        let Some(ty) = ty.filter(|&ty| of_type(ty).is_some() && ty != Type::Id) else {
            return self.unlike(operator, &words.0, &words.1, span);
        };
        let (left, right) = (Box::new(self.fit(left, ty)?), Box::new(self.fit(right, ty)?));
        let kind = if operator == Operator::Add {
            ExprKind::Add(left, right)
        } else {
            ExprKind::Subtract(left, right)
        };
        Ok(Term::Typed(Expr { kind, ty, span }))
    }

    fn product(&mut self, left: Term, right: Term, span: Span) -> Result<Term, Unknown> {
        match (left, right) {
            (Term::Typed(expr), Term::Constant(amount, _, point))
            | (Term::Constant(amount, _, point), Term::Typed(expr)) => {
                let whole = expr.ty == Type::Int && amount.value.is_integer() && !point;
                self.scaled(expr, &amount, whole, span)
            }
            (Term::Typed(left), Term::Typed(right)) => {
                let dimension = self.dimension(&left)? + self.dimension(&right)?;
                let ty = self.held(dimension, left.ty == Type::Int && right.ty == Type::Int, span)?;
                let denominator = units(left.ty) * units(right.ty) / units(ty);
                let kind = ExprKind::Multiply { left: Box::new(left), right: Box::new(right), denominator };
                Ok(Term::Typed(Expr { kind, ty, span }))
            }
            (left, _) => Ok(left),
        }
    }

    fn quotient(&mut self, left: Term, right: Term, span: Span) -> Result<Term, Unknown> {
        match (left, right) {
            (Term::Typed(expr), Term::Constant(amount, at, _)) => {
                let Ok(value) = Rational::one().checked_div(&amount.value) else {
                    return self.refuse(
                        Diagnostic::error("division-by-zero", at, "a division by 0")
                            .help("divide by something else"),
                    );
                };
                self.scaled(expr, &Amount { value, dimension: -amount.dimension }, false, span)
            }
            (Term::Constant(amount, at, _), Term::Typed(right)) => {
                let dimension = amount.dimension - self.dimension(&right)?;
                let ty = self.held(dimension, false, span)?;
                let factor = Rational::integer(units(ty)).checked_mul(&Rational::integer(units(right.ty)));
                let exact = factor.and_then(|factor| amount.value.checked_mul(&factor)).ok();
                let Some((numerator, denominator)) = exact.as_ref().and_then(parts) else {
                    return self.too_large(span);
                };
                let constant = Expr { kind: ExprKind::Constant(numerator), ty, span: at };
                let right =
                    if denominator == 1 { right } else { scale(right, denominator, 1, Type::Int, span) };
                Ok(Term::Typed(Expr { kind: divide(constant, right, 1), ty, span }))
            }
            (Term::Typed(left), Term::Typed(right)) => {
                let dimension = self.dimension(&left)? - self.dimension(&right)?;
                let ty = self.held(dimension, false, span)?;
                let numerator = units(right.ty) * units(ty) / units(left.ty);
                Ok(Term::Typed(Expr { kind: divide(left, right, numerator), ty, span }))
            }
            (left, _) => Ok(left),
        }
    }

    /// `expr x constant`
    fn scaled(&mut self, expr: Expr, constant: &Amount, whole: bool, span: Span) -> Result<Term, Unknown> {
        let dimension = self.dimension(&expr)? + constant.dimension;
        let ty = self.held(dimension, whole, span)?;
        let exact = constant.value.checked_mul(&Rational::ratio(units(ty), units(expr.ty))).ok();
        let Some((numerator, denominator)) = exact.as_ref().and_then(parts) else {
            return self.too_large(span);
        };
        Ok(Term::Typed(scale(expr, numerator, denominator, ty, span)))
    }

    fn dimension(&mut self, expr: &Expr) -> Result<Dimension, Unknown> {
        if let Some(dimension) = of_type(expr.ty).filter(|_| expr.ty != Type::Id) {
            return Ok(dimension);
        }
        let words = super::term::type_words(expr.ty, self.world);
        self.refuse(
            Diagnostic::error("type", expr.span, format!("arithmetic with {words}"))
                .help("arithmetic is for numbers, times, money and lengths"),
        )
    }

    /// The type of a result.
    fn held(&mut self, dimension: Dimension, whole: bool, span: Span) -> Result<Type, Unknown> {
        match of_dimension(dimension) {
            Some(Type::Decimal) if whole => Ok(Type::Int),
            Some(ty) => Ok(ty),
            None => {
                let words = dimension.in_seconds().words();
                self.refuse(
                    Diagnostic::error("type", span, format!("this gives {words}, which a row cannot hold"))
                        .help("multiply or divide so that a number, a time, money or a length comes out"),
                )
            }
        }
    }

    fn too_large<T>(&mut self, span: Span) -> Result<T, Unknown> {
        self.refuse(
            Diagnostic::error("too-large", span, "a factor beyond what a run can hold (64 bits)")
                .help("use rounder numbers"),
        )
    }

    pub(super) fn negate(&mut self, inner: &syntax::Expr, span: Span) -> Result<Term, Unknown> {
        match self.term(inner, None)? {
            Term::Constant(amount, _, point) => {
                let value = amount.value.checked_mul(&Rational::integer(-1)).unwrap_or(amount.value);
                Ok(Term::Constant(Amount { value, ..amount }, span, point))
            }
            Term::Typed(expr) => {
                self.dimension(&expr)?;
                let ty = expr.ty;
                Ok(Term::Typed(Expr { kind: ExprKind::Negate(Box::new(expr)), ty, span }))
            }
        }
    }

    /// `floor(a)`, `ceil(a)`, `round(a)`: the division under it is rounded once, not twice.
    pub(super) fn rounded(&mut self, term: Term, rounding: Rounding, span: Span) -> Result<Term, Unknown> {
        if let Term::Constant(amount, ..) = &term {
            if amount.dimension.in_seconds() == Dimension::NONE {
                let value = match rounding {
                    Rounding::Down => amount.value.floor(),
                    Rounding::Up => amount.value.ceil(),
                    Rounding::Nearest => amount.value.round(),
                };
                return Ok(Term::Constant(Amount { value, dimension: Dimension::NONE }, span, false));
            }
        }
        let words = term.words(self.world);
        let expr = self.natural(term)?;
        match expr.ty {
            Type::Int => Ok(Term::Typed(expr)),
            Type::Decimal => Ok(Term::Typed(whole(expr, rounding, span))),
            _ => self.refuse(
                Diagnostic::error("type", span, format!("rounding of {words}"))
                    .help("divide first, so that a plain number is rounded: floor(now / 60s)"),
            ),
        }
    }
}

fn divide(left: Expr, right: Expr, numerator: i64) -> ExprKind {
    ExprKind::Divide { left: Box::new(left), right: Box::new(right), numerator, rounding: Rounding::Down }
}

fn scale(expr: Expr, numerator: i64, denominator: i64, ty: Type, span: Span) -> Expr {
    let kind = ExprKind::Scale { inner: Box::new(expr), numerator, denominator, rounding: Rounding::Down };
    Expr { kind, ty, span }
}

/// A decimal made whole.
fn whole(expr: Expr, rounding: Rounding, span: Span) -> Expr {
    let units = units(Type::Decimal);
    let kind = match expr.kind {
        ExprKind::Scale { inner, numerator, denominator, .. } if denominator.checked_mul(units).is_some() => {
            ExprKind::Scale { inner, numerator, denominator: denominator * units, rounding }
        }
        // a x (numerator / units) / b: the decimals that the division brought are not needed.
        ExprKind::Divide { left, right, numerator, .. } if numerator % units == 0 => {
            ExprKind::Divide { left, right, numerator: numerator / units, rounding }
        }
        kind => ExprKind::Scale {
            inner: Box::new(Expr { kind, ..expr }),
            numerator: 1,
            denominator: units,
            rounding,
        },
    };
    Expr { kind, ty: Type::Int, span }
}

/// A fraction in 64 bits.
fn parts(value: &Rational) -> Option<(i64, i64)> {
    let text = value.fraction();
    match text.split_once('/') {
        Some((numerator, denominator)) => Some((numerator.parse().ok()?, denominator.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    }
}
