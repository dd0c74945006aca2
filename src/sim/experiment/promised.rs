use crate::calc::Dimension;

/// An observable that a lesson turns on.
#[derive(Clone, Debug, PartialEq)]
pub struct Promised {
    /// As written.
    pub name: String,
    /// Whether more of it is worse.
    pub more_is_worse: bool,
    /// What it measures.
    pub dimension: Dimension,
}
