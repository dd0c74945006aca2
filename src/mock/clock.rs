use serde::{Deserialize, Serialize};

use super::length::{in_minutes, minutes};

/// The clock of a mock: what was spent in each phase, on time that is given to it.
///
/// All times are milliseconds; `now` is any clock that does not run backwards between two calls of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Planned milliseconds of each phase.
    planned: Vec<u64>,
    /// Spent milliseconds of each phase.
    spent: Vec<u64>,
    /// Milliseconds during which it stood, by a pause or because the program was not there.
    stood: u64,
    /// The phase that runs.
    phase: usize,
    /// Whether it is paused.
    paused: bool,
    /// The last moment it has seen; `None` before it starts.
    seen: Option<u64>,
    /// Whether the mock has ended.
    ended: bool,
}

/// Where a phase stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Time is left.
    Within,
    /// Less than a fifth of it is left, or less than a minute of a long one.
    Soon,
    /// Over by so many milliseconds.
    Over(u64),
}

/// The warning comes this long before the end of a phase at the latest, and after four fifths of a short one.
const WARNING: u64 = 60_000;

impl Clock {
    /// A clock for phases of so many seconds; it stands until [`Clock::start`].
    pub fn new(seconds: &[u64]) -> Self {
        Self {
            planned: seconds.iter().map(|seconds| seconds * 1000).collect(),
            spent: vec![0; seconds.len()],
            stood: 0,
            phase: 0,
            paused: false,
            seen: None,
            ended: false,
        }
    }

    /// The clock of a mock that is over: so many seconds planned, so many spent.
    pub fn over(seconds: &[(u64, u64)]) -> Self {
        let planned: Vec<u64> = seconds.iter().map(|(planned, _)| *planned).collect();
        let spent = seconds.iter().map(|(_, spent)| spent.saturating_mul(1000)).collect();
        Self { spent, ended: true, ..Self::new(&planned) }
    }

    /// Starts it, or takes it up after the program was gone: what lies between counts as standing.
    pub fn start(&mut self, now: u64) {
        if let Some(seen) = self.seen {
            self.stood += now.saturating_sub(seen);
        }
        self.seen = Some(now);
    }

    /// Lets time pass up to `now`.
    pub fn tick(&mut self, now: u64) {
        let Some(seen) = self.seen else { return };
        let passed = now.saturating_sub(seen);
        if self.paused {
            self.stood += passed;
        } else if !self.ended {
            if let Some(spent) = self.spent.get_mut(self.phase) {
                *spent += passed;
            }
        }
        self.seen = Some(now.max(seen));
    }

    /// Goes on to the next phase; past the last one the mock ends.
    pub fn next(&mut self, now: u64) {
        self.tick(now);
        if self.phase + 1 < self.planned.len() {
            self.phase += 1;
        } else {
            self.ended = true;
        }
    }

    /// Goes back a phase; its time goes on where it stood.
    pub fn back(&mut self, now: u64) {
        self.tick(now);
        self.phase = self.phase.saturating_sub(1);
    }

    /// Stands, or goes on.
    pub fn pause(&mut self, now: u64) {
        self.tick(now);
        self.paused = !self.paused;
    }

    /// Ends the mock here.
    pub fn end(&mut self, now: u64) {
        self.tick(now);
        self.ended = true;
    }

    /// Whether it was ever started.
    pub fn has_begun(&self) -> bool {
        self.seen.is_some()
    }

    /// The phase that runs.
    pub fn phase(&self) -> usize {
        self.phase
    }

    /// Whether it is paused.
    pub fn is_paused(&self) -> bool {
        self.paused
    }

    /// Whether the mock has ended.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Milliseconds spent in a phase.
    pub fn spent(&self, phase: usize) -> u64 {
        self.spent.get(phase).copied().unwrap_or(0)
    }

    /// Milliseconds planned for a phase.
    pub fn planned(&self, phase: usize) -> u64 {
        self.planned.get(phase).copied().unwrap_or(0)
    }

    /// Milliseconds spent in all phases.
    pub fn total(&self) -> u64 {
        self.spent.iter().fold(0, |sum, spent| sum.saturating_add(*spent))
    }

    /// Milliseconds planned for all phases.
    pub fn whole(&self) -> u64 {
        self.planned.iter().sum()
    }

    /// The length of all phases in minutes, and how many of them are over: `3 of 5 minutes`.
    pub fn in_minutes(&self) -> String {
        format!("{} of {}", self.spent_minutes(), in_minutes(self.minutes()))
    }

    /// The length of all phases, in minutes.
    pub fn minutes(&self) -> u32 {
        minutes(self.whole() / 1000)
    }

    /// Minutes that are over.
    pub fn spent_minutes(&self) -> u64 {
        self.total() / 60_000
    }

    /// Milliseconds during which it stood.
    pub fn stood(&self) -> u64 {
        self.stood
    }

    /// How far behind the plan one is, in milliseconds: what all phases up to this one were given, against what was
    /// spent. Negative while there is time in hand.
    pub fn behind(&self) -> i64 {
        let given: u64 = self.planned[..self.planned.len().min(self.phase + 1)].iter().sum();
        let spent = i64::try_from(self.total()).unwrap_or(i64::MAX);
        spent - i64::try_from(given).unwrap_or(i64::MAX)
    }

    /// Where the phase that runs stands.
    pub fn mark(&self) -> Mark {
        let (spent, planned) = (self.spent(self.phase), self.planned(self.phase));
        if spent > planned {
            Mark::Over(spent - planned)
        } else if planned - spent <= WARNING.min(planned / 5) {
            Mark::Soon
        } else {
            Mark::Within
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: u64 = 60_000;

    #[test]
    fn a_phase_warns_overruns_and_is_never_cut_off() {
        let mut clock = Clock::new(&[180, 120]);
        clock.start(1000);
        clock.tick(1000 + 2 * MINUTE);
        assert_eq!(clock.mark(), Mark::Within);
        // A fifth of three minutes is 36 s: at 2:24 the warning comes.
        clock.tick(1000 + 144_000);
        assert_eq!(clock.mark(), Mark::Soon);
        clock.tick(1000 + 4 * MINUTE);
        assert_eq!(clock.mark(), Mark::Over(MINUTE));
        assert_eq!((clock.phase(), clock.behind()), (0, 60_000));
        clock.next(1000 + 4 * MINUTE);
        assert_eq!((clock.phase(), clock.behind()), (1, -60_000), "two minutes were given to this one");
    }

    #[test]
    fn pauses_and_absences_are_counted_apart() {
        let mut clock = Clock::new(&[600]);
        clock.start(0);
        clock.pause(2 * MINUTE);
        clock.tick(5 * MINUTE);
        assert_eq!((clock.spent(0), clock.stood()), (2 * MINUTE, 3 * MINUTE));
        clock.pause(5 * MINUTE);
        clock.tick(6 * MINUTE);
        // The program dies at 6:00 and is back at 16:00.
        let mut again: Clock = serde_json::from_str(&serde_json::to_string(&clock).unwrap()).unwrap();
        again.start(16 * MINUTE);
        again.tick(17 * MINUTE);
        assert_eq!((again.spent(0), again.stood()), (4 * MINUTE, 13 * MINUTE));
    }

    #[test]
    fn one_may_go_back_and_the_time_goes_on_where_it_stood() {
        let mut clock = Clock::new(&[60, 60]);
        clock.start(0);
        clock.next(10_000);
        clock.back(30_000);
        clock.tick(45_000);
        assert_eq!((clock.spent(0), clock.spent(1)), (25_000, 20_000));
        clock.next(45_000);
        clock.next(50_000);
        assert!(clock.has_ended());
        clock.tick(90_000);
        assert_eq!(clock.total(), 50_000);
    }
}
