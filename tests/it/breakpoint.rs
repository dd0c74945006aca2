//! The load at which a design breaks, where one can say it beforehand: evenly spaced arrivals and a constant time.

use serde_json::{Value, json};

use crate::commands::{file, undesigned};
use crate::support::{contains, napkin, run, typed};

/// One server that takes 10 ms: 100 requests a second. Twenty a second arrive, so it is full at five times the load.
const COUNTER: &str = r#"
schema = 1
id = "counter"
title = "Counter"
level = "easy"
statement = "Count."

[components]
api = { kind = "service", slots = 1, queue = 100000, time = "10ms" }
world = { kind = "world" }

[tables]
total = { in = "world", key = "name", rows = 1, columns = { counted = 0 } }

[flows.add]
endpoint = "POST /add"
on = "api"
arrive = { rate = "20/s", regular = true }
steps = [{ update = "total", key = 0, set = { counted = "counted + 1" } }, { reply = 200 }]

[objectives]
fast = "add.latency.p99 <= 15ms"

[scenarios]
normal = { for = "60s", drain = "5min" }
few = { for = "1s", drain = "1min", set = { "add.arrive" = { count = 10, over = "1s" } } }
"#;

/// `COUNTER` with further lines, as a file of this name.
fn counter(name: &str, from: &str, to: &str) -> String {
    let text = COUNTER.replace(from, to);
    assert!(from.is_empty() || text != COUNTER, "{from}");
    let path = file(&format!("counter-{name}"), &text);
    path.display().to_string()
}

/// Asserts that a text has each of these parts.
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(contains(text, part), "{part}\n{text}");
    }
}

fn found(words: &[&str]) -> Value {
    let run = typed([&["breakpoint"], words, &["--json"]].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{run:#?}"))
}

/// Below 100 a second nobody waits and every request takes 10 ms; above, the line grows all through the minute: at
/// 104 a second by four a second, so the last one waits some two seconds.
#[test]
fn a_server_breaks_where_it_is_full() {
    let path = counter("full", "", "");
    let found = found(&[&path]);
    for (name, value) in [
        ("version", json!(1)),
        ("problem", json!("counter")),
        ("scenario", json!("normal")),
        ("seeds", json!(3)),
        ("holds", json!(5.0)),
        ("load", json!(5.2)),
        ("objective", json!("fast")),
        ("component", json!("api")),
        ("limit", Value::Null),
        ("reproduce", json!(format!("napkin sim {path} --scenario normal --load 5.2x --seed 1"))),
    ] {
        assert_eq!(found[name], value, "{name}\n{found:#}");
    }
    // 1, 2, 4, 8, then the middle of what holds and what breaks.
    let curve = found["curve"].as_array().unwrap();
    let loads: Vec<f64> = curve.iter().map(|point| point["load"].as_f64().unwrap()).collect();
    assert_eq!(loads, [1.0, 2.0, 4.0, 4.8, 5.0, 5.2, 5.7, 8.0]);
    for point in curve {
        let (load, busy) = (point["load"].as_f64().unwrap(), point["busiest"][1].as_f64().unwrap());
        assert_eq!(point["busiest"][0], "api");
        assert!((busy - (0.2 * load).min(1.0)).abs() < 0.002, "{point:#}");
        assert!((point["offered"].as_f64().unwrap() - 1200.0 * load).abs() <= 1.0, "{point:#}");
    }
    let run = typed(["breakpoint", &path]);
    let text = run.fine();
    says(&text, &["BREAKS at 5.2x, holds at 5x", "rule   fast:", "full   api, 99.99"]);
    // What it says can be repeated.
    assert_eq!(typed(["sim", &path, "--load", "5.2x", "-q"]).stdout, "fail\n");
    assert_eq!(typed(["sim", &path, "--load", "5x", "-q"]).stdout, "pass\n");
}

/// A rule that no queue breaks: at most 45 are counted, and ten times 4.6 are 46.
#[test]
fn a_rule_breaks_where_nothing_is_full() {
    let path = counter(
        "rule",
        "<= 15ms\"\n",
        "<= 15s\"\n[invariants]\nfew_counted = { each = \"total\", always = \"counted <= 45\", says = \"At most 45.\" }\n",
    );
    let found = found(&[&path, "--scenario", "few", "--seeds", "2"]);
    assert_eq!((&found["holds"], &found["load"]), (&json!(4.4), &json!(4.6)), "{found:#}");
    assert_eq!(
        (&found["objective"], &found["component"]),
        (&json!("few_counted"), &Value::Null),
        "{found:#}"
    );
    let text = typed(["breakpoint", &path, "--scenario", "few"]).fine();
    says(&text, &["few_counted: untrue", "nothing: api is the busiest"]);
}

#[test]
fn a_design_that_breaks_at_its_own_load_is_searched_below_it() {
    let path = counter("below", "20/s", "160/s");
    let run = typed(["breakpoint", &path, "--json"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    // 100 of 160 is 0.625.
    let (holds, load) = (found["holds"].as_f64().unwrap(), found["load"].as_f64().unwrap());
    assert!(holds <= 0.625 && 0.625 < load && load / holds < 1.11, "{found:#}");
    // What no load breaks or mends.
    let path = counter("never", "<= 15ms", "<= 5ms");
    let run = typed(["breakpoint", &path]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    says(&run.stdout, &["BREAKS at 0.015x and above", "it is not the load"]);
}

#[test]
fn the_search_says_what_keeps_it_from_more() {
    let path = counter("capped", "", "");
    let found = found(&[&path, "--max-events", "10000", "--seed", "7"]);
    assert_eq!((&found["seeds"], &found["load"]), (&json!(1), &Value::Null), "{found:#}");
    assert_eq!(found["limit"], json!({ "events": 10000 }));
    // A request is two events or three, and 1,200 arrive: between 2.7 and 4.2 times as many fit.
    assert!((2.0..=4.2).contains(&found["holds"].as_f64().unwrap()), "{found:#}");
    let text = typed(["breakpoint", &path, "--max-events", "10000"]).fine();
    says(&text, &["HOLDS at", "more takes over 10,000 events a run: --max-events N goes further"]);
    assert_eq!(typed(["breakpoint", &path, "-q"]).fine(), "5.2x\n");
    assert_eq!(typed(["breakpoint", &path, "-q", "--max-events", "10000"]).fine(), "none\n");
    // What was too much at 8x is not spoken of where less breaks.
    let enough = typed(["breakpoint", &path, "--max-events", "25000", "--json"]).fine();
    let enough: Value = serde_json::from_str(&enough).unwrap();
    assert_eq!((&enough["load"], &enough["limit"]), (&json!(5.2), &Value::Null), "{enough:#}");
    assert!(enough["curve"].as_array().unwrap().iter().all(|point| point["load"] != 8.0), "{enough:#}");
    // Fewer than one run takes.
    let run = typed(["breakpoint", &path, "--max-events", "10"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    says(&run.stdout, &["NOTHING FOUND", "more takes over 10 events a run"]);
}

/// Nothing breaks where there is nothing to break: that is no load that holds.
#[test]
fn a_file_without_a_rule_is_not_found_to_hold() {
    let path = counter("ruleless", "[objectives]\nfast = \"add.latency.p99 <= 15ms\"\n", "");
    let words = ["breakpoint", &path, "--max-events", "10000"];
    let run = typed(words);
    assert_eq!(run.code, Some(1), "{run:#?}");
    says(&run.stdout, &["NOTHING FOUND", "no rule to judge by"]);
    let found = found(&words[1..]);
    assert_eq!((&found["holds"], &found["limit"]), (&Value::Null, &json!("no_rule")), "{found:#}");
}

#[test]
fn what_cannot_be_searched_is_refused() {
    let path = counter("refused", "", "");
    for (words, said) in [
        (&["breakpoint"][..], "PROBLEM"),
        (&["breakpoint", "gopuf"], "did you mean `gopuff`?"),
        (&["breakpoint", &path, "--scenario", "norml"], "did you mean `normal`?"),
        (&["breakpoint", &path, "--with", "a=b"], "no decision is called `a`"),
        (&["breakpoint", &path, "--seeds", "0"], "from 1 to 1,000"),
        (&["breakpoint", &path, "--seed", "1", "--seeds", "2"], "cannot be used with"),
        (&["breakpoint", &path, "--load", "2x"], "--load"),
        (&["breakpoint", &path, "--fault", "nothing at 5s"], "nothing"),
        (&["breakpoint", &undesigned()], "has no design"),
    ] {
        says(&typed(words).refused(), &[said]);
    }
    let calls = counter("calls", "arrive = { rate = \"20/s\", regular = true }\n", "");
    let said = typed(["breakpoint", &calls]).refused();
    assert!(!said.contains("panicked"), "{said}");
}

/// Whatever the number of threads, and in narrow terminals.
#[test]
fn it_is_the_same_every_time_and_keeps_to_its_width() {
    let path = counter("same", "", "");
    let shown = |columns: &str| {
        let mut command = napkin();
        command.args(["breakpoint", &path]).env("COLUMNS", columns);
        run(command, "").stdout
    };
    let narrow = shown("60");
    assert_eq!(narrow, shown("60"));
    let lines = narrow.lines().filter(|line| !line.starts_with("reproduce:"));
    assert!(lines.clone().count() > 5 && lines.clone().all(|line| line.chars().count() <= 60), "{narrow}");
}
