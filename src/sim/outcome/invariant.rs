use crate::problem::model::{FlowId, Nanos};

/// What was found of an invariant.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InvariantOutcome {
    /// How often it was looked at.
    pub checks: u64,
    /// How often it was found untrue: with each change of a row that left it so, or, of one that is asked at the
    /// end, for each row; of one with `within`, each time that ran out.
    pub violations: u64,
    /// The first time.
    pub first: Option<Violation>,
}

impl InvariantOutcome {
    /// It was looked at and is true.
    #[inline]
    pub fn holds(&mut self) {
        self.checks += 1;
    }

    /// It was looked at and is untrue; `first` is asked only the first time.
    pub fn breaks(&mut self, first: impl FnOnce() -> Violation) {
        self.checks += 1;
        self.violations += 1;
        if self.first.is_none() {
            self.first = Some(first());
        }
    }
}

/// When and where an invariant was first found untrue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// When.
    pub at: Nanos,
    /// The row or the group, by its key: `dc 0, item 3`; empty for the whole design.
    pub row: String,
    /// What was seen there, where there is something to see: `reserved 201, on_hand 200`.
    pub saw: String,
    /// The first comparison of the rule that is untrue, with what its sides are: `201 <= 200`.
    pub sides: String,
    /// The request whose change it was; `None` at the end of the run.
    pub request: Option<RequestNumber>,
    /// How many lines of the story had been told.
    pub told: usize,
}

/// A request: the flow that arrived and its index in the stream of that flow's arrivals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestNumber {
    /// The flow.
    pub flow: FlowId,
    /// From 0.
    pub number: u64,
}
