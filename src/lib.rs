//! napkin: practise system design from the terminal.
//!
//! The map of the house. Arrows run one way, downwards in this list; a test holds the rule.
//!
//! - [`diag`]: what every room says when something is wrong: spans, diagnostics, the nearest word.
//! - [`calc`]: one expression language; quantities, ranges, interview arithmetic, recipes, what holds a load.
//! - [`sim`]: a design runs, request by request, under load and faults.

pub mod calc;
pub mod diag;
pub mod sim;
