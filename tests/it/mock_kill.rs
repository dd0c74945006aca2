//! Nothing that was typed in a mock is lost: a process that holds one on the screen is killed (SIGKILL) between any
//! two steps of keeping it, two hundred times, and each next one goes on where the last was cut off.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use std::{env, fs};

use napkin::calc::capacity::Refs;
use napkin::mock::{Attempt, FRAMEWORK, Framework, STANDARDS, Standards};
use napkin::problem::{File, Library};
use napkin::store::{Database, Kept};
use napkin::tui::screens::{Interview, MockScreen};
use napkin::tui::{Effect, Event, Msg, Now, Reply, Request, State, update};
use ratatui::crossterm::event::{KeyCode, KeyEvent};

/// Every place at which keeping a mock can be cut short, in the order in which they are passed.
const POINTS: [&str; 4] = ["mock-before", "mock-begun", "mock-written", "mock-kept"];

const ID: &str = "killed";
const FOLDER: &str = "NAPKIN_TEST_TYPIST";
const ROUND: &str = "NAPKIN_TEST_ROUND";
/// The first round begins at this time, every further one an hour later, in milliseconds UTC.
const START: i64 = 1_795_262_400_000;
const HOUR: i64 = 3_600_000;

/// The letter that is typed at this place, counted over all rounds.
fn letter(place: usize) -> char {
    char::from(b'a' + u8::try_from(place * 7 % 26).unwrap())
}

/// How many letters are typed in a second of a round: none to twelve.
fn letters(round: usize, second: usize) -> usize {
    (round * 31 + second * 17) % 13
}

fn notes(attempt: &Attempt) -> String {
    attempt.answers.notes.values().next().cloned().unwrap_or_default()
}

/// A mock of the first problem there is.
fn interview() -> (Interview, Attempt) {
    let library = Library::built_in();
    let problem = File::parse(&library.entries()[0].text).unwrap().read().problem;
    let framework = Framework::read(FRAMEWORK).unwrap();
    let attempt = Attempt::new(&problem, &framework, 60, 1, (0..framework.phases.len()).collect());
    let interview = Interview {
        problem: Arc::new(problem),
        framework: Arc::new(framework),
        standards: Arc::new(Standards::read(STANDARDS).unwrap()),
        refs: Refs::headlines(),
    };
    (interview, attempt)
}

/// Types into a mock, letter by letter and second by second, until it is killed. Does nothing unless it is told to.
#[test]
#[ignore = "the process that is killed"]
fn typist() {
    let Ok(folder) = env::var(FOLDER) else { return };
    let round: usize = env::var(ROUND).unwrap().parse().unwrap();
    let mut database = Database::open(Path::new(&folder)).unwrap();
    let kept = database.mocks_under_way().unwrap();
    let (interview, fresh) = interview();
    let attempt = Kept::of(&kept, &fresh.problem).map_or(fresh, |kept| kept.attempt.clone());
    let mut typed = notes(&attempt).chars().count();
    let is_new = kept.is_empty();
    let screen = MockScreen::new(ID.to_owned(), interview, attempt);
    let mut state = State::new(Box::new(screen), Refs::headlines(), (80, 24));
    let utc_ms = START + i64::try_from(round).unwrap() * HOUR;
    let mut now = Now { elapsed: Duration::ZERO, utc_ms };
    let mut out = std::io::stdout();
    let mut send = |state: &mut State, now: Now, event: Event| {
        let mut events = vec![event];
        while let Some(event) = events.pop() {
            for effect in update(state, Msg { now, event }) {
                if let Effect::Ask(Request::KeepMock { id, attempt }) = effect {
                    writeln!(out, "keep {} {}", notes(&attempt).chars().count(), now.utc_ms).unwrap();
                    out.flush().unwrap();
                    database.keep_mock(&id, &attempt, now.utc_ms).unwrap();
                    writeln!(out, "kept").unwrap();
                    out.flush().unwrap();
                    events.push(Event::Reply(Reply::Kept(Ok(()))));
                }
            }
        }
    };
    let key = |code: KeyCode| Event::Key(KeyEvent::from(code));
    send(&mut state, now, Event::Started);
    if is_new {
        send(&mut state, now, key(KeyCode::Enter));
    }
    send(&mut state, now, key(KeyCode::F(3)));
    for second in 0.. {
        for _ in 0..letters(round, second) {
            send(&mut state, now, key(KeyCode::Char(letter(typed))));
            typed += 1;
        }
        now.elapsed += Duration::from_secs(1);
        now.utc_ms += 1000;
        send(&mut state, now, Event::Tick);
        assert!(second < 1000, "nobody kills");
    }
}

/// What a killed process told of.
#[derive(Debug, Default)]
struct Told {
    /// Letters and time of each write that was begun.
    begun: Vec<(usize, i64)>,
    /// Writes that were told to be done.
    done: usize,
}

fn killed(folder: &Path, round: usize, place: &str) -> Told {
    let mut command = Command::new(env::current_exe().unwrap());
    command.args(["--exact", "mock_kill::typist", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(FOLDER, folder).env(ROUND, round.to_string()).env("NAPKIN_CRASH_AT", place);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // What it writes must not fill the pipe before the place is reached.
    let mut said = child.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        let mut text = String::new();
        said.read_to_string(&mut text).unwrap();
        text
    });
    let mut stopped = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut stopped).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let said = reader.join().unwrap();
    assert!(stopped.starts_with("stopped at"), "{place}: {stopped}{said}");
    let mut told = Told::default();
    for line in said.lines() {
        // The first line stands behind what the test runner says.
        if let Some((_, keep)) = line.split_once("keep ") {
            let (letters, time) = keep.split_once(' ').unwrap();
            told.begun.push((letters.parse().unwrap(), time.parse().unwrap()));
        }
        told.done += usize::from(line == "kept");
    }
    told
}

fn worker(number: usize, times: usize) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("mock-kill-{number}"));
    let _ = fs::remove_dir_all(&folder);
    let mut before: Option<(usize, i64)> = None;
    for round in 0..times {
        let point = POINTS[(round + number) % POINTS.len()];
        let place = format!("{point}:{}", 1 + round * 5 % 11);
        let told = killed(&folder, round, &place);
        assert_eq!(told.done + 1, told.begun.len(), "{place}: killed in the middle of a write\n{told:?}");
        // The write that was cut short is there once it is committed, and not a moment earlier.
        let last = if point == "mock-kept" { told.begun.last() } else { told.begun.iter().rev().nth(1) };
        let wanted = last.copied().or(before);
        let mut database = Database::open(&folder).unwrap();
        assert!(database.notices().is_empty());
        let kept = database.mocks_under_way().unwrap();
        let Some((length, time)) = wanted else {
            assert!(kept.is_empty(), "{place}");
            continue;
        };
        assert_eq!((kept.len(), kept[0].id.as_str(), kept[0].touched), (1, ID, time), "{place}");
        let text: String = (0..length).map(letter).collect();
        assert_eq!(notes(&kept[0].attempt), text, "{place}: round {round}");
        // Every second up to the last write is spent or stood, from the first moment on.
        let clock = &kept[0].attempt.clock;
        let passed = u64::try_from(time - kept[0].begun).unwrap();
        assert_eq!(clock.total() + clock.stood(), passed, "{place}: round {round}");
        assert!(clock.total() <= 1000 * 60 * u64::try_from(round + 1).unwrap(), "absence is not spent");
        before = wanted;
    }
    assert!(before.is_some_and(|(length, _)| length > times), "hardly anything was typed: {before:?}");
}

#[test]
fn two_hundred_kills_lose_nothing_of_a_mock() {
    let workers: Vec<_> = (0..2).map(|number| std::thread::spawn(move || worker(number, 100))).collect();
    for worker in workers {
        worker.join().unwrap();
    }
}

/// A mock that ends is under way or in the history, at whatever moment the process dies, and never both or neither.
#[test]
fn a_kill_at_the_end_leaves_the_mock_or_its_report() {
    for (number, point) in ["mock-ending", "mock-line", "mock-removed", "mock-ended"].into_iter().enumerate()
    {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("mock-end-{number}"));
        let _ = fs::remove_dir_all(&folder);
        let mut command = crate::support::napkin();
        let library = Library::built_in();
        command.env("NAPKIN_DATA_DIR", &folder).env("XDG_CONFIG_HOME", &folder).env("NAPKIN_CRASH_AT", point);
        command.args(["mock", &library.entries()[0].id, "--plain", "--phase", "napkin,deep-dive"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all("10M/day\n2 x 3\n\n\n\n\n".as_bytes()).unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("stopped at") && errors.read_line(&mut said).unwrap() > 0 {}
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(said.contains("stopped at"), "{point}: {said}");
        let mut database = Database::open(&folder).unwrap();
        let (under_way, past) = (database.mocks_under_way().unwrap(), database.past_mocks().unwrap());
        let wanted = if point == "mock-ended" { (0, 1) } else { (1, 0) };
        assert_eq!((under_way.len(), past.len()), wanted, "{point}");
        assert_eq!(database.attempted().unwrap().len(), past.len(), "{point}");
        if let Some(mock) = under_way.first() {
            assert!(mock.attempt.answers.napkin.contains("10M/day"), "{:?}", mock.attempt.answers);
        } else {
            assert!(database.mock_report("last").unwrap().1.unwrap().answers.napkin.contains("10M/day"));
        }
    }
}
