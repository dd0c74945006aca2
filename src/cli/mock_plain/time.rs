//! The clock of a talk: what is left, and where it stands.

use std::io;

use super::talk::{Room, Talk};
use crate::mock::Mark;

impl<R: Room> Talk<'_, R> {
    /// Says once that little time is left, and once that it is up.
    pub(super) fn warn(&mut self) -> io::Result<()> {
        if self.attempt.clock.has_ended() {
            return Ok(());
        }
        let phase = self.attempt.clock.phase();
        let over = match self.attempt.clock.mark() {
            Mark::Within => return Ok(()),
            Mark::Soon => false,
            Mark::Over(_) => true,
        };
        if self.warned == Some((phase, over)) {
            return Ok(());
        }
        self.warned = Some((phase, over));
        let left = self.attempt.clock.planned(phase).saturating_sub(self.attempt.clock.spent(phase));
        self.say(&if over {
            "(The time of this phase is up; :next goes on.)\n".to_owned()
        } else {
            format!("({} left for this phase.)\n", minutes(left))
        })
    }

    /// Spent and planned, of the phase that runs.
    pub(super) fn time(&self) -> String {
        let clock = &self.attempt.clock;
        if clock.has_ended() {
            return String::new();
        }
        let phase = clock.phase();
        format!("[{} of {}]", minutes(clock.spent(phase)), minutes(clock.planned(phase)))
    }

    /// Where the clock stands, in all.
    pub(super) fn whole_time(&self) -> String {
        let clock = &self.attempt.clock;
        let behind = clock.behind();
        let pace = match u64::try_from(behind) {
            Ok(late) if late >= 1000 => format!("{} behind the plan", minutes(late)),
            _ => format!("{} in hand", minutes(behind.unsigned_abs())),
        };
        let stood = if clock.stood() >= 1000 {
            format!(", stood for {}", minutes(clock.stood()))
        } else {
            String::new()
        };
        format!(
            "This phase {}, in all {} of {}{stood}; {pace}.\n",
            self.time(),
            minutes(clock.total()),
            minutes(clock.whole())
        )
    }
}

/// Minutes and seconds.
pub fn minutes(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
