//! The engine under every simulation: it knows no component and no problem.
//!
//! Time is in whole nanoseconds from the start of the run, in a `u64`: 584 years.
//!
//! - [`Queue`]: the clock and the events to come, in order of time and then of scheduling.
//! - [`Slab`]: what is in flight, by index and generation.
//! - [`Delay`]: how long something takes, drawn from a key.
//! - [`Histogram`], [`Level`]: what was measured, over events and over time.

mod agenda;
mod cycle;
mod delay;
mod entry;
mod exhausted;
mod far;
mod fifo;
mod heap;
mod histogram;
mod key;
mod level;
mod queue;
mod slab;
mod track;
mod winners;

pub use delay::Delay;
pub use exhausted::Exhausted;
pub use histogram::Histogram;
pub use level::Level;
pub use queue::{Lane, Queue, Ticket};
pub use slab::{Handle, Slab};

#[cfg(test)]
mod tests;

/// Nanoseconds in a second.
pub const SECOND: u64 = 1_000_000_000;
