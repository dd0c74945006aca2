//! What holds on every screen.

use napkin::problem::page::{Block, Page};
use napkin::tui::screens::PageScreen;
use napkin::tui::{Event, Palette, Screen, Theme};

use super::stage::{SIZES, Stage};

fn page() -> Box<dyn Screen> {
    let mut page = Page::default();
    page.push(Block::Title("A shop".into()));
    page.push(Block::Paragraph("People buy what there is, and nothing that there is not.".into()));
    page.push(Block::Heading("Out of scope".into()));
    page.push(Block::Bullets((1..=40).map(|number| format!("point {number}")).collect()));
    Box::new(PageScreen::new("shop", page))
}

#[test]
fn a_page_at_every_size() {
    for size in SIZES {
        let mut stage = Stage::new(page(), size);
        insta::assert_snapshot!(format!("page_{}x{}", size.0, size.1), stage.screen());
        stage.keys("G");
        stage.shows("point 40");
        stage.shows("end");
        stage.keys("g");
        stage.shows("A shop");
    }
}

#[test]
fn no_size_is_too_small_to_be_drawn() {
    for size in [(0, 0), (1, 1), (2, 40), (200, 2), (59, 16), (60, 15)] {
        let mut stage = Stage::new(page(), size);
        stage.screen();
        stage.keys("? = F2 j G");
        stage.screen();
    }
    let mut stage = Stage::new(page(), (40, 10));
    stage.shows("napkin needs 60 columns and 16 rows");
    // What cannot be seen is not done: the calculator does not open.
    stage.keys("=");
    stage.resize((80, 24));
    stage.hides("calculator ─");
    stage.shows("A shop");
}

#[test]
fn the_help_tells_every_key_and_goes_away() {
    let mut stage = Stage::new(page(), (80, 24));
    stage.keys("?");
    insta::assert_snapshot!("help_80x24", stage.screen());
    stage.keys("G");
    stage.shows("Ctrl-C");
    stage.keys("Esc");
    stage.hides("Keys");
    assert_eq!(stage.ended, None);
    stage.keys("F1 q");
    stage.hides("Keys");
    assert_eq!(stage.ended, None, "q closes the help before it ends the program");
}

#[test]
fn the_calculator_answers_as_one_types_and_keeps_names() {
    let mut stage = Stage::new(page(), (80, 24));
    stage.keys("=");
    stage.types("orders = 10M/day");
    stage.shows("115.7");
    stage.keys("Enter");
    stage.types("orders x 20min");
    // 10,000,000 / 86,400 x 1,200
    stage.shows("138,889");
    insta::assert_snapshot!("calculator_80x24", stage.screen());
    stage.keys("Up");
    stage.shows("= orders = 10M/day");
    stage.keys("Esc");
    stage.hides("calculator ─");
    // The names are still there.
    stage.keys("F2 Ctrl-U");
    stage.types("ans");
    stage.shows("115.7");
}

#[test]
fn an_error_in_the_calculator_is_said_quietly_and_the_line_stays() {
    let mut stage = Stage::new(page(), (60, 16));
    stage.keys("=");
    stage.types("10M/day + 5GB");
    stage.shows("10M/day is a rate");
    stage.keys("Enter");
    stage.shows("= 10M/day + 5GB");
}

#[test]
fn the_last_screen_ends_the_program() {
    let mut stage = Stage::new(page(), (80, 24));
    stage.keys("Esc");
    assert_eq!(stage.ended, Some(0));
    let mut stage = Stage::new(page(), (80, 24));
    stage.keys("? Ctrl-C");
    assert_eq!(stage.ended, Some(130));
    let mut stage = Stage::new(page(), (80, 24));
    stage.send(Event::End(143));
    assert_eq!(stage.ended, Some(143));
}

#[test]
fn ascii_signs_are_ascii_and_no_colour_has_no_colour() {
    let mut stage = Stage::new(page(), (80, 24));
    stage.theme = Theme::new(Palette::None, true);
    stage.keys("=");
    stage.types("1+1");
    stage.keys("F1");
    assert!(stage.screen().is_ascii(), "{}", stage.screen());
    let buffer = stage.buffer();
    assert!(buffer.content.iter().all(|cell| {
        let style = cell.style();
        style.fg.is_none_or(|colour| colour == ratatui::style::Color::Reset)
            && style.bg.is_none_or(|colour| colour == ratatui::style::Color::Reset)
    }));
}

#[test]
fn styles_are_what_they_were() {
    let mut stage = Stage::new(page(), (60, 16));
    stage.theme = Theme::new(Palette::Dark, false);
    stage.keys("?");
    insta::assert_debug_snapshot!("styles_60x16", stage.buffer());
}
