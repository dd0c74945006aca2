use crate::diag::Span;
use crate::problem::model::Nanos;

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The load was served and drained, or the drain was over.
    Finished,
    /// The limit on events was reached.
    MaxEvents,
    /// The limit on virtual time was reached before the drain was over.
    MaxTime,
    /// The caller asked it to stop.
    Cancelled,
    /// An expression could not be evaluated.
    Failed(RunError),
}

/// An expression that could not be evaluated while the run went on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunError {
    /// When.
    pub at: Nanos,
    /// What is wrong: `division by zero`.
    pub message: String,
    /// Where the expression stands in the file.
    pub span: Span,
}
