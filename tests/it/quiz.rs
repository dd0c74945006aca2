//! The commands that learn, as people type them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::{Run, napkin, run};

/// An empty home for one test, and the command line in it at a time of day.
struct Home(PathBuf);

impl Home {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("quiz").join(name);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn command(&self, now: &str, args: &[&str]) -> Command {
        let mut command = napkin();
        command.env("NAPKIN_DATA_DIR", &self.0).env("XDG_CONFIG_HOME", &self.0);
        command.env("NAPKIN_NOW", now).env("TZ", "UTC").args(args);
        command
    }

    fn typed(&self, now: &str, args: &[&str], input: &str) -> Run {
        run(self.command(now, args), input)
    }

    /// A quiz on one of the decks of the tests.
    fn quiz(&self, now: &str, args: &[&str], input: &str) -> String {
        let decks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decks");
        let mut command = self.command(now, &["quiz", "--plain", "--decks"]);
        command.arg(decks).args(args);
        run(command, input).fine()
    }

    fn queue(&self, now: &str, args: &[&str]) -> Value {
        serde_json::from_str(&self.quiz(now, &[args, &["--format", "json"]].concat(), "")).unwrap()
    }

    fn export(&self) -> Vec<Value> {
        let out = self.typed(DAY_1, &["data", "export"], "").fine();
        out.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

const DAY_1: &str = "2026-11-21T10:00:00Z";
const DAY_2: &str = "2026-11-22T10:00:00Z";
const DAY_15: &str = "2026-12-05T10:00:00Z";

fn cards(queue: &Value) -> Vec<&str> {
    queue["queue"].as_array().unwrap().iter().map(|row| row["card"].as_str().unwrap()).collect()
}

#[test]
fn an_answer_is_marked_graded_and_kept() {
    let home = Home::new("answer");
    let said = home.quiz(DAY_1, &["short"], "\ngood\n");
    for part in [
        "4 left · load · new\nWhen does fan-out on write hurt?\n",
        "Answer: When one author has millions of followers.\nOne post becomes millions of writes.\n",
        "1 again: 1 min · 2 hard: 5 min · 3 good: 10 min · 4 easy: ",
        "good: again in 10 min\n",
        "1 answer, 1 remembered, 4 left.\n",
    ] {
        assert!(said.contains(part), "{part:?} in\n{said}");
    }
    let log = home.export();
    assert_eq!(log.len(), 1);
    assert_eq!(
        (&log[0]["card"], &log[0]["rating"], &log[0]["at"]),
        (&"short/fan-out".into(), &"good".into(), &DAY_1.into())
    );
}

#[test]
fn wrong_grades_and_answers_are_asked_for_again_and_the_end_of_the_input_loses_nothing() {
    let home = Home::new("again");
    let decks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decks");
    let mut command = home.command(DAY_1, &["quiz", "short", "--plain", "--decks"]);
    command.arg(&decks);
    let run = run(command, "\nperhaps\n7\n\n\u{1b}[2J\ne\n= 10M/day\n= 3 apples +\nhelp\n");
    assert_eq!(run.code, Some(0), "{run:#?}");
    assert_eq!(run.stderr.matches("this is no grade").count(), 4, "{}", run.stderr);
    assert!(run.stdout.contains("115.7/s") && run.stdout.contains("easy: again in"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}') && !run.stderr.contains('\u{1b}'));
    assert_eq!(home.export().len(), 1);
}

#[test]
fn undo_suspend_and_flag_stay() {
    let home = Home::new("undo");
    let said =
        home.quiz(DAY_1, &["short"], "undo\n\neasy\n\neasy\nundo\nundo\nundo\nflag\nsuspend\n\ngood\nquit\n");
    assert_eq!(said.matches("Taken back.").count(), 2, "{said}");
    assert_eq!(said.matches("There is nothing to take back.").count(), 2);
    let kinds: Vec<String> =
        home.export().iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kinds, ["review", "review", "undo", "undo", "flag", "suspend", "review"]);
    let queue = home.queue(DAY_1, &["short"]);
    assert!(!cards(&queue).contains(&"short/fan-out"), "the suspended card rests: {queue}");
    assert_eq!(queue["counts"]["new"], 2);
}

#[test]
fn days_limits_and_cramming() {
    let home = Home::new("days");
    home.quiz(DAY_1, &["short", "--new", "2"], "\neasy\n\neasy\n");
    // Easy at first: 8.2956 days, give or take what fuzz adds.
    let queue = home.queue(DAY_2, &["short", "--new", "0"]);
    assert_eq!(cards(&queue), [""; 0]);
    assert!(home.quiz(DAY_2, &["short", "--new", "0"], "").contains("Nothing is due. The next is due in"));
    assert_eq!(home.queue(DAY_2, &["short"])["counts"]["new"], 2);
    assert_eq!(home.queue(DAY_15, &["short", "--new", "0"])["counts"]["review"], 2);
    assert_eq!(cards(&home.queue(DAY_2, &["short", "--cram"])).len(), 4);
    home.typed(DAY_1, &["config", "set", "new_a_day", "3"], "");
    assert_eq!(home.queue(DAY_1, &["short"])["counts"]["new"], 1, "two of three were seen today");
    assert_eq!(home.queue(DAY_2, &["short", "--topic", "queues"])["counts"]["new"], 1);
}

#[test]
fn a_choice_counts_what_it_was_taken_for_and_confidence_is_scored() {
    let home = Home::new("choice");
    // Whichever places the right ones stand in, what follows must agree.
    home.quiz(DAY_1, &["near", "--topic", "connections", "--confidence"], "1\n90\n\n1\n40%\n\n");
    let log = home.export();
    assert_eq!(log.len(), 2);
    assert_eq!((&log[0]["confidence"], &log[1]["confidence"]), (&90.into(), &40.into()));
    let wrong = log.iter().filter(|event| event["correct"] == false);
    for event in wrong {
        assert!(event["picked"].as_str().unwrap().starts_with("near/") && event["rating"] == "again");
    }
    // A right answer that was a guess is proposed as hard.
    let guessed = log.iter().find(|event| event["confidence"] == 40 && event["correct"] == true);
    assert!(guessed.is_none_or(|event| event["rating"] == "hard"));
    let decks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decks");
    let mut command = home.command(DAY_2, &["progress", "--format", "json", "--decks"]);
    command.arg(decks);
    let progress: Value = serde_json::from_str(&run(command, "").fine()).unwrap();
    assert_eq!((&progress["version"], &progress["reviews"]), (&1.into(), &2.into()));
    assert_eq!(progress["calibration"]["answers"], 2);
    assert_eq!(progress["days"]["2026-11-21"], 2);
}

#[test]
fn a_card_forgotten_eight_times_is_asked_beside_its_neighbour() {
    let home = Home::new("leech");
    let mut lines = String::new();
    for number in 0..17 {
        // Known on one day, forgotten on the next.
        let rating = if number % 2 == 0 { "easy" } else { "again" };
        let day = number + 1;
        lines.push_str(&format!(
            "{{\"id\":\"l{number}\",\"at\":\"2026-10-{day:02}T10:00:00Z\",\"kind\":\"review\",\"card\":\"near/one-way\",\"rating\":\"{rating}\",\"mode\":\"quiz\"}}\n"
        ));
    }
    home.typed(DAY_1, &["data", "import", "-"], &lines).fine();
    let queue = home.queue(DAY_15, &["near", "--new", "0"]);
    assert_eq!((&queue["queue"][0]["lapses"], &queue["queue"][0]["leech"]), (&8.into(), &true.into()));
    let said = home.quiz(DAY_15, &["near", "--new", "0"], "?\n\n");
    assert!(said.contains("Forgotten often. Tell it from: Players send moves"), "{said}");
    assert!(said.contains("Beside it: ") && said.contains("WebSocket"), "{said}");
}

#[test]
fn an_interview_puts_the_weakest_first_and_tells_how_ready_each_topic_is() {
    let home = Home::new("interview");
    home.quiz(DAY_1, &["short"], "\neasy\n\n1\n\n1\n\n1\n");
    let queue = home.queue(DAY_2, &["short", "--by", "2027-01-31"]);
    assert_eq!(queue["interview"], "2027-01-31");
    let remembered: Vec<f64> = queue["queue"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["stage"] == "review")
        .map(|row| row["retrievability"].as_f64().unwrap())
        .collect();
    assert!(!remembered.is_empty() && remembered.is_sorted(), "{queue}");
    let readiness = queue["readiness"].as_array().unwrap();
    assert_eq!(readiness.len(), 2);
    assert!(readiness[0]["readiness"].as_f64() <= readiness[1]["readiness"].as_f64());
    assert!(home.typed(DAY_1, &["quiz", "--by", "soon"], "").refused().contains("`soon` is no date"));
}

#[test]
fn a_problem_is_not_spoilt_before_an_attempt() {
    let home = Home::new("spoil");
    let library: Value =
        serde_json::from_str(&home.typed(DAY_1, &["list", "--format", "json"], "").fine()).unwrap();
    let id = library["problems"][0]["id"].as_str().unwrap();
    let refusal = home.typed(DAY_1, &["quiz", "--problem", id], "").refused();
    assert!(refusal.contains("after an attempt") && refusal.contains("--include"), "{refusal}");
    let all = home.queue(DAY_1, &["--new", "9999"]);
    assert!(cards(&all).iter().all(|card| !card.contains(':')), "{all}");
    let included = home.queue(DAY_1, &["--problem", id, "--include", id, "--new", "9999"]);
    assert!(cards(&included).iter().all(|card| card.starts_with(&format!("{id}:"))));
    assert!(!cards(&included).is_empty());
    let attempted =
        format!("{{\"id\":\"a\",\"at\":\"{DAY_1}\",\"kind\":\"attempted\",\"problem\":\"{id}\"}}\n");
    home.typed(DAY_1, &["data", "import", "-"], &attempted).fine();
    let open = home.queue(DAY_1, &["--problem", id, "--new", "9999"]);
    assert_eq!(cards(&open), cards(&included));
}

#[test]
fn a_problem_is_an_id_or_a_path() {
    let home = Home::new("path");
    let text = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/problems/tracking.toml")).unwrap();
    let path = home.0.join("mine.toml");
    fs::write(&path, text.replacen("\"tracking\"", "\"of-mine\"", 1)).unwrap();
    let path = path.to_str().unwrap();
    let refusal = home.typed(DAY_1, &["quiz", "--problem", path], "").refused();
    assert!(refusal.contains("after an attempt"), "{refusal}");
    let queue = home.queue(DAY_1, &["--problem", path, "--include", path, "--new", "9999"]);
    let cards = cards(&queue);
    assert!(!cards.is_empty() && cards.iter().all(|card| card.starts_with("of-mine:")), "{queue}");
    home.typed(DAY_1, &["history", "add", "--problem", path, "--verdict", "Hire"], "").fine();
    let history = home.typed(DAY_1, &["history", "--problem", path], "").fine();
    assert!(history.contains("of-mine"), "{history}");
    let missing = home.typed(DAY_1, &["quiz", "--problem", "no/such.toml"], "").refused();
    assert!(missing.contains("no/such.toml cannot be read"), "{missing}");
}

#[test]
fn names_that_are_not_known_are_refused_with_the_nearest() {
    let home = Home::new("names");
    for (args, says) in [
        (&["quiz", "drils"][..], "did you mean `drills`?"),
        (&["quiz", "--topic", "no-such"], "no topic is called `no-such`"),
        (&["quiz", "--include", "no-such"], "no problem is called `no-such`"),
        (&["quiz", "--cap", "3"], "--replay"),
        (&["quiz", "--new", "-1"], "--new"),
        (&["quiz", "--decks", "/no/such/folder"], "cannot be read"),
        (&["data"], "export"),
        (&["data", "exprt"], "export or import"),
        (&["data", "import", "/no/such/file"], "cannot be read"),
        (&["data", "export", "/no/such/folder/file"], "cannot be written"),
        (&["config", "set", "retention", "2"], "outside 0.7 to 0.99"),
        (&["config", "set", "time_zone", "Mars/Olympus"], "no time zone"),
        (&["config", "set", "interview", "2026-02-30"], "is no date"),
        (&["config", "set", "steps", "10 parsecs"], "is no time"),
        (&["config", "set", "rollover_hour", "24"], "outside 0 to 23"),
        (&["config", "get", "retension"], "did you mean `retention`?"),
        (&["config", "retention"], "list, get KEY"),
        (&["quiz", "--data-dir"], "`--data-dir` wants a value"),
        (&["quiz", "--data-dir", "/dev/null"], "is a file, and the log needs a folder"),
    ] {
        let refusal = home.typed(DAY_1, args, "").refused();
        assert!(refusal.contains(says), "{args:?}\n{refusal}");
    }
}

#[test]
fn what_is_wrong_in_the_settings_is_drawn_and_nothing_is_guessed() {
    let home = Home::new("settings");
    let path = home.typed(DAY_1, &["config", "path"], "").fine();
    let path = Path::new(path.trim());
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "retention = \"high\"\nstepps = [\"1min\"]\n").unwrap();
    let refusal = home.typed(DAY_1, &["quiz"], "").refused();
    for part in ["config.toml:1:13", "this is no number", "did you mean `steps`?"] {
        assert!(refusal.contains(part), "{part}\n{refusal}");
    }
    fs::write(path, "interview = 2027-01-31\nsteps = []\n").unwrap();
    let list: Value =
        serde_json::from_str(&home.typed(DAY_1, &["config", "--format", "json"], "").fine()).unwrap();
    assert_eq!(list["settings"]["interview"]["value"], "2027-01-31");
    home.typed(DAY_1, &["config", "unset", "interview"], "");
    assert_eq!(fs::read_to_string(path).unwrap(), "steps = []\n");
}

#[test]
fn a_broken_log_is_set_aside_and_the_cards_still_work() {
    let home = Home::new("broken");
    fs::write(home.0.join("napkin.db"), "this is no database at all, but long enough ".repeat(30)).unwrap();
    let decks = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/decks");
    let mut command = home.command(DAY_1, &["quiz", "short", "--plain", "--decks"]);
    command.arg(decks);
    let run = run(command, "\ngood\n");
    assert!(run.code == Some(0) && run.stderr.contains("set aside as"), "{run:#?}");
    assert!(run.stdout.contains("good: again in 10 min"));
    assert_eq!(home.export().len(), 1);
}

#[test]
fn tuning_says_when_there_is_too_little() {
    let home = Home::new("tune");
    let said = home.typed(DAY_1, &["quiz", "tune"], "").fine();
    assert!(said.contains("0 usable answers, and at least 8 are needed"), "{said}");
    let json: Value =
        serde_json::from_str(&home.typed(DAY_1, &["quiz", "tune", "--json"], "").fine()).unwrap();
    assert_eq!((&json["kept"], &json["answers"]), (&false.into(), &0.into()));
}
