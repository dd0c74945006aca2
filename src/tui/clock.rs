//! The time of day, which only the runtime asks for.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A moment, as every message carries it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now {
    /// Time since the screens opened; it never goes back.
    pub elapsed: Duration,
    /// The time of day, in milliseconds since 1970 in UTC.
    pub utc_ms: i64,
}

/// What tells the time: the machine's clock, or that of a test.
pub trait Clock {
    /// This moment.
    fn now(&self) -> Now;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// A clock that starts now.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    fn now(&self) -> Now {
        let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let utc_ms = i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX);
        Now { elapsed: self.start.elapsed(), utc_ms }
    }
}
