//! The time of day, which only the runtime asks for.

use std::time::{Duration, Instant};

use crate::store;

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
    fn now(&self) -> Now {
        Now { elapsed: self.start.elapsed(), utc_ms: store::Clock.now() }
    }
}
