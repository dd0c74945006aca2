//! The integration tests: one binary.

// Helpers of tests fail by panicking, as tests do.
#![allow(clippy::unwrap_used)]

mod coverage;
mod facts;
mod grammar;
mod pages;
mod problem;
mod readme;
mod rooms;
mod shell;
mod support;
