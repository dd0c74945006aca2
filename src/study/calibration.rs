use std::collections::BTreeMap;

use serde::Serialize;

use super::event::Review;

/// How well confidence agrees with what was right.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Calibration {
    /// Answers with a confidence.
    pub answers: usize,
    /// The Brier score: the mean squared distance between confidence and outcome, 0 to 1. Less is better;
    /// somebody who always says one half gets 0.25. Brier 1950, "Verification of forecasts expressed in terms
    /// of probability".
    pub brier: f64,
    /// Mean confidence less the share that was right: above 0 is overconfident.
    pub bias: f64,
    /// The curve: each level of confidence that was given, from the lowest.
    pub levels: Vec<Level>,
}

/// One point of the curve.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Level {
    /// The confidence, 0 to 1.
    pub confidence: f64,
    /// Answers given with it.
    pub answers: usize,
    /// The share of them that was right, 0 to 1.
    pub right: f64,
}

impl Calibration {
    /// The calibration over these answers; `None` where none has a confidence.
    pub fn of<'a>(reviews: impl IntoIterator<Item = &'a Review>) -> Option<Self> {
        let mut levels: BTreeMap<u8, (u32, u32)> = BTreeMap::new();
        for review in reviews {
            let Some(confidence) = review.confidence else { continue };
            let (answers, right) = levels.entry(confidence.min(100)).or_default();
            *answers += 1;
            *right += u32::from(review.was_right());
        }
        let answers: u32 = levels.values().map(|(answers, _)| answers).sum();
        if answers == 0 {
            return None;
        }
        let (mut brier, mut bias) = (0.0, 0.0);
        for (&percent, &(answers, right)) in &levels {
            let confidence = f64::from(percent) / 100.0;
            let (answers, right) = (f64::from(answers), f64::from(right));
            brier +=
                right * (1.0 - confidence) * (1.0 - confidence) + (answers - right) * confidence * confidence;
            bias += answers * confidence - right;
        }
        let levels = levels.into_iter().map(|(percent, (answers, right))| Level {
            confidence: f64::from(percent) / 100.0,
            answers: answers as usize,
            right: f64::from(right) / f64::from(answers),
        });
        Some(Self {
            answers: answers as usize,
            brier: brier / f64::from(answers),
            bias: bias / f64::from(answers),
            levels: levels.collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::{Mode, Rating};

    fn review(confidence: Option<u8>, right: bool) -> Review {
        let rating = if right { Rating::Good } else { Rating::Again };
        Review { confidence, ..Review::new("c", rating, Mode::Quiz) }
    }

    #[test]
    fn the_score_of_a_worked_example() {
        let reviews =
            [review(Some(90), true), review(Some(90), false), review(Some(50), true), review(None, false)];
        let found = Calibration::of(&reviews).unwrap();
        // (0.01 + 0.81 + 0.25) / 3; (0.9 + 0.9 + 0.5 - 2) / 3
        assert!((found.brier - 1.07 / 3.0).abs() < 1e-12 && (found.bias - 0.1).abs() < 1e-12);
        assert_eq!(found.answers, 3);
        assert_eq!(
            found.levels,
            [
                Level { confidence: 0.5, answers: 1, right: 1.0 },
                Level { confidence: 0.9, answers: 2, right: 0.5 }
            ]
        );
        assert_eq!(Calibration::of(&[review(None, true)]), None);
    }
}
