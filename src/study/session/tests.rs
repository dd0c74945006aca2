use super::*;
use crate::study::{Calendar, DAY, State};

const NOW: i64 = 20_000 * DAY + 12 * 3_600_000;

fn item(card: &str, deck: &str) -> Item {
    Item { card: card.into(), deck: deck.into(), topic: deck.into(), ..Item::default() }
}

fn known(stability: f64, days_ago: i64, due_in: i64) -> Memory {
    Memory {
        stage: Stage::Review,
        state: State { stability, difficulty: 5.0 },
        last: NOW - days_ago * DAY,
        due: NOW + due_in * DAY,
        reviews: 3,
        ..Memory::default()
    }
}

fn rules() -> Rules {
    Rules { fuzz: false, ..Rules::default() }
}

fn sitting(items: &[Item], memories: &[(&str, Memory)], rules: &Rules, plan: Plan) -> Session {
    let mut ledger = Ledger::default();
    for (card, memory) in memories {
        ledger.memories.insert((*card).to_owned(), memory.clone());
    }
    Session::new(items.to_vec(), &ledger, rules, plan, NOW, 7)
}

fn cards(session: &Session) -> Vec<String> {
    session.queue().map(|(item, _)| item.card.clone()).collect()
}

fn rate(session: &mut Session, rating: Rating) -> Event {
    session.answer(NOW, Outcome::rated(rating)).unwrap()
}

#[test]
fn only_what_is_due_is_asked_and_new_cards_up_to_the_limit() {
    let items = ["due", "later", "new1", "new2", "new3"].map(|card| item(card, "d"));
    let memories = [("due", known(3.0, 3, 0)), ("later", known(9.0, 3, 6))];
    let rules = Rules { new_a_day: 2, ..rules() };
    let session = sitting(&items, &memories, &rules, Plan::default());
    assert_eq!(session.counts(), Counts { new: 2, review: 1, ..Counts::default() });
    let mut found = cards(&session);
    found.sort();
    assert_eq!(found, ["due", "new1", "new2"]);
    let session = sitting(&items, &memories, &rules, Plan { new: Some(0), cram: false });
    assert_eq!(cards(&session), ["due"]);
}

#[test]
fn what_was_seen_today_counts_against_the_limits() {
    let items = ["a", "b", "c", "n1", "n2"].map(|card| item(card, "d"));
    let today = 20_000;
    let seen = Memory { counted_day: today, first_day: 1, ..known(9.0, 0, 9) };
    let first = Memory { counted_day: today, first_day: today, ..known(9.0, 0, 9) };
    let due = known(3.0, 3, 0);
    let memories = [("a", seen), ("b", due.clone()), ("c", due), ("n1", first)];
    let rules = Rules { new_a_day: 1, reviews_a_day: 2, ..rules() };
    let session = sitting(&items, &memories, &rules, Plan::default());
    assert_eq!(session.counts(), Counts { review: 1, ..Counts::default() });
}

#[test]
fn new_cards_that_were_missed_come_first_and_those_made_due_before_them() {
    let mut items = ["a", "b", "c", "d"].map(|card| item(card, "d"));
    items[2].missed = true;
    let memories = [("d", Memory { due: NOW, ..Memory::default() })];
    assert_eq!(cards(&sitting(&items, &memories, &rules(), Plan::default())), ["d", "c", "a", "b"]);
}

#[test]
fn suspended_cards_rest_and_suspending_is_taken_back() {
    let items = ["a", "b"].map(|card| item(card, "d"));
    let memories = [("a", Memory { suspended: true, ..Memory::default() })];
    let mut session = sitting(&items, &memories, &rules(), Plan::default());
    assert_eq!(cards(&session), ["b"]);
    let event = session.suspend(NOW).unwrap();
    assert_eq!(event.kind, Kind::Suspend { card: "b".into() });
    assert_eq!((session.current(), session.later()), (None, None));
    let undo = session.undo(NOW).unwrap();
    assert_eq!(undo.kind, Kind::Undo { event: event.id, card: "b".into() });
    assert_eq!(cards(&session), ["b"]);
    assert!(!session.memory().unwrap().suspended);
}

#[test]
fn a_forgotten_card_comes_back_in_the_same_sitting_and_not_at_once() {
    let items = ["a", "b", "c"].map(|card| item(card, "d"));
    let mut session = sitting(&items, &[], &rules(), Plan::default());
    let first = session.current().unwrap().card;
    rate(&mut session, Rating::Again);
    assert_ne!(session.current().unwrap().card, first);
    // A minute later its step is over.
    let second = session.current().unwrap().card;
    session.answer(NOW + 61_000, Outcome::rated(Rating::Easy)).unwrap();
    assert_eq!(session.current().unwrap().card, first);
    assert_ne!(second, first);
}

#[test]
fn a_step_that_is_nearly_over_ends_a_sitting_early_and_a_long_one_is_told() {
    let long = Rules { learning: crate::study::Steps::new(vec![60_000, 3_600_000]), ..rules() };
    let mut session = sitting(&[item("a", "d")], &[], &long, Plan::default());
    rate(&mut session, Rating::Again);
    assert!(session.current().is_some(), "a minute is not waited for");
    rate(&mut session, Rating::Good);
    assert_eq!((session.current(), session.later()), (None, Some(NOW + 3_600_000)));
    session.wake(NOW + 3_600_000);
    assert!(session.current().is_some());
}

#[test]
fn any_number_of_answers_is_taken_back() {
    let items = ["a", "b", "c", "e"].map(|card| item(card, "d"));
    let memories = [("a", known(3.0, 3, 0)), ("b", known(5.0, 9, -4))];
    let fresh = sitting(&items, &memories, &rules(), Plan::default());
    let mut session = fresh.clone();
    let mut events = Vec::new();
    for rating in [Rating::Again, Rating::Good, Rating::Hard, Rating::Easy, Rating::Again, Rating::Good] {
        events.push(rate(&mut session, rating).id);
    }
    assert_eq!(session.counts().answered, 6);
    while let Some(undo) = session.undo(NOW) {
        let Kind::Undo { event, .. } = undo.kind else { panic!("{undo:?}") };
        assert_eq!(Some(event), events.pop());
    }
    assert!(events.is_empty());
    assert_eq!(session.counts(), fresh.counts());
    let states = |session: &Session| session.memories.clone();
    assert_eq!(states(&session), states(&fresh));
    assert_eq!(session.current(), fresh.current());
}

#[test]
fn the_log_amounts_to_what_the_sitting_holds() {
    let items = ["a", "b", "c"].map(|card| item(card, "d"));
    let mut session = sitting(&items, &[], &rules(), Plan::default());
    let mut events = Vec::new();
    for (minute, rating) in [(0, Rating::Good), (1, Rating::Again), (2, Rating::Easy), (3, Rating::Good)] {
        events.extend(session.answer(NOW + minute * 60_000, Outcome::rated(rating)));
    }
    events.extend(session.undo(NOW + 200_000));
    events.extend(session.flag(NOW + 210_000));
    let ledger = Ledger::of(&events, &rules());
    for (item, memory) in session.items.iter().zip(&session.memories) {
        assert_eq!(ledger.memory(&item.card), *memory, "{}", item.card);
    }
}

#[test]
fn a_card_forgotten_eight_times_is_asked_beside_its_neighbour() {
    let mut items = [item("a", "d"), item("b", "d")];
    items[0].confusable = vec!["b".into()];
    let leech = |lapses| [("a", Memory { lapses, ..known(3.0, 3, 0) }), ("b", known(9.0, 1, 8))];
    let beside =
        |lapses| sitting(&items, &leech(lapses), &rules(), Plan::default()).current().unwrap().beside;
    assert_eq!((beside(7), beside(8)), (None, Some("b".to_owned())));
}

#[test]
fn cramming_asks_the_weakest_first_due_or_not_and_says_so_in_the_log() {
    let items = ["strong", "weak", "new"].map(|card| item(card, "d"));
    let memories = [("strong", known(100.0, 1, 99)), ("weak", known(2.0, 1, 1))];
    let mut session = sitting(&items, &memories, &rules(), Plan { new: None, cram: true });
    assert_eq!(cards(&session), ["weak", "strong", "new"]);
    let Kind::Review(review) = rate(&mut session, Rating::Good).kind else { panic!() };
    assert_eq!((review.mode, review.card.as_str()), (Mode::Cram, "weak"));
    assert_eq!(session.memories[1].counted_day, 0, "it does not count against the daily limit");
}

#[test]
fn before_an_interview_what_will_have_faded_is_asked_weakest_first() {
    let items = ["holds", "fades", "weakest", "today"].map(|card| item(card, "d"));
    let today = 20_000;
    let memories = [
        ("holds", known(500.0, 10, 400)),
        ("fades", known(20.0, 10, 5)),
        ("weakest", known(5.0, 10, 3)),
        ("today", known(2.0, 0, 2)),
    ];
    let rules = Rules { interview: Some(today + 30), ..rules() };
    assert_eq!(cards(&sitting(&items, &memories, &rules, Plan::default())), ["weakest", "fades"]);
    let past = Rules { interview: Some(today - 1), ..rules };
    assert!(cards(&sitting(&items, &memories, &past, Plan::default())).is_empty());
}

#[test]
fn siblings_are_kept_apart_as_steps_come_back() {
    let mut items = ["a1", "a2", "b", "c"].map(|card| item(card, "d"));
    items[0].siblings = Some("a".into());
    items[1].siblings = Some("a".into());
    let mut session = sitting(&items, &[], &rules(), Plan::default());
    let mut asked: Vec<String> = Vec::new();
    for _ in 0..6 {
        asked.push(session.current().unwrap().card);
        rate(&mut session, Rating::Again);
    }
    let near = asked.windows(2).any(|pair| pair[0][..1] == pair[1][..1]);
    assert!(!near, "{asked:?}");
}

#[test]
fn the_preview_is_what_an_answer_brings() {
    let mut session = sitting(&[item("a", "d")], &[("a", known(5.0, 9, -4))], &rules(), Plan::default());
    let preview = session.preview(NOW).unwrap();
    assert!(
        preview[0].due == NOW + 600_000 && preview[1].due < preview[2].due && preview[2].due < preview[3].due
    );
    rate(&mut session, Rating::Good);
    let after = Memory { counted_day: 20_000, ..preview[2].clone() };
    assert_eq!(session.memories[0], after);
    assert_eq!(rules().calendar.day(after.due), 20_000 + i64::from(after.interval));
    assert_eq!(Calendar::date(20_000), "2024-10-04");
}

#[test]
fn one_seed_gives_one_order() {
    let items: Vec<Item> =
        (0..30).map(|card| item(&card.to_string(), if card % 3 == 0 { "x" } else { "y" })).collect();
    let names: Vec<String> = items.iter().map(|item| item.card.clone()).collect();
    let memories: Vec<(&str, Memory)> = names.iter().map(|card| (card.as_str(), known(3.0, 3, 0))).collect();
    let order = || cards(&sitting(&items, &memories, &rules(), Plan::default()));
    assert_eq!(order(), order());
    assert_ne!(order(), names);
}
