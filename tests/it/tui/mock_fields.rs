//! What one writes in a mock: it stands in sight, or a sign says where it goes on; and the help beside it.

use std::sync::Arc;

use napkin::tui::screens::MockScreen;
use napkin::tui::{Event, Palette, Theme};

use super::mock::{DIVE, Disk, NAPKIN, QUESTIONS, SKETCH, WRAP_UP, attempt, interview, seconds};
use super::stage::{SIZES, Stage};

/// Words that are all different, so many of them.
fn words(count: usize) -> String {
    (0..count).map(|word| format!("word{word:02}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn enter_in_a_field_of_the_last_minute_goes_to_the_next() {
    for size in SIZES {
        let disk = Disk::default();
        let mut stage = disk.begun(60, &[WRAP_UP], size);
        stage.types("Postgres is the truth\nRedis\n");
        stage.send(Event::Paste("a queue\rthat waits\r\nand goes\n".into()));
        for text in ["Postgres is the truth", "Redis", "a queue that waits and goes"] {
            stage.shows(text);
        }
        stage.wait(seconds(1));
        let components = disk.last().answers.wrapup.components;
        assert_eq!(components, ["Postgres is the truth", "Redis", "a queue that waits and goes"]);
        // Behind the last field come the notes, as with Tab; there Enter begins a line.
        stage.types("\n\n\nmore regions\n");
        stage.types("one\ntwo");
        stage.wait(seconds(1));
        let answers = disk.last().answers;
        assert_eq!(answers.wrapup.improvement, "more regions");
        assert_eq!(answers.notes["wrap-up"], "one\ntwo");
    }
}

#[test]
fn what_was_kept_in_two_lines_is_shown_in_one() {
    let mut kept = attempt(60, &[WRAP_UP]);
    kept.answers.wrapup.components = vec!["Postgres\nRedis".into()];
    let mut stage = Stage::new(Box::new(MockScreen::new("m1".into(), interview(), kept)), (80, 24));
    stage.keys("Enter");
    stage.shows("component   Postgres Redis");
}

#[test]
fn a_field_of_one_row_in_the_deep_dive_takes_one_line() {
    let mut interview = interview();
    // A question so long that no more than a row is left for each field.
    Arc::make_mut(&mut interview.problem).decisions[0].ask = words(120);
    let screen = MockScreen::new("m1".into(), interview, attempt(60, &[DIVE]));
    let mut stage = Stage::new(Box::new(screen), (60, 16));
    stage.keys("Enter Enter Tab");
    stage.screen();
    stage.send(Event::Paste("one\rtwo".into()));
    stage.screen();
    stage.types("\nthree");
    stage.shows(" because   one two\n accepting three\n");
}

#[test]
fn a_long_answer_takes_the_rows_that_are_free() {
    for (size, count) in [((80, 24), 50), ((120, 40), 120)] {
        let disk = Disk::default();
        let mut stage = disk.begun(60, &[DIVE], size);
        stage.wait(seconds(240));
        stage.keys("Ctrl-O");
        // Nine words a row: six rows, and fourteen.
        stage.types(&words(count));
        stage.shows("you say   word00 word01");
        stage.shows(&format!("word{:02}", count - 1));
    }
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[DIVE], (60, 16));
    stage.wait(seconds(240));
    stage.keys("Ctrl-O");
    stage.types(&words(90));
    stage.hides("word00");
    let screen = stage.screen();
    let field = screen.lines().find(|line| line.starts_with(" you say")).unwrap();
    assert!(field.ends_with('▲'), "what stands above has a sign: {screen}");
    stage.keys("Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up Up");
    let screen = stage.screen();
    let field = screen.lines().find(|line| line.starts_with(" you say")).unwrap();
    assert!(field.contains("word00") && !field.contains('▲'), "{screen}");
    assert!(screen.contains('▼'), "what stands below has one, too: {screen}");
    // In a larger window no row stays empty while text stands above.
    stage.keys("Down Down Down Down Down Down Down Down Down Down Down Down Down Down Down Down");
    stage.hides("word00");
    stage.resize((120, 40));
    stage.shows("word00");
    stage.shows("word89");
}

#[test]
fn a_sign_says_where_a_line_goes_on() {
    for (ascii, sign) in [(false, '…'), (true, '~')] {
        let draw = |phase: usize, text: &str, keys: &str| {
            let disk = Disk::default();
            let mut stage = disk.begun(60, &[phase], (60, 16));
            stage.theme = Theme::new(Palette::None, ascii);
            stage.types(text);
            stage.keys(keys);
            stage.screen()
        };
        let row =
            |screen: &str, word: &str| screen.lines().find(|line| line.contains(word)).unwrap().to_owned();
        // The pane of the sketch: 22 cells.
        let screen = draw(SKETCH, "app -> order_api -> orders db -> worker", "");
        let line = row(&screen, "worker");
        assert!(line.starts_with(sign), "{screen}");
        let screen = draw(SKETCH, "app -> order_api -> orders db -> worker", "Home");
        assert_eq!(row(&screen, "app -> order_api").chars().nth(23), Some(sign), "{screen}");
        let screen = draw(NAPKIN, "orders_of_all_of_the_shops_in_this_country = 1M/day", "Home");
        assert!(row(&screen, " orders_of_all").contains(sign), "{screen}");
        // One row of the last minute: it goes on to the left, and to the right.
        let long = words(30);
        let screen = draw(WRAP_UP, &long, "");
        let line = row(&screen, "word29");
        assert!(line.contains(sign) && !line.contains("word00"), "{screen}");
        let screen = draw(WRAP_UP, &long, "Home Up Up Up Up Up");
        assert!(row(&screen, "word00").ends_with(sign), "{screen}");
        let screen = draw(QUESTIONS, &long, "");
        assert!(row(&screen, "word29").starts_with(&format!(" {sign}")), "{screen}");
    }
}

#[test]
fn the_example_of_a_sketch_fits_its_place() {
    for (size, example) in [((60, 16), "app -> api -> db"), ((80, 24), "app -> api -> orders db")] {
        let disk = Disk::default();
        disk.begun(60, &[SKETCH], size).shows(example);
    }
}

#[test]
fn lines_that_are_pasted_into_a_question_stay_apart() {
    let disk = Disk::default();
    let mut stage = disk.begun(60, &[QUESTIONS], (80, 24));
    stage.send(Event::Paste("line one\rline two".into()));
    stage.shows("line one line two");
}

#[test]
fn the_help_is_read_to_the_end_of_every_line() {
    let read = |stage: &mut Stage, sentences: &[&str]| {
        stage.keys("F1");
        let mut seen = Vec::new();
        for _ in 0..60 {
            // What keys do stands behind them, in one column.
            let screen = stage.screen();
            let inner = screen.lines().filter_map(|line| Some(line.split_once('│')?.1.rsplit_once('│')?.0));
            let text: Vec<&str> =
                inner.flat_map(str::split_whitespace).filter(|word| *word != "▲" && *word != "▼").collect();
            seen.push(text.join(" "));
            stage.keys("j");
        }
        for sentence in sentences {
            assert!(seen.iter().any(|text| text.contains(sentence)), "`{sentence}` in\n{}", seen.join("\n"));
        }
        assert!(!stage.screen().contains('▼'), "the end");
        stage.keys("g");
        let is_long = stage.screen().contains('▼');
        stage.keys("Esc");
        is_long
    };
    for size in SIZES {
        let disk = Disk::default();
        let mut stage = disk.begun(60, &[WRAP_UP], size);
        let is_long = read(
            &mut stage,
            &[
                "Enter to the next field, as Tab goes",
                "Tab to the next field, and behind the last to the notes",
                "answer what was said, see the run, start or stop the minute: as the phase has it",
                "end the program, with what is written saved",
            ],
        );
        assert_eq!(is_long, size.1 < 40, "a sign where there is more");
    }
}
