//! Components that fail and slow down, where one can say beforehand what comes of it.

use serde_json::{Value, json};

use crate::commands::{file, undesigned};
use crate::support::{contains, napkin, run, typed};

/// Two flows of evenly spaced requests: what is read needs the API alone, what is written a store as well.
const LIBRARY: &str = r#"
schema = 1
id = "library"
title = "Library"
level = "easy"
statement = "Lend books."

[components]
people = { kind = "client" }
api = { kind = "service", slots = 50, time = "1ms", link = "0s" }
store = { kind = "service", slots = 50, time = "19ms", link = "0s" }
spare = { kind = "service", slots = 1, time = "1ms", link = "0s" }
world = { kind = "world" }

[tables]
told = { in = "world", key = "name", rows = 1, columns = { refused = 0 } }

[flows.look]
endpoint = "GET /books"
on = "api"
arrive = { rate = "20/s", regular = true }
steps = [{ reply = 200 }]

[flows.lend]
endpoint = "POST /loans"
on = "api"
arrive = { rate = "20/s", regular = true }
steps = [
  { at = "store", as = "asked" },
  { update = "told", key = 0, set = { refused = "refused + 1" }, if = "asked.no" },
  { reply = 503, if = "asked.no" },
  { reply = 200 },
]

[objectives]
available = "lend.availability >= 99%"

[invariants]
nobody_refused = { each = "told", always = "refused = 0", says = "No loan is refused." }

[scenarios]
normal = { for = "60s", drain = "1min" }
"#;

/// `LIBRARY` with one text in place of another, as a file of this name.
fn library(name: &str, from: &str, to: &str) -> String {
    let path = file(&format!("library-{name}"), &LIBRARY.replace(from, to));
    path.display().to_string()
}

fn found(path: &str) -> Value {
    let run = typed(["chaos", path, "--json"]);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{run:#?}"))
}

fn row<'a>(found: &'a Value, fault: &str) -> &'a Value {
    let rows = found["rows"].as_array().unwrap();
    rows.iter().find(|row| row["fault"] == fault).unwrap_or_else(|| panic!("{fault}\n{found:#}"))
}

/// A loan takes 20 ms: 1 at the API, 19 at the store. With the store ten times as slow that is 191, with the API 29; what
/// is read takes ten times as long with the API, and knows nothing of the store.
#[test]
fn what_hangs_on_a_component_stops_or_slows_with_it() {
    let path = library("points", "", "");
    let found = found(&path);
    assert_eq!(found["acts"], json!([20.0, 40.0]));
    assert_eq!(found["points_of_failure"], json!({ "api": ["lend", "look"], "store": ["lend"] }));
    assert_eq!(found["points_of_slowness"], json!({ "api": ["look"], "store": ["lend"] }));
    assert_eq!(found["rows"].as_array().unwrap().len(), 6, "{found:#}");
    for (fault, flow, good, slower) in [
        ("api down", "look", 0.0, None),
        ("api down", "lend", 0.0, None),
        ("store down", "look", 1.0, Some(1.0)),
        ("store down", "lend", 0.0, None),
        ("api slow x10", "look", 1.0, Some(10.0)),
        ("api slow x10", "lend", 1.0, Some(1.45)),
        ("store slow x10", "look", 1.0, Some(1.0)),
        ("store slow x10", "lend", 1.0, Some(9.55)),
        ("spare down", "lend", 1.0, Some(1.0)),
        ("spare slow x10", "look", 1.0, Some(1.0)),
    ] {
        let under = &row(&found, fault)["flows"][flow];
        assert_eq!(under["undisturbed"], 1.0, "{fault} {flow}");
        assert!((under["good"].as_f64().unwrap() - good).abs() < 0.01, "{fault} {flow} {under:#}");
        match slower {
            None => assert_eq!(under["slower"], Value::Null, "{fault} {flow}"),
            Some(times) => {
                assert!((under["slower"].as_f64().unwrap() - times).abs() < 0.02, "{fault} {flow} {under:#}");
            }
        }
    }
    // Nothing piles up: what begins after the fault is as before it.
    assert!(found["rows"].as_array().unwrap().iter().all(|row| row["healed_after"] == 0.0), "{found:#}");
    // A third of the loans is 33 % below 99 %; only without the store does the API say no.
    assert_eq!(row(&found, "store down")["broken"], json!({ "available": 1.0, "nobody_refused": 1.0 }));
    assert_eq!(row(&found, "store down")["untrue"], json!(["nobody_refused"]));
    assert_eq!(row(&found, "api down")["broken"], json!({ "available": 1.0 }));
    assert_eq!(row(&found, "spare down")["broken"], json!({}));
    assert_eq!(found["invariants_hold"], json!(false));
    let shown = typed(["chaos", &path]);
    assert_eq!(shown.code, Some(1), "{shown:#?}");
    for part in [
        "FAIL  Library, scenario normal",
        "an invariant breaks under store down",
        "single points of failure\n  api    lend, look\n  store  lend",
        "store slow x10   lend 9.55x as long",
        "as without it",
        &format!("reproduce: napkin sim {path} --scenario normal --fault 'store down' --seed 1"),
    ] {
        assert!(contains(&shown.stdout, part), "{part}\n{}", shown.stdout);
    }
}

/// One at a time in 10 ms, 50 a second: for 20 s a tenth is done, so 800 wait at the end; then 100 are done and 50 come,
/// which takes 16 s.
#[test]
fn a_backlog_heals_when_it_is_worked_off() {
    let path = library(
        "backlog",
        "[objectives]",
        "[flows.pay]\nendpoint = \"POST /fines\"\non = \"spare\"\narrive = { rate = \"50/s\", regular = true }\nsteps = [{ reply = 200 }]\n[objectives]",
    );
    let text = std::fs::read_to_string(&path).unwrap();
    let text = text.replace("slots = 1, time = \"1ms\"", "slots = 1, queue = 10000, time = \"10ms\"");
    std::fs::write(&path, text).unwrap();
    let found = found(&path);
    let healed = row(&found, "spare slow x10")["healed_after"].as_f64().unwrap();
    assert!((15.0..=17.0).contains(&healed), "{found:#}");
    // Down it refuses, and nothing piles up.
    assert_eq!(row(&found, "spare down")["healed_after"], 0.0);
}

/// Who takes a stroll asks the API and goes on whatever it says: that the API is away shows at the endpoint.
#[test]
fn an_endpoint_fails_though_its_callers_go_on() {
    let path = library(
        "masked",
        "[objectives]",
        "[flows.stroll]\non = \"people\"\narrive = { rate = \"5/s\" }\nsteps = [{ call = \"peek\", as = \"got\" }]\n\
         [flows.peek]\nendpoint = \"GET /window\"\non = \"api\"\nsteps = [{ reply = 200 }]\n[objectives]",
    );
    let found = found(&path);
    let flows = &row(&found, "api down")["flows"];
    assert_eq!((&flows["stroll"]["good"], &flows["peek"]["good"]), (&json!(1.0), &json!(0.0)), "{found:#}");
    assert_eq!(found["points_of_failure"]["api"], json!(["lend", "look", "peek"]));
}

/// Of 61 s one comes after the warm-up: its first half has no whole spell of 61/60 s.
#[test]
fn where_nothing_was_looked_at_nothing_was_found() {
    let path = library("warm", "for = \"60s\"", "for = \"61s\", warmup = \"60s\"");
    let short = found(&path);
    assert_eq!(short["acts"], json!([60.0, 60.5]));
    assert!(short["not_measured"].as_str().unwrap().contains("only 1 s of"), "{short:#}");
    assert_eq!(row(&short, "api down")["heals"], "not_measured");
    let shown = typed(["chaos", &path]).stdout;
    assert!(contains(&shown, "not measured: only 1 s of") && !contains(&shown, "none"), "{shown}");
    // Half of the load is: 30 s to 45 s.
    let path = library("half", "for = \"60s\"", "for = \"60s\", warmup = \"30s\"");
    let half = found(&path);
    assert_eq!((&half["acts"], &half["not_measured"]), (&json!([30.0, 45.0]), &Value::Null));
    assert_eq!(half["points_of_failure"], json!({ "api": ["lend", "look"], "store": ["lend"] }));
}

/// Readers come within the first 30 s: a fault from 20 s to 40 s has nobody to heal for, and nothing to heal where it
/// does not touch them.
#[test]
fn what_ends_before_the_fault_heals_at_once_unless_it_was_hit() {
    let path = library(
        "ends",
        "[objectives]",
        "[flows.visit]\nendpoint = \"GET /hall\"\non = \"spare\"\narrive = { count = 300, over = \"30s\" }\n\
         steps = [{ reply = 200 }]\n[objectives]",
    );
    let found = found(&path);
    let of = |fault: &str| {
        let row = row(&found, fault);
        (row["heals"].clone(), row["healed_after"].clone())
    };
    assert_eq!(of("store down"), (json!("healed"), json!(0.0)), "{found:#}");
    assert_eq!(of("spare down"), (json!("not_within_load"), Value::Null), "{found:#}");
    let shown = typed(["chaos", &path]).stdout;
    assert!(contains(&shown, "none came after the component was back"), "{shown}");
}

/// The store is away until 40 s, a database in its place until two minutes, when the load has been over for one.
#[test]
fn a_failover_beyond_the_load_is_not_never() {
    let path = library(
        "failover",
        "store = { kind = \"service\", slots = 50, time = \"19ms\", link = \"0s\" }",
        "store = { kind = \"postgres\", failover = \"100s\" }",
    );
    let found = found(&path);
    let down = row(&found, "store down");
    assert_eq!(
        (&down["heals"], &down["healed_after"]),
        (&json!("not_within_load"), &Value::Null),
        "{down:#}"
    );
    assert_eq!(down["back_at"], json!(120.0));
    let shown = typed(["chaos", &path]).stdout;
    assert!(contains(&shown, "store down: back at 2 min, after a failover"), "{shown}");
}

/// A clerk writes a letter for each loan, by a topic, and rings a bell each second: both need the post, and neither begins
/// without the clerk. Five close within the first five seconds, before any fault.
#[test]
fn what_a_topic_or_a_timer_begins_is_looked_at() {
    let text = LIBRARY
        .replace("[tables]", "line = { kind = \"queue\" }\nclerk = { kind = \"worker\" }\npost = { kind = \"service\" }\n[topics.lent]\nin = \"line\"\n[tables]")
        .replace("  { reply = 200 },\n]", "  { send = \"lent\", set = { book = \"1\" } },\n  { reply = 200 },\n]")
        .replace(
            "[objectives]",
            "[flows.write]\non = \"clerk\"\nfrom = \"lent\"\nattempts = 2\nsteps = [{ at = \"post\" }]\n\
             [flows.ring]\non = \"clerk\"\nevery = \"1s\"\nsteps = [{ at = \"post\" }]\n\
             [flows.close]\nendpoint = \"POST /close\"\non = \"api\"\narrive = { count = 5, over = \"5s\" }\nsteps = [{ reply = 200 }]\n[objectives]",
        );
    let path = file("library-clerk", &text).display().to_string();
    let found = found(&path);
    assert_eq!(found["points_of_failure"]["post"], json!(["ring", "write"]), "{found:#}");
    for flow in ["write", "ring"] {
        let under = &row(&found, "clerk down")["flows"][flow];
        assert_eq!((&under["reached"], &under["good"]), (&json!(false), &json!(0.0)), "{flow} {under:#}");
    }
    let ring = &row(&found, "api down")["flows"]["ring"];
    assert_eq!((&ring["reached"], &ring["good"]), (&json!(true), &json!(1.0)), "{ring:#}");
    assert_eq!(found["not_seen"], json!(["close"]));
    let shown = typed(["chaos", &path]).stdout;
    assert!(contains(&shown, "begins then: close") && contains(&shown, "write not reached"), "{shown}");
}

#[test]
fn a_design_whose_rules_hold_passes_and_bad_words_are_refused() {
    let path = library("holds", "always = \"refused = 0\"", "always = \"refused >= 0\"");
    let text = typed(["chaos", &path, "--seed", "4"]).fine();
    assert!(text.starts_with("PASS  Library"), "{text}");
    assert_eq!(text, typed(["chaos", &path, "--seed", "4"]).fine());
    assert_eq!(typed(["chaos", &path, "--seed", "4", "-q"]).fine(), "pass\n");
    // Nothing that was run is no pass.
    let cut = typed(["chaos", &path, "--seed", "4", "--max-events", "100"]);
    assert_eq!(cut.code, Some(1), "{cut:#?}");
    assert!(contains(&cut.stdout, "not run to the end: every fault; --max-events N"), "{cut:#?}");
    let mut narrow = napkin();
    narrow.args(["chaos", &path]).env("COLUMNS", "60");
    let narrow = run(narrow, "").stdout;
    let lines = narrow.lines().filter(|line| !line.starts_with("reproduce:"));
    assert!(lines.clone().count() > 10 && lines.clone().all(|line| line.chars().count() <= 60), "{narrow}");
    for (words, said) in [
        (&["chaos"][..], "PROBLEM"),
        (&["chaos", &path, "--scenario", "norml"], "did you mean `normal`?"),
        (&["chaos", &path, "--seeds", "5000"], "from 1 to 1,000"),
        (&["chaos", &path, "--load", "nothing"], "no multiple"),
        (&["chaos", &undesigned()], "has no design"),
    ] {
        let refusal = typed(words).refused();
        assert!(contains(&refusal, said), "{said}\n{refusal}");
    }
}
