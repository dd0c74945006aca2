//! The integration tests: one binary.

// Helpers of tests fail by panicking, as tests do.
#![allow(clippy::unwrap_used)]

mod breakpoint;
mod chaos;
mod closed_forms;
mod commands;
mod compare;
mod coverage;
mod deck_commands;
mod decks;
mod designs;
mod drills;
mod explain;
mod facts;
mod figures;
mod golden;
mod grammar;
mod hand;
mod history;
mod kill;
mod laws;
mod limiter;
mod misspelt;
mod mock;
mod mock_cap;
mod mock_kill;
mod mock_left;
mod mock_plain;
mod mock_store;
mod notes;
mod pages;
mod problem;
mod quiz;
mod readme;
mod recipes;
mod replay;
mod rooms;
mod runs;
mod shell;
mod small;
mod store;
mod support;
mod together;
mod traces;
mod tui;
