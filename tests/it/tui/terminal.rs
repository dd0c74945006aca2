//! The program in a real terminal: what stands on the screen, and what is left of the terminal afterwards.
//! Nothing here waits for a time: the tests read until something appears, or until the program has closed its end.

#![cfg(unix)]

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};

use napkin::calc::capacity::Refs;
use napkin::tui::{Context, Input, Now, Palette, Reply, Request, Screen, Theme, Wish, World, run};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use ratatui::Frame;
use ratatui::layout::Rect;
use vt100::Parser;

use crate::support::napkin;

struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    parser: Parser,
}

fn rows(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// A folder of this test alone, empty.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

impl Terminal {
    fn start(test: &str, program: &str, arguments: &[&str]) -> Self {
        Self::start_in(&folder(test), program, arguments)
    }

    fn start_in(home: &Path, program: &str, arguments: &[&str]) -> Self {
        let pair = native_pty_system().openpty(size(80, 24)).unwrap();
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env_clear();
        for name in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "NAPKIN_DATA_DIR"] {
            command.env(name, home);
        }
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("PS1", "READY ");
        command.env("PATH", std::env::var("PATH").unwrap());
        command.cwd(home);
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count) = reader.read(&mut bytes) {
                if count == 0 || sender.send(bytes[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let parser = Parser::new(rows(24), rows(80), 0);
        Self { child, master: pair.master, keyboard, output, parser }
    }

    fn napkin(test: &str, arguments: &[&str]) -> Self {
        Self::start(test, env!("CARGO_BIN_EXE_napkin"), arguments)
    }

    /// The program once more, with what it has kept.
    fn again(test: &str, arguments: &[&str]) -> Self {
        let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens").join(test);
        Self::start_in(&home, env!("CARGO_BIN_EXE_napkin"), arguments)
    }

    fn types(&mut self, text: &str) {
        self.keyboard.write_all(text.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Reads on until it is so.
    #[track_caller]
    fn until(&mut self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        while !is_so(self.parser.screen()) {
            let Ok(bytes) = self.output.recv() else {
                panic!("the program ended before {what}:\n{}", self.parser.screen().contents());
            };
            self.parser.process(&bytes);
        }
    }

    /// Reads until a text stands on the screen.
    #[track_caller]
    fn sees(&mut self, text: &str) {
        self.until(text, |screen| screen.contents().contains(text));
    }

    fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
    }

    /// Reads to the end; the exit code. The terminal must be as it was.
    #[track_caller]
    fn ends(mut self) -> u32 {
        while let Ok(bytes) = self.output.recv() {
            self.parser.process(&bytes);
        }
        self.is_clean();
        let termios = self.master.get_termios().map(|termios| format!("{:?}", termios.local_flags));
        let termios = termios.unwrap();
        assert!(termios.contains("ICANON") && termios.contains("ECHO"), "still raw: {termios}");
        self.child.wait().unwrap().exit_code()
    }

    #[track_caller]
    fn is_clean(&self) {
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is still on");
        assert!(!screen.hide_cursor(), "the cursor is still hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste is still on");
    }
}

#[test]
fn home_opens_and_quits() {
    let mut terminal = Terminal::napkin("home", &[]);
    terminal.sees("practise system design");
    assert!(terminal.parser.screen().alternate_screen() && terminal.parser.screen().bracketed_paste());
    terminal.types("?");
    terminal.sees("Keys");
    terminal.types("\u{1b}");
    terminal.until("the help is gone", |screen| !screen.contents().contains("Keys"));
    terminal.types("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_sheet_is_typed_pasted_and_kept() {
    let mut terminal = Terminal::napkin("sheet", &["sheet", "a.nap"]);
    terminal.sees("Lines are answered");
    assert!(!terminal.parser.screen().hide_cursor(), "the cursor stands where one types");
    terminal.types("orders = 10M/day\r");
    terminal.sees("115.7/s");
    terminal.types("\u{1b}[200~orders x 20min\u{1b}[201~");
    terminal.sees("138,889");
    terminal.types("\u{1b}");
    assert_eq!(terminal.ends(), 0);
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens/sheet/a.nap");
    assert_eq!(std::fs::read_to_string(kept).unwrap(), "orders = 10M/day\norders x 20min\n");
}

#[test]
fn an_answer_is_on_disk_before_the_next_card() {
    let mut terminal = Terminal::napkin("quiz", &["quiz", "--new", "3"]);
    terminal.sees("left: 3 new");
    terminal.types("\t");
    terminal.sees("Again");
    terminal.types("1");
    terminal.sees("1 learning");
    // Nobody says goodbye.
    terminal.signal("-KILL");
    while terminal.output.recv().is_ok() {}
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens/quiz");
    let exported = napkin().args(["data", "export"]).env("NAPKIN_DATA_DIR", folder).output().unwrap();
    let events = String::from_utf8(exported.stdout).unwrap();
    assert_eq!(events.lines().filter(|line| line.contains("\"review\"")).count(), 1, "{events}");
}

/// Keys as a terminal sends them.
const NEXT: &str = "\u{1b}[19~";
const NOTES: &str = "\u{1b}OR";

#[test]
fn a_whole_mock_is_held() {
    let mut terminal = Terminal::napkin("mock", &["mock", "gopuff"]);
    terminal.sees("Enter begins");
    terminal.types("\r");
    terminal.sees("1/9 Functional requirements");
    terminal.types("How many orders per day?\r");
    terminal.sees("Which did you mean?");
    terminal.types("1");
    terminal.sees("Today 10 thousand orders");
    terminal.types(NOTES);
    terminal.types("A customer orders what is near.");
    terminal.sees("orders what is near");
    terminal.types(NEXT);
    terminal.sees("2/9 Scale and promises");
    terminal.types(NEXT);
    terminal.sees("3/9 Napkin math");
    terminal.types("orders = 10M/day\r");
    terminal.sees("115.7/s");
    terminal.types(NEXT);
    terminal.sees("4/9 Entities");
    terminal.types("stock: id key, on_hand, held; unique (dc, product)\r");
    terminal.sees("1 table, 1 unique constraint");
    terminal.types(NEXT);
    terminal.sees("5/9 API");
    terminal.types("POST /orders -> 201, 409\r");
    terminal.sees("1 endpoint");
    terminal.types(NEXT);
    terminal.sees("6/9 High level");
    terminal.types("app -> order_api -> stock db");
    terminal.sees("┌──────────┐");
    terminal.types(NEXT);
    terminal.sees("7/9 Deep dive");
    terminal.types("\r1\r");
    terminal.sees("(x)");
    terminal.types("look and take are one act");
    terminal.sees("one act");
    terminal.types(NEXT);
    terminal.sees("Ctrl-O answers");
    // Nobody says goodbye; it goes on where it stood.
    terminal.signal("-KILL");
    while terminal.output.recv().is_ok() {}
    let mut terminal = Terminal::again("mock", &["mock", "gopuff"]);
    terminal.sees("taken up where it was left");
    terminal.sees("7/9 Deep dive");
    terminal.types(&format!("{NEXT}{NEXT}"));
    terminal.sees("8/9 Scaling");
    terminal.types("the connections, at 5,000");
    terminal.sees("5,000");
    terminal.types(NEXT);
    terminal.sees("9/9 Wrap-up");
    terminal.types("Postgres is the truth");
    terminal.sees("4 words");
    terminal.types(NEXT);
    terminal.sees("End the mock here?");
    terminal.types("y");
    terminal.sees("point 1 of");
    // Every criterion is left out, and the runs are not waited for.
    terminal.types("ssssssssss");
    terminal.sees("warehouses: report");
    terminal.types("\u{1b}");
    assert_eq!(terminal.ends(), 0);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens/mock");
    let exported = napkin().args(["data", "export"]).env("NAPKIN_DATA_DIR", folder).output().unwrap();
    let events = String::from_utf8(exported.stdout).unwrap();
    assert!(events.contains("orders what is near"), "the report has what was said: {events}");
}

#[test]
fn a_mock_that_is_open_is_refused_elsewhere_until_its_process_is_gone() {
    let mut terminal = Terminal::napkin("open", &["mock", "gopuff"]);
    terminal.sees("Enter begins");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens/open");
    let plain = |arguments: &[&str]| {
        let mut command = napkin();
        command.args(["mock", "gopuff", "--plain"]).args(arguments).env("NAPKIN_DATA_DIR", &folder);
        crate::support::run(command, ":quit\n")
    };
    let refused = plain(&[]).refused();
    let id = terminal.child.process_id().unwrap();
    assert!(refused.contains("this mock is open in another terminal ("), "{refused}");
    assert!(refused.contains(&format!("process {id})")), "{refused}");
    assert!(refused.contains("go on there, or leave it there"), "{refused}");
    terminal.types("\r");
    terminal.sees("1/9 Functional requirements");
    // Nor may it be given up from elsewhere.
    assert!(plain(&["--new"]).refused().contains("is open in another terminal"));
    terminal.signal("-KILL");
    while terminal.output.recv().is_ok() {}
    assert_eq!(plain(&[]).code, Some(0));
}

#[test]
fn a_new_mock_takes_the_place_of_the_old_one_only_when_it_begins() {
    let mut terminal = Terminal::napkin("renewed", &["mock", "gopuff"]);
    terminal.sees("Enter begins");
    terminal.types("\r");
    terminal.sees("1/9 Functional requirements");
    terminal.types(NOTES);
    terminal.types("thought of first");
    terminal.sees("thought of first");
    terminal.signal("-TERM");
    terminal.ends();
    // Left at the brief, the new one was never there.
    let mut terminal = Terminal::again("renewed", &["mock", "gopuff", "--new"]);
    terminal.sees("Enter begins");
    terminal.types("\u{1b}");
    assert_eq!(terminal.ends(), 0);
    let mut terminal = Terminal::again("renewed", &["mock", "gopuff"]);
    terminal.sees("taken up where it was left");
    terminal.types(NOTES);
    terminal.sees("thought of first");
    terminal.signal("-TERM");
    terminal.ends();
    let mut terminal = Terminal::again("renewed", &["mock", "gopuff", "--new"]);
    terminal.sees("Enter begins");
    terminal.types("\r");
    terminal.sees("1/9 Functional requirements");
    terminal.types(NOTES);
    terminal.types("thought of later");
    terminal.sees("thought of later");
    assert!(!terminal.parser.screen().contents().contains("thought of first"));
    terminal.signal("-TERM");
    terminal.ends();
}

#[test]
fn who_goes_on_finds_the_rehearsal_that_is_under_way() {
    let home = folder("rehearsed");
    let mut command = napkin();
    command.args(["mock", "scheduler", "--plain", "--phase", "api"]).env("NAPKIN_DATA_DIR", &home);
    crate::support::run(command, "POST /jobs -> 201\n:quit\n");
    let mut terminal = Terminal::again("rehearsed", &["mock"]);
    terminal.sees("Go on with it? [Y/n]");
    terminal.types("\r");
    terminal.sees("taken up where it was left");
    terminal.sees("1/1 API");
    terminal.sees("POST /jobs -> 201");
    terminal.signal("-TERM");
    terminal.ends();
    let mut terminal = Terminal::again("rehearsed", &["mock", "--plain"]);
    terminal.sees("Go on with it? [Y/n]");
    terminal.types("\r");
    terminal.sees("Taken up where it was");
    terminal.sees("1 of 1: API");
    terminal.types(":quit\r");
    terminal.sees("`napkin mock scheduler --plain --phase api` goes on");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn a_mock_line_by_line_is_kept_from_its_first_phase_on() {
    let mut terminal = Terminal::napkin("passed", &["mock", "scheduler", "--plain"]);
    terminal.sees("functional>");
    terminal.types(":next\r");
    terminal.sees("non-functional>");
    terminal.types("\u{3}");
    terminal.sees("The mock is kept as it is.");
    assert_eq!(terminal.ends(), 130);
    let mut terminal = Terminal::again("passed", &["mock", "scheduler"]);
    terminal.sees("taken up where it was left");
    terminal.sees("2/9 Scale and promises");
    terminal.signal("-TERM");
    terminal.ends();
}

#[test]
fn the_window_may_change_at_any_moment() {
    let mut terminal = Terminal::napkin("resize", &["sheet"]);
    terminal.sees("Lines are answered");
    terminal.master.resize(size(40, 10)).unwrap();
    terminal.sees("napkin needs 60 columns and 16 rows");
    terminal.master.resize(size(80, 24)).unwrap();
    terminal.until("the sheet is back", |screen| !screen.contents().contains("napkin needs"));
    terminal.sees("line 1 of 1");
    terminal.types("\u{3}");
    assert_eq!(terminal.ends(), 130);
}

#[test]
fn signals_leave_a_clean_terminal_and_a_saved_sheet() {
    for (signal, code) in [("-TERM", 143), ("-HUP", 129), ("-INT", 130)] {
        let test = format!("signal{signal}");
        let mut terminal = Terminal::napkin(&test, &["sheet", "a.nap"]);
        terminal.sees("Lines are answered");
        terminal.types("2 x 21");
        terminal.sees("42");
        terminal.signal(signal);
        assert_eq!(terminal.ends(), code, "{signal}");
        let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens").join(&test).join("a.nap");
        assert_eq!(std::fs::read_to_string(kept).unwrap(), "2 x 21\n", "{signal}");
    }
}

#[test]
fn a_signal_at_the_prompt_leaves_the_terminal_as_it_was() {
    for signal in ["-TERM", "-HUP"] {
        let mut terminal = Terminal::napkin(&format!("prompt{signal}"), &["calc"]);
        terminal.sees("> ");
        terminal.types("2 x 21");
        terminal.sees("= 42");
        assert!(terminal.parser.screen().bracketed_paste());
        terminal.signal(signal);
        assert_ne!(terminal.ends(), 0, "{signal}");
    }
}

#[test]
fn every_line_that_was_typed_ahead_of_the_prompt_is_answered() {
    let mut terminal = Terminal::napkin("ahead", &["calc"]);
    terminal.sees("> ");
    // All at once, and not marked as pasted.
    terminal.types("a = 7\rb = 8\ra x b\rb x 11\r");
    for answer in ["7", "8", "56", "88"] {
        terminal.until(answer, |screen| screen.rows(0, 80).any(|row| row.trim_end() == answer));
    }
    // Between two prompts the terminal itself takes the key, and keeps it.
    terminal.until("the prompt", |screen| {
        screen
            .rows(0, 80)
            .filter(|row| !row.trim().is_empty())
            .last()
            .is_some_and(|row| row.trim_end() == ">")
    });
    terminal.types("\u{4}");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn another_program_that_writes_the_sheet_costs_no_line() {
    let mut terminal = Terminal::napkin("conflict", &["sheet", "a.nap"]);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens/conflict");
    let kept = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    terminal.sees("Lines are answered");
    std::fs::write(folder.join("a.nap"), "theirs\n").unwrap();
    terminal.types("2 x 21");
    terminal.sees("another program has changed it");
    terminal.types("\u{3}");
    terminal.sees("What you wrote is in a.nap.mine");
    assert_eq!(terminal.ends(), 130);
    assert_eq!((kept("a.nap").unwrap(), kept("a.nap.mine").unwrap()), ("theirs\n".into(), "2 x 21\n".into()));
    // Once more, with Esc: nothing is overwritten.
    let mut terminal = Terminal::again("conflict", &["sheet", "a.nap"]);
    terminal.sees("theirs");
    std::fs::write(folder.join("a.nap"), "theirs again\n").unwrap();
    terminal.types("3");
    terminal.types("\u{1b}");
    terminal.sees("Leave, and set aside");
    terminal.types("y");
    terminal.sees("What you wrote is in a.nap.mine.2");
    assert_eq!(terminal.ends(), 1);
    assert_eq!(kept("a.nap").unwrap(), "theirs again\n");
    assert_eq!(kept("a.nap.mine").unwrap(), "2 x 21\n");
    assert_eq!(kept("a.nap.mine.2").unwrap(), "theirs3\n", "it was typed at the end of the last line");
}

#[test]
fn a_terminal_that_cannot_draw_is_told_so() {
    let program = env!("CARGO_BIN_EXE_napkin");
    for command in [&["sheet"][..], &["timer"], &["mock", "gopuff"]] {
        let mut terminal = Terminal::start("dumb", "env", &[&["TERM=dumb", program], command].concat());
        terminal.sees("needs a terminal");
        assert!(!terminal.parser.screen().alternate_screen(), "{command:?}");
        assert_eq!(terminal.ends(), 2, "{command:?}");
    }
}

#[test]
fn a_terminal_that_closes_ends_the_program() {
    let mut terminal = Terminal::napkin("closed", &["sheet", "a.nap"]);
    terminal.sees("Lines are answered");
    terminal.types("3 x 5");
    terminal.sees("15");
    let Terminal { mut child, master, keyboard, output, .. } = terminal;
    drop((master, keyboard, output));
    child.wait().unwrap();
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_back() {
    let mut terminal = Terminal::start("suspended", "sh", &["-i"]);
    terminal.sees("READY");
    terminal.types(&format!("{} sheet\r", env!("CARGO_BIN_EXE_napkin")));
    terminal.sees("Lines are answered");
    terminal.types("1+1");
    terminal.sees("│ 2");
    terminal.types("\u{1a}");
    terminal.until("it stops", |screen| !screen.alternate_screen() && screen.contents().contains("Stopped"));
    terminal.is_clean();
    terminal.types("fg\r");
    terminal.until("it goes on", vt100::Screen::alternate_screen);
    terminal.sees("│ 2");
    terminal.types("\u{1b}");
    // What is typed before the shell asks again may still reach the program that ends.
    let prompts = |screen: &vt100::Screen| screen.contents().matches("READY").count();
    terminal.until("the shell asks again", |screen| !screen.alternate_screen() && prompts(screen) == 3);
    terminal.types("exit\r");
    terminal.ends();
}

#[test]
fn a_panic_leaves_a_clean_terminal() {
    let tests = std::env::current_exe().unwrap();
    let name = "tui::terminal::panics_while_it_draws";
    let mut terminal =
        Terminal::start("panic", tests.to_str().unwrap(), &["--exact", name, "--ignored", "--nocapture"]);
    terminal.until("it draws", vt100::Screen::alternate_screen);
    terminal.types("x");
    terminal.sees("a fault in a screen");
    assert_ne!(terminal.ends(), 0);
}

/// What [`a_panic_leaves_a_clean_terminal`] runs.
#[test]
#[ignore = "runs in the terminal of another test"]
fn panics_while_it_draws() {
    struct Faulty;

    impl Screen for Faulty {
        fn title(&self) -> String {
            "faulty".into()
        }

        fn context(&self) -> Context {
            Context::Sheet
        }

        fn update(&mut self, input: Input, _: Now) -> Vec<Wish> {
            assert!(!matches!(input, Input::Key(_)), "a fault in a screen");
            Vec::new()
        }

        fn view(&self, _: &Theme, _: &mut Frame<'_>, _: Rect) {}
    }

    struct Nothing;

    impl World for Nothing {
        fn perform(&mut self, _: Request, _: Now) -> Option<Reply> {
            None
        }
    }

    let theme = Theme::new(Palette::None, true);
    run(Box::new(Faulty), Refs::default(), &theme, &mut Nothing).unwrap();
}

#[test]
fn without_a_terminal_nothing_is_drawn() {
    let output = napkin().output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Commands:"));
    let output = napkin().arg("sheet").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("needs a terminal"));
}
