//! A worker: it runs timers and consumes messages; nobody calls it from outside, though flows may.
//!
//! Model: instances with slots; a timer runs on each instance, takes a slot of it like anything else, and waits
//! its interval from the end of one run to the start of the next, so that runs of one timer never overlap. With
//! jitter each wait is drawn between half and one and a half of the interval. Every instance begins at a phase
//! drawn between 0 and the interval. What a worker keeps in its memory dies with the instance.
//! Left out: leader election and locks between instances; a file says them in steps.

use crate::calc::random::Draw;

/// The wait before the next run of a timer, nanoseconds.
pub fn next_tick(every: u64, jitter: bool, draw: &mut Draw) -> u64 {
    if jitter { every / 2 + draw.below(every.max(1)) } else { every }
}
