//! napkin: practise system design from the terminal.
//!
//! The map of the house. Arrows run one way, downwards in this list; a test holds the rule.
//!
//! - [`diag`]: what every room says when something is wrong: spans, diagnostics, the nearest word.
//! - [`calc`]: one expression language; quantities, ranges, interview arithmetic, recipes, what holds a load.
//! - [`problem`]: the problem file: vocabulary, reader, checks, typed model.

pub mod calc;
pub mod diag;
pub mod problem;
