use super::{ColumnId, FaultId, Observable, Slot, TableId, Type};
use crate::calc::syntax::Comparison;
use crate::diag::Span;

/// A typed expression of the row profile. Every name is resolved; every scalar is an `i64` in the
/// representation of its [`Type`].
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// What it gives.
    pub ty: Type,
    /// Where it stands in the file: overflow and division by zero are reported there.
    pub span: Span,
}

/// What an expression can be. Operands have been converted: both sides of a sum, a comparison, `Min`
/// and `If` have the type of the result (or, of a comparison, one type).
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A constant, in the representation of the type.
    Constant(i64),
    /// A value of the request.
    Value(Slot),
    /// A column of a row at hand. A row that is missing has its initial values.
    Column(Row, ColumnId),
    /// A row of a table by its key, read free of charge from the truth.
    Lookup {
        /// The table.
        table: TableId,
        /// One for each key column.
        key: Vec<Expr>,
        /// What of it.
        field: Field,
    },
    /// `count(lines where order = my.order)`, read free of charge from the truth.
    Aggregate(Box<Aggregate>),
    /// What a run measured; only in rules.
    Measure(Observable),
    /// The clock of where the step runs, in nanoseconds since the start.
    Now,
    /// The number of the request: its index in the stream of its flow's arrivals.
    Request,
    /// A number that nobody had before.
    NewId,
    /// The number of the instance on which the step runs.
    Instance,
    /// Whether a fault acts now.
    FaultActive(FaultId),
    /// `-a`
    Negate(Box<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `a + b`
    Add(Box<Expr>, Box<Expr>),
    /// `a - b`
    Subtract(Box<Expr>, Box<Expr>),
    /// `a x b / denominator`, down to the next whole; the denominator takes out the decimals that
    /// both bring. Computed in 128 bits.
    Multiply {
        /// The first factor.
        left: Box<Expr>,
        /// The second factor.
        right: Box<Expr>,
        /// Above 0.
        denominator: i64,
    },
    /// `a x numerator / b`, rounded; dividing by zero stops the run. Computed in 128 bits.
    Divide {
        /// The dividend.
        left: Box<Expr>,
        /// The divisor.
        right: Box<Expr>,
        /// Above 0.
        numerator: i64,
        /// How.
        rounding: Rounding,
    },
    /// `a x numerator / denominator`, rounded: a product with a constant, or a change of
    /// representation. Computed in 128 bits.
    Scale {
        /// The factor that varies.
        inner: Box<Expr>,
        /// The constant's numerator.
        numerator: i64,
        /// The constant's denominator, above 0.
        denominator: i64,
        /// How.
        rounding: Rounding,
    },
    /// `mod(a, b)`: never negative for a positive `b`.
    Modulo(Box<Expr>, Box<Expr>),
    /// The least of two.
    Min(Box<Expr>, Box<Expr>),
    /// The greatest of two.
    Max(Box<Expr>, Box<Expr>),
    /// `a <= b`
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a and b`; the second is looked at only where the first is true.
    And(Box<Expr>, Box<Expr>),
    /// `a or b`; the second is looked at only where the first is false.
    Or(Box<Expr>, Box<Expr>),
    /// `if(c, a, b)`; only the chosen one is looked at.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `a in (b, c)`, all constants.
    OneOf(Box<Expr>, Vec<i64>),
    /// `sorted(cart)`: ascending.
    Sorted(Box<Expr>),
    /// `len(cart)`: of a list or of rows.
    Length(Box<Expr>),
    /// Something drawn.
    Draw(Draw),
}

/// Which row a column is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The row at hand: of the table that the step, the aggregate or the initial value is about; in
    /// the outermost part of a rule, the row that `each` walks.
    This,
    /// Inside an aggregate of a rule: the row that `each` walks (`my.`).
    Walked,
    /// The row that `each` walks, before the change (`old.`); a rule with it is not checked on insert.
    Old,
}

/// What of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// A column.
    Column(ColumnId),
    /// Whether there is such a row.
    Found,
}

/// How a division is made whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards minus infinity.
    Down,
    /// Towards plus infinity.
    Up,
    /// To the nearest, a half away from zero.
    Nearest,
}

/// An aggregate over a table, or over the group that a rule walks.
#[derive(Clone, Debug, PartialEq)]
pub struct Aggregate {
    /// What is computed. Over no rows a sum is 0, and the least and the greatest are 0.
    pub kind: AggregateKind,
    /// The table; `None` for the rule's group (`count()`), or its whole table where it has no `by`.
    pub table: Option<TableId>,
    /// What is added up or compared, over the row at hand; `None` for a count.
    pub value: Option<Expr>,
    /// Which rows.
    pub filter: Option<Expr>,
}

/// What an aggregate computes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AggregateKind {
    /// The number of rows.
    Count,
    /// The sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
}

/// A draw: a function of (seed, stream, request, attempt), so that variants of a design share their luck.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// A name that does not move when steps are put beside it, hashed.
    pub stream: u64,
    /// From which distribution.
    pub kind: DrawKind,
}

/// A distribution. The parameters are in the representation of the expression's type.
#[derive(Clone, Debug, PartialEq)]
pub enum DrawKind {
    /// `uniform(a, b)`: both ends included.
    Uniform {
        /// The least.
        low: i64,
        /// The greatest.
        high: i64,
    },
    /// `zipf(n, s)`: 0 to n - 1, the number k with a weight of 1 / (k + 1)^s.
    Zipf {
        /// How many.
        n: i64,
        /// The exponent.
        exponent: f64,
    },
    /// `one_of(n)`: 0 to n - 1, all alike.
    OneOf {
        /// How many.
        n: i64,
    },
    /// `pick(k, n)`: a list of k different numbers from 0 to n - 1, in any order.
    Pick {
        /// How many are picked; at most `n`.
        count: i64,
        /// Out of how many.
        n: i64,
    },
    /// `chance(p)`
    Chance {
        /// From 0 to 1.
        probability: f64,
    },
    /// `exponential(mean)`
    Exponential {
        /// The mean.
        mean: i64,
    },
    /// `lognormal(median, p99)`, also written `"5ms p99 25ms"`.
    Lognormal {
        /// Half of the draws are below.
        median: i64,
        /// 99 % of the draws are below.
        p99: i64,
    },
}

impl Expr {
    /// Calls `visit` on each expression directly inside.
    pub fn each_child<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        match &self.kind {
            ExprKind::Constant(_)
            | ExprKind::Value(_)
            | ExprKind::Column(..)
            | ExprKind::Measure(_)
            | ExprKind::Now
            | ExprKind::Request
            | ExprKind::NewId
            | ExprKind::Instance
            | ExprKind::FaultActive(_)
            | ExprKind::Draw(_) => {}
            ExprKind::Lookup { key, .. } => key.iter().for_each(visit),
            ExprKind::Aggregate(aggregate) => aggregate.value.iter().chain(&aggregate.filter).for_each(visit),
            ExprKind::Negate(a)
            | ExprKind::Not(a)
            | ExprKind::Scale { inner: a, .. }
            | ExprKind::OneOf(a, _)
            | ExprKind::Sorted(a)
            | ExprKind::Length(a) => visit(a),
            ExprKind::Add(a, b)
            | ExprKind::Subtract(a, b)
            | ExprKind::Multiply { left: a, right: b, .. }
            | ExprKind::Divide { left: a, right: b, .. }
            | ExprKind::Modulo(a, b)
            | ExprKind::Min(a, b)
            | ExprKind::Max(a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b) => {
                visit(a);
                visit(b);
            }
            ExprKind::If(a, b, c) => {
                visit(a);
                visit(b);
                visit(c);
            }
        }
    }

    /// Calls `visit` on this expression and everything inside, outermost first.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        visit(self);
        self.each_child(&mut |child| child.walk(visit));
    }
}
