//! The simulator: designs that run as single requests, on a clock of their own.
//!
//! - [`engine`]: clock, event queue, requests, durations, measurements; knows no component and no problem.

pub mod engine;
