//! Nothing that was answered is lost: a real process is killed (SIGKILL) between any two steps of an answer.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use napkin::store::Database;
use napkin::study::{Kind, Ledger, Log, Rules};

use crate::support::napkin;

/// Every place at which an answer can be cut short, in the order in which they are passed.
const POINTS: [&str; 7] = ["marked", "before-append", "begun", "inserted", "cached", "committed", "told"];
/// Places that are passed once, when a log is made or its cache.
const FIRST: [&str; 2] = ["tables", "rebuilt"];

const DECK: &str = "tests/decks/short.toml";

/// Answers cards until the process stands at the place, kills it there, and gives the answers that it told of.
fn told_before_death(folder: &Path, place: &str) -> usize {
    let mut command = napkin();
    command
        .env("NAPKIN_DATA_DIR", folder)
        .env("NAPKIN_CRASH_AT", place)
        .env("XDG_CONFIG_HOME", folder)
        .env("TZ", "UTC");
    let decks = Path::new(env!("CARGO_MANIFEST_DIR")).join(DECK);
    command.args(["quiz", "short", "--plain", "--cram", "--decks"]).arg(decks.parent().unwrap());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Each card is revealed and then graded.
    child.stdin.take().unwrap().write_all("\ngood\n".repeat(8).as_bytes()).unwrap();
    let mut stopped = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut stopped).unwrap();
    child.kill().unwrap();
    let mut said = String::new();
    child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    child.wait().unwrap();
    assert!(stopped.starts_with("stopped at"), "{place}: {stopped}{said}");
    said.lines().filter(|line| line.starts_with("good: again in")).count()
}

fn reviews(folder: &Path) -> usize {
    let mut database = Database::open(folder).unwrap();
    assert!(database.notices().is_empty());
    let events = database.events().unwrap();
    let rules = Rules::default();
    assert_eq!(database.ledger(&rules).unwrap(), Ledger::of(&events, &rules), "the cache is the log's");
    events.iter().filter(|event| matches!(event.kind, Kind::Review(_))).count()
}

fn killed(worker: usize, times: usize) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("kill-{worker}"));
    let _ = fs::remove_dir_all(&folder);
    let mut kept = 0;
    for round in 0..times {
        let number = worker + 2 * round;
        let place = format!("{}:{}", POINTS[number % POINTS.len()], 1 + number / POINTS.len() % 3);
        let told = told_before_death(&folder, &place);
        let found = reviews(&folder) - kept;
        // The answer that was cut short is there or it is not; no other is missing and none is there twice.
        assert!((told..=told + 1).contains(&found), "{place}: told of {told}, kept {found}");
        if place.starts_with("committed") {
            assert_eq!(found, told + 1, "{place}: what is committed stays");
        }
        if place.starts_with("inserted") {
            assert_eq!(found, told, "{place}: half an answer is none");
        }
        kept += found;
    }
}

#[test]
fn two_hundred_kills_lose_nothing() {
    let workers: Vec<_> = (0..2).map(|worker| std::thread::spawn(move || killed(worker, 99))).collect();
    for place in FIRST {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("kill-{place}"));
        let _ = fs::remove_dir_all(&folder);
        assert_eq!(told_before_death(&folder, place), 0);
        assert_eq!(reviews(&folder), 0);
    }
    for worker in workers {
        worker.join().unwrap();
    }
}
