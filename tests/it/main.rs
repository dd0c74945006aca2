//! The integration tests: one binary.

// Helpers of tests fail by panicking, as tests do.
#![allow(clippy::unwrap_used)]

mod facts;
mod grammar;
mod laws;
mod problem;
mod readme;
mod recipes;
mod rooms;
mod runs;
mod shell;
mod simulate;
mod support;
