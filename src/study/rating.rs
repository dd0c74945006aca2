use serde::{Deserialize, Serialize};

/// How well something was remembered, as FSRS counts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rating {
    /// Not at all.
    Again,
    /// With effort, or by a guess.
    Hard,
    /// Well.
    Good,
    /// At once.
    Easy,
}

impl Rating {
    /// From the worst to the best.
    pub const ALL: [Self; 4] = [Self::Again, Self::Hard, Self::Good, Self::Easy];

    /// The word used on screen, in the log and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Hard => "hard",
            Self::Good => "good",
            Self::Easy => "easy",
        }
    }

    /// The rating that a word means.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rating| rating.word() == word)
    }

    /// 1 to 4, as FSRS counts.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Whether the card was remembered.
    pub fn passed(self) -> bool {
        self != Self::Again
    }
}
