//! A mock that was left: what is kept of it, the command that goes on with it, its clock and its length.

use std::fs;
use std::path::{Path, PathBuf};

use napkin::mock::{Attempt, FRAMEWORK, Framework};
use napkin::problem::{File, Library};
use napkin::store::Database;
use serde_json::Value;

use super::support::{Run, napkin, run, typed};

/// 2026-11-20 12:00 UTC.
const NOON: u64 = 1_795_176_000_000;

/// A folder of its own for the log of one test.
fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("left-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// `napkin ARGS` at a time of that day, with these lines in a pipe.
fn at(time: &str, folder: &Path, args: &[&str], lines: &str) -> Run {
    let mut command = napkin();
    command.env("NAPKIN_DATA_DIR", folder).env("XDG_CONFIG_HOME", folder);
    command.env("NAPKIN_NOW", format!("2026-11-20T{time}:00Z")).args(args);
    run(command, lines)
}

fn said(folder: &Path, args: &[&str], lines: &str) -> Run {
    at("12:00", folder, args, lines)
}

fn json(folder: &Path, args: &[&str]) -> Value {
    serde_json::from_str(&said(folder, args, "").fine()).unwrap()
}

/// The commands that go on with what is under way, the last written first.
fn commands(folder: &Path) -> Vec<String> {
    let history = json(folder, &["history", "--json"]);
    let under_way = history["under_way"].as_array().unwrap();
    under_way.iter().map(|mock| mock["command"].as_str().unwrap().to_owned()).collect()
}

/// What is said by the command that goes on, line by line, and left again.
fn goes_on(folder: &Path, command: &str) -> String {
    let args: Vec<&str> = command.split(' ').skip(1).chain(["--plain"]).collect();
    said(folder, &args, ":quit\n").stdout
}

#[test]
fn the_command_that_is_named_goes_on_with_a_rehearsal() {
    let home = folder("named");
    let api = ["mock", "scheduler", "--plain", "--phase", "api"];
    said(&home, &api, "POST /jobs -> 201\n:quit\n");
    assert_eq!(commands(&home), ["napkin mock scheduler --phase api"]);
    let text = said(&home, &["history"], "").fine();
    let line = "under way: scheduler, 0 of 5 minutes; napkin mock scheduler --phase api goes on";
    assert!(text.lines().any(|one| one == line), "{text}");
    let again = goes_on(&home, "napkin mock scheduler --phase api");
    assert!(again.contains("5 minutes of rehearsal") && again.contains("Taken up where it was"), "{again}");
    // Without a problem it is the one that is proposed, by the same command; but not to who asks for something else.
    let proposed = said(&home, &["mock"], "").fine();
    assert!(proposed.contains("under way") && proposed.ends_with("\nnapkin mock scheduler --phase api\n"));
    for other in [&["mock", "--phase", "napkin"][..], &["mock", "--minutes", "35"], &["mock", "--new"]] {
        let proposed = said(&home, other, "").fine();
        assert!(!proposed.contains("under way"), "{other:?}: {proposed}");
    }
    // Two that differ in their length alone are told apart: 5 of 60 minutes, and 35 of 60 of that, 2:55.
    at("12:01", &home, &[&api[..], &["--minutes", "35"]].concat(), "GET /jobs -> 200\n:quit\n");
    let both = commands(&home);
    let (short, long) =
        ("napkin mock scheduler --minutes 35 --phase api", "napkin mock scheduler --minutes 60 --phase api");
    assert_eq!(both, [short, long]);
    for (command, minutes) in [(short, "3 minutes of rehearsal"), (long, "5 minutes of rehearsal")] {
        let again = goes_on(&home, command);
        assert!(again.contains(minutes) && again.contains("Taken up where it was"), "{command}: {again}");
    }
}

#[test]
fn the_command_that_is_named_goes_on_with_the_grading_and_with_phases_of_ones_own() {
    let home = folder("grading");
    let args = ["mock", "scheduler", "--plain", "--phase", "high-level,api"];
    said(&home, &args, "POST /jobs -> 201\n:next\n:next\n:quit\n");
    assert_eq!(commands(&home), ["napkin mock scheduler --phase api,high-level"]);
    let again = goes_on(&home, &commands(&home)[0]);
    assert!(again.contains("What needs judgement is yours"), "{again}");
    let home = folder("own");
    fs::create_dir_all(home.join("frameworks")).unwrap();
    let phase = |id: &str, aid: &str| {
        format!(
            "[[phases]]\nid = '{id}'\ntitle = 'X'\nminutes = 10\naid = '{aid}'\ndoes = []\nstrong = []\nmistakes = []\n"
        )
    };
    let short = "schema = 1\nid = 'short'\ntitle = 'Short'\nminutes = 20\npresets = [20]\n".to_owned();
    let short = short + &phase("ask", "questions") + &phase("dive", "decisions");
    fs::write(home.join("frameworks/short.toml"), short).unwrap();
    let args = ["mock", "scheduler", "--plain", "--framework", "short"];
    said(&home, &[&args[..], &["--phase", "ask"]].concat(), "a note\n:quit\n");
    assert_eq!(commands(&home), ["napkin mock scheduler --framework short --phase ask"]);
    let again = goes_on(&home, &commands(&home)[0]);
    assert!(again.contains("10 minutes of rehearsal") && again.contains("Taken up where it was"), "{again}");
}

#[test]
fn a_clock_stands_in_a_pipe_and_is_the_same_on_a_screen() {
    let home = folder("clock");
    let args = ["mock", "scheduler", "--plain"];
    let clock = |database: &mut Database| {
        let kept = database.mocks_under_way().unwrap();
        assert_eq!(kept.len(), 1);
        kept[0].clone()
    };
    at("12:00", &home, &args, "a note\n:next\n:quit\n");
    let mut database = Database::open(&home).unwrap();
    // A screen takes it up seven minutes later, for two minutes.
    let mut kept = clock(&mut database);
    kept.attempt.clock.start(NOON + 7 * 60_000);
    kept.attempt.clock.tick(NOON + 9 * 60_000);
    let time = &kept.attempt.clock;
    assert_eq!((time.stood(), time.total()), (7 * 60_000, 2 * 60_000));
    database.keep_mock(&kept.id, &kept.attempt, 0).unwrap();
    // A pipe five minutes after that, and a screen another minute on.
    let piped = at("12:14", &home, &args, ":time\n:quit\n");
    assert!(piped.stdout.contains("in all 2:00 of 60:00, stood for 12:00"), "{}", piped.stdout);
    let mut kept = clock(&mut database);
    kept.attempt.clock.start(NOON + 15 * 60_000);
    let time = &kept.attempt.clock;
    assert_eq!((time.stood(), time.total()), (13 * 60_000, 2 * 60_000));
}

#[test]
fn what_was_passed_over_is_kept_though_nothing_was_written() {
    let home = folder("passed");
    let args = ["mock", "scheduler", "--plain"];
    // Who only looks begins nothing, and is told so.
    let left = said(&home, &args, ":quit\n");
    assert!(left.stderr.contains("Nothing of this mock was kept."), "{}", left.stderr);
    assert_eq!(commands(&home), Vec::<String>::new());
    let left = said(&home, &args, ":next\n:next\n:quit\n");
    assert!(left.stderr.contains("The mock is kept as it is."), "{}", left.stderr);
    assert_eq!(commands(&home), ["napkin mock scheduler"]);
    let again = said(&home, &args, ":quit\n");
    assert!(again.stdout.contains("Taken up where it was") && again.stdout.contains("\n3 of 9: "));
    // A new one takes its place when something is said in it, and no sooner.
    let left = said(&home, &[&args[..], &["--new"]].concat(), ":next\n:quit\n");
    assert!(left.stderr.contains("Nothing of this mock was kept: the one before stays."), "{}", left.stderr);
    assert!(said(&home, &args, "").stdout.contains("\n3 of 9: "), "also when the input was over at once");
    assert!(said(&home, &args, ":quit\n").stdout.contains("\n3 of 9: "), "and that ends nothing");
    // Past the end there is nothing to judge, and nothing to go on with.
    let over = said(&home, &args, &":next\n".repeat(9));
    assert!(over.stderr.contains("Nothing was said: there is nothing to judge."), "{}", over.stderr);
    assert_eq!(commands(&home), Vec::<String>::new());
}

#[test]
fn an_input_that_is_over_at_once_does_not_end_what_was_said() {
    let home = folder("over");
    let args = ["mock", "scheduler", "--plain", "--phase", "api,high-level"];
    said(&home, &args, "POST /jobs -> 201\n:next\n:quit\n");
    let left = said(&home, &args, "");
    assert!(left.stderr.contains("The mock is kept as it is."), "{}", left.stderr);
    let again = said(&home, &args, ":quit\n").stdout;
    assert!(again.contains("\n2 of 2: ") && !again.contains("What needs judgement"), "{again}");
    // In the grading, to leave the rest out is the end; and no input is none.
    said(&home, &args, ":next\n:quit\n");
    assert!(said(&home, &args, "").stderr.contains("The mock is kept as it is."));
    let over = said(&home, &args, ":next\n");
    assert!(over.stdout.contains("of 100 points"), "{}", over.stdout);
    assert_eq!(commands(&home), Vec::<String>::new());
}

#[test]
fn a_rehearsal_has_one_length() {
    // 41 minutes have 3:25 for the API, and 5 minutes have 0:20 for the wrap-up.
    for (minutes, phase, length, words) in
        [("41", "api", 4, "4 minutes"), ("5", "wrap-up", 1, "1 minute"), ("60", "api", 5, "5 minutes")]
    {
        let home = folder(&format!("length-{phase}-{minutes}"));
        let args = ["mock", "scheduler", "--minutes", minutes, "--phase", phase];
        let script = typed([&args[..], &["--dry-run"]].concat()).fine();
        assert!(script.starts_with(&format!("Job scheduler: {words}, seed 1, a rehearsal\n")), "{script}");
        let script = typed([&args[..], &["--dry-run", "--json"]].concat()).fine();
        assert_eq!(serde_json::from_str::<Value>(&script).unwrap()["minutes"], length);
        let plain = [&args[..], &["--plain"]].concat();
        let held = said(&home, &plain, "a note\n:quit\n").stdout;
        assert!(held.starts_with(&format!("Job scheduler, {words} of rehearsal.\n")), "{held}");
        let under_way = said(&home, &["history"], "").fine();
        assert!(under_way.starts_with(&format!("under way: scheduler, 0 of {words}; ")), "{under_way}");
        let proposed = said(&home, &["mock"], "").fine();
        assert!(proposed.contains(&format!("It is under way, with 0 of {words} spent.")), "{proposed}");
        said(&home, &plain, "another\n");
        let report = said(&home, &["report"], "").fine();
        assert!(report.contains(&format!("a rehearsal of {phase} alone, {words}.")), "{report}");
        assert_eq!(json(&home, &["report", "--json"])["minutes"], length);
        assert_eq!(json(&home, &["history", "--json"])["mocks"][0]["minutes"], length);
    }
}

#[test]
fn a_kept_rehearsal_is_as_long_as_its_phases() {
    let problem = File::parse(&Library::built_in().entries()[0].text).unwrap().read().problem;
    let framework = Framework::read(FRAMEWORK).unwrap();
    let minutes = |minutes: u32, phases: Vec<usize>| {
        Attempt::new(&problem, &framework, minutes, 1, phases).clock.minutes()
    };
    assert_eq!(minutes(35, (0..9).collect()), 35, "all of them make up the whole");
    // 3 and 2 of 60 minutes; and half of them, which is 2:30.
    assert_eq!((minutes(60, vec![0, 1]), minutes(30, vec![0, 1])), (5, 3));
}
