//! Where one begins.

use std::collections::BTreeMap;

use napkin::calc::capacity::Refs;
use napkin::problem::File;
use napkin::study::Counts;
use napkin::tui::screens::{Home, Problem, SheetScreen};
use napkin::tui::{Door, Palette, Reply, Request, Screen, Standing, Theme, Today};

use super::stage::{SIZES, Stage};

const SHOP: &str = r#"
schema = 1
id = "shop"
title = "A shop that sells what it has"
level = "medium"
minutes = 45
themes = ["concurrency", "idempotency"]
statement = "People buy what there is. Two of them may want the last one."
"#;

fn home(problems: usize) -> Box<dyn Screen> {
    let file = File::parse(SHOP).unwrap();
    let shop = Problem::from(&file.read().problem);
    let named = |number: usize| Problem { id: format!("shop-{number}"), ..shop.clone() };
    Box::new(Home::new((1..=problems).map(named).collect()))
}

fn standing(held: usize, last: Option<&str>, under_way: Option<(u64, u32)>) -> Standing {
    Standing { held, last: last.map(str::to_owned), date: "2026-11-20".to_owned(), under_way }
}

fn answers(request: &Request) -> Option<Reply> {
    match request {
        Request::Today => {
            let cards = Counts { review: 12, new: 20, ..Counts::default() };
            let standings = BTreeMap::from([
                ("shop-1".to_owned(), standing(2, Some("Strong Hire, 85"), None)),
                ("shop-3".to_owned(), standing(1, Some("No Hire, 12"), Some((12, 45)))),
            ]);
            let gaps = vec![("no math".to_owned(), 3), ("Data and API".to_owned(), 2)];
            Some(Reply::Today(Today { cards, skills: 30, standings, gaps }))
        }
        Request::Open(Door::Quiz) => Some(Reply::Opened(Err("the log cannot be read".into()))),
        Request::Open(_) => Some(Reply::Opened(Ok(Box::new(SheetScreen::new(None, None, Refs::default()))))),
        _ => None,
    }
}

#[test]
fn a_problem_is_found_by_its_words() {
    for size in SIZES {
        let mut stage = Stage::with(home(12), size, answers);
        stage.keys("/");
        // Letters are text here.
        stage.types("SHOP-1 idem");
        stage.shows("Find: SHOP-1 idem");
        stage.shows("shop-1 ");
        stage.shows("shop-10");
        stage.hides("shop-2");
        stage.hides("Quiz");
        stage.keys("Down Down");
        stage.keys("Enter");
        stage.shows("Mock");
        stage.shows("shop-11");
        stage.keys("Esc");
        stage.hides("Find:");
        stage.shows("shop-11");
        stage.keys("/");
        stage.types("nowhere");
        stage.shows("no problem has these words");
        stage.keys("Enter");
        assert!(stage.ended.is_none());
        stage.keys("Esc g");
        stage.shows("Sheet");
        stage.keys("/ q");
        stage.shows("Find: q");
        assert!(stage.ended.is_none(), "q is a letter while one searches");
    }
}

#[test]
fn home_at_every_size() {
    for size in SIZES {
        let mut stage = Stage::with(home(3), size, answers);
        stage.keys("j j j j");
        insta::assert_snapshot!(format!("home_{}x{}", size.0, size.1), stage.screen());
        stage.keys("j Enter");
        insta::assert_snapshot!(format!("problem_{}x{}", size.0, size.1), stage.screen());
    }
}

#[test]
fn without_unicode_and_colour_it_says_the_same() {
    let mut stage = Stage::with(home(3), (60, 16), answers);
    stage.theme = Theme::new(Palette::None, true);
    stage.keys("j j j j");
    let screen = stage.screen().replace('·', ".");
    assert!(screen.is_ascii(), "{screen}");
    for text in ["Returns   no math 3x, Data and API 2x", "Strong Hire, 85", "under way, 12 min"] {
        stage.shows(text);
    }
}

#[test]
fn a_problem_leads_to_its_mock_and_to_its_brief() {
    let mut stage = Stage::with(home(3), (80, 24), answers);
    stage.keys("j j j Enter");
    stage.shows("held 2 times, last: Strong Hire, 85 on 2026-11-20");
    stage.shows("45 minutes with an interviewer");
    stage.keys("Enter");
    assert!(stage.asked.contains(&Request::Open(Door::Mock("shop-1".to_owned()))));
    stage.keys("Esc Esc");
    stage.shows("Problems");
    stage.keys("j Enter");
    stage.shows("not held yet");
    stage.keys("h j l");
    stage.shows("12 of 45 minutes of the mock are spent");
    stage.keys("j Enter");
    stage.shows("shop, medium, 45 minutes");
    stage.keys("Esc");
    stage.shows("Go on");
}

#[test]
fn every_line_leads_somewhere_and_back() {
    let mut stage = Stage::with(home(2), (80, 24), answers);
    stage.shows("12 due, 20 new");
    stage.shows("30 skills");
    stage.keys("Enter");
    stage.shows("the log cannot be read");
    stage.keys("j");
    stage.hides("the log cannot be read");
    stage.keys("j Enter");
    stage.shows("Lines are answered");
    stage.keys("Esc");
    stage.shows("Problems");
    stage.keys("G l j l");
    stage.shows("Two of them may want the last one.");
    stage.keys("h h");
    stage.shows("Problems");
    assert_eq!(stage.ended, None);
    stage.keys("q");
    assert_eq!(stage.ended, Some(0));
}

#[test]
fn a_hundred_problems_scroll_and_none_is_no_trouble() {
    let mut stage = Stage::with(home(100), (60, 16), answers);
    stage.keys("G");
    stage.shows("shop-100");
    stage.keys("g");
    stage.shows("Quiz");
    let mut stage = Stage::with(home(0), (60, 16), answers);
    stage.shows("none: napkin new");
    stage.keys("G Enter Down l");
    for size in [(0, 0), (1, 1)] {
        Stage::with(home(2), size, answers).screen();
    }
}
