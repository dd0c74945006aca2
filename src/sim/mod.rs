//! The simulator: designs that run as single requests, on a clock of their own.
//!
//! - [`engine`]: clock, event queue, requests, durations, measurements; knows no component and no problem.
//! - [`table`]: rows and what finds them; [`code`]: expressions as integer code;
//! - [`program`]: a design compiled; [`component`]: what each kind of component is and does;
//! - [`run`]: a program running; [`outcome`]: what one run leaves behind;
//! - [`report`]: figures and verdicts made of it; [`sequence`]: its story as a diagram;
//! - [`experiment`]: many runs: seeds, proofs, the smallest run in which a rule breaks.

mod check;
pub mod code;
pub mod component;
pub mod engine;
pub mod experiment;
mod fault;
pub mod outcome;
pub mod program;
pub mod report;
pub mod run;
pub mod sequence;
pub mod table;
mod topic;
mod trace;
