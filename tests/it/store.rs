//! The log on disk: nothing is lost, nothing is changed, and what is broken is said.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use napkin::store::{Database, Imported, Settings, export, import};
use napkin::study::{
    DEFAULT_WEIGHTS, Event, EventIds, Kind, Ledger, Log, Mode, Rating, Review, Rules, Schedule,
};
use rusqlite::Connection;

const DAY: i64 = 86_400_000;
const START: i64 = 20_000 * DAY;

/// An empty folder of this test.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("store").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn review(card: &str, rating: Rating) -> Kind {
    Kind::Review(Review {
        confidence: Some(80),
        answer: Some("Größe \u{1f600}".into()),
        duration: Some(5000),
        seed: Some(1),
        ..Review::new(card, rating, Mode::Quiz)
    })
}

/// So many reviews of five cards, six hours apart.
fn reviews(seed: u64, count: i64) -> Vec<Event> {
    let mut ids = EventIds::new(seed);
    let rating = |number: i64| Rating::ALL[usize::try_from(number * 7 % 4).unwrap()];
    (0..count)
        .map(|number| {
            ids.event(START + number * DAY / 4, review(&format!("c{}", number % 5), rating(number)))
        })
        .collect()
}

fn lines(database: &mut Database) -> String {
    let mut out = Vec::new();
    export(database, &mut out).unwrap().unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_cache_is_what_the_log_amounts_to() {
    let folder = folder("cache");
    let rules = Rules::default();
    let mut events = reviews(1, 60);
    let mut ids = EventIds::new(9);
    let undone = events[58].id.clone();
    events.push(ids.event(START + 16 * DAY, Kind::Undo { event: undone, card: "c3".into() }));
    events.push(ids.event(START + 16 * DAY, Kind::Suspend { card: "c1".into() }));
    events.push(ids.event(START + 16 * DAY, Kind::Flag { card: "c6".into() }));
    events.push(ids.event(START + 16 * DAY, Kind::MakeDue { card: "c2".into() }));
    events.push(ids.event(START + 16 * DAY, Kind::Attempted { problem: "shop".into() }));
    let mut database = Database::open(&folder).unwrap();
    database.ledger(&rules).unwrap();
    for event in &events {
        database.append(event).unwrap();
    }
    let cached = Database::open(&folder).unwrap().ledger(&rules).unwrap();
    assert_eq!(cached, Ledger::of(&events, &rules));
    assert_eq!(database.events().unwrap(), events);
    // Under other rules everything is due at another time, and the cache follows.
    let strict = Rules { retention: 0.97, ..rules.clone() };
    let other = database.ledger(&strict).unwrap();
    assert_eq!(other, Ledger::of(&events, &strict));
    assert_ne!(other.memories["c0"].due, cached.memories["c0"].due);
    let weights = Kind::Parameters {
        version: 1,
        weights: {
            let mut w = DEFAULT_WEIGHTS;
            w[3] = 20.0;
            w
        },
    };
    let fitted = ids.event(START + 17 * DAY, weights);
    database.append(&fitted).unwrap();
    events.push(fitted);
    assert_eq!(database.ledger(&strict).unwrap(), Ledger::of(&events, &strict));
    assert_eq!(database.ledger(&strict).unwrap().version, 1);
}

#[test]
fn two_terminals_lose_nothing_even_under_different_rules() {
    let folder = folder("two");
    let (calm, strict) = (Rules::default(), Rules { retention: 0.95, ..Rules::default() });
    let mut one = Database::open(&folder).unwrap();
    let mut two = Database::open(&folder).unwrap();
    one.ledger(&calm).unwrap();
    two.ledger(&strict).unwrap();
    let (left, right) = (reviews(1, 40), reviews(2, 40));
    for (left, right) in left.iter().zip(&right) {
        one.append(left).unwrap();
        two.append(right).unwrap();
    }
    let mut all = [left, right].concat();
    all.sort_by(|left, right| (left.at, &left.id).cmp(&(right.at, &right.id)));
    for rules in [&calm, &strict] {
        let mut third = Database::open(&folder).unwrap();
        assert_eq!(third.events().unwrap(), all);
        assert_eq!(third.ledger(rules).unwrap(), Ledger::of(&all, rules));
    }
}

#[test]
fn threads_that_write_at_once_wait_for_one_another() {
    let folder = folder("threads");
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let folder = folder.clone();
            std::thread::spawn(move || {
                let mut database = Database::open(&folder).unwrap();
                for event in reviews(writer, 15) {
                    database.append(&event).unwrap();
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    assert_eq!(Database::open(&folder).unwrap().events().unwrap().len(), 60);
}

#[test]
fn an_event_is_never_changed_and_never_deleted() {
    let folder = folder("append-only");
    let mut database = Database::open(&folder).unwrap();
    let events = reviews(1, 3);
    for event in &events {
        database.append(event).unwrap();
    }
    let raw = Connection::open(database.path()).unwrap();
    assert!(raw.execute("UPDATE events SET at = 0", []).is_err());
    assert!(raw.execute("DELETE FROM events", []).is_err());
    assert_eq!(database.events().unwrap(), events);
}

#[test]
fn a_log_of_a_later_version_is_refused_and_left_alone() {
    let folder = folder("newer");
    let path = Database::open(&folder).unwrap().path().to_owned();
    let raw = Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", 7).unwrap();
    drop(raw);
    let before = fs::read(&path).unwrap();
    let error = Database::open(&folder).unwrap_err();
    assert!(error.message.contains("a later version of napkin (format 7"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn the_database_of_another_program_is_refused_and_left_alone() {
    let folder = folder("foreign");
    let path = folder.join(Database::NAME);
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE notes (text TEXT)").unwrap();
    let before = fs::read(&path).unwrap();
    let error = Database::open(&folder).unwrap_err();
    assert!(error.message.contains("another program"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn what_is_no_database_is_set_aside_and_work_goes_on() {
    let folder = folder("garbage");
    let path = folder.join(Database::NAME);
    for (text, aside) in [
        ("not a database, and long enough to be one ".repeat(50), "napkin.db.damaged"),
        ("again".repeat(99), "napkin.db.damaged-2"),
    ] {
        let _ = fs::remove_file(&path);
        fs::write(&path, &text).unwrap();
        let mut database = Database::open(&folder).unwrap();
        let notices = database.notices();
        assert!(notices.len() == 1 && notices[0].contains(aside), "{notices:?}");
        assert_eq!(fs::read_to_string(folder.join(aside)).unwrap(), text);
        database.append(&reviews(1, 1)[0]).unwrap();
        assert_eq!(database.events().unwrap().len(), 1);
        drop(database);
    }
}

#[test]
fn a_damaged_page_costs_what_stood_on_it_and_nothing_else() {
    let folder = folder("damaged");
    let events = reviews(1, 400);
    let mut database = Database::open(&folder).unwrap();
    for event in &events {
        database.append(event).unwrap();
    }
    let path = database.path().to_owned();
    drop(database);
    let mut bytes = fs::read(&path).unwrap();
    let page = 4096;
    let middle = bytes.len() / page / 2 * page;
    bytes[middle..middle + page].fill(0xff);
    fs::write(&path, &bytes).unwrap();
    let mut database = Database::open(&folder).unwrap();
    // Wherever the page is met, what can be read goes on in a new file.
    database.ledger(&Rules::default()).unwrap();
    let one = &reviews(7, 1)[0];
    database.append(one).unwrap();
    let kept = database.events().unwrap();
    assert!(kept.len() > 300 && kept.contains(one), "{} of 401", kept.len());
    assert!(database.notices().iter().all(|notice| notice.contains("damaged")));
    assert!(kept.iter().all(|event| event == one || events.contains(event)));
}

#[test]
fn a_folder_in_place_of_the_file_and_a_file_in_place_of_the_folder_are_said() {
    let folder = folder("places");
    fs::create_dir(folder.join(Database::NAME)).unwrap();
    let error = Database::open(&folder).unwrap_err();
    assert!(error.message.contains("is a folder"), "{error}");
    let file = folder.join("file");
    fs::write(&file, "").unwrap();
    let error = Database::open(&file).unwrap_err();
    assert!(error.message.contains("is a file, and the log needs a folder"), "{error}");
    let error = Database::open(&file.join("below")).unwrap_err();
    assert!(error.message.contains("cannot be made"), "{error}");
    let deep = folder.join("a/b/c");
    assert!(Database::find(&deep).unwrap().is_none() && !deep.exists());
    Database::open(&deep).unwrap();
    assert!(deep.join(Database::NAME).is_file());
}

#[test]
fn lines_carry_everything_and_bring_it_back_once() {
    let folder = folder("lines");
    let mut database = Database::open(&folder.join("one")).unwrap();
    let events = reviews(1, 20);
    for event in &events {
        database.append(event).unwrap();
    }
    let from_the_future = concat!(
        r#"{"id":"f-1","at":"2030-01-01T00:00:00.001Z","kind":"duel","problem":"shop","score":0.10,"deep":{"z":1,"a":[1e+300]}}"#,
        "\n",
        r#"{"id":"f-2","at":"2030-01-01T00:00:00Z","kind":"review","card":"c1","rating":"easy","mode":"voice","mood":"good"}"#,
        "\n",
    );
    let opened = |name: &str| {
        let path = folder.join(name);
        move || Database::open(&path)
    };
    let done = import(opened("one"), &mut Cursor::new(from_the_future)).unwrap().unwrap();
    assert_eq!(done, Imported { new: 2, known: 0 });
    let all = lines(&mut database);
    assert!(from_the_future.lines().all(|line| all.contains(line)), "{all}");
    assert_eq!(all.lines().count(), 23);
    let carried = import(opened("two"), &mut Cursor::new(&all)).unwrap().unwrap();
    assert_eq!(carried, Imported { new: 22, known: 0 });
    let again = import(opened("two"), &mut Cursor::new(all.repeat(2))).unwrap().unwrap();
    assert_eq!(again, Imported { new: 0, known: 44 });
    let mut second = Database::open(&folder.join("two")).unwrap();
    assert_eq!(lines(&mut second), all);
    let rules = Rules::default();
    assert_eq!(second.ledger(&rules).unwrap(), database.ledger(&rules).unwrap());
    // A review in a mode of the future is a review.
    assert_eq!(second.ledger(&rules).unwrap().memories["c1"].reviews, 5);
}

#[test]
fn a_wrong_line_brings_nothing_in() {
    let folder = folder("wrong-lines");
    let good = r#"{"id":"a","at":"2026-01-01T00:00:00Z","kind":"flag","card":"c"}"#;
    let bad = [
        ("{", "not JSON"),
        ("[]", "no JSON object"),
        (r#"{"at":"2026-01-01T00:00:00Z","kind":"flag","card":"c"}"#, "`id` is missing"),
        (r#"{"id":"b","at":"now","kind":"flag","card":"c"}"#, "no time"),
        (r#"{"id":"b","at":"2026-01-01T00:00:00Z","kind":"flag"}"#, "missing field `card`"),
        (r#"{"id":"b","at":"2026-01-01T00:00:00Z","kind":"flag","card":""}"#, "`card` is empty"),
        (
            r#"{"id":"b","at":"2026-01-01T00:00:00Z","kind":"review","card":"c","rating":"ok","mode":"quiz"}"#,
            "`ok`",
        ),
        (
            r#"{"id":"b","at":"2026-01-01T00:00:00Z","kind":"review","card":"c","rating":"good","mode":"quiz","confidence":101}"#,
            "100 percent",
        ),
        (
            r#"{"id":"b","at":"2026-01-01T00:00:00Z","kind":"parameters","version":1,"weights":[1]}"#,
            "parameters",
        ),
        (r#"{"version":2,"napkin":"log"}"#, "a later version"),
        (r#"{"id":"a","at":"2026-01-01T00:00:00Z","kind":"flag","card":"d"}"#, "another event under the id"),
    ];
    for (line, says) in bad {
        let text = format!("{good}\n\n{line}\n");
        let faults = import(|| Database::open(&folder), &mut Cursor::new(&text)).unwrap().unwrap_err();
        assert_eq!(faults.len(), 1, "{line}");
        assert!(faults[0].line == 3 && faults[0].message.contains(says), "{line}\n{faults:?}");
        let database = Database::find(&folder).unwrap();
        assert!(database.is_none_or(|mut database| database.events().unwrap().is_empty()), "{line}");
    }
    let mut bytes = Vec::new();
    writeln!(bytes, "{good}").unwrap();
    bytes.extend(b"\xff\xfe\n");
    let faults = import(|| Database::open(&folder), &mut Cursor::new(bytes)).unwrap().unwrap_err();
    assert!(faults[0].message.contains("UTF-8"));
}

#[test]
fn settings_are_kept_beside_what_else_stands_in_the_file() {
    let zone = jiff::tz::TimeZone::UTC;
    let folder = folder("settings");
    let text = "# mine\nretention = 0.8 # calm\n\nnew_a_day=5";
    fs::write(folder.join(Settings::NAME), text).unwrap();
    let (settings, wrong) = Settings::load(&folder, &zone).unwrap();
    assert!(
        wrong.is_empty() && (settings.rules.retention, settings.rules.new_a_day) == (0.8, 5),
        "{wrong:?}"
    );
    let key = |name| napkin::store::Key::find(name).unwrap();
    assert_eq!(settings.changed(key("retention"), Some("0.9")), text.replace("0.8", "0.9"));
    assert_eq!(settings.changed(key("retention"), None), "# mine\n\nnew_a_day=5");
    assert_eq!(settings.changed(key("cap"), Some("90")), format!("{text}\ncap = 90\n"));
    settings
        .save(&settings.changed(key("steps"), Some(&key("steps").written(&["1min,10min".into()]))))
        .unwrap();
    let (settings, wrong) = Settings::load(&folder, &zone).unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(settings.rules.learning.waits(), [60_000, 600_000]);
    let schedule = Schedule::new(&settings.rules, DEFAULT_WEIGHTS);
    assert!((schedule.retention() - 0.8).abs() < 1e-12);
}
