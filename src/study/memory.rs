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

    /// Whether it was forgotten again and again.
    pub fn is_leech(&self) -> bool {
        self.lapses >= Self::LEECH
    }
}
