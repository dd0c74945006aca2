//! A sitting with cards, and a drill.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use napkin::problem::Library;
use napkin::study::deck::Decks;
use napkin::study::{Event, EventIds, Item, Kind, Ledger, Plan, Rating, Review, Rules, Session};
use napkin::tui::screens::{Course, DrillScreen, QuizScreen, Sitting};
use napkin::tui::{Reply, Request, Screen};

use super::stage::{NOON, SIZES, Stage};

const DECK: &str = r#"
schema = 1
id = "d"
title = "A deck"
about = "One card of each kind."

[[cards]]
id = "redis"
kind = "choose"
topic = "stores"
ask = "Leaders of a game with two million players, the first hundred on every page. Where do the scores live?"
answer = "A Redis sorted set"
why = "Rank and range by score in memory, in logarithmic time."
confusable_with = ["d/postgres"]
discriminator = "Is the order wanted at each read, or a report once a day?"
wrong = [
    { answer = "A Kafka topic", why = "A log keeps the order of arrival, not of scores." },
    { answer = "An object store", why = "It cannot update one value in a file." },
]

[[cards]]
id = "postgres"
kind = "recall"
topic = "stores"
ask = "Which store comes first when nothing is known yet?"
answer = "PostgreSQL"
why = "Transactions, indexes and joins cover most of what an interview asks."

[[cards]]
id = "day"
kind = "number"
topic = "time"
ask = "How many requests a second are 10M a day?"
answer = "115.7/s"
why = "10M / 86,400."
source = "arithmetic"
within = 1.25

[[cards]]
id = "ack"
kind = "cloze"
topic = "queues"
ask = "A consumer that commits before it works is {{at most once}}."
why = "A crash after the commit loses the message."

[[cards]]
id = "steps"
kind = "order"
topic = "payments"
ask = "Put the steps of an outbox in order."
steps = ["Write row and event in one transaction", "A relay reads the event", "It publishes the event", "It marks the event as sent"]
why = "What is committed is published at least once."

[[skills]]
id = "rate"
title = "Requests a second"
why = "Divide by 100K seconds a day."

[[skills.levels]]
ask = ["{n} orders a day: how many a second?"]
inputs = { n = ["10M"] }
answer = "n / 1 day"
steps = ["{n} / 86,400 s = {=answer}"]
mistakes = { lost-k = { value = "answer / 1000", says = "A thousand was lost." } }
"#;

fn decks() -> Arc<Decks> {
    let mut decks = Decks::default();
    let wrong = decks.add("d.toml", DECK);
    assert!(wrong.is_empty(), "{wrong:?}");
    Arc::new(decks)
}

fn items(cards: &[&str]) -> Vec<Item> {
    cards.iter().map(|card| Item { card: (*card).into(), deck: "d".into(), ..Item::default() }).collect()
}

fn quiz(cards: &[&str]) -> Box<dyn Screen> {
    let rules = Rules { fuzz: false, ..Rules::default() };
    let session = Session::new(items(cards), &Ledger::default(), &rules, Plan::default(), NOON, 7);
    Box::new(QuizScreen::new(Sitting {
        name: "quiz".into(),
        session,
        decks: decks(),
        problems: Arc::new(Library::default()),
        confidence: true,
    }))
}

/// A disk that keeps events, and fails while it is told to.
#[derive(Clone, Default)]
struct Disk {
    events: Rc<RefCell<Vec<Event>>>,
    broken: Rc<RefCell<bool>>,
}

impl Disk {
    fn stage(&self, cards: &[&str], size: (u16, u16)) -> Stage {
        let disk = self.clone();
        Stage::with(quiz(cards), size, move |request| match request {
            Request::Append(_) if *disk.broken.borrow() => {
                Some(Reply::Appended(Err("the disk is full".into())))
            }
            Request::Append(event) => {
                disk.events.borrow_mut().push(event.clone());
                Some(Reply::Appended(Ok(())))
            }
            _ => None,
        })
    }

    fn reviews(&self) -> Vec<Review> {
        let events = self.events.borrow();
        let reviews = events.iter().filter_map(|event| match &event.kind {
            Kind::Review(review) => Some(review.clone()),
            _ => None,
        });
        reviews.collect()
    }
}

/// The number under which a choice stands.
fn number_of(stage: &Stage, choice: &str) -> String {
    let screen = stage.screen();
    let line = screen.lines().find(|line| line.contains(choice)).unwrap();
    line.chars().find(char::is_ascii_digit).unwrap().to_string()
}

#[test]
fn a_choice_is_made_graded_and_kept() {
    let disk = Disk::default();
    let mut stage = disk.stage(&["d/redis"], (80, 24));
    stage.shows("Where do the scores live?");
    stage.shows("left: 1 new");
    let wrong = number_of(&stage, "PostgreSQL");
    stage.wait(Duration::from_secs(4));
    stage.keys(&wrong);
    stage.shows("How sure are you?");
    stage.hides("Wrong");
    stage.keys("4");
    stage.shows("Wrong  you were 95% sure");
    stage.shows("PostgreSQL (yours)");
    // Each choice is explained, and what tells them apart.
    stage.shows("A log keeps the order of arrival");
    stage.shows("Rank and range by score");
    stage.shows("Transactions, indexes and joins");
    stage.shows("Is the order wanted at each read");
    assert!(disk.reviews().is_empty(), "not yet graded");
    stage.keys("Enter");
    let reviews = disk.reviews();
    assert_eq!(reviews.len(), 1);
    assert_eq!((reviews[0].rating, reviews[0].confidence), (Rating::Again, Some(95)));
    assert_eq!((reviews[0].correct, reviews[0].duration), (Some(false), Some(4000)));
    assert_eq!(reviews[0].picked.as_deref(), Some("d/postgres"));
}

#[test]
fn the_next_card_waits_for_the_disk() {
    let disk = Disk::default();
    let mut stage = disk.stage(&["d/postgres"], (80, 24));
    stage.keys("Enter");
    stage.shows("PostgreSQL");
    stage.shows("How well did you know it?");
    *disk.broken.borrow_mut() = true;
    stage.keys("4");
    stage.shows("the disk is full");
    stage.keys("Enter");
    stage.shows("grade yourself");
    *disk.broken.borrow_mut() = false;
    stage.keys("4");
    assert_eq!(disk.reviews().len(), 1);
    stage.shows("1 answer, 1 remembered: 100%.");
}

#[test]
fn answers_are_taken_back_one_by_one() {
    let disk = Disk::default();
    let mut stage = disk.stage(&["d/postgres", "d/redis"], (80, 24));
    let first = stage.screen();
    stage.keys("u");
    stage.shows("nothing to take back");
    for _ in 0..2 {
        stage.keys("Tab 4");
    }
    stage.shows("2 answers, 2 remembered");
    stage.keys("u u");
    assert_eq!(stage.screen(), first);
    let undone = disk.events.borrow().iter().filter(|event| matches!(event.kind, Kind::Undo { .. })).count();
    assert_eq!(undone, 2);
    *disk.broken.borrow_mut() = true;
    stage.keys("Tab 4");
    stage.shows("the disk is full");
    stage.hides("2 answers");
}

#[test]
fn a_number_is_typed_and_what_cannot_be_read_stays() {
    let disk = Disk::default();
    let mut stage = disk.stage(&["d/day"], (80, 24));
    stage.types("quickly");
    stage.keys("Enter");
    stage.shows("quickly");
    stage.hides("How sure");
    assert_eq!(disk.reviews().len(), 0);
    stage.keys("Ctrl-U");
    stage.types("0.116/s");
    stage.keys("Enter Enter");
    stage.shows("Wrong");
    // 115.7 over 0.116 is a thousand.
    stage.shows("mistake");
    stage.shows("115.7/s");
    stage.keys("Enter");
    assert_eq!(disk.reviews()[0].mistake.as_deref(), Some("lost-k"));
}

#[test]
fn a_blank_is_filled_and_steps_are_moved() {
    let disk = Disk::default();
    let mut stage = disk.stage(&["d/ack"], (80, 24));
    stage.types("at most once");
    stage.keys("Enter 3");
    stage.shows("Right  you were 75% sure");
    let mut stage = disk.stage(&["d/steps"], (80, 24));
    let right = ["Write row", "A relay reads", "It publishes", "It marks"];
    // Each step is brought to its place from below.
    for (place, step) in right.iter().enumerate() {
        let at: usize = number_of(&stage, step).parse().unwrap();
        stage.keys("g");
        for _ in 1..at {
            stage.keys("j");
        }
        stage.keys("Space");
        for _ in place + 1..at {
            stage.keys("k");
        }
        stage.keys("Space");
    }
    stage.keys("Enter Enter");
    stage.shows("Right");
}

#[test]
fn a_card_is_left_out_marked_and_its_problem_told() {
    let disk = Disk::default();
    let mut stage = disk.stage(&["d/postgres", "d/redis"], (80, 24));
    stage.keys("f");
    stage.shows("marked");
    stage.keys("p");
    stage.shows("belongs to no problem");
    stage.keys("s s");
    stage.shows("Nothing is due.");
    assert_eq!(disk.events.borrow().len(), 3);
    assert!(matches!(disk.events.borrow()[0].kind, Kind::Flag { .. }));
    assert!(matches!(disk.events.borrow()[2].kind, Kind::Suspend { .. }));
    stage.keys("u");
    stage.shows("left: 1 new");
}

#[test]
fn confidence_can_be_left_unasked() {
    let mut stage = Disk::default().stage(&["d/redis"], (80, 24));
    stage.keys("1 c");
    stage.hides("How sure are you?");
    stage.shows("Rank and range");
    stage.keys("4");
}

#[test]
fn every_phase_at_every_size() {
    for size in SIZES {
        let name = |phase: &str| format!("quiz_{phase}_{}x{}", size.0, size.1);
        let mut stage = Disk::default().stage(&["d/redis"], size);
        insta::assert_snapshot!(name("choice"), stage.screen());
        let wrong = number_of(&stage, "PostgreSQL");
        stage.keys(&wrong);
        insta::assert_snapshot!(name("sure"), stage.screen());
        stage.keys("2");
        insta::assert_snapshot!(name("shown"), stage.screen());
        stage.keys("G");
        stage.shows("ask yourself");
        stage.keys("1");
        let mut stage = Disk::default().stage(&["d/day"], size);
        stage.types("100/s");
        insta::assert_snapshot!(name("number"), stage.screen());
        stage.keys("Tab Enter");
        let mut stage = Disk::default().stage(&["d/steps"], size);
        stage.keys("Space j");
        insta::assert_snapshot!(name("order"), stage.screen());
        let mut stage = Disk::default().stage(&["d/postgres", "d/redis"], size);
        stage.keys("Tab 4 Tab 4");
        insta::assert_snapshot!(name("summary"), stage.screen());
    }
    for size in [(0, 0), (1, 1)] {
        let mut stage = Disk::default().stage(&["d/redis"], size);
        stage.screen();
        stage.resize((60, 16));
        stage.keys("1 1");
        stage.resize(size);
        stage.screen();
    }
}

/// A deck of one card that asks so many words of twelve letters, four to a line of 58 cells.
fn wordy(words: usize) -> Box<dyn Screen> {
    let ask: Vec<String> = (1..=words).map(|at| format!("syllables{at:03}")).collect();
    let deck = format!(
        "schema = 1\nid = \"d\"\ntitle = \"D\"\nabout = \"Long.\"\n[[cards]]\nid = \"long\"\nkind = \"number\"\n\
         topic = \"t\"\nask = \"{}\"\nanswer = \"10/s\"\nwhy = \"So it is.\"\nsource = \"s\"\n",
        ask.join(" ")
    );
    let mut decks = Decks::default();
    let wrong = decks.add("d.toml", &deck);
    assert!(wrong.is_empty(), "{wrong:?}");
    let rules = Rules { fuzz: false, ..Rules::default() };
    let session = Session::new(items(&["d/long"]), &Ledger::default(), &rules, Plan::default(), NOON, 7);
    Box::new(QuizScreen::new(Sitting {
        name: "quiz".into(),
        session,
        decks: Arc::new(decks),
        problems: Arc::new(Library::default()),
        confidence: false,
    }))
}

#[test]
fn a_long_question_takes_what_is_free_and_says_where_it_is_cut() {
    // 16 rows less title, keys and bar are 13. Asked, the head, the line below and three rows of the answer leave 8.
    let mut stage = Stage::new(wordy(32), (60, 16));
    stage.shows("syllables032");
    stage.hides("…");
    // Answered, three rows of grades, the head, the line below, and four rows of what is said leave 4.
    stage.types("10/s");
    stage.keys("Enter");
    stage.shows("So it is.");
    stage.shows("syllables016…");
    stage.hides("syllables017");
    let mut stage = Stage::new(wordy(16), (60, 16));
    stage.types("10/s");
    stage.keys("Enter");
    stage.shows("syllables016");
    stage.hides("…");
    let mut stage = Stage::new(wordy(33), (60, 16));
    stage.shows("syllables032…");
    // A long answer tells on which side it goes on.
    stage.types(&"9".repeat(70));
    stage.shows("› …999");
    stage.keys("Home");
    stage.shows("› 999");
    stage.shows("999…");
}

#[test]
fn a_drill_names_the_mistake_and_shows_the_way() {
    let course = |skills: Vec<String>| {
        Box::new(DrillScreen::new(Course {
            decks: decks(),
            skills,
            count: 2,
            level: None,
            seed: 1,
            ids: EventIds::new(1),
            version: 0,
        }))
    };
    for size in SIZES {
        let mut stage = Stage::new(course(vec!["d/rate".into()]), size);
        stage.shows("10M orders a day");
        stage.types("0.116/s");
        stage.keys("Enter");
        stage.shows("A thousand was lost.");
        stage.shows("10M / 86,400 s");
        insta::assert_snapshot!(format!("drill_{}x{}", size.0, size.1), stage.screen());
        stage.keys("Enter");
        stage.types("116/s");
        stage.keys("Enter");
        stage.shows("Right");
        stage.keys("Enter");
        stage.shows("2 exercises, 1 right.");
        stage.shows("lost k");
        stage.keys("Esc");
        assert_eq!(stage.ended, Some(0));
    }
    Stage::new(course(Vec::new()), (60, 16)).shows("There is no skill to drill.");
}
