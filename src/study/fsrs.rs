use libm::{exp, pow};

use super::rating::Rating;
use super::scheduler::{Scheduler, State};

/// How many weights FSRS-6 has.
pub const WEIGHTS: usize = 21;

/// The weights of FSRS-6 before anything is known about a learner: medians over many users of Anki, as in
/// py-fsrs 6.3.2 and fsrs-rs 6.6.2.
pub const DEFAULT_WEIGHTS: [f64; WEIGHTS] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614,
    0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// The bounds of each weight, as py-fsrs 6.3.2 has them.
const BOUNDS: [(f64, f64); WEIGHTS] = [
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (1.0, 10.0),
    (0.001, 4.0),
    (0.001, 4.0),
    (0.001, 0.75),
    (0.0, 4.5),
    (0.0, 0.8),
    (0.001, 3.5),
    (0.001, 5.0),
    (0.001, 0.25),
    (0.001, 0.9),
    (0.0, 4.0),
    (0.0, 1.0),
    (1.0, 6.0),
    (0.0, 2.0),
    (0.0, 2.0),
    (0.0, 0.8),
    (0.1, 0.8),
];

/// The first weight that lies outside its bounds, from 0, and those bounds.
pub fn outside(weights: &[f64; WEIGHTS]) -> Option<(usize, f64, f64)> {
    let mut bounded = weights.iter().zip(BOUNDS).enumerate();
    // Not within, so that what is no number is found as well.
    let found = bounded.find(|(_, (weight, (low, high)))| !(low..=high).contains(weight));
    found.map(|(place, (_, (low, high)))| (place, low, high))
}

/// No stability falls below this, in days.
const LEAST_STABILITY: f64 = 0.001;
/// A stability beyond this says nothing more; it only keeps numbers finite.
const MOST_STABILITY: f64 = 1e12;

/// FSRS-6, its formulas in double precision.
///
/// The `fsrs` crate computes the same in single precision with the mathematics of the platform. That is enough
/// to optimise weights, which [`super::tune()`] leaves to it; but an interval whose exact value lies near a
/// half then rounds now one way and now the other (265 of 200,000 in random histories), and a due date must be
/// the same on every machine and in every program. A test holds the two together.
///
/// Formulas: <https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm>, section FSRS-6.
#[derive(Clone, Debug)]
pub struct Fsrs {
    w: [f64; WEIGHTS],
}

impl Default for Fsrs {
    fn default() -> Self {
        Self::new(DEFAULT_WEIGHTS)
    }
}

impl Fsrs {
    /// The model with these weights.
    pub fn new(weights: [f64; WEIGHTS]) -> Self {
        Self { w: weights }
    }

    /// The factor at which the forgetting curve passes 0.9 where days equal stability.
    fn factor(&self) -> f64 {
        pow(0.9, -1.0 / self.w[20]) - 1.0
    }

    fn first_difficulty(&self, rating: Rating) -> f64 {
        self.w[4] - exp(self.w[5] * (grade(rating) - 1.0)) + 1.0
    }

    fn next_difficulty(&self, difficulty: f64, rating: Rating) -> f64 {
        let change = -self.w[6] * (grade(rating) - 3.0);
        let damped = difficulty + (10.0 - difficulty) * change / 9.0;
        // The easiest first difficulty that everything reverts to is not clamped.
        let reverted = self.w[7] * self.first_difficulty(Rating::Easy) + (1.0 - self.w[7]) * damped;
        reverted.clamp(1.0, 10.0)
    }

    fn same_day(&self, stability: f64, rating: Rating) -> f64 {
        let growth = exp(self.w[17] * (grade(rating) - 3.0 + self.w[18])) * pow(stability, -self.w[19]);
        stability * if rating.passed() { growth.max(1.0) } else { growth }
    }

    fn recalled(&self, state: State, retrievability: f64, rating: Rating) -> f64 {
        let hard = if rating == Rating::Hard { self.w[15] } else { 1.0 };
        let easy = if rating == Rating::Easy { self.w[16] } else { 1.0 };
        let growth = exp(self.w[8])
            * (11.0 - state.difficulty)
            * pow(state.stability, -self.w[9])
            * (exp((1.0 - retrievability) * self.w[10]) - 1.0);
        state.stability * (1.0 + growth * hard * easy)
    }

    fn forgotten(&self, state: State, retrievability: f64) -> f64 {
        let long = self.w[11]
            * pow(state.difficulty, -self.w[12])
            * (pow(state.stability + 1.0, self.w[13]) - 1.0)
            * exp((1.0 - retrievability) * self.w[14]);
        let short = state.stability / exp(self.w[17] * self.w[18]);
        long.min(short)
    }
}

impl Scheduler for Fsrs {
    fn first(&self, rating: Rating) -> State {
        State {
            stability: self.w[usize::from(rating.number() - 1)].max(LEAST_STABILITY),
            difficulty: self.first_difficulty(rating).clamp(1.0, 10.0),
        }
    }

    fn next(&self, state: State, days: f64, rating: Rating) -> State {
        let stability = if days < 1.0 {
            self.same_day(state.stability, rating)
        } else {
            let retrievability = self.retrievability(state, days);
            match rating {
                Rating::Again => self.forgotten(state, retrievability),
                _ => self.recalled(state, retrievability, rating),
            }
        };
        State {
            stability: stability.clamp(LEAST_STABILITY, MOST_STABILITY),
            difficulty: self.next_difficulty(state.difficulty, rating),
        }
    }

    fn retrievability(&self, state: State, days: f64) -> f64 {
        pow(1.0 + self.factor() * days.max(0.0) / state.stability, -self.w[20])
    }

    fn interval(&self, state: State, retention: f64) -> f64 {
        state.stability / self.factor() * (pow(retention, -1.0 / self.w[20]) - 1.0)
    }
}

fn grade(rating: Rating) -> f64 {
    f64::from(rating.number())
}

#[cfg(test)]
mod tests;
