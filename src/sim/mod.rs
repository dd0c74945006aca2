//! The simulator: designs that run as single requests, on a clock of their own.
//!
//! - [`engine`]: clock, event queue, requests, durations, measurements; knows no component and no problem.
//! - [`outcome`]: what one run leaves behind; [`report`]: figures and verdicts made of it;
//! - [`experiment`]: many runs: seeds, proofs.

pub mod engine;
pub mod experiment;
pub mod outcome;
pub mod report;
