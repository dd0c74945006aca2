//! The integration tests: one binary.

mod facts;
mod grammar;
mod shell;
mod support;
