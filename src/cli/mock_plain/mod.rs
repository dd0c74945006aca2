//! `napkin mock P --plain`: the interview line by line, for pipes and screen readers.
//!
//! - [`Talk`]: lines in, lines out, the clock, the commands that may stand anywhere; [`Room`]: what is around it;
//! - `phases`: what each phase asks; `dive`: decisions and what the interviewer brings up; `closing`: growth and the
//!   last minute; `grading`: one's own judgement; `time`: the clock.

mod closing;
mod dive;
mod grading;
mod phases;
mod talk;
#[cfg(test)]
mod tests;
mod time;

pub use talk::{Ended, Heard, Room, Talk};
