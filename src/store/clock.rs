use jiff::tz::TimeZone;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time of day. The only place that reads it for what is kept: all else takes the time as an argument.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock;

impl Clock {
    /// Milliseconds since 1970 in UTC; 0 where the clock stands before that. Test builds take it from
    /// `NAPKIN_NOW`, in RFC 3339, where that is set.
    pub fn now(self) -> i64 {
        #[cfg(debug_assertions)]
        if let Some(time) =
            std::env::var("NAPKIN_NOW").ok().and_then(|now| now.parse::<jiff::Timestamp>().ok())
        {
            return time.as_millisecond();
        }
        i64::try_from(since_1970().as_millis()).unwrap_or(i64::MAX)
    }

    /// A number that no other run of the program has: the time to the nanosecond, and the process.
    pub fn seed(self) -> u64 {
        let nanoseconds = u64::try_from(since_1970().as_nanos()).unwrap_or(u64::MAX);
        let process = u64::from(std::process::id());
        crate::calc::random::Stream::new(nanoseconds, process).request(0).draw(0, 0).bits()
    }

    /// The time zone of the machine; UTC where it has none.
    pub fn zone(self) -> TimeZone {
        TimeZone::system()
    }
}

fn since_1970() -> Duration {
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
