//! The story of requests: step by step, with waits, locks and rows.
//!
//! A line is made only for a request whose story is told, so that a run without one pays a comparison.

mod tell;
