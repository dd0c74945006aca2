use super::{ColumnId, ComponentId, Expr, FlowId, Nanos, NoteId, TableId, TopicId};
use crate::calc::Dimension;
use crate::calc::syntax::Comparison;
use crate::diag::Span;

/// A promise about how well: `order.latency.p99 <= 300ms`.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// Its name.
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

/// Something that a run measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observable {
    /// Of a flow, as its caller saw each attempt.
    Flow(FlowId, FlowMeasure),
    /// Of a component, all instances together.
    Component(ComponentId, ComponentMeasure),
    /// Of a topic.
    Topic(TopicId, TopicMeasure),
    /// The rows of a table.
    Rows(TableId),
    /// Of a note.
    Note(NoteId, NoteMeasure),
}

/// What is measured of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowMeasure {
    /// Started.
    Offered,
    /// Answered.
    Completed,
    /// Answered below 400 or with a declared refusal, in time.
    Good,
    /// Good of offered, 0 to 1.
    Availability,
    /// From call to answer; seconds.
    Latency(Statistic),
}

/// What is measured of a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComponentMeasure {
    /// The share of slots in use, 0 to 1.
    Utilization,
    /// Requests waiting.
    Queue(Statistic),
    /// How long they waited; seconds.
    Wait(Statistic),
    /// Visits.
    Visits,
    /// Visits refused by a quota.
    Throttled,
    /// Deadlocks.
    Deadlocks,
    /// The most bytes that rows took.
    Memory,
}

/// What is measured of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicMeasure {
    /// Messages not yet consumed.
    Lag(Statistic),
    /// From send to consumption; seconds.
    Age(Statistic),
    /// The most messages in one partition.
    Longest,
    /// Messages that were dead-lettered.
    Dead,
    /// Deliveries beyond the first, by the consumer's failure.
    Redelivered,
    /// Deliveries beyond the first, by the broker's.
    Duplicates,
}

/// What is measured of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoteMeasure {
    /// How often.
    Count,
    /// Of its values.
    Value(Statistic),
}

/// A figure of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistic {
    /// The median.
    P50,
    /// The 95th percentile.
    P95,
    /// The 99th percentile.
    P99,
    /// The mean.
    Mean,
    /// The greatest.
    Max,
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
