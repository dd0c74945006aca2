//! The smallest run found that shows how a rule breaks: fewest requests, then shortest time, then fewest faults.
//!
//! - [`explain`]: which rule, and the order in which things are made smaller; [`Counterexample`]: what is left;
//! - `meter`: how much work a search may take; `trial`: one variant, run with some of its requests;
//! - `arrivals`: which requests are needed; `patches`: inputs, rows at the start and faults that are not;
//! - `window`: when the run may end.
//!
//! Requests are masked, never renumbered: each keeps its time and its luck. What is tried, and in which order,
//! depends on the seed alone.

mod arrivals;
mod explanation;
mod found;
mod meter;
mod patches;
mod trial;
mod window;

pub use explanation::{BrokenRule, Explanation, Reason};
pub use found::{Counterexample, Explained, Question, explain};
