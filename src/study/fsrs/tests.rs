use fsrs::{FSRS, MemoryState};
use proptest::prelude::*;

use super::*;

fn near(left: f64, right: f64, relative: f64) -> bool {
    (left - right).abs() <= relative * right.abs()
}

#[test]
fn after_as_many_days_as_its_stability_nine_of_ten_are_remembered() {
    let model = Fsrs::default();
    for stability in [0.01, 1.0, 37.5, 20_000.0] {
        let state = State { stability, difficulty: 5.0 };
        assert!(near(model.retrievability(state, stability), 0.9, 1e-12));
        assert!(near(model.interval(state, 0.9), stability, 1e-12));
        assert!(near(model.retrievability(state, model.interval(state, 0.8)), 0.8, 1e-12));
    }
}

#[test]
fn a_hard_answer_on_the_same_day_takes_nothing_away() {
    let model = Fsrs::default();
    let state = State { stability: 50.0, difficulty: 5.0 };
    assert!(near(model.next(state, 0.0, Rating::Hard).stability, 50.0, 1e-12));
    assert!(model.next(state, 0.0, Rating::Again).stability < 50.0);
}

proptest! {
    /// What the `fsrs` crate computes in single precision is the same model.
    #[test]
    fn the_crate_agrees(reviews in proptest::collection::vec((0_usize..4, 0_u32..400), 1..25)) {
        let (model, theirs) = (Fsrs::default(), FSRS::default());
        let (mut state, mut other): (Option<State>, Option<MemoryState>) = (None, None);
        for (rating, days) in reviews {
            let next = theirs.next_states(other, 0.9, days).unwrap();
            let next = [next.again, next.hard, next.good, next.easy][rating].clone();
            let rating = Rating::ALL[rating];
            let mine = match state {
                None => model.first(rating),
                Some(state) => model.next(state, f64::from(days), rating),
            };
            // The crate keeps stability below 36,500 days.
            prop_assume!(mine.stability < 36_000.0);
            prop_assert!(near(f64::from(next.memory.stability), mine.stability, 1e-4));
            prop_assert!(near(f64::from(next.memory.difficulty), mine.difficulty, 1e-4));
            (state, other) = (Some(mine), Some(next.memory));
        }
    }
}
