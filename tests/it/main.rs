//! The integration tests: one binary.

// Helpers of tests fail by panicking, as tests do.
#![allow(clippy::unwrap_used)]

mod closed_forms;
mod commands;
mod coverage;
mod facts;
mod grammar;
mod hand;
mod laws;
mod pages;
mod problem;
mod readme;
mod recipes;
mod rooms;
mod runs;
mod shell;
mod small;
mod support;
mod traces;
mod tui;
