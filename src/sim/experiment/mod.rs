//! Many runs: the same design under many seeds, and every option of every decision beside the reference.
//!
//! - [`Interval`]: a mean and how well it is known; [`Watch`]: progress and interruption; `parallel`: runs on
//!   threads, in an order that does not show;
//! - [`program`]: what was asked for, compiled; [`add_fault`], [`multiply_load`]: what a command line adds to a
//!   design; [`requests`]: requests by their numbers;
//! - [`explain`]: the smallest run in which a rule breaks;
//! - [`Summary`]: one report made of many seeds;
//! - [`About`]: what an experiment was about;
//! - [`breakpoint`]: the load at which a rule breaks, searched by `ladder`;
//! - [`chaos`]: each component down, then slow, by `disturbance`: a run beside the same run without a fault;
//! - [`compare`]: two variants under the same seeds; [`Compared`]: a figure of both; `paired`: their difference;
//! - [`prove`]: every option of every decision; [`Evidence`]: what a proof keeps of a run; [`Row`]: an option, what it says of itself, and whether it is so.

mod about;
mod breakpoint;
mod chaos;
mod compare;
mod compared;
mod counterexample;
mod disturbance;
mod evidence;
mod interval;
mod ladder;
mod load;
mod observables;
mod paired;
mod parallel;
mod promised;
mod proof;
mod row;
mod sentence;
mod summary;
mod variant;

pub use about::About;
pub use breakpoint::{Breakpoint, Effort, Limit, NoBreakpoint, Point, breakpoint};
pub use chaos::{Chaos, ChaosRow, FlowUnder, chaos};
pub use compare::{Change, Comparison, Held, LeftOut, NotCompared, Pair, Side, Verdicts, compare};
pub use compared::Compared;
pub use counterexample::{BrokenRule, Counterexample, Explained, Explanation, Question, Reason, explain};
pub use evidence::{Difference, Evidence, Trend};
pub use interval::Interval;
pub use load::multiply_load;
pub use parallel::{Watch, each, threads};
pub use promised::Promised;
pub use proof::{Extent, Proof, prove};
pub use row::{Row, Tried, USUAL_SEEDS};
pub use sentence::add_fault;
pub use summary::Summary;
pub use variant::{NotRun, named, program, request, requests};

#[cfg(test)]
mod tests;
