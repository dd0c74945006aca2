//! The integration tests: one binary.

// Helpers of tests fail by panicking, as tests do.
#![allow(clippy::unwrap_used)]

mod closed_forms;
mod facts;
mod grammar;
mod hand;
mod problem;
mod readme;
mod rooms;
mod shell;
mod small;
mod support;
mod traces;
