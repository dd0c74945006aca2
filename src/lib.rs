//! napkin: practise system design from the terminal.
//!
//! The map of the house, from the ground up: a room uses those before it and none after; a test holds the rule.
//!
//! - [`diag`]: what every room says when something is wrong: spans, diagnostics, the nearest word.
//! - [`calc`]: one expression language; quantities, ranges, interview arithmetic, recipes, what holds a load.
//! - [`problem`]: the problem file: its words, its reader, its checks, its typed model.
//! - [`sim`]: the simulator: engine, components, rules, reports, experiments.
//! - [`study`]: what is learned and when it is asked again: the log, the schedule, the sitting.
//! - [`mock`]: the timed interview: phases, interviewer, answers, verdict.
//! - [`store`]: what stays between runs: the user's folders.
//! - [`tui`]: the screens.
//! - [`cli`]: arguments, one file a command, text and JSON output.

pub mod calc;
pub mod cli;
pub mod diag;
pub mod mock;
pub mod problem;
pub mod sim;
pub mod store;
pub mod study;
pub mod tui;
