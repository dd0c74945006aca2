use super::{ColumnId, Expr, Nanos, NoteId, NoteMeasure, Observable, TableId};
use crate::calc::Dimension;
use crate::calc::syntax::Comparison;
use crate::diag::Span;

/// A promise about how well: `order.latency.p99 <= 300ms`.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// Its name; of a scenario's evidence, which has none, what it says.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// The sentence for people.
    pub says: String,
    /// As written.
    pub text: String,
    /// What is measured.
    pub left: Measured,
    /// How it must compare.
    pub comparison: Comparison,
    /// The bound.
    pub right: Measured,
    /// What both sides are: seconds, a rate, a plain number …
    pub dimension: Dimension,
}

/// Arithmetic over what a run measured, in base units (seconds, per second, bytes, dollars).
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// A constant.
    Constant(f64),
    /// Something measured; null where there is nothing to measure, and then the rule fails.
    Of(Observable),
    /// `most(note, window)`: the most notes in any window of this length.
    Most(NoteId, Nanos),
    /// `a + b`
    Add(Box<Measured>, Box<Measured>),
    /// `a - b`
    Subtract(Box<Measured>, Box<Measured>),
    /// `a x b`
    Multiply(Box<Measured>, Box<Measured>),
    /// `a / b`
    Divide(Box<Measured>, Box<Measured>),
    /// The least of two.
    Min(Box<Measured>, Box<Measured>),
    /// The greatest of two.
    Max(Box<Measured>, Box<Measured>),
}

/// A promise about what is true.
#[derive(Clone, Debug, PartialEq)]
pub struct Invariant {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// The sentence for people.
    pub says: String,
    /// As written.
    pub text: String,
    /// The rows or groups it speaks of; `None` for the whole design.
    pub each: Option<Walk>,
    /// Only rows of which this is true.
    pub filter: Option<Expr>,
    /// When it must hold.
    pub when: When,
    /// What must be true.
    pub condition: Expr,
    /// The tables it reads beside the one it walks.
    pub reads: Vec<TableId>,
}

/// The rows that a rule walks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The table.
    pub table: TableId,
    /// Per group: rows that are equal in these columns; empty: every row by itself. In a group a bare
    /// column outside an aggregate is one of these.
    pub by: Vec<ColumnId>,
}

/// When an invariant must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Whenever a row it speaks of changes.
    Always,
    /// Always, but it may be untrue for so long.
    AlwaysWithin(Nanos),
    /// After the drain.
    AtEnd,
    /// So long after the last arrival and the last fault healed.
    AtEndWithin(Nanos),
}

impl Measured {
    /// Whether nothing in it is measured.
    pub fn is_constant(&self) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Of(_) | Self::Most(..) => false,
            Self::Add(a, b)
            | Self::Subtract(a, b)
            | Self::Multiply(a, b)
            | Self::Divide(a, b)
            | Self::Min(a, b)
            | Self::Max(a, b) => a.is_constant() && b.is_constant(),
        }
    }

    /// Calls `visit` on everything measured in it; for `most` on the count of its note.
    pub fn each_observable(&self, visit: &mut impl FnMut(Observable)) {
        match self {
            Self::Constant(_) => {}
            Self::Of(observable) => visit(*observable),
            Self::Most(note, _) => visit(Observable::Note(*note, NoteMeasure::Count)),
            Self::Add(a, b)
            | Self::Subtract(a, b)
            | Self::Multiply(a, b)
            | Self::Divide(a, b)
            | Self::Min(a, b)
            | Self::Max(a, b) => {
                a.each_observable(visit);
                b.each_observable(visit);
            }
        }
    }
}
