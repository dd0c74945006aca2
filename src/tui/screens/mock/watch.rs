use std::time::Duration;

use crate::tui::clock::Now;

/// Between two ticks: what was written is kept at the next one.
const TICK: Duration = Duration::from_secs(1);
/// While nothing is written, the clock is kept this often.
const KEEP: Duration = Duration::from_secs(5);
/// Who hears nothing for this long was not there, and the clock stood: milliseconds.
const AWAY: u64 = 10_000;

/// The time of a mock on the screen: milliseconds since 1970 by a clock that does not jump while the screens are open.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Watch {
    now: Now,
    /// What is to be added to the time since the screens opened.
    origin: Option<u64>,
    /// The last moment that the mock was told of; 0 before it runs.
    seen: u64,
    tick: Duration,
    kept: Duration,
}

/// What has become of the time since somebody last looked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// So many milliseconds went by.
    Time(u64),
    /// Nobody was there.
    Away,
}

impl Watch {
    /// It is now so late.
    pub fn look(&mut self, now: Now) {
        self.now = now;
        let elapsed = elapsed(now);
        let utc = u64::try_from(now.utc_ms).unwrap_or(0);
        self.origin.get_or_insert(utc.saturating_sub(elapsed));
    }

    /// This moment.
    pub fn time(&self) -> u64 {
        self.origin.unwrap_or(0).saturating_add(elapsed(self.now)).max(1)
    }

    /// The mock runs from here on.
    pub fn start(&mut self) {
        self.seen = self.time();
        self.tick = self.now.elapsed + TICK;
    }

    /// Whether it runs on this screen.
    pub fn is_started(&self) -> bool {
        self.seen > 0
    }

    /// What went by since this was last asked.
    pub fn pass(&mut self) -> Passed {
        let gap = self.time().saturating_sub(self.seen);
        self.seen = self.seen.max(self.time());
        if gap > AWAY { Passed::Away } else { Passed::Time(gap) }
    }

    /// When the next tick is due.
    pub fn deadline(&self) -> Duration {
        self.tick
    }

    /// The tick is here: the next one is a second of the clock later, whenever this one came.
    pub fn tick(&mut self) {
        self.tick = (self.tick + TICK).max(self.now.elapsed + Duration::from_millis(1));
    }

    /// Whether it is time to keep the clock, though nothing was written.
    pub fn is_late(&self) -> bool {
        self.now.elapsed >= self.kept + KEEP
    }

    /// It was kept.
    pub fn kept(&mut self) {
        self.kept = self.now.elapsed;
    }
}

fn elapsed(now: Now) -> u64 {
    u64::try_from(now.elapsed.as_millis()).unwrap_or(u64::MAX)
}
