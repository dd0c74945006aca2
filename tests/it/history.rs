//! The history of mocks on the command line: what was held, how it goes, what returns, and what is due because of it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use napkin::mock::{Answers, Assessment, Attempt, Criterion, FRAMEWORK, Framework, Report, STANDARDS, Score};
use napkin::mock::{Chosen, Past, Script, Standards, judge};
use napkin::problem::{File, Library};
use napkin::store::Database;
use napkin::study::deck::Decks;
use napkin::study::{EventIds, Kind, Log, Mode, Rating, Review, Rules};
use serde_json::Value;

use crate::support::{Run, napkin, run};

/// 2026-11-20 12:00 UTC; everything here happens on that day unless it says otherwise.
const TODAY: i64 = 1_795_176_000_000;
const DAY: i64 = 86_400_000;

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("history").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn at(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = napkin();
    command.env("NAPKIN_DATA_DIR", folder).env("XDG_CONFIG_HOME", folder).env("TZ", "UTC");
    command.env("NAPKIN_NOW", "2026-11-20T12:00:00Z").args(arguments);
    command
}

fn said(folder: &Path, arguments: &[&str]) -> Run {
    run(at(folder, arguments), "")
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&said(folder, arguments).fine()).unwrap()
}

fn report(problem: &str, verdict: &str, points: f64, shares: &[(Criterion, f64)], gaps: &[&str]) -> Report {
    let score = |(criterion, share): &(Criterion, f64)| Score {
        criterion: *criterion,
        weight: 10.0,
        shown: true,
        share: *share,
        granted: None,
        items: Vec::new(),
    };
    Report {
        version: 1,
        problem: problem.to_owned(),
        title: "A shop".to_owned(),
        minutes: 45,
        seed: 1,
        whole: true,
        assessment: Assessment {
            points,
            verdict: verdict.to_owned(),
            by_points: verdict.to_owned(),
            cap: None,
            provisional: false,
            scores: shares.iter().map(score).collect(),
            next: None,
            gaps: gaps.iter().map(|gap| (*gap).to_owned()).collect(),
        },
        evidence: None,
        needless: Vec::new(),
        script: Script::default(),
        seconds: Vec::new(),
        answers: Answers::default(),
    }
}

/// Three mocks by hand: two with the program, one with a human.
fn three(folder: &Path) -> Database {
    let mut database = Database::open(folder).unwrap();
    let shares = [(Criterion::Estimates, 0.25), (Criterion::Depth, 0.5)];
    let first = report("shop", "No Hire", 30.4, &shares, &["no_math", "lost_pace"]);
    database.finish_mock("aaaa1", &first, TODAY - 9 * DAY).unwrap();
    let human = Past {
        id: "baab".to_owned(),
        at: TODAY - 3 * DAY,
        problem: "market".to_owned(),
        human: true,
        whole: true,
        verdict: "Hire".to_owned(),
        gaps: vec!["lost_pace".to_owned()],
        note: "talked\u{1b}[31m too long".to_owned(),
        ..Past::default()
    };
    database.add_mock(&human).unwrap();
    let shares = [(Criterion::Estimates, 0.75), (Criterion::Depth, 0.5)];
    let last = report("shop", "Strong Hire", 84.6, &shares, &["lost_pace"]);
    database.finish_mock("aaaa2", &last, TODAY - DAY).unwrap();
    database
}

#[test]
fn the_table_the_trend_and_what_returns() {
    let folder = folder("table");
    three(&folder);
    let text = said(&folder, &["history"]).fine();
    // Ids to as many signs as tell them apart; estimates went from 25 % to 75 %, their mean is 50 %.
    let wanted = "\
id     date        problem  min  verdict           points
aaaa1  2026-11-11  shop      45  No Hire               30
baab   2026-11-17  market     -  Hire, by a human       -
aaaa2  2026-11-19  shop      45  Strong Hire           85

Each criterion, the oldest mock first
  Estimates  ▃.▆  75%  mean 50%  better
  Depth      ▅.▅  50%  mean 50%  as before

What returns
  3 times  lost pace: a phase took half as long again as planned (5 cards)
  1 time   no math: a heavy part was proposed before any number (4 cards; napkin drill rate)
  1 time   Estimates: less than half of the numbers was there, or right (4 cards; napkin drill
             magnitude)
";
    assert_eq!(text, wanted);
    let found = json(&folder, &["history", "--json"]);
    assert_eq!(found["version"], 1);
    assert_eq!(found["mocks"][0]["scores"]["estimates"], 0.25);
    assert_eq!(found["mocks"][1]["points"], Value::Null);
    assert_eq!(found["trends"][0]["course"], "better");
    assert_eq!((&found["gaps"][0]["gap"], &found["gaps"][0]["times"]), (&"lost_pace".into(), &3.into()));
    assert_eq!(found["gaps"][1]["drill"], "napkin drill rate");
    let one = json(&folder, &["history", "--problem", "shop", "--json"]);
    assert_eq!(one["mocks"].as_array().unwrap().len(), 2);
}

#[test]
fn a_narrow_terminal_and_many_mocks() {
    let folder = folder("many");
    let mut database = Database::open(&folder).unwrap();
    for number in 0..25 {
        let held = report("shop", "Hire", 70.0, &[(Criterion::Data, 1.0)], &[]);
        database.finish_mock(&format!("m{number:03}x"), &held, TODAY - DAY + number).unwrap();
    }
    let text = said(&folder, &["history"]).fine();
    assert!(text.contains("… and 5 mocks before: --all lists every one"), "{text}");
    assert_eq!(text.lines().filter(|line| line.contains("2026-11-19")).count(), 20);
    assert!(text.contains(&format!("  {}  100%", "█".repeat(20))), "{text}");
    let all = said(&folder, &["history", "--all"]).fine();
    assert_eq!(all.lines().filter(|line| line.contains("2026-11-19")).count(), 25);
}

#[test]
fn a_report_by_its_first_letters_as_markdown_and_as_json() {
    let folder = folder("report");
    three(&folder);
    for name in ["aaaa2", "last", "LAST"] {
        let text = said(&folder, &["report", name, "--format", "md"]).fine();
        assert!(text.starts_with("# A shop: Strong Hire\n\n85 of 100 points, 45 minutes.\n"), "{text}");
    }
    assert_eq!(said(&folder, &["report"]).fine(), said(&folder, &["report", "last"]).fine());
    let found = json(&folder, &["report", "aaaa1", "--json"]);
    assert_eq!((&found["id"], &found["date"]), (&"aaaa1".into(), &"2026-11-11".into()));
    assert_eq!(found["assessment"]["verdict"], "No Hire");
    // A mock with a human has what was written down, and nothing of it reaches the terminal raw.
    let human = said(&folder, &["report", "b"]).fine();
    let wanted = "# market: Hire\n\nHeld with a human on 2026-11-17.\n\n## Gaps\n\n- lost pace: a phase took half as long again as planned\n\n## Notes\n\ntalked";
    assert!(human.starts_with(wanted), "{human}");
    assert!(!human.contains('\u{1b}'));
    let several = said(&folder, &["report", "aaaa"]).refused();
    assert!(several.contains("2 mocks have an id that begins with `aaaa`: aaaa1, aaaa2"), "{several}");
    for name in ["zzz", "\u{1b}[2J", "../../etc/passwd", "%", "aaaa1\u{202e}"] {
        let refused = said(&folder, &["report", name]).refused();
        assert!(refused.contains("no mock has the id"), "{refused}");
    }
    assert!(said(&folder, &["report", "a", "b"]).refused().contains("one report at a time"));
}

#[test]
fn nothing_yet_is_said_and_makes_no_folder() {
    let folder = folder("nothing").join("deep");
    assert_eq!(said(&folder, &["history"]).fine(), "No mock was held yet: `napkin mock` proposes one.\n");
    assert_eq!(json(&folder, &["history", "--json"])["mocks"], Value::Array(Vec::new()));
    assert!(said(&folder, &["report"]).refused().contains("no mock was held yet"));
    let proposed = said(&folder, &["mock"]).fine();
    let first = proposed.split(':').next().unwrap();
    assert!(Library::built_in().find(first).is_some(), "{proposed}");
    assert!(proposed.contains("that were never practised.\n"), "{proposed}");
    assert!(proposed.ends_with(&format!("napkin mock {first}\n")), "{proposed}");
    assert!(!folder.exists());
}

#[test]
fn a_mock_with_a_human_is_written_down_and_its_cards_are_due() {
    let folder = folder("add");
    let library = Library::built_in();
    let problem = library.entries()[0].id.as_str();
    let decision = File::parse(&library.entries()[0].text).unwrap().read().problem.decisions[0].id.clone();
    let part = format!("decision.{decision}");
    // One of the cards was answered yesterday and rests for long.
    let mut database = Database::open(&folder).unwrap();
    let mut ids = EventIds::new(5);
    let card = "interview/gap-wrapup";
    for day in [9, 5, 1] {
        let review = Review::new(card, Rating::Easy, Mode::Quiz);
        database.append(&ids.event(TODAY - day * DAY, Kind::Review(review))).unwrap();
    }
    let before = database.ledger(&Rules::default()).unwrap().memory(card);
    assert!(before.due > TODAY + DAY);
    let added = json(
        &folder,
        &[
            "history",
            "add",
            "--problem",
            problem,
            "--verdict",
            "no-hire",
            "--date",
            "2026-11-18",
            "--gap",
            "Long wrapup",
            "--gap",
            &part,
            "--gap",
            "long_wrapup",
            "--note",
            "with a friend",
            "--json",
        ],
    );
    assert_eq!(added["mock"]["date"], "2026-11-18");
    assert_eq!(added["mock"]["verdict"], "No Hire");
    let gap = format!("{problem}:{part}");
    assert_eq!(added["mock"]["gaps"], serde_json::json!(["long_wrapup", gap]));
    let due: BTreeSet<&str> = added["due"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(due.contains(card) && due.contains(gap.as_str()), "{due:?}");
    // It is due, and what is known of it is as it was.
    let after = database.ledger(&Rules::default()).unwrap().memory(card);
    assert!(after.due <= TODAY);
    assert_eq!((after.state, after.reviews, after.interval), (before.state, before.reviews, before.interval));
    let queue = json(&folder, &["quiz", "--json"]);
    let asked: Vec<&str> =
        queue["queue"].as_array().unwrap().iter().filter_map(|row| row["card"].as_str()).collect();
    assert!(asked.contains(&card) && asked.contains(&gap.as_str()), "{asked:?}");
    // What is due already is not moved again.
    let again = json(
        &folder,
        &["history", "add", "--problem", problem, "--verdict", "Hire", "--gap", "long-wrapup", "--json"],
    );
    assert_eq!(again["due"], Value::Array(Vec::new()));
    let shown = said(&folder, &["history"]).fine();
    assert!(shown.contains("2 times  long wrapup:"), "{shown}");
    assert!(shown.contains("all due"), "{shown}");
    assert!(shown.contains("`napkin quiz` asks the cards that are due."), "{shown}");
    // It travels.
    let lines = said(&folder, &["data", "export"]).fine();
    let other = folder.join("other");
    run(at(&other, &["data", "import", "-"]), lines.as_str()).fine();
    assert_eq!(said(&other, &["history", "--json"]).fine(), said(&folder, &["history", "--json"]).fine());
    assert_eq!(said(&other, &["data", "export"]).fine(), lines);
}

#[test]
fn what_cannot_be_written_down_is_said() {
    let folder = folder("refused").join("deep");
    let library = Library::built_in();
    let id = library.entries()[0].id.as_str();
    let refusals: [(&[&str], &str); 14] = [
        (&["history", "add"], "which problem?"),
        (&["history", "add", "--problem", id], "which verdict?"),
        (&["history", "add", "--problem", "\u{1b}x", "--verdict", "Hire"], "no problem is called"),
        (&["history", "add", "--problem", id, "--verdict", "hired"], "did you mean 'Hire'?"),
        (&["history", "add", "--problem", id, "--verdict", ""], "no verdict is called ``"),
        (&["history", "add", "--problem", id, "--verdict", "hire", "--date", "yesterday"], "is no date"),
        (&["history", "add", "--problem", id, "--verdict", "hire", "--date", "2026-11-21"], "still to come"),
        (&["history", "add", "--problem", id, "--verdict", "hire", "--date", "1960-01-01"], "is no date"),
        (
            &["history", "add", "--problem", id, "--verdict", "hire", "--gap", "no mat"],
            "did you mean `no_math`?",
        ),
        (&["history", "add", "--problem", id, "--verdict", "hire", "--minutes", "0"], "0 minutes"),
        (&["history", "add", "more"], "does not know `more`"),
        (&["history", "remove"], "does not know `remove`"),
        (&["history", "--verdict", "Hire"], "napkin history add"),
        (&["history", "--problem", "nope"], "no problem is called `nope`"),
    ];
    for (arguments, why) in refusals {
        let refused = said(&folder, arguments).refused();
        assert!(refused.contains(why) && refused.contains("help: "), "{arguments:?}: {refused}");
    }
    assert!(!folder.exists(), "nothing was written");
}

#[test]
fn every_gap_names_cards_and_drills_that_there_are() {
    let standards = Standards::read(STANDARDS).unwrap();
    let decks = Decks::built_in();
    let cards: BTreeSet<&str> = decks.cards().map(|card| card.id.as_str()).collect();
    let topics: BTreeSet<&str> = decks.cards().map(|card| card.topic.as_str()).collect();
    let skills: BTreeSet<&str> =
        decks.skills().map(|(card, _)| card.id.rsplit('/').next().unwrap_or_default()).collect();
    for (name, habit) in &standards.gaps {
        assert!(!habit.cards.is_empty() || !habit.topics.is_empty(), "{name} has no cards");
        for card in &habit.cards {
            assert!(cards.contains(card.as_str()), "{name}: there is no card {card}");
        }
        for topic in &habit.topics {
            assert!(topics.contains(topic.as_str()), "{name}: there is no topic {topic}");
        }
        if let Some(drill) = &habit.drill {
            assert!(skills.contains(drill.as_str()), "{name}: there is no drill {drill}");
        }
    }
    // Every criterion has its own.
    for criterion in Criterion::ALL {
        assert!(standards.gaps.contains_key(criterion.id()), "{}", criterion.id());
    }
}

/// A real judgement: what was left out and what was chosen wrongly are gaps, under the ids of their cards.
#[test]
fn missed_decisions_and_estimates_are_gaps() {
    let library = Library::built_in();
    let framework = Framework::read(FRAMEWORK).unwrap();
    let standards = Standards::read(STANDARDS).unwrap();
    for entry in library.entries() {
        let problem = File::parse(&entry.text).unwrap().read().problem;
        let mut attempt = Attempt::new(&problem, &framework, 60, 1, (0..framework.phases.len()).collect());
        // The first decision as the file has it, and nothing else.
        let decision = &problem.decisions[0];
        let chosen = &decision.options[decision.chosen];
        let said = Chosen {
            option: chosen.id.clone(),
            because: chosen.why.clone(),
            accepts: chosen.accepts.clone(),
        };
        attempt.answers.choices.insert(decision.id.clone(), said);
        let report = judge(&problem, &framework, &standards, &attempt, None);
        let past = Past::of("x", &report, TODAY);
        let of = |part: &str| {
            past.gaps.iter().filter(|gap| gap.starts_with(&format!("{}:{part}.", problem.id))).count()
        };
        assert!(of("decision") > 0, "{}: {:?}", problem.id, past.gaps);
        assert!(!past.gaps.contains(&format!("{}:decision.{}", problem.id, decision.id)), "{:?}", past.gaps);
        let mut decks = Decks::default();
        decks.add_problem(&problem);
        for gap in past.gaps.iter().filter(|gap| gap.contains(':')) {
            assert!(decks.card(gap).is_some(), "{gap} is no card");
        }
        for gap in past.gaps.iter().filter(|gap| !gap.contains(':')) {
            assert!(standards.gaps.contains_key(gap), "{gap} is not in the standards");
        }
    }
}

#[test]
fn a_pipe_is_not_asked_before_the_model_answer() {
    let folder = folder("show");
    let id = Library::built_in().entries()[0].id.clone();
    let piped = said(&folder, &["show", &id, "--solution"]).fine();
    assert_eq!(said(&folder, &["show", &id, "--solution", "--yes"]).fine(), piped);
    assert!(!piped.contains("[y/N]"));
}

/// A disk that cannot be written is said by whatever would write to it, and a mock is held all the same, with a warning.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_cannot_be_written_is_said() {
    let folder = folder("read-only");
    drop(three(&folder));
    let mount = "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && shift 0 && exec \"$@\"";
    let reader = |arguments: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["-rm", "sh", "-c", mount]).arg(&folder).arg(env!("CARGO_BIN_EXE_napkin"));
        let inner = at(&folder, arguments);
        for (name, value) in inner.get_envs() {
            if let Some(value) = value {
                command.env(name, value);
            }
        }
        command.args(arguments);
        run(command, "10M/day\n")
    };
    let probe = reader(&["calc", "1+1"]);
    if probe.code != Some(0) {
        // Where no disk of one's own can be mounted there is nothing to look at.
        return;
    }
    let id = Library::built_in().entries()[0].id.clone();
    for arguments in [
        &["history"][..],
        &["report", "last"],
        &["history", "add", "--problem", &id, "--verdict", "Hire"],
        &["quiz", "--plain"],
    ] {
        let refused = reader(arguments).refused();
        assert!(refused.contains("cannot be written"), "{arguments:?}: {refused}");
    }
    let held = reader(&["mock", &id, "--plain", "--phase", "napkin"]);
    assert!(held.stderr.contains("this mock is not kept"), "{held:#?}");
    assert!(!held.stderr.contains("panicked"), "{held:#?}");
}
