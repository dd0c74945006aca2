//! Where one begins.

use napkin::calc::capacity::Refs;
use napkin::problem::File;
use napkin::study::Counts;
use napkin::tui::screens::{Home, Problem, SheetScreen};
use napkin::tui::{Door, Reply, Request, Screen, Today};

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

fn answers(request: &Request) -> Option<Reply> {
    match request {
        Request::Today => {
            let cards = Counts { review: 12, new: 20, ..Counts::default() };
            Some(Reply::Today(Today { cards, skills: 30 }))
        }
        Request::Open(Door::Quiz) => Some(Reply::Opened(Err("the log cannot be read".into()))),
        Request::Open(_) => Some(Reply::Opened(Ok(Box::new(SheetScreen::new(None, None, Refs::default()))))),
        _ => None,
    }
}

#[test]
fn home_at_every_size() {
    for size in SIZES {
        let mut stage = Stage::with(home(3), size, answers);
        stage.keys("j j j j");
        insta::assert_snapshot!(format!("home_{}x{}", size.0, size.1), stage.screen());
    }
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
    stage.keys("G l");
    stage.shows("Two of them may want the last one.");
    stage.keys("h");
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
