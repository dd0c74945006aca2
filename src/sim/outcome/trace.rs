use crate::problem::model::Nanos;

/// One line of the story of a request: a step, a wait, a lock, a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceLine {
    /// When.
    pub at: Nanos,
    /// How deep in calls: 0 for the request itself.
    pub depth: u16,
    /// Where: a component.
    pub place: String,
    /// What happened: `update stock: 1 row, reserved 3 -> 4`.
    pub text: String,
}
