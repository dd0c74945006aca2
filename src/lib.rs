//! napkin: practise system design from the terminal.
//!
//! The map of the house. Arrows run one way, downwards to upwards in this list; a test holds the rule.
//!
//! - [`diag`]: what every room says when something is wrong: spans, diagnostics, the nearest word.
//! - [`calc`]: one expression language; quantities, ranges, interview arithmetic, recipes, what holds a load.
//! - [`problem`]: the problem file: vocabulary, reader, checks, typed model.
//! - [`store`]: what stays between runs: the user's folders.
//! - [`cli`]: arguments, one file a command, text and JSON output.

pub mod calc;
pub mod cli;
pub mod diag;
pub mod problem;
pub mod store;
