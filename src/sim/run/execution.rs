use crate::problem::model::Reason;
use crate::sim::engine::Handle;
use crate::sim::program::Statement;

/// A statement that a request executes.
#[derive(Clone, Copy)]
pub(super) struct Execution<'s> {
    pub handle: Handle,
    pub statement: &'s Statement,
    /// The instance in whose memory it looks, where each has a table of its own.
    pub part: u32,
    /// `NONE` where nothing is locked.
    pub transaction: u32,
}

/// What a statement did to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sim) enum Effect {
    /// It succeeded; [`Seen`](super::machine::Seen) has what it found.
    Done,
    /// It did not.
    No(Reason),
    /// It waits for a lock.
    Waits,
}
