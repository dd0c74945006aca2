use std::fmt::Debug;

use super::rating::Rating;

/// What is believed about the memory of one card right after a review.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct State {
    /// How slowly it fades, in days: under FSRS-6 after so many days nine of ten such cards are remembered.
    pub stability: f64,
    /// How hard it is to make it more stable, 1 to 10.
    pub difficulty: f64,
}

/// A model of memory. Days are those since the last review and may be fractions where a model uses them.
pub trait Scheduler: Debug + Send + Sync {
    /// The state after the first review of a card.
    fn first(&self, rating: Rating) -> State;

    /// The state after another review, so many days after the last.
    fn next(&self, state: State, days: f64, rating: Rating) -> State;

    /// The probability that the card is remembered so many days after its last review, 0 to 1.
    fn retrievability(&self, state: State, days: f64) -> f64;

    /// Days until the probability has fallen to `retention`; neither rounded nor bounded.
    fn interval(&self, state: State, retention: f64) -> f64;
}
