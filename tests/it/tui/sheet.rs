//! The notebook.

use std::path::PathBuf;
use std::time::Duration;

use napkin::calc::capacity::Refs;
use napkin::tui::screens::SheetScreen;
use napkin::tui::{Event, Reply, Request, Screen};

use super::stage::{SIZES, Stage};

const SECOND: Duration = Duration::from_secs(1);

const TEXT: &str = "# a shop\norders = 10M/day\nat_once = orders x 20min\nsize = orders x 500 bytes x 5 years\n\
                    bad = 10M/day + 5GB\nrange = 3..5 x orders\n駐車 # wide letters\n";

fn sheet(path: Option<&str>, text: Option<&str>) -> Box<dyn Screen> {
    let refs = Refs::headlines();
    Box::new(SheetScreen::new(path.map(PathBuf::from), text.map(str::to_owned), refs))
}

fn saves(request: &Request) -> Option<Reply> {
    match request {
        Request::SaveSheet { text, .. } => Some(Reply::Saved(Ok(text.clone()))),
        _ => None,
    }
}

fn saved(stage: &Stage) -> Vec<String> {
    let texts = stage.asked.iter().filter_map(|request| match request {
        Request::SaveSheet { text, .. } => Some(text.clone()),
        _ => None,
    });
    texts.collect()
}

#[test]
fn a_sheet_at_every_size() {
    for size in SIZES {
        let mut stage = Stage::new(sheet(Some("shop.nap"), Some(TEXT)), size);
        stage.keys("Up Up Up Up Up");
        insta::assert_snapshot!(format!("sheet_{}x{}", size.0, size.1), stage.screen());
    }
}

#[test]
fn an_empty_sheet_shows_how_it_is_done() {
    let mut stage = Stage::new(sheet(None, None), (60, 16));
    insta::assert_snapshot!("sheet_empty_60x16", stage.screen());
    stage.types("2 x 3");
    stage.shows("│ 6");
    stage.hides("Lines are answered");
    stage.shows("not kept");
}

#[test]
fn lines_answer_as_one_types_and_later_lines_follow() {
    let mut stage = Stage::new(sheet(None, None), (80, 24));
    stage.types("a = 2\nb = a x 10");
    stage.shows("│ 20");
    stage.keys("Up End");
    stage.types("0");
    stage.shows("│ 200");
    stage.keys("Ctrl-U");
    stage.hides("│ 200");
    stage.keys("Ctrl-R");
    stage.shows("│ 200");
}

#[test]
fn what_is_typed_is_on_disk_a_second_after_the_last_change() {
    let mut stage = Stage::with(sheet(Some("a.nap"), None), (80, 24), saves);
    stage.shows("new");
    stage.types("1+1");
    stage.wait(SECOND / 2);
    stage.types("+1");
    stage.wait(SECOND / 2);
    assert!(saved(&stage).is_empty(), "it is still being typed");
    stage.shows("changed");
    stage.wait(SECOND / 2);
    assert_eq!(saved(&stage), ["1+1+1\n"]);
    stage.shows("saved");
    stage.wait(10 * SECOND);
    assert_eq!(saved(&stage).len(), 1, "nothing changed since");
}

#[test]
fn leaving_saves_and_so_does_a_signal() {
    let mut stage = Stage::with(sheet(Some("a.nap"), None), (80, 24), saves);
    stage.types("1");
    stage.keys("Esc");
    assert_eq!((saved(&stage), stage.ended), (vec!["1\n".to_owned()], Some(0)));
    let mut stage = Stage::with(sheet(Some("a.nap"), None), (80, 24), saves);
    stage.types("2");
    stage.send(Event::End(129));
    assert_eq!((saved(&stage), stage.ended), (vec!["2\n".to_owned()], Some(129)));
    let mut stage = Stage::with(sheet(Some("a.nap"), Some("3\n")), (80, 24), saves);
    stage.keys("Esc");
    assert_eq!((saved(&stage), stage.ended), (vec![], Some(0)), "there was nothing to save");
}

#[test]
fn a_sheet_that_cannot_be_saved_is_not_left_in_silence() {
    let refuses = |request: &Request| match request {
        Request::SaveSheet { force: true, text, .. } => Some(Reply::Saved(Ok(text.clone()))),
        Request::SaveSheet { .. } => Some(Reply::Saved(Err("a.nap: another program has changed it".into()))),
        _ => None,
    };
    let mut stage = Stage::with(sheet(Some("a.nap"), Some("")), (80, 24), refuses);
    stage.types("1");
    stage.wait(SECOND);
    stage.shows("another program has changed it");
    stage.shows("not saved");
    // It is not tried again and again.
    stage.wait(60 * SECOND);
    assert_eq!(saved(&stage).len(), 1);
    stage.shows("Ctrl-S overwrites it");
    stage.keys("Esc");
    stage.shows("set aside what is written");
    stage.keys("n");
    assert_eq!(stage.ended, None);
    // Who was told and saves again means it.
    stage.keys("Ctrl-S");
    stage.shows("saved");
    stage.keys("Esc");
    assert_eq!(stage.ended, Some(0));
}

#[test]
fn what_cannot_be_saved_is_set_aside_on_every_way_out() {
    let refuses = |request: &Request| match request {
        Request::SaveSheet { .. } => Some(Reply::Saved(Err("a.nap: another program has changed it".into()))),
        _ => None,
    };
    let asides = |stage: &Stage| {
        let all = stage.asked.iter().filter_map(|request| match request {
            Request::SaveSheet { text, aside, .. } => aside.then(|| text.clone()),
            _ => None,
        });
        all.collect::<Vec<_>>()
    };
    for ways in ["Esc y", "Ctrl-C"] {
        let mut stage = Stage::with(sheet(Some("a.nap"), Some("")), (80, 24), refuses);
        stage.types("1");
        stage.wait(SECOND);
        stage.types("2");
        assert_eq!(asides(&stage), [""; 0]);
        stage.keys(ways);
        assert!(stage.ended.is_some(), "{ways}");
        assert_eq!(asides(&stage), ["12\n"], "{ways}");
    }
}

#[test]
fn what_is_pasted_has_its_lines_and_no_escapes() {
    let mut stage = Stage::new(sheet(None, None), (80, 24));
    stage.send(Event::Paste("a = 2\r\nb = a + 1\u{1b}[31m\n".into()));
    stage.shows("a = 2");
    stage.shows("b = a + 1[31m");
    stage.keys("Backspace Backspace Backspace Backspace Backspace");
    stage.shows("│ 3");
}

#[test]
fn hostile_sheets_are_drawn() {
    let long = "9".repeat(5000) + "\n";
    let many = "a = 1\n".repeat(500);
    for text in [long.as_str(), many.as_str(), "\u{202e}\u{0}\n\t\t1\n", "((((((((\n= = =\n#\n"] {
        for size in [(0, 0), (1, 1), (60, 16), (120, 40)] {
            let mut stage = Stage::new(sheet(None, Some(text)), size);
            stage.screen();
            stage.keys("PgUp Home Up Down End PgDn");
            stage.screen();
        }
    }
}
