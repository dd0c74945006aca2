use jiff::tz::TimeZone;

use super::calendar::Calendar;
use super::steps::Steps;

const MINUTE: i64 = 60_000;

/// What the learner set.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The share of due cards that should be remembered, 0.7 to 0.97.
    pub retention: f64,
    /// The longest interval, in days.
    pub cap: u32,
    /// Steps of a new card.
    pub learning: Steps,
    /// Steps of a card that was forgotten.
    pub relearning: Steps,
    /// Whether intervals are moved a little, so that cards learned together come apart.
    pub fuzz: bool,
    /// New cards a day.
    pub new_a_day: u32,
    /// Cards reviewed a day, new ones not counted.
    pub reviews_a_day: u32,
    /// When a day begins.
    pub calendar: Calendar,
    /// The day of the interview.
    pub interview: Option<i64>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            retention: 0.9,
            cap: 36_500,
            learning: Steps::new(vec![MINUTE, 10 * MINUTE]),
            relearning: Steps::new(vec![10 * MINUTE]),
            fuzz: true,
            new_a_day: 20,
            reviews_a_day: 200,
            calendar: Calendar::Days { zone: TimeZone::UTC, rollover: 4 },
            interview: None,
        }
    }
}

impl Rules {
    /// What of the rules decides when a card is due, as one line: a cache made under other rules is stale.
    pub fn fingerprint(&self) -> String {
        let calendar = match &self.calendar {
            Calendar::Days { zone, rollover } => {
                let name = zone.iana_name().map_or_else(|| format!("{zone:?}"), str::to_owned);
                format!("{name} {rollover}")
            }
            Calendar::Periods => "periods".to_owned(),
        };
        format!(
            "retention {} cap {} learning {:?} relearning {:?} fuzz {} days {calendar}",
            self.retention,
            self.cap,
            self.learning.waits(),
            self.relearning.waits(),
            self.fuzz,
        )
    }
}
