use super::lower::{Lower, Place, Unknown};
use super::term::{Term, join};
use crate::calc::Dimension;
use crate::calc::syntax::{self, Call};
use crate::diag::{Diagnostic, Span};
use crate::problem::model::{DrawKind, ExprKind, Item, Type};

/// Lists that are drawn are this long at most.
const LONGEST_LIST: i64 = 10_000;

impl Lower<'_> {
    pub(super) fn drawn(&mut self, call: &Call, span: Span) -> Result<Term, Unknown> {
        if self.rows.place == Place::Rule {
            return self.refuse(
                Diagnostic::error("draw-in-rule", span, "a rule draws nothing")
                    .help("draw it in `with` or `let`, and keep it in a column"),
            );
        }
        let kind = match call.function.as_str() {
            "uniform" => return self.uniform(call, span),
            "exponential" | "lognormal" => return self.positive(call, span),
            "zipf" => {
                self.arity(call, 2, span)?;
                DrawKind::Zipf {
                    n: self.many(&call.arguments[0])?,
                    exponent: self.exponent(&call.arguments[1])?,
                }
            }
            "one_of" => {
                self.arity(call, 1, span)?;
                DrawKind::OneOf { n: self.many(&call.arguments[0])? }
            }
            "chance" => {
                self.arity(call, 1, span)?;
                let probability = self.probability(&call.arguments[0])?;
                let expr = self.draw(DrawKind::Chance { probability }, Type::Bool, span);
                return Ok(Term::Typed(expr));
            }
            _ => {
                self.arity(call, 2, span)?;
                let (count, n) = (self.many(&call.arguments[0])?, self.many(&call.arguments[1])?);
                if count > n || count > LONGEST_LIST {
                    return self.refuse(
                        Diagnostic::error(
                            "pick",
                            span,
                            format!("{count} different ones of {n} cannot be picked"),
                        )
                        .help(format!("pick at most as many as there are, and at most {LONGEST_LIST}")),
                    );
                }
                let expr = self.draw(DrawKind::Pick { count, n }, Type::List(Item::Int), span);
                return Ok(Term::Typed(expr));
            }
        };
        let expr = self.draw(kind, Type::Int, span);
        Ok(Term::Typed(expr))
    }

    fn uniform(&mut self, call: &Call, span: Span) -> Result<Term, Unknown> {
        self.arity(call, 2, span)?;
        let (low, high) = (self.term(&call.arguments[0], None)?, self.term(&call.arguments[1], None)?);
        let words = (low.words(self.world), high.words(self.world));
        let Some(ty) = low.natural().zip(high.natural()).and_then(|(a, b)| join(a, b)) else {
            return self.refuse(
                Diagnostic::error("type", span, format!("from {} to {}", words.0, words.1))
                    .help("both ends must be the same: uniform(2ms, 10ms)"),
            );
        };
        let (low, high) = (self.fixed(low, ty)?, self.fixed(high, ty)?);
        if low > high {
            return self.refuse(
                Diagnostic::error("uniform", span, "the first end is above the second")
                    .help("write the lower end first"),
            );
        }
        let expr = self.draw(DrawKind::Uniform { low, high }, ty, span);
        Ok(Term::Typed(expr))
    }

    fn positive(&mut self, call: &Call, span: Span) -> Result<Term, Unknown> {
        let two = call.function == "lognormal";
        self.arity(call, 1 + usize::from(two), span)?;
        let first = self.term(&call.arguments[0], None)?;
        let Some(ty) = first.natural() else { return self.natural(first).and(Err(Unknown)) };
        let first = self.fixed(first, ty)?;
        if two {
            let second = self.term(&call.arguments[1], Some(ty))?;
            let second = self.fixed(second, ty)?;
            return self.lognormal(first, second, ty, span).map(Term::Typed);
        }
        if first <= 0 {
            return self.refuse(
                Diagnostic::error("exponential", span, "a mean of 0 or less").help("write exponential(5ms)"),
            );
        }
        let expr = self.draw(DrawKind::Exponential { mean: first }, ty, span);
        Ok(Term::Typed(expr))
    }

    /// A constant in the representation of the type.
    fn fixed(&mut self, term: Term, ty: Type) -> Result<i64, Unknown> {
        let expr = self.fit(term, ty)?;
        match expr.kind {
            ExprKind::Constant(value) => Ok(value),
            _ => self.refuse(
                Diagnostic::error("constant", expr.span, "a draw's bounds are the same for every request")
                    .help("draw from numbers and inputs, then calculate: uniform(0, 10) * size"),
            ),
        }
    }

    /// How many there are to draw from.
    fn many(&mut self, tree: &syntax::Expr) -> Result<i64, Unknown> {
        let term = self.term(tree, Some(Type::Int))?;
        let span = term.span();
        let many = self.fixed(term, Type::Int)?;
        if many < 1 {
            return self.refuse(
                Diagnostic::error("draw-from-nothing", span, format!("a draw from {many}"))
                    .help("at least 1; a scaled count rounds up with ceil(…)"),
            );
        }
        Ok(many)
    }

    /// The exponent of a distribution: a plain number from 0.
    fn exponent(&mut self, tree: &syntax::Expr) -> Result<f64, Unknown> {
        let (value, span) = self.number(tree, "zipf(100, 1.0)")?;
        if (0.0..=f64::MAX).contains(&value) {
            return Ok(value);
        }
        let wrong = if value < 0.0 { "an exponent below 0" } else { "an exponent beyond all limits" };
        self.refuse(
            Diagnostic::error("draw", span, wrong).help("write 0 or more: zipf(100, 1.0); 0 draws all alike"),
        )
    }

    /// A probability from 0 to 1.
    fn probability(&mut self, tree: &syntax::Expr) -> Result<f64, Unknown> {
        let (value, span) = self.number(tree, "chance(5%)")?;
        if (0.0..=1.0).contains(&value) {
            return Ok(value);
        }
        let wrong = if value < 0.0 { "a chance below 0" } else { "a chance above 100 %" };
        self.refuse(Diagnostic::error("draw", span, wrong).help("write from 0 to 100 %: chance(5%)"))
    }

    /// A plain number, and where it stands.
    fn number(&mut self, tree: &syntax::Expr, example: &str) -> Result<(f64, Span), Unknown> {
        let term = self.term(tree, None)?;
        let span = term.span();
        if let Term::Constant(amount, ..) = &term {
            if amount.dimension.in_seconds() == Dimension::NONE {
                return Ok((amount.value.to_f64(), span));
            }
        }
        self.refuse(
            Diagnostic::error("draw", span, "this must be a plain number, the same for every request")
                .help(format!("write it like {example}")),
        )
    }
}
