//! The commands that read problems: what they say, where, and how they end.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{contains, typed};

/// A small shop whose figures are plain: a constant service time and evenly spaced arrivals.
const SHOP: &str = r#"
schema = 1
id = "corner-shop"
title = "Corner shop"
level = "easy"
statement = "Sell."

[components]
api = { kind = "service", slots = 4, time = "10ms" }
db = { kind = "postgres", slots = 4, write = "2ms" }

[tables]
sales = { in = "db", columns = { units = 1 } }

[flows.buy]
endpoint = "POST /buy"
on = "api"
arrive = { rate = "20/s", regular = true }
steps = [{ insert = "sales" }, { reply = 201 }]

[objectives]
fast = "buy.latency.p99 <= 100ms"

[invariants]
one_unit = { each = "sales", always = "units = 1", says = "A sale is of one unit." }

[faults]
db_down = { at = "10s", for = "10s", set = { "db.up" = false } }

[scenarios]
normal = { for = "30s", proof = true }
broken = { for = "30s", faults = ["db_down"], may_miss = ["fast"] }

[decisions.units]
ask = "How many units a sale?"
chosen = "one"
[decisions.units.options.one]
why = "it says so"
accepts = "nothing"
[decisions.units.options.two]
tempting = "twice the turnover"
breaks = ["one_unit"]
set.sales.columns.units = 2
"#;

/// `text` as `NAME.toml` in a folder of its own.
fn file(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("problems-{name}"));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.toml"));
    std::fs::write(&path, text).unwrap();
    path
}

fn shop(name: &str) -> String {
    file(name, SHOP).to_str().unwrap().to_owned()
}

fn json(stdout: &str) -> Value {
    serde_json::from_str(stdout).unwrap_or_else(|cause| panic!("one JSON object: {cause}\n{stdout}"))
}

#[test]
fn a_problem_is_an_id_or_a_path() {
    let path = shop("found");
    let folder = Path::new(&path).parent().unwrap().to_str().unwrap();
    let listed = json(&typed(["list", "--problems", folder, "--json"]).fine());
    let known = listed["problems"].as_array().unwrap();
    let mine = known.iter().find(|problem| problem["id"] == "corner-shop").unwrap();
    assert_eq!((&mine["title"], &mine["minutes"]), (&"Corner shop".into(), &60.into()));
    typed(["check", "corner-shop", "--problems", folder]).fine();
    typed(["check", &path]).fine();
    let said = typed(["sim", "corner-shpo", "--problems", folder]).refused();
    assert!(said.contains("corner-shop"), "{said}");
    let said = typed(["list", "--problems", "no/such/folder"]).refused();
    assert!(said.contains("no/such/folder"), "{said}");
    let said = typed(["sim", "no/such/file.toml"]).refused();
    assert!(said.contains("no/such/file.toml"), "{said}");
}

#[test]
fn a_broken_file_fails_its_check_and_is_not_run() {
    let path = file("broken", &SHOP.replace("slots = 4, time", "slotz = 4, time"));
    let path = path.to_str().unwrap();
    let run = typed(["check", path]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    assert!(run.stderr.contains("slots") && run.stdout.contains("1 error"), "{run:#?}");
    let checked = json(&typed(["check", path, "--json"]).stdout);
    let found = &checked["files"][0];
    assert_eq!((&found["ok"], &found["diagnostics"][0]["line"]), (&false.into(), &9.into()), "{checked}");
    typed(["sim", path]).refused();
    typed(["prove", path]).refused();
}

#[test]
fn every_flow_is_written_out() {
    let shown = typed(["check", "--expand", &shop("expanded")]).fine();
    for line in ["flow buy on api", "arrives evenly, 20/s", "insert sales", "reply 201"] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
}

#[test]
fn what_there_is_to_choose_from_is_listed_without_its_lessons() {
    let shown = typed(["sim", &shop("listed"), "--list"]).fine();
    for word in ["normal", "db_down", "units", "one, two"] {
        assert!(shown.contains(word), "{word}\n{shown}");
    }
    assert!(!contains(&shown, "wrong") && !contains(&shown, "twice the turnover"), "{shown}");
}

#[test]
fn what_is_mistyped_is_a_usage_error_with_the_nearest_word() {
    let path = shop("mistyped");
    for (flags, near) in [
        (["--scenario", "nromal"], "normal"),
        (["--with", "unit=two"], "units"),
        (["--with", "units=tow"], "two"),
        (["--with", "units"], "--with decision=option"),
        (["--fault", "db_dwn"], "--fault"),
        (["--fault", "bd down"], "db"),
        (["--set", "db.slotz=3"], "slots"),
        (["--load", "much"], "10x"),
        (["--seeds", "0"], "100,000"),
        (["--max-time", "5MB"], "10min"),
        (["--trace", "bye:1"], "buy:17"),
    ] {
        let said = typed([["sim", &path], flags].concat()).refused();
        assert!(said.contains(near), "{flags:?}: {said}");
    }
}
