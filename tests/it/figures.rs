//! What a run says of itself agrees with itself, and every run comes to an end.

use serde_json::Value;

use crate::commands::{SHOP, file};
use crate::support::{contains, typed};

fn json(words: &[&str]) -> Value {
    let run = typed(words);
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}\n{run:#?}"))
}

/// A loop whose end is worked out is bounded when it runs; so is one within the other.
#[test]
fn loops_end() {
    for (name, steps, said) in [
        (
            "far",
            r#"{ let = { far = "7 * 100000000000" } }, { each = "i in 0..far", do = [{ note = "r" }] }"#,
            "a loop of more than 100,000 rounds",
        ),
        (
            "nested",
            r#"{ each = "i in 1..60000", do = [{ each = "j in 1..60000", do = [{ note = "r" }] }] }"#,
            "without waiting for anything",
        ),
    ] {
        let path = file(name, &SHOP.replace(r#"{ insert = "sales" }"#, steps));
        let run = typed(["sim", path.to_str().unwrap(), "--scenario", "normal"]);
        assert_eq!(run.code, Some(1), "{run:#?}");
        assert!(contains(&run.stderr, said) && run.stderr.contains(".toml:"), "{run:#?}");
        assert!(contains(&run.stdout, "the run stopped"), "{run:#?}");
    }
}

/// A sum is told as what it is, the run of a timer that draws nothing is no error, and names are looked at before a
/// list is printed.
#[test]
fn stories_say_what_happened() {
    let text = SHOP
        .replace("columns = { units = 1 }", r#"columns = { units = 1, paid = "5 usd" }"#)
        .replace(
            r#"{ insert = "sales" }"#,
            r#"{ insert = "sales" }, { count = "sales", sum = "paid", as = "all" }, { note = "turnover", value = "all" }"#,
        )
        .replace(
            "[objectives]",
            "[flows.tick]\non = \"api\"\nevery = \"10s\"\nsteps = [{ let = { n = \"1\" } }]\n[objectives]",
        );
    let path = file("sums", &text);
    let path = path.to_str().unwrap();
    let story = typed(["sim", path, "--trace", "buy:1"]).fine();
    assert!(contains(&story, "adds sales up, no lock: $10"), "{story}");
    let idle = typed(["sim", path, "--trace", "tick:1"]).fine();
    assert!(contains(&idle, "nothing that can be drawn"), "{idle}");
    let said = typed(["sim", path, "--trace", "tick:99999"]).refused();
    assert!(contains(&said, "the timer `tick:99999` has no such run"), "{said}");
    let said = typed(["sim", path, "--list", "--scenario", "norml"]).refused();
    assert!(contains(&said, "did you mean `normal`?"), "{said}");
}

/// Of several seeds the keys of a note are a median as everything else.
#[test]
fn keys_of_many_seeds_are_a_median() {
    let keys = |flags: &[&str]| {
        let small = ["sim", "rate-limiter", "--scenario", "small", "--json"];
        let report = json(&[&small[..], flags].concat());
        let notes = report["notes"].as_array().unwrap();
        notes.iter().find(|note| note["keys"].is_number()).unwrap()["keys"].as_f64().unwrap()
    };
    let mut each: Vec<f64> = ["1", "2", "3"].iter().map(|seed| keys(&["--seed", seed])).collect();
    each.sort_by(f64::total_cmp);
    assert!(each[0] < each[2] && (keys(&["--seeds", "3"]) - each[1]).abs() < 0.5, "{each:?}");
}

/// What was never answered is an error in every place that counts errors.
#[test]
fn errors_over_time_are_all_errors() {
    let report = json(&["sim", "donations", "--scenario", "silent", "--json"]);
    let mut unfinished = 0;
    for series in report["series"].as_array().unwrap() {
        let flows = report["flows"].as_array().unwrap();
        let errors = &flows.iter().find(|flow| flow["id"] == series["flow"]).unwrap()["errors"];
        let all: u64 = errors.as_object().unwrap().values().filter_map(Value::as_u64).sum();
        let over: u64 = series["errors"].as_array().unwrap().iter().filter_map(Value::as_u64).sum();
        assert_eq!(all, over, "{}", series["flow"]);
        unfinished += errors["unfinished"].as_u64().unwrap_or(0);
    }
    assert!(unfinished > 0, "{report:#}");
}

/// What `sim` refuses is wrong for `check`, too.
#[test]
fn what_does_not_run_is_no_sound_file() {
    for (name, from, to) in [
        ("measured", "always = \"units = 1\"", "always = \"buy.availability >= 99%\""),
        ("crowd", "slots = 4, time = \"10ms\"", "slots = 4, time = \"10ms\", instances = 999999999"),
    ] {
        let path = file(name, &SHOP.replace(from, to));
        let path = path.to_str().unwrap();
        let checked = typed(["check", path]);
        assert_eq!(checked.code, Some(1), "{checked:#?}");
        let refused = typed(["sim", path]).refused();
        let message = refused.lines().next().unwrap();
        assert!(checked.stderr.contains(message), "{message}\n{checked:#?}");
    }
}
