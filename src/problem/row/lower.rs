use std::fmt::Display;
use std::rc::Rc;

use super::term::{Term, type_words};
use super::world::{Cache, World};
use crate::calc::syntax::{self, ExprKind as Syntax, Operator};
use crate::calc::{Calendar, Dimension, Rational};
use crate::diag::{Diagnostic, Span};
use crate::problem::document::Text;
use crate::problem::model::{Amount, Draw, DrawKind, Expr, ExprKind, Slot, TableId, Type, Walk};

/// Something cannot be typed: what is wrong has been said, or will be where the type is missing.
#[derive(Clone, Copy, Debug)]
pub(in crate::problem) struct Unknown;

/// What a name of a value stands for.
pub(in crate::problem) enum Found {
    /// A value of the request.
    Value(Slot, Type),
    /// The contrary of a truth: `got.no`.
    Not(Slot),
    /// A value whose type nobody has said yet.
    Untyped,
    /// Nothing; the text says why, where the frame knows.
    Nothing(Option<String>),
}

/// Where values of a request come from.
pub(in crate::problem) trait Frame {
    /// The value with this name (`item`) or a part of what a step left (`got`, `ok`), only where it is
    /// already known.
    fn known(&mut self, path: &[String], span: Span) -> Option<Found>;

    /// The value with this name, which a caller may have to bring; `near` is what else could have been meant here.
    fn wanted(&mut self, path: &[String], span: Span, near: Option<String>) -> Found;

    /// Names that could have been meant.
    fn names(&self) -> Vec<String>;
}

/// The frame of what has no request: initial values and rules.
pub(in crate::problem) struct NoValues;

impl Frame for NoValues {
    fn known(&mut self, _: &[String], _: Span) -> Option<Found> {
        None
    }

    fn wanted(&mut self, _: &[String], _: Span, _: Option<String>) -> Found {
        Found::Nothing(None)
    }

    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// The rows at hand.
#[derive(Clone, Debug, Default)]
pub(in crate::problem) struct RowScope {
    /// The table whose columns bare names are, and how they are seen.
    pub this: Option<(TableId, Bare)>,
    /// What a rule walks: `my.` inside an aggregate, `old.` outside of one.
    pub walk: Option<Walk>,
    /// Where the expression stands.
    pub place: Place,
    /// Inside an aggregate.
    pub inner: bool,
    /// Asked once, after the drain: no row changes there.
    pub at_end: bool,
}

/// Where an expression stands, and so what it may ask.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::problem) enum Place {
    /// In a step or an initial value: it may draw.
    #[default]
    Step,
    /// In a note: it may draw, and sees the truth about tables free of charge.
    Note,
    /// In a rule: it sees the truth and what was measured, and draws nothing.
    Rule,
}

/// Which columns a bare name may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::problem) enum Bare {
    /// All of the row at hand.
    Row,
    /// The key columns only: of a row that is being made.
    Key,
}

/// Types the expressions of one place.
pub(in crate::problem) struct Lower<'a> {
    /// What the design knows.
    pub world: &'a World,
    /// Trees that were parsed before.
    pub cache: &'a Cache,
    /// Where values come from.
    pub frame: &'a mut dyn Frame,
    /// The rows at hand.
    pub rows: RowScope,
    /// What is wrong.
    pub diagnostics: &'a mut Vec<Diagnostic>,
    /// The name of the place, for draws.
    pub place: &'a dyn Display,
    /// Draws so far.
    pub draws: u32,
    /// Terms inside each other.
    pub depth: usize,
    /// The text that is being typed.
    pub text: Option<Text>,
}

impl<'a> Lower<'a> {
    /// Types expressions in `rows`; `place` names where they stand.
    pub fn new(
        world: &'a World,
        cache: &'a Cache,
        frame: &'a mut dyn Frame,
        rows: RowScope,
        diagnostics: &'a mut Vec<Diagnostic>,
        place: &'a dyn Display,
    ) -> Self {
        Self { world, cache, frame, rows, diagnostics, place, draws: 0, depth: 0, text: None }
    }

    /// An expression of any type.
    pub fn any(&mut self, text: &Text) -> Result<Expr, Unknown> {
        let term = self.term_of(text, None)?;
        let span = term.span();
        let Some(ty) = term.natural() else {
            let words = term.words(self.world);
            return self.refuse(
                Diagnostic::error("type", span, format!("{words} cannot be held by a value"))
                    .help("values are numbers, times, money, lengths, labels and truths: multiply it until it is one"),
            );
        };
        self.fit(term, ty)
    }

    /// An expression of this type.
    pub fn typed(&mut self, text: &Text, ty: Type) -> Result<Expr, Unknown> {
        let term = self.term_of(text, Some(ty))?;
        self.fit(term, ty)
    }

    /// A duration to draw (`5ms p99 25ms`) or any expression for a time.
    pub fn time(&mut self, text: &Text) -> Result<Expr, Unknown> {
        let Some(at) = text.text.find(" p99 ") else { return self.typed(text, Type::Time) };
        let median = self.constant(&text.part(0, at), Type::Time)?;
        let p99 = self.constant(&text.part(at + 5, text.text.len()), Type::Time)?;
        self.lognormal(median, p99, Type::Time, text.inside())
    }

    pub(super) fn lognormal(&mut self, median: i64, p99: i64, ty: Type, span: Span) -> Result<Expr, Unknown> {
        if median <= 0 || p99 < median {
            return self.refuse(
                Diagnostic::error("lognormal", span, "a 99th percentile below the median, or a median of 0")
                    .help("write the median first: 5ms p99 25ms"),
            );
        }
        let kind = DrawKind::Lognormal { median, p99 };
        Ok(self.draw(kind, ty, span))
    }

    /// The next draw of this place.
    pub(super) fn draw(&mut self, kind: DrawKind, ty: Type, span: Span) -> Expr {
        let stream = super::world::stream(&format!("{}#{}", self.place, self.draws));
        self.draws += 1;
        Expr { kind: ExprKind::Draw(Draw { stream, kind }), ty, span }
    }

    /// A constant of this type, in its representation.
    pub fn constant(&mut self, text: &Text, ty: Type) -> Result<i64, Unknown> {
        let expr = self.typed(text, ty)?;
        match expr.kind {
            ExprKind::Constant(value) => Ok(value),
            _ => self.refuse(
                Diagnostic::error("constant", expr.span, "this must be the same for every request")
                    .help("use numbers and inputs only"),
            ),
        }
    }

    fn term_of(&mut self, text: &Text, expected: Option<Type>) -> Result<Term, Unknown> {
        let tree = match self.cache.parse(&text.text) {
            Ok(tree) => tree,
            Err(error) => return self.refuse(text.locate(error)),
        };
        self.tree(text, &tree, expected)
    }

    /// A tree that was parsed from this text.
    pub fn tree(
        &mut self,
        text: &Text,
        tree: &Rc<syntax::Expr>,
        expected: Option<Type>,
    ) -> Result<Term, Unknown> {
        let outer = self.text.replace(text.clone());
        let term = self.term(tree, expected);
        self.text = outer;
        term
    }

    /// Says what is wrong.
    pub fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Result<T, Unknown> {
        self.diagnostics.push(diagnostic);
        Err(Unknown)
    }

    /// A place within the text, as a place in the file.
    pub(super) fn place_of(&self, span: Span) -> Span {
        self.text.as_ref().map_or(span, |text| text.place(span))
    }

    /// The same term with this type, or what is wrong with it.
    pub fn fit(&mut self, term: Term, ty: Type) -> Result<Expr, Unknown> {
        let (span, words) = (term.span(), term.words(self.world));
        let decimal = matches!(term.natural(), Some(Type::Decimal)) && matches!(ty, Type::Int | Type::Id);
        let is_id = matches!(term.natural(), Some(Type::Id));
        let constant = matches!(term, Term::Constant(..));
        let same = match &term {
            Term::Constant(amount, ..) => super::term::of_type(ty) == Some(amount.dimension.in_seconds()),
            Term::Typed(_) => false,
        };
        if let Some(expr) = term.fit(ty) {
            return Ok(expr);
        }
        let wanted = type_words(ty, self.world);
        let error = if decimal {
            Diagnostic::error("type", span, "a decimal where a whole number belongs")
                .help("floor(…), ceil(…) or round(…) makes it whole")
        } else if constant && same {
            Diagnostic::error("too-large", span, "a number beyond what a run can hold (64 bits)")
                .help("use a smaller number")
        } else {
            let help = match ty {
                Type::Time => "a time has a unit: 30s, 5min",
                Type::Money => "money has a sign: $50",
                Type::Length => "a length has a unit: 15km, 200 metres",
                Type::Bool => "a condition compares: state = paid, tries > 3",
                Type::Enum(_) => "write one of its labels",
                Type::Int if is_id => {
                    "an id is no number: a column that holds it is one of ids, as in columns = { ref = \"id\" }"
                }
                _ => "check what stands on both sides",
            };
            Diagnostic::error("type", span, format!("{words} where {wanted} belongs")).help(help)
        };
        self.refuse(error)
    }

    /// The typed form of a term by itself.
    pub(super) fn natural(&mut self, term: Term) -> Result<Expr, Unknown> {
        match term.natural() {
            Some(ty) => self.fit(term, ty),
            None => self.fit(term, Type::Int),
        }
    }

    /// One node of the tree.
    pub(super) fn term(&mut self, tree: &syntax::Expr, expected: Option<Type>) -> Result<Term, Unknown> {
        let span = self.place_of(tree.span);
        match &tree.kind {
            Syntax::Literal(literal) => self.literal(literal, tree.span),
            Syntax::Name(path) => self.name(path, span, expected),
            Syntax::Call(call) => self.call(call, span, expected),
            Syntax::Lookup { table, keys, column } => self.lookup(table, keys, column, span),
            Syntax::Negate(inner) => self.negate(inner, span),
            Syntax::Not(inner) => {
                let inner = self.condition(inner)?;
                Ok(self.bool(ExprKind::Not(Box::new(inner)), span))
            }
            Syntax::Binary(operator @ (Operator::And | Operator::Or), left, right) => {
                let left = self.condition(left);
                let right = self.condition(right);
                let (left, right) = (Box::new(left?), Box::new(right?));
                let kind = if *operator == Operator::And {
                    ExprKind::And(left, right)
                } else {
                    ExprKind::Or(left, right)
                };
                Ok(self.bool(kind, span))
            }
            Syntax::Binary(operator, left, right) => self.arithmetic(*operator, left, right, span),
            Syntax::Compare(first, rest) => self.comparison(first, rest, span),
            Syntax::Member(value, list) => self.member(value, list, span),
            Syntax::Power(base, exponent) => self.power(base, exponent, span),
            Syntax::Range(..) => self.refuse(
                Diagnostic::error("range", span, "a range of numbers where one value belongs")
                    .help("`..` counts in a loop: each = \"k in 1..n\""),
            ),
            Syntax::Scaled { .. } | Syntax::Convert(..) | Syntax::Unit(_) => self.refuse(
                Diagnostic::error("type", span, "this form belongs to the calculator, not to rows")
                    .help("write the unit directly behind its number: 30s"),
            ),
        }
    }

    /// A condition.
    pub(super) fn condition(&mut self, tree: &syntax::Expr) -> Result<Expr, Unknown> {
        let term = self.term(tree, Some(Type::Bool))?;
        self.fit(term, Type::Bool)
    }

    pub(super) fn bool(&self, kind: ExprKind, span: Span) -> Term {
        Term::Typed(Expr { kind: fold(kind), ty: Type::Bool, span })
    }

    /// A number with its unit, exact.
    fn literal(&mut self, literal: &syntax::Literal, within: Span) -> Result<Term, Unknown> {
        let point = self.text.as_ref().is_some_and(|text| within.of(&text.text).contains('.'));
        let span = self.place_of(within);
        match amount(literal) {
            Some(amount) => Ok(Term::Constant(amount, span, point)),
            None => self.refuse(
                Diagnostic::error("number-too-large", span, "a number beyond the limit of 4,096 bits")
                    .help("use a smaller number"),
            ),
        }
    }

    fn power(&mut self, base: &syntax::Expr, exponent: &syntax::Expr, span: Span) -> Result<Term, Unknown> {
        let base = self.term(base, None)?;
        let exponent = self.term(exponent, None)?;
        if let (Term::Constant(base, _, point), Term::Constant(exponent, ..)) = (&base, &exponent) {
            let whole = (exponent.dimension == Dimension::NONE).then(|| exponent.value.to_i64()).flatten();
            let power = whole.and_then(|whole| {
                let dimension = base.dimension.power(whole)?;
                Some(Amount { value: base.value.checked_pow(whole).ok()?, dimension })
            });
            if let Some(amount) = power {
                return Ok(Term::Constant(amount, span, *point));
            }
        }
        self.refuse(
            Diagnostic::error("power", span, "only numbers and inputs are raised to a whole power")
                .help("multiply: a * a"),
        )
    }
}

/// Truths that are known already.
fn fold(kind: ExprKind) -> ExprKind {
    let known = |expr: &Expr| if let ExprKind::Constant(value) = expr.kind { Some(value != 0) } else { None };
    match kind {
        ExprKind::Not(inner) => match known(&inner) {
            Some(truth) => ExprKind::Constant(i64::from(!truth)),
            None => ExprKind::Not(inner),
        },
        ExprKind::And(left, right) => match (known(&left), known(&right)) {
            (Some(false), _) | (_, Some(false)) => ExprKind::Constant(0),
            (Some(true), _) => right.kind,
            (_, Some(true)) => left.kind,
            _ => ExprKind::And(left, right),
        },
        ExprKind::Or(left, right) => match (known(&left), known(&right)) {
            (Some(true), _) | (_, Some(true)) => ExprKind::Constant(1),
            (Some(false), _) => right.kind,
            (_, Some(false)) => left.kind,
            _ => ExprKind::Or(left, right),
        },
        kind => kind,
    }
}

/// The exact amount of a literal in base units; `None` beyond the limit of big numbers.
pub(in crate::problem) fn amount(literal: &syntax::Literal) -> Option<Amount> {
    let mut value = literal.number.clone();
    let mut dimension = Dimension::NONE;
    if let Some(magnitude) = literal.magnitude {
        value = value.checked_mul(&magnitude.factor()).ok()?;
    }
    if let Some(currency) = literal.money {
        dimension = dimension + currency.dimension();
    }
    if literal.tail.percent {
        value = value.checked_div(&Rational::integer(100)).ok()?;
    }
    let size = |unit: &syntax::UnitName| {
        let (numerator, denominator) = unit.unit.factor;
        let calendar = unit.unit.calendar().map_or(1, Calendar::seconds);
        Rational::ratio(numerator, denominator).checked_mul(&Rational::integer(calendar)).ok()
    };
    for unit in &literal.tail.units {
        value = value.checked_mul(&size(unit)?).ok()?;
        dimension = dimension + unit.unit.dimension;
    }
    for per in &literal.tail.per {
        if let Some(count) = &per.count {
            value = value.checked_div(count).ok()?;
        }
        if let syntax::PerWhat::Units(units) = &per.what {
            for unit in units {
                value = value.checked_div(&size(unit)?).ok()?;
                dimension = dimension - unit.unit.dimension;
            }
        }
    }
    Some(Amount { value, dimension: dimension.in_seconds() })
}
