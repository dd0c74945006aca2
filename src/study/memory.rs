use super::scheduler::State;

/// Where a card is between new and known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Never reviewed.
    #[default]
    New,
    /// On the steps of a new card, from 0.
    Learning(u8),
    /// Known: days lie between its reviews.
    Review,
    /// On the steps of a card that was forgotten, from 0.
    Relearning(u8),
}

impl Stage {
    /// The word of the screens and of JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Learning(_) => "learning",
            Self::Review => "review",
            Self::Relearning(_) => "relearning",
        }
    }
}

/// All that is kept about one card: what its events amount to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Memory {
    /// Where it is.
    pub stage: Stage,
    /// The model's state after the last review; zeros while it is new.
    pub state: State,
    /// The time of the last review, in milliseconds UTC.
    pub last: i64,
    /// The day of the first review.
    pub first_day: i64,
    /// The day of the last review outside of cramming.
    pub counted_day: i64,
    /// When it is due, in milliseconds UTC. A new card that was made due has a time other than 0.
    pub due: i64,
    /// The interval after the last review, in whole days; 0 on a step.
    pub interval: u32,
    /// Reviews so far.
    pub reviews: u32,
    /// How often it was known and then forgotten.
    pub lapses: u32,
    /// How often it was remembered since it was last forgotten.
    pub streak: u32,
    /// Whether it is left out until further notice.
    pub suspended: bool,
    /// Whether it is marked to be looked at.
    pub flagged: bool,
}

impl Memory {
    /// Lapses after which a card is asked beside the one it is confused with.
    pub const LEECH: u32 = 8;

    /// Whether it was never reviewed.
    pub fn is_new(&self) -> bool {
        self.stage == Stage::New
    }

    /// Whether it is on steps of minutes.
    pub fn is_learning(&self) -> bool {
        matches!(self.stage, Stage::Learning(_) | Stage::Relearning(_))
    }

    /// How long it rests after its last review, in words: `10 min`, `3 days`, `4 months`.
    pub fn rest(&self) -> String {
        const DAYS_IN_MONTH: u32 = 30;
        let plural = |number: u32, noun: &str| {
            if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
        };
        match self.interval {
            0 => {
                let minutes = (self.due - self.last).max(0) / 60_000;
                if minutes < 60 { format!("{} min", minutes.max(1)) } else { format!("{} h", minutes / 60) }
            }
            days @ 1..=59 => plural(days, "day"),
            days @ 60..=729 => plural((days + DAYS_IN_MONTH / 2) / DAYS_IN_MONTH, "month"),
            days => {
                let tenths = (days * 10 + 182) / 365;
                format!("{}.{} years", tenths / 10, tenths % 10)
            }
        }
    }

    /// Whether it was forgotten again and again.
    pub fn is_leech(&self) -> bool {
        self.lapses >= Self::LEECH
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_is_told_in_the_unit_that_one_thinks_in() {
        let rest = |interval, wait| Memory { interval, due: wait, ..Memory::default() }.rest();
        assert_eq!([rest(0, 330_000), rest(0, 20_000), rest(0, 7_200_000)], ["5 min", "1 min", "2 h"]);
        assert_eq!([rest(1, 0), rest(59, 0), rest(60, 0)], ["1 day", "59 days", "2 months"]);
        assert_eq!([rest(729, 0), rest(730, 0), rest(36_500, 0)], ["24 months", "2.0 years", "100.0 years"]);
    }
}
