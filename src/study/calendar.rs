use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A day in milliseconds.
pub const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

/// How days are counted. Times are milliseconds since 1970 in UTC, days are numbers: day 0 is 1970-01-01.
#[derive(Clone, Debug)]
pub enum Calendar {
    /// The learner's days: they begin at an hour of a time zone, so that a late evening is one day.
    Days {
        /// The time zone.
        zone: TimeZone,
        /// The hour at which a day begins, 0 to 23.
        rollover: i8,
    },
    /// Periods of 24 hours since the last review, as py-fsrs counts them.
    Periods,
}

impl Calendar {
    /// The day on which a time falls.
    pub fn day(&self, at: i64) -> i64 {
        match self {
            Self::Days { zone, rollover } => {
                let offset = timestamp(at).map_or(0, |time| zone.to_offset(time).seconds());
                (at + i64::from(offset) * 1000 - i64::from(*rollover) * HOUR).div_euclid(DAY)
            }
            Self::Periods => at.div_euclid(DAY),
        }
    }

    /// The time at which a day begins.
    pub fn start(&self, day: i64) -> i64 {
        match self {
            Self::Days { zone, rollover } => {
                let wall = day * DAY + i64::from(*rollover) * HOUR;
                // Where the clocks skip that hour the day begins as much later.
                timestamp(wall)
                    .and_then(|time| zone.to_timestamp(TimeZone::UTC.to_datetime(time)).ok())
                    .map_or(wall, Timestamp::as_millisecond)
            }
            Self::Periods => day * DAY,
        }
    }

    /// Whole days from the last review to another; a clock that went back counts as the same day.
    pub fn elapsed(&self, last: i64, at: i64) -> i64 {
        let days = match self {
            Self::Days { .. } => self.day(at) - self.day(last),
            Self::Periods => (at - last).div_euclid(DAY),
        };
        days.max(0)
    }

    /// When a card is due that was reviewed at a time and rests for so many days.
    pub fn due(&self, at: i64, days: u32) -> i64 {
        match self {
            Self::Days { .. } => self.start(self.day(at) + i64::from(days)),
            Self::Periods => at + i64::from(days) * DAY,
        }
    }

    /// A day as `2026-11-21`.
    pub fn date(day: i64) -> String {
        timestamp(day * DAY)
            .map_or_else(|| day.to_string(), |time| TimeZone::UTC.to_datetime(time).date().to_string())
    }

    /// The day of a date such as `2026-11-21`.
    pub fn parse_date(text: &str) -> Option<i64> {
        let date: jiff::civil::Date = text.parse().ok()?;
        let time = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?;
        Some(time.as_millisecond().div_euclid(DAY))
    }
}

fn timestamp(at: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(at).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn berlin() -> Calendar {
        Calendar::Days { zone: TimeZone::get("Europe/Berlin").unwrap(), rollover: 4 }
    }

    #[test]
    fn a_late_evening_belongs_to_the_day_that_began() {
        let days = berlin();
        // 03:59 in Berlin (UTC+1) is still the 20th.
        assert_eq!(Calendar::date(days.day(at("2026-11-21T02:59:59Z"))), "2026-11-20");
        assert_eq!(Calendar::date(days.day(at("2026-11-21T03:00:00Z"))), "2026-11-21");
        assert_eq!(days.elapsed(at("2026-11-20T22:00:00Z"), at("2026-11-21T02:00:00Z")), 0);
        assert_eq!(days.elapsed(at("2026-11-21T02:00:00Z"), at("2026-11-21T04:00:00Z")), 1);
        assert_eq!(days.elapsed(at("2026-11-21T02:00:00Z"), at("2026-11-01T04:00:00Z")), 0);
    }

    #[test]
    fn a_day_begins_at_the_hour_of_the_wall_clock_in_summer_and_in_winter() {
        let days = berlin();
        let day = |text| Calendar::parse_date(text).unwrap();
        assert_eq!(days.start(day("2026-07-01")), at("2026-07-01T02:00:00Z"));
        assert_eq!(days.start(day("2026-12-01")), at("2026-12-01T03:00:00Z"));
        // Reviewed in summer time, due in winter time.
        assert_eq!(days.due(at("2026-10-20T20:00:00Z"), 10), at("2026-10-30T03:00:00Z"));
        // The clocks skip 02:00 to 03:00 on 2026-03-29.
        let early = Calendar::Days { zone: TimeZone::get("Europe/Berlin").unwrap(), rollover: 2 };
        assert_eq!(early.start(day("2026-03-29")), at("2026-03-29T01:00:00Z"));
    }

    #[test]
    fn periods_are_24_hours_long() {
        let (first, later) = (at("2026-11-20T22:00:00Z"), at("2026-11-21T21:59:59Z"));
        assert_eq!(Calendar::Periods.elapsed(first, later), 0);
        assert_eq!(Calendar::Periods.elapsed(first, later + 1000), 1);
        assert_eq!(Calendar::Periods.due(first, 3), at("2026-11-23T22:00:00Z"));
    }

    #[test]
    fn dates_are_read_and_written() {
        assert_eq!(Calendar::parse_date("1970-01-02"), Some(1));
        assert_eq!(Calendar::date(-1), "1969-12-31");
        assert_eq!(Calendar::parse_date("2026-02-30"), None);
    }
}
