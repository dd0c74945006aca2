//! How long a quiz takes to start and a cache to be made anew, with 100,000 reviews over 2,000 cards: prints
//! milliseconds. The targets are 100 ms and 2 s.

#![allow(clippy::unwrap_used)]
#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::time::Instant;

use napkin::store::{Database, import};
use napkin::study::{DAY, Item, Ledger, Log, Plan, Rules, Session};
use serde_json::json;

const CARDS: u64 = 2000;
const REVIEWS: u64 = 100_000;
const TIMES: usize = 5;

fn main() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("study-bench");
    let _ = fs::remove_dir_all(&folder);
    let lines = lines();
    let began = Instant::now();
    import(|| Database::open(&folder), &mut Cursor::new(lines)).unwrap().unwrap();
    report("import", &[began.elapsed().as_secs_f64()]);

    let rules = Rules::default();
    let items: Vec<Item> = (0..CARDS)
        .map(|card| Item {
            card: name(card),
            deck: format!("d{}", card % 20),
            topic: format!("t{}", card % 50),
            ..Item::default()
        })
        .collect();
    let now = 20_400 * DAY;

    let mut rebuilt = Vec::new();
    for time in 0..TIMES {
        // Each other cap is another schedule: the cache is stale.
        let rules = Rules { cap: 1000 + u32::try_from(time).unwrap(), ..rules.clone() };
        let mut database = Database::open(&folder).unwrap();
        let began = Instant::now();
        database.ledger(&rules).unwrap();
        rebuilt.push(began.elapsed().as_secs_f64());
    }
    report("cache made anew (target 2000 ms)", &rebuilt);

    Database::open(&folder).unwrap().ledger(&rules).unwrap();
    let mut started = Vec::new();
    let mut left = 0;
    for _ in 0..TIMES {
        let began = Instant::now();
        let mut database = Database::open(&folder).unwrap();
        let ledger: Ledger = database.ledger(&rules).unwrap();
        let session = Session::new(items.clone(), &ledger, &rules, Plan::default(), now, 1);
        started.push(began.elapsed().as_secs_f64());
        left = session.counts().left();
    }
    report(&format!("a quiz starts, {left} cards left (target 100 ms)"), &started);
}

fn name(card: u64) -> String {
    format!("d{}/card-{card}", card % 20)
}

fn lines() -> String {
    let mut lines = String::new();
    for number in 0..REVIEWS {
        let (card, time) = (number % CARDS, number / CARDS);
        let rating = ["good", "good", "easy", "hard", "good", "again"]
            [usize::try_from((card + time * 7) % 6).unwrap()];
        let at = jiff::Timestamp::from_second(
            i64::try_from(20_000 * 86_400 + time * 7 * 86_400 + card * 30).unwrap(),
        );
        let line = json!({
            "id": format!("{number:06}"), "at": at.unwrap().to_string(), "kind": "review", "card": name(card),
            "rating": rating, "mode": "quiz", "confidence": 70, "correct": rating != "again", "duration": 6000,
            "seed": 1_234_567, "parameters": 0,
        });
        lines.push_str(&format!("{line}\n"));
    }
    lines
}

/// The median and the range, in milliseconds.
fn report(what: &str, seconds: &[f64]) {
    let mut milliseconds: Vec<f64> = seconds.iter().map(|seconds| seconds * 1000.0).collect();
    milliseconds.sort_by(f64::total_cmp);
    let (first, last) = (milliseconds[0], milliseconds[milliseconds.len() - 1]);
    println!("{what}: {:.1} ms ({first:.1} to {last:.1})", milliseconds[milliseconds.len() / 2]);
}
