//! Mocks on disk: one under way is kept as it is, one that was held is in the log for good.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use napkin::mock::{
    Answers, Assessment, Attempt, Criterion, FRAMEWORK, Framework, Past, Report, Score, Script,
};
use napkin::problem::{File, Library};
use napkin::store::{Database, Imported, export, import};
use napkin::study::{Kind, Log, Rules};
use rusqlite::Connection;

const NOW: i64 = 1_800_000_000_000;

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mock-store").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// A mock of the first problem there is, in which so much was typed.
fn attempt(typed: &str) -> Attempt {
    let library = Library::built_in();
    let problem = File::parse(&library.entries()[0].text).unwrap().read().problem;
    let framework = Framework::read(FRAMEWORK).unwrap();
    let mut attempt = Attempt::new(&problem, &framework, 60, 7, (0..9).collect());
    attempt.answers.napkin = typed.to_owned();
    attempt.clock.start(1000);
    attempt
}

/// A report with these points and shares.
fn report(problem: &str, points: f64, shares: &[(Criterion, f64)]) -> Report {
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
        title: "A problem".to_owned(),
        minutes: 45,
        seed: 1,
        whole: true,
        assessment: Assessment {
            points,
            verdict: "Borderline".to_owned(),
            by_points: "Borderline".to_owned(),
            cap: None,
            provisional: true,
            scores: shares.iter().map(score).collect(),
            next: None,
            gaps: vec!["no_math".to_owned()],
        },
        evidence: None,
        needless: Vec::new(),
        script: Script::default(),
        seconds: vec![("napkin".to_owned(), 180, 200)],
        answers: Answers { napkin: "größe = 1".to_owned(), ..Answers::default() },
    }
}

#[test]
fn a_mock_under_way_is_kept_and_written_over() {
    let folder = folder("under-way");
    let mut database = Database::open(&folder).unwrap();
    database.keep_mock("one", &attempt("1"), NOW).unwrap();
    database.keep_mock("two", &attempt("x"), NOW + 1).unwrap();
    database.keep_mock("one", &attempt("1 + 1"), NOW + 2).unwrap();
    let kept = Database::open(&folder).unwrap().mocks_under_way().unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!((kept[0].id.as_str(), kept[0].begun, kept[0].touched), ("one", NOW, NOW + 2));
    assert_eq!(kept[0].attempt, attempt("1 + 1"));
}

#[test]
fn a_mock_that_ends_is_in_the_log_in_one_piece() {
    let folder = folder("ended");
    let mut database = Database::open(&folder).unwrap();
    database.keep_mock("k7x", &attempt("1"), NOW).unwrap();
    let shares = [(Criterion::Estimates, 0.2), (Criterion::Depth, 0.5)];
    let held = report("shop", 47.5, &shares);
    database.finish_mock("k7x", &held, NOW + 9).unwrap();
    assert!(database.mocks_under_way().unwrap().is_empty());
    assert!(database.ledger(&Rules::default()).unwrap().attempted.contains("shop"));
    let past = database.past_mocks().unwrap();
    let wanted = Past {
        id: "k7x".to_owned(),
        at: NOW + 9,
        problem: "shop".to_owned(),
        minutes: 45,
        human: false,
        whole: true,
        provisional: true,
        verdict: "Borderline".to_owned(),
        points: Some(47.5),
        scores: vec![("estimates".to_owned(), 0.2), ("depth".to_owned(), 0.5)],
        // A habit, and the criterion of which less than half was earned.
        gaps: vec!["no_math".to_owned(), "estimates".to_owned()],
        note: String::new(),
    };
    assert_eq!(past, [wanted]);
    for name in ["k7x", "k", "K7", "last", " LAST "] {
        let (found, read) = database.mock_report(name).unwrap();
        assert_eq!((found.id.as_str(), read.as_ref()), ("k7x", Some(&held)), "{name}");
    }
    let error = database.finish_mock("k7x", &held, NOW + 10).unwrap_err();
    assert!(error.message.contains("was ended in another terminal"), "{error}");
    assert!(database.keep_mock("k7x", &attempt("late"), NOW + 11).is_err());
    assert_eq!(database.past_mocks().unwrap().len(), 1);
}

#[test]
fn a_name_that_is_none_or_several_is_said() {
    let folder = folder("names");
    let mut database = Database::open(&folder).unwrap();
    let error = database.mock_report("last").unwrap_err();
    assert_eq!(error.message, "no mock was held yet");
    for id in ["abc", "abd", "b"] {
        database.finish_mock(id, &report("shop", 10.0, &[]), NOW).unwrap();
    }
    assert_eq!(
        database.mock_report("ab").unwrap_err().message,
        "2 mocks have an id that begins with `ab`: abc, abd"
    );
    assert_eq!(database.mock_report("abd").unwrap().0.id, "abd");
    for name in ["", "x", "\u{1b}[31m", "%", "_", "' OR 1=1 --"] {
        let error = database.mock_report(name).unwrap_err();
        assert!(error.message.starts_with("no mock has the id"), "{error}");
    }
}

#[test]
fn two_terminals_never_overwrite_each_other() {
    let folder = folder("two");
    let (mut one, mut two) = (Database::open(&folder).unwrap(), Database::open(&folder).unwrap());
    one.keep_mock("m", &attempt("a"), NOW).unwrap();
    // Who has not looked cannot write over it, nor end it.
    let refused = two.keep_mock("m", &attempt("b"), NOW).unwrap_err();
    assert!(refused.message.contains("open in another terminal"), "{refused}");
    assert!(two.finish_mock("m", &report("shop", 1.0, &[]), NOW).is_err());
    // Who has looked goes on from there, and the first is told at its next write.
    assert_eq!(two.mocks_under_way().unwrap()[0].attempt, attempt("a"));
    two.keep_mock("m", &attempt("a and b"), NOW + 1).unwrap();
    assert!(one.keep_mock("m", &attempt("a and c"), NOW + 2).is_err());
    assert!(one.keep_mock("m", &attempt("a and c"), NOW + 3).is_err(), "it stays refused");
    two.keep_mock("m", &attempt("a and b, on"), NOW + 4).unwrap();
    // The first opens it again and has it again.
    assert_eq!(one.mocks_under_way().unwrap()[0].attempt, attempt("a and b, on"));
    one.keep_mock("m", &attempt("back"), NOW + 5).unwrap();
    one.finish_mock("m", &report("shop", 50.0, &[]), NOW + 6).unwrap();
    let late = two.keep_mock("m", &attempt("late"), NOW + 7).unwrap_err();
    assert!(late.message.contains("was ended in another terminal"), "{late}");
    assert!(two.mocks_under_way().unwrap().is_empty());
    assert_eq!(two.past_mocks().unwrap().len(), 1);
}

#[test]
fn a_mock_is_open_in_one_terminal() {
    let folder = folder("open");
    let (one, two) = (Database::open(&folder).unwrap(), Database::open(&folder).unwrap());
    let mock = attempt("");
    let open = one.open_mock(&mock).unwrap();
    let refused = two.open_mock(&mock).unwrap_err();
    let here = format!("process {}", std::process::id());
    assert!(refused.message.starts_with("this mock is open in another terminal ("), "{refused}");
    assert!(refused.message.contains(&here), "{refused}");
    assert!(refused.help.unwrap().contains("leave it there"));
    // Longer or shorter it is the same mock; a rehearsal of some phases is another.
    assert!(two.open_mock(&Attempt { minutes: 35, ..mock.clone() }).is_err());
    assert!(two.open_mock(&Attempt { phases: vec![2], ..mock.clone() }).is_ok());
    drop(open);
    let _again = two.open_mock(&mock).unwrap();
    assert!(one.open_mock(&mock).is_err());
}

#[test]
fn threads_that_keep_mocks_at_once_keep_them_all() {
    let folder = folder("threads");
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let folder = folder.clone();
            std::thread::spawn(move || {
                let mut database = Database::open(&folder).unwrap();
                for second in 0..10 {
                    let typed = format!("{writer} at {second}");
                    database.keep_mock(&format!("m{writer}"), &attempt(&typed), NOW + second).unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    let mut typed: Vec<String> = Vec::new();
    for kept in Database::open(&folder).unwrap().mocks_under_way().unwrap() {
        typed.push(kept.attempt.answers.napkin);
    }
    typed.sort();
    assert_eq!(typed, ["0 at 9", "1 at 9", "2 at 9", "3 at 9"]);
}

#[test]
fn a_database_of_the_first_format_gets_its_table_and_keeps_its_events() {
    let folder = folder("older");
    let path = folder.join(Database::NAME);
    let mut database = Database::open(&folder).unwrap();
    let event = napkin::study::EventIds::new(1).event(NOW, Kind::Attempted { problem: "shop".to_owned() });
    database.append(&event).unwrap();
    drop(database);
    // What the first format had: everything but the table of mocks and its index.
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch("DROP TABLE mocks; DROP INDEX events_of_mocks; PRAGMA user_version = 1").unwrap();
    drop(raw);
    let mut database = Database::open(&folder).unwrap();
    assert_eq!(database.events().unwrap(), [event]);
    database.keep_mock("m", &attempt("1"), NOW).unwrap();
    assert_eq!(database.mocks_under_way().unwrap().len(), 1);
    let format: i32 =
        Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(format, 2);
}

#[test]
fn rows_that_do_not_read_are_left_out_and_said() {
    let folder = folder("damaged-rows");
    let mut database = Database::open(&folder).unwrap();
    database.keep_mock("good", &attempt("1"), NOW).unwrap();
    database.finish_mock("held", &report("shop", 60.0, &[]), NOW).unwrap();
    let raw = Connection::open(database.path()).unwrap();
    raw.execute_batch(
        "INSERT INTO mocks VALUES ('bad', 1, 1, 1, '{\"problem\":'), ('worse', 1, 1, 1, '[]');
         INSERT INTO events (id, at, kind, payload) VALUES ('b1', 1, 'mock', '{}'), ('b2', 2, 'mock', 'no JSON');",
    )
    .unwrap();
    let kept = database.mocks_under_way().unwrap();
    assert_eq!(kept.iter().map(|mock| mock.id.as_str()).collect::<Vec<_>>(), ["good"]);
    assert_eq!(database.past_mocks().unwrap().len(), 1);
    let notices = database.notices();
    assert_eq!(notices.len(), 4, "{notices:?}");
    assert!(notices.iter().all(|notice| notice.contains("cannot be read")), "{notices:?}");
    assert_eq!(database.mock_report("last").unwrap().0.id, "held");
}

#[test]
fn a_row_that_was_cut_short_costs_nothing_but_itself() {
    let folder = folder("cut-short");
    let mut database = Database::open(&folder).unwrap();
    for id in ["a1", "b2", "c3"] {
        database.finish_mock(id, &report("shop", 60.0, &[]), NOW).unwrap();
    }
    database.keep_mock("now", &attempt("1"), NOW).unwrap();
    database.keep_mock("cut", &attempt("2"), NOW + 1).unwrap();
    let raw = Connection::open(database.path()).unwrap();
    // By hand, past the triggers: a report without its end, a line that is no text, a mock without its end.
    raw.execute_batch(
        "DROP TRIGGER events_stay;
         UPDATE events SET payload = substr(payload, 1, 40) WHERE id = 'b2-report';
         UPDATE events SET payload = CAST(x'7b22ff' AS TEXT) WHERE id = 'c3';
         UPDATE mocks SET attempt = CAST(x'7b22ff' AS TEXT) WHERE id = 'cut';",
    )
    .unwrap();
    let (past, none) = database.mock_report("b2").unwrap();
    assert_eq!((past.id.as_str(), past.points, none), ("b2", Some(60.0), None));
    let notices = database.notices();
    assert!(notices.iter().any(|notice| notice.starts_with("the mock c3 in the history")), "{notices:?}");
    assert!(notices.iter().any(|notice| notice.starts_with("the report of the mock b2")), "{notices:?}");
    assert!(database.mock_report("a1").unwrap().1.is_some());
    let kept: Vec<String> = database.mocks_under_way().unwrap().into_iter().map(|mock| mock.id).collect();
    assert_eq!(kept, ["now"]);
    // Whatever else reads the log or writes it leaves the damaged rows alone.
    database.ledger(&Rules::default()).unwrap();
    database.events().unwrap();
    database.keep_mock("now", &attempt("1 + 1"), NOW + 2).unwrap();
    assert!(
        database.finish_mock("c3", &report("shop", 1.0, &[]), NOW).is_err(),
        "it is there, though damaged"
    );
    let mut out = Vec::new();
    export(&mut database, &mut out).unwrap().unwrap();
    let lines = String::from_utf8(out).unwrap();
    for id in ["\"a1\"", "\"a1-report\"", "\"b2\"", "\"now\""] {
        assert!(lines.contains(id), "{id} is not in the export");
    }
    assert!(!folder.join("napkin.db.damaged").exists(), "nothing was set aside");
    let count = |sql: &str| raw.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM events WHERE id IN ('b2-report', 'c3')"), 2);
    assert_eq!(count("SELECT count(*) FROM mocks"), 2);
    // On the command line: the line of the report that is lost, and what could not be read.
    let mut command = crate::support::napkin();
    command.arg("--data-dir").arg(&folder).args(["report", "b2"]);
    let run = crate::support::run(command, "");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("60 of 100 points. Its report cannot be read."), "{}", run.stdout);
    assert!(!run.stdout.contains("human"), "{}", run.stdout);
    assert!(run.stderr.contains("the report of the mock b2 cannot be read"), "{}", run.stderr);
}

#[test]
fn every_page_may_be_lost_and_the_rest_is_there() {
    let folder = folder("every-page");
    let mut database = Database::open(&folder).unwrap();
    for number in 0..30 {
        database.finish_mock(&format!("m{number}"), &report("shop", 60.0, &[]), NOW + number).unwrap();
    }
    let path = database.path().to_owned();
    drop(database);
    let whole = fs::read(&path).unwrap();
    let page = 4096;
    let mut most = 0;
    for lost in 2..whole.len() / page {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        let mut bytes = whole.clone();
        bytes[lost * page..(lost + 1) * page].fill(0xff);
        fs::write(&path, &bytes).unwrap();
        let mut database = Database::open(&folder).unwrap();
        let held = database.past_mocks().unwrap().len();
        most = most.max(30 - held);
        database.finish_mock("after", &report("shop", 60.0, &[]), NOW + 99).unwrap();
        let notices = database.notices();
        assert!(notices.len() <= 1, "{notices:?}");
        assert_eq!(database.past_mocks().unwrap().len(), held + 1, "page {lost}");
    }
    // A page has a few rows; one of the tree above them would have them all.
    assert!(most <= 12, "{most} of 30 were lost with one page");
}

#[test]
fn a_damaged_file_gives_back_the_mocks_that_can_be_read() {
    let folder = folder("damaged-file");
    let mut database = Database::open(&folder).unwrap();
    for number in 0..40 {
        database.finish_mock(&format!("m{number}"), &report("shop", 60.0, &[]), NOW).unwrap();
    }
    database.keep_mock("now", &attempt("1"), NOW).unwrap();
    let path = database.path().to_owned();
    drop(database);
    let mut bytes = fs::read(&path).unwrap();
    let page = 4096;
    let middle = bytes.len() / page / 2 * page;
    bytes[middle..middle + page].fill(0xff);
    fs::write(&path, &bytes).unwrap();
    let mut database = Database::open(&folder).unwrap();
    database.ledger(&Rules::default()).unwrap();
    let held = database.past_mocks().unwrap().len();
    assert!(held >= 30, "{held} of 40");
    database.keep_mock("after", &attempt("2"), NOW).unwrap();
    let kept = database.mocks_under_way().unwrap();
    assert!(kept.iter().any(|mock| mock.id == "now") && kept.iter().any(|mock| mock.id == "after"));
}

#[test]
fn mocks_travel_with_the_log() {
    let folder = folder("travel");
    let mut database = Database::open(&folder.join("one")).unwrap();
    let mut long = report("shop", 71.0, &[(Criterion::Scaling, 0.9)]);
    // Somebody pasted a book.
    long.answers.napkin = "a line of a very long book\n".repeat(60_000);
    database.finish_mock("long", &long, NOW).unwrap();
    let human = Past {
        id: "human".to_owned(),
        at: NOW + 1,
        problem: "shop".to_owned(),
        human: true,
        verdict: "Hire".to_owned(),
        gaps: vec!["lost_pace".to_owned()],
        note: "with a friend".to_owned(),
        ..Past::default()
    };
    database.add_mock(&human).unwrap();
    let mut out = Vec::new();
    export(&mut database, &mut out).unwrap().unwrap();
    let lines = String::from_utf8(out).unwrap();
    let two = folder.join("two");
    let opened = || Database::open(&two);
    // A mock is its line, perhaps its report, and the attempt.
    let done = import(opened, &mut Cursor::new(&lines)).unwrap().unwrap();
    assert_eq!(done, Imported { new: 5, known: 0 });
    let again = import(opened, &mut Cursor::new(&lines)).unwrap().unwrap();
    assert_eq!(again, Imported { new: 0, known: 5 });
    let mut second = Database::open(&two).unwrap();
    assert_eq!(second.past_mocks().unwrap(), database.past_mocks().unwrap());
    assert_eq!(second.mock_report("long").unwrap().1, Some(long));
    assert_eq!(second.mock_report("last").unwrap(), (human, None));
    assert!(second.ledger(&Rules::default()).unwrap().attempted.contains("shop"));
}

#[test]
fn a_mock_under_way_travels_and_the_newer_one_stays() {
    let folder = folder("carried");
    let (home, away) = (folder.join("home"), folder.join("away"));
    let lines = |folder: &Path| {
        let mut out = Vec::new();
        export(&mut Database::open(folder).unwrap(), &mut out).unwrap().unwrap();
        out
    };
    let carry =
        |lines: &[u8], to: &Path| import(|| Database::open(to), &mut Cursor::new(lines)).unwrap().unwrap();
    let mut database = Database::open(&home).unwrap();
    database.keep_mock("m", &attempt("at home"), NOW).unwrap();
    let first = lines(&home);
    assert_eq!(carry(&first, &away), Imported { new: 1, known: 0 });
    let mut other = Database::open(&away).unwrap();
    let found = other.mocks_under_way().unwrap();
    assert_eq!((found[0].begun, &found[0].attempt), (NOW, &attempt("at home")));
    other.keep_mock("m", &attempt("at home and away"), NOW + 5).unwrap();
    // The older one changes nothing; the newer one is taken back, and who was at it is told.
    assert_eq!(carry(&first, &away), Imported { new: 0, known: 1 });
    assert_eq!(carry(&lines(&away), &home), Imported { new: 1, known: 0 });
    assert!(database.keep_mock("m", &attempt("over it"), NOW + 6).is_err());
    assert_eq!(database.mocks_under_way().unwrap()[0].attempt, attempt("at home and away"));
    // What is over does not come back.
    database.finish_mock("m", &report("shop", 50.0, &[]), NOW + 9).unwrap();
    assert_eq!(carry(&lines(&away), &home).new, 0);
    assert!(database.mocks_under_way().unwrap().is_empty());
    let wrong = br#"{"id":"w","at":"2026-01-01T00:00:00Z","kind":"mock_under_way","attempt":{"problem":1}}"#;
    let faults = import(|| Database::open(&home), &mut Cursor::new(&wrong[..])).unwrap().unwrap_err();
    assert!(faults[0].message.contains("as a `mock_under_way` it does not read"), "{faults:?}");
}

#[test]
fn a_line_that_is_no_mock_brings_nothing_in() {
    let folder = folder("wrong-lines");
    for (payload, why) in [
        (r#""problem":"shop""#, "missing field `verdict`"),
        (r#""problem":"","verdict":"Hire""#, "`problem` is empty"),
        (r#""problem":"shop","verdict":"Hire","points":1e9"#, "`points` lies outside 0 to 100"),
        (r#""problem":"shop","verdict":"Hire","scores":[["depth",2]]"#, "the share of `depth`"),
    ] {
        let line = format!(r#"{{"id":"a","at":"2026-01-01T00:00:00Z","kind":"mock",{payload}}}"#);
        let faults = import(|| Database::open(&folder), &mut Cursor::new(line)).unwrap().unwrap_err();
        assert!(faults[0].message.contains(why), "{faults:?}");
    }
    let line = r#"{"id":"a","at":"2026-01-01T00:00:00Z","kind":"mock_report"}"#;
    assert!(import(|| Database::open(&folder), &mut Cursor::new(line)).unwrap().is_err());
    assert!(Database::find(&folder).unwrap().is_none());
}

#[test]
fn ten_thousand_mocks_are_a_history() {
    let folder = folder("many");
    let mut database = Database::open(&folder).unwrap();
    let lines = (0..10_000).map(|number| {
        format!(
            r#"{{"id":"m{number:05}","at":"2026-01-01T00:00:00Z","kind":"mock","problem":"p{}","verdict":"Hire"}}"#,
            number % 7
        )
    });
    let lines = lines.collect::<Vec<_>>().join("\n");
    let done = import(|| Database::open(&folder), &mut Cursor::new(lines)).unwrap().unwrap();
    assert_eq!(done.new, 10_000);
    assert_eq!(database.past_mocks().unwrap().len(), 10_000);
    assert_eq!(
        database.mock_report("m0421").unwrap_err().message.split(':').next().unwrap(),
        "10 mocks have an id that begins with `m0421`"
    );
    assert_eq!(database.mock_report("m04217").unwrap().0.problem, "p3");
}
