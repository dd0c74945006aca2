use super::*;
use crate::calc::random::Stream;
use crate::study::{DEFAULT_WEIGHTS, EventIds, Mode, Review};

/// What a learner with these weights answers: so many cards, each as often, at the intervals of the default
/// weights.
fn history(weights: [f64; WEIGHTS], cards: u64, times: u64) -> Vec<Event> {
    const DAY: i64 = 86_400_000;
    let (truth, asked) = (Fsrs::new(weights), Fsrs::default());
    let mut ids = EventIds::new(1);
    let mut events = Vec::new();
    for card in 0..cards {
        let key = Stream::new(3, card);
        let mut at = i64::try_from(card % 40).unwrap() * DAY;
        let mut states: Option<(State, State)> = None;
        let mut days = 0.0;
        for time in 0..times {
            let mut draw = key.request(time).draw(0, 0);
            let rating = match states {
                None => Rating::ALL[usize::try_from(draw.below(4)).unwrap()],
                Some((state, _)) if draw.chance(truth.retrievability(state, days)) => Rating::Good,
                Some(_) => Rating::Again,
            };
            let review = Review::new(&format!("c{card}"), rating, Mode::Quiz);
            events.push(ids.event(at, Kind::Review(review)));
            let next = |model: &Fsrs, state: Option<State>| match state {
                None => model.first(rating),
                Some(state) => model.next(state, days, rating),
            };
            let both =
                (next(&truth, states.map(|(state, _)| state)), next(&asked, states.map(|(_, state)| state)));
            states = Some(both);
            days = libm::rint(asked.interval(both.1, 0.9)).clamp(1.0, 60.0);
            #[expect(clippy::cast_possible_truncation, reason = "at most 60 days")]
            let wait = days as i64 * DAY;
            at += wait;
        }
    }
    events.sort_by_key(|event| event.at);
    events
}

#[test]
fn weights_are_found_that_predict_a_faster_fading_memory_better() {
    let mut weights = DEFAULT_WEIGHTS;
    weights[..4].iter_mut().for_each(|stability| *stability /= 2.0);
    let tuned = tune(&history(weights, 300, 6), &Calendar::Periods, DEFAULT_WEIGHTS).unwrap();
    assert!(tuned.is_better(), "{tuned:?}");
    assert!(!tuned.only_first && tuned.answers > 1000);
    assert!(tuned.weights[2] < DEFAULT_WEIGHTS[2], "{:?}", tuned.weights);
    assert_eq!(super::super::fsrs::outside(&tuned.weights), None);
}

#[test]
fn with_little_only_the_first_weights_change_and_with_less_nothing_does() {
    let tuned = tune(&history(DEFAULT_WEIGHTS, 60, 2), &Calendar::Periods, DEFAULT_WEIGHTS).unwrap();
    assert!(tuned.only_first && (8..64).contains(&tuned.answers), "{}", tuned.answers);
    assert_eq!(tuned.weights[4..], DEFAULT_WEIGHTS[4..]);
    let few = tune(&history(DEFAULT_WEIGHTS, 3, 2), &Calendar::Periods, DEFAULT_WEIGHTS);
    assert_eq!(few, Err(Untuned::TooLittle { answers: 0, rested: 3 }));
}
