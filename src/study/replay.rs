use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};

use super::calendar::Calendar;
use super::fsrs::DEFAULT_WEIGHTS;
use super::memory::Memory;
use super::rating::Rating;
use super::rules::Rules;
use super::schedule::Schedule;

/// A review in a history from outside.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Replay {
    /// The card.
    pub card: String,
    /// How well it was remembered.
    pub rating: Rating,
    /// When, in RFC 3339.
    #[serde(deserialize_with = "time")]
    pub at: Timestamp,
}

/// What a review leads to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Replayed {
    /// The card.
    pub card: String,
    /// When it was reviewed, in RFC 3339.
    pub at: String,
    /// Stability after it, in days.
    pub stability: f64,
    /// Difficulty after it, 1 to 10.
    pub difficulty: f64,
    /// Whole days until it is due; 0 on a step of minutes.
    pub interval: u32,
    /// When it is due, in RFC 3339.
    pub due: String,
}

/// Replays reviews in their order under rules and the weights that the program comes with. Days are periods of
/// 24 hours since the last review, as py-fsrs counts them, whatever the rules say. `None` for a review after
/// which no time can be written any more.
pub fn replay(reviews: &[Replay], rules: &Rules) -> Vec<Option<Replayed>> {
    let rules = Rules { calendar: Calendar::Periods, ..rules.clone() };
    let schedule = Schedule::new(&rules, DEFAULT_WEIGHTS);
    let mut memories: BTreeMap<&str, Memory> = BTreeMap::new();
    let rows = reviews.iter().map(|review| {
        let memory = memories.entry(&review.card).or_default();
        *memory = schedule.review(memory, &review.card, review.rating, review.at.as_millisecond());
        let due = Timestamp::from_millisecond(memory.due).ok()?;
        Some(Replayed {
            card: review.card.clone(),
            at: review.at.to_string(),
            stability: memory.state.stability,
            difficulty: memory.state.difficulty,
            interval: memory.interval,
            due: due.to_string(),
        })
    });
    rows.collect()
}

fn time<'de, D: Deserializer<'de>>(reader: D) -> Result<Timestamp, D::Error> {
    let text = String::deserialize(reader)?;
    text.parse().map_err(|_| serde::de::Error::custom(format!("`{text}` is no time in RFC 3339")))
}
