use super::{Component, EnumType, Fault, FaultId, Flow, Invariant, Nanos, Objective, Table, Topic, Type};
use crate::calc::{Dimension, Rational};
use crate::diag::Span;

/// One variant of a design: the reference, or the reference with options, a scenario and further
/// patches applied. All that a run needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// The quantities that the file gives, evaluated for this scenario's `scale`.
    pub inputs: Vec<Input>,
    /// Lists of labels; the first is that of [`Reason`](super::Reason).
    pub enums: Vec<EnumType>,
    /// The parts.
    pub components: Vec<Component>,
    /// The tables.
    pub tables: Vec<Table>,
    /// The topics.
    pub topics: Vec<Topic>,
    /// The flows.
    pub flows: Vec<Flow>,
    /// What steps note: the name, and the type of its values (`None` counts).
    pub notes: Vec<(String, Option<Type>)>,
    /// Promises about how well.
    pub objectives: Vec<Objective>,
    /// Promises about what is true.
    pub invariants: Vec<Invariant>,
    /// What can go wrong; [`Scenario::faults`] says what does.
    pub faults: Vec<Fault>,
    /// When all of this must hold.
    pub scenario: Scenario,
}

/// A quantity that the file gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// As written.
    pub text: String,
    /// What it is.
    pub amount: Amount,
}

/// An exact amount in base units: seconds, bytes, dollars, metres.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The number.
    pub value: Rational,
    /// What it measures.
    pub dimension: Dimension,
}

/// The circumstances of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// Load arrives for this long.
    pub lasts: Nanos,
    /// What arrives earlier counts in no figure.
    pub warmup: Nanos,
    /// After the load the run goes on for at most this long.
    pub drain: Nanos,
    /// The plain number that expressions may use; 1 unless said.
    pub scale: f64,
    /// What goes wrong.
    pub faults: Vec<FaultId>,
    /// Rules that may be missed, by their names.
    pub may_miss: Vec<String>,
    /// Evidence that it tested what it is for.
    pub must: Vec<Objective>,
    /// `prove` runs it.
    pub proof: bool,
    /// A mock runs it at ten times its load.
    pub tenfold: bool,
    /// Events expected, from rates, durations and steps: an estimate to refuse what cannot be run.
    pub events: f64,
}
