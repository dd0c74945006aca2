use super::*;
use crate::study::{DAY, EventIds, Mode, Rating};

#[test]
fn progress_counts_what_was_not_taken_back() {
    let item = |card: &str, topic: &str| Item { card: card.into(), topic: topic.into(), ..Item::default() };
    let items = [item("a", "redis"), item("b", "kafka"), item("new", "kafka")];
    let mut ids = EventIds::new(1);
    let rules = Rules { fuzz: false, ..Rules::default() };
    let noon = |day: i64| (20_000 + day) * DAY + 12 * 3_600_000;
    let mut review = |day, card: &str, rating, picked: Option<&str>| {
        let review = Review {
            confidence: Some(50),
            picked: picked.map(Into::into),
            ..Review::new(card, rating, Mode::Quiz)
        };
        ids.event(noon(day), Kind::Review(review))
    };
    let mut events = vec![
        review(0, "a", Rating::Easy, None),
        review(0, "b", Rating::Easy, None),
        review(1, "a", Rating::Good, None),
        review(2, "a", Rating::Again, Some("b")),
        // The same day: no rest.
        review(2, "a", Rating::Good, None),
        review(3, "b", Rating::Good, None),
        review(3, "gone", Rating::Good, None),
        review(4, "b", Rating::Again, Some("a")),
    ];
    let last = events[7].id.clone();
    events.push(EventIds::new(2).event(noon(4), Kind::Undo { event: last, card: "b".into() }));
    let ledger = Ledger::of(&events, &rules);
    let found = progress(&items, &events, &ledger, &rules, noon(5));
    assert_eq!((found.cards, found.seen, found.reviews), (3, 2, 7));
    let topic = |name: &str| found.topics.iter().find(|topic| topic.topic == name).unwrap().clone();
    assert_eq!((topic("redis").reviews, topic("redis").retention), (2, Some(0.5)));
    assert_eq!((topic("kafka").reviews, topic("kafka").retention, topic("kafka").seen), (1, Some(1.0), 1));
    assert_eq!(found.topics[0].topic, "redis", "the weakest first");
    assert!((found.retention.unwrap() - 2.0 / 3.0).abs() < 1e-12);
    assert_eq!(found.confusions, [Confusion { card: "a".into(), picked: "b".into(), times: 1 }]);
    assert_eq!(found.days.values().copied().collect::<Vec<_>>(), [2, 1, 2, 2]);
    // Six of seven were right, each at 50 %: a quarter whatever the outcome.
    assert!((found.calibration.unwrap().brier - 0.25).abs() < 1e-12);
    assert!(found.readiness.is_empty() && found.interview.is_none());
}
