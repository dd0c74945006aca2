use super::lower::{Lower, Unknown};
use super::term::{Term, join, of_type};
use crate::calc::syntax::{self, Comparison, ExprKind as Syntax};
use crate::diag::{Diagnostic, Span};
use crate::problem::model::{Expr, ExprKind, Type};

impl Lower<'_> {
    /// `a <= b`, or a chain `a <= b <= c`, which is `a <= b and b <= c`.
    pub(super) fn comparison(
        &mut self,
        first: &syntax::Expr,
        rest: &[(Comparison, syntax::Expr)],
        span: Span,
    ) -> Result<Term, Unknown> {
        let mut left = self.term(first, None);
        let mut all: Option<Expr> = None;
        for (sign, operand) in rest {
            let expected = left.as_ref().ok().and_then(Term::natural);
            if left.is_err() && matches!(&operand.kind, Syntax::Name(path) if path.len() == 1) {
                // Could be a label: nothing can be said before the other side is known.
                return Err(Unknown);
            }
            let right = self.term(operand, expected);
            let (Ok(a), Ok(b)) = (left, right.clone()) else { return Err(Unknown) };
            let one = self.compare(*sign, a, b, span)?;
            all = Some(match all {
                None => one,
                Some(before) => {
                    Expr { kind: ExprKind::And(Box::new(before), Box::new(one)), ty: Type::Bool, span }
                }
            });
            left = right;
        }
        let all = all.ok_or(Unknown)?;
        Ok(Term::Typed(all))
    }

    fn compare(&mut self, sign: Comparison, left: Term, right: Term, span: Span) -> Result<Expr, Unknown> {
        if let (Term::Constant(a, ..), Term::Constant(b, ..)) = (&left, &right) {
            if a.dimension.in_seconds() == b.dimension.in_seconds() {
                let holds = sign.holds(&a.value, &b.value);
                return Ok(Expr { kind: ExprKind::Constant(i64::from(holds)), ty: Type::Bool, span });
            }
        }
        let words = (left.words(self.world), right.words(self.world));
        let ty = left.natural().zip(right.natural()).and_then(|(a, b)| join(a, b));
        let Some(ty) = ty.filter(|ty| ty.is_scalar()) else {
            let zero = matches!(&right, Term::Constant(amount, ..) if amount.value.is_zero());
            let help = match &left {
                Term::Typed(left) if zero && left.ty == Type::Time => "0 of a time is written 0s",
                Term::Typed(left) if zero && left.ty == Type::Money => "0 of money is written $0",
                _ => "both sides must be the same: two times, two amounts, two labels of one list",
            };
            return self.refuse(
                Diagnostic::error("type", span, format!("{} compared with {}", words.0, words.1)).help(help),
            );
        };
        let ordered = !matches!(sign, Comparison::Equal | Comparison::Differs);
        if ordered && of_type(ty).is_none() {
            return self.refuse(
                Diagnostic::error("type", span, format!("{} has no order", words.0))
                    .help("compare with = or !=, or write x in (a, b)"),
            );
        }
        let (left, right) = (Box::new(self.fit(left, ty)?), Box::new(self.fit(right, ty)?));
        Ok(Expr { kind: ExprKind::Compare(sign, left, right), ty: Type::Bool, span })
    }

    /// `state in (held, sold)`
    pub(super) fn member(
        &mut self,
        value: &syntax::Expr,
        list: &[syntax::Expr],
        span: Span,
    ) -> Result<Term, Unknown> {
        let value = self.term(value, None)?;
        let value = self.natural(value)?;
        let mut constants = Vec::new();
        let mut others = Vec::new();
        for item in list {
            let term = self.term(item, Some(value.ty))?;
            let item = self.fit(term, value.ty)?;
            match item.kind {
                ExprKind::Constant(constant) => constants.push(constant),
                _ => others.push(item),
            }
        }
        if constants.is_empty() && others.is_empty() {
            return self.refuse(
                Diagnostic::error("empty-list", span, "a list without items").help("write x in (a, b)"),
            );
        }
        let mut any = (!constants.is_empty()).then(|| Expr {
            kind: ExprKind::OneOf(Box::new(value.clone()), constants),
            ty: Type::Bool,
            span,
        });
        for item in others {
            let kind = ExprKind::Compare(Comparison::Equal, Box::new(value.clone()), Box::new(item));
            let one = Expr { kind, ty: Type::Bool, span };
            any = Some(match any {
                None => one,
                Some(before) => {
                    Expr { kind: ExprKind::Or(Box::new(before), Box::new(one)), ty: Type::Bool, span }
                }
            });
        }
        any.map(Term::Typed).ok_or(Unknown)
    }
}
