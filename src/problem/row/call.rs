use super::lower::{Lower, Unknown};
use super::term::{Term, join, of_type};
use crate::calc::syntax::Call;
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::model::{Expr, ExprKind, Rounding, Type};
use crate::problem::vocabulary::{FUNCTIONS, functions};

impl Lower<'_> {
    pub(super) fn call(&mut self, call: &Call, span: Span, expected: Option<Type>) -> Result<Term, Unknown> {
        let name = self.place_of(call.name);
        if let Some(filter) = &call.filter {
            if !matches!(call.function.as_str(), "count" | "sum" | "min" | "max") {
                let at = self.place_of(filter.span);
                return self.refuse(
                    Diagnostic::error("where", at, format!("`where` in {}", call.function))
                        .help("it belongs in count, sum, min and max over a table"),
                );
            }
        }
        match call.function.as_str() {
            "if" => self.choice(call, span, expected),
            "count" | "sum" => self.aggregate(call, span),
            "min" | "max" if call.arguments.len() == 1 => self.aggregate(call, span),
            "min" | "max" => self.extreme(call, span),
            "floor" => self.round(call, Rounding::Down, span),
            "ceil" => self.round(call, Rounding::Up, span),
            "round" => self.round(call, Rounding::Nearest, span),
            "mod" => self.modulo(call, span),
            "len" | "sorted" => self.list(call, span),
            "new_id" => {
                self.arity(call, 0, span)?;
                Ok(Term::Typed(Expr { kind: ExprKind::NewId, ty: Type::Int, span }))
            }
            "uniform" | "zipf" | "one_of" | "pick" | "chance" | "exponential" | "lognormal" => {
                self.drawn(call, span)
            }
            "most" => self.refuse(
                Diagnostic::error("unknown-function", name, "`most` belongs to objectives")
                    .help("write it in [objectives]: most(admitted, 2s) <= 102"),
            ),
            other => {
                let help = nearest(other, functions()).map_or_else(
                    || format!("there are {}", functions().collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                self.refuse(
                    Diagnostic::error("unknown-function", name, format!("no function is called `{other}`"))
                        .help(help),
                )
            }
        }
    }

    /// Exactly so many arguments.
    pub(super) fn arity(&mut self, call: &Call, count: usize, span: Span) -> Result<(), Unknown> {
        if call.arguments.len() == count {
            return Ok(());
        }
        let form =
            FUNCTIONS.iter().find(|(name, _, _)| *name == call.function).map_or("", |(_, form, _)| form);
        let given = call.arguments.len();
        let noun = if count == 1 { "argument" } else { "arguments" };
        self.refuse(
            Diagnostic::error(
                "arguments",
                span,
                format!("`{}` takes {count} {noun}, and {given} stand here", call.function),
            )
            .help(format!("write {form}")),
        )
    }

    fn choice(&mut self, call: &Call, span: Span, expected: Option<Type>) -> Result<Term, Unknown> {
        self.arity(call, 3, span)?;
        let condition = self.condition(&call.arguments[0]);
        let then = self.term(&call.arguments[1], expected);
        let hint = expected.or_else(|| then.as_ref().ok().and_then(Term::natural));
        let otherwise = self.term(&call.arguments[2], hint);
        let (condition, then, otherwise) = (condition?, then?, otherwise?);
        if let ExprKind::Constant(truth) = condition.kind {
            return Ok(if truth != 0 { then } else { otherwise });
        }
        let words = (then.words(self.world), otherwise.words(self.world));
        let joined = then.natural().zip(otherwise.natural()).and_then(|(a, b)| join(a, b));
        let Some(ty) = joined else {
            return self.refuse(
                Diagnostic::error("type", span, format!("`if` gives {} or {}", words.0, words.1))
                    .help("both must be the same"),
            );
        };
        let (then, otherwise) = (Box::new(self.fit(then, ty)?), Box::new(self.fit(otherwise, ty)?));
        Ok(Term::Typed(Expr { kind: ExprKind::If(Box::new(condition), then, otherwise), ty, span }))
    }

    fn extreme(&mut self, call: &Call, span: Span) -> Result<Term, Unknown> {
        let least = call.function == "min";
        let mut terms = Vec::new();
        for argument in &call.arguments {
            terms.push(self.term(argument, None));
        }
        let terms: Vec<Term> = terms.into_iter().collect::<Result<_, _>>()?;
        let Some(first) = terms.first().and_then(Term::natural) else {
            return self.refuse(
                Diagnostic::error("arguments", span, format!("`{}` of nothing", call.function))
                    .help("write min(a, b)"),
            );
        };
        let ty = terms.iter().try_fold(first, |ty, term| term.natural().and_then(|other| join(ty, other)));
        let Some(ty) = ty.filter(|&ty| of_type(ty).is_some() && ty != Type::Id) else {
            let words: Vec<String> = terms.iter().map(|term| term.words(self.world)).collect();
            return self.refuse(
                Diagnostic::error("type", span, format!("`{}` of {}", call.function, words.join(" and ")))
                    .help("all must be the same; 0 of a time is written 0s"),
            );
        };
        let mut all: Option<Expr> = None;
        for term in terms {
            let next = self.fit(term, ty)?;
            all = Some(match all {
                None => next,
                Some(before) => {
                    let (a, b) = (Box::new(before), Box::new(next));
                    Expr { kind: if least { ExprKind::Min(a, b) } else { ExprKind::Max(a, b) }, ty, span }
                }
            });
        }
        all.map(Term::Typed).ok_or(Unknown)
    }

    fn round(&mut self, call: &Call, rounding: Rounding, span: Span) -> Result<Term, Unknown> {
        self.arity(call, 1, span)?;
        let term = self.term(&call.arguments[0], None)?;
        self.rounded(term, rounding, span)
    }

    fn modulo(&mut self, call: &Call, span: Span) -> Result<Term, Unknown> {
        self.arity(call, 2, span)?;
        let left = self.term(&call.arguments[0], None);
        let right = self.term(&call.arguments[1], None);
        let (left, right) = (left?, right?);
        let words = (left.words(self.world), right.words(self.world));
        let ty = left.natural().zip(right.natural()).and_then(|(a, b)| join(a, b));
        let Some(ty) = ty.filter(|&ty| of_type(ty).is_some() && ty != Type::Id) else {
            return self.refuse(
                Diagnostic::error("type", span, format!("`mod` of {} and {}", words.0, words.1))
                    .help("both must be the same"),
            );
        };
        let (left, right) = (Box::new(self.fit(left, ty)?), Box::new(self.fit(right, ty)?));
        if right.kind == ExprKind::Constant(0) {
            return self.refuse(
                Diagnostic::error("division-by-zero", right.span, "the rest of a division by 0")
                    .help("divide by something else"),
            );
        }
        Ok(Term::Typed(Expr { kind: ExprKind::Modulo(left, right), ty, span }))
    }

    /// `len(cart)`, `sorted(cart)`
    fn list(&mut self, call: &Call, span: Span) -> Result<Term, Unknown> {
        self.arity(call, 1, span)?;
        let term = self.term(&call.arguments[0], None)?;
        let words = term.words(self.world);
        let sorts = call.function == "sorted";
        let expr = match term {
            Term::Typed(expr)
                if matches!(expr.ty, Type::List(_)) || (!sorts && matches!(expr.ty, Type::Rows(_))) =>
            {
                expr
            }
            _ => {
                let help = if sorts {
                    "rows are put in order where they are read: by = \"item\""
                } else {
                    "a list comes from pick(3, n) or from a scan"
                };
                return self.refuse(
                    Diagnostic::error("type", span, format!("`{}` of {words}", call.function)).help(help),
                );
            }
        };
        let ty = expr.ty;
        Ok(Term::Typed(if sorts {
            Expr { kind: ExprKind::Sorted(Box::new(expr)), ty, span }
        } else {
            Expr { kind: ExprKind::Length(Box::new(expr)), ty: Type::Int, span }
        }))
    }
}
