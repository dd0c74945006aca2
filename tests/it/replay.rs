//! The schedule beside py-fsrs 6.3.2: the vectors of `tests/replay`, made by the script beside them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Run, napkin, run};

fn replayed(options: &[&str], lines: &str) -> Run {
    let mut command = napkin();
    command.args(["quiz", "--replay", "-", "--format", "json"]).args(options);
    run(command, lines)
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn every_review_agrees_with_py_fsrs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/replay");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut compared = 0;
    for path in &files {
        let vectors: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let expected = vectors["reviews"].as_array().unwrap();
        let line = |row: &Value| {
            json!({ "card": row["card"], "rating": row["rating"], "at": row["at"] }).to_string() + "\n"
        };
        let (retention, cap) =
            (vectors["options"]["retention"].to_string(), vectors["options"]["cap"].to_string());
        let mut options = vec!["--no-fuzz"];
        if retention != "null" {
            options.extend(["--retention", &retention]);
        }
        if cap != "null" {
            options.extend(["--cap", &cap]);
        }
        if vectors["options"]["steps"] == false {
            options.push("--no-steps");
        }
        let out = replayed(&options, &expected.iter().map(line).collect::<String>()).fine();
        let out: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(out["version"], 1);
        let found = out["reviews"].as_array().unwrap();
        assert_eq!(found.len(), expected.len(), "{}", path.display());
        for (row, (mine, theirs)) in found.iter().zip(expected).enumerate() {
            let place = format!("{}, review {row}: {mine} is not {theirs}", path.display());
            for key in ["card", "at", "interval", "due"] {
                assert_eq!(mine[key], theirs[key], "{place}");
            }
            let (stability, right) = (number(&mine["stability"]), number(&theirs["stability"]));
            assert!((stability - right).abs() <= 1e-4 * right, "{place}");
            assert!((number(&mine["difficulty"]) - number(&theirs["difficulty"])).abs() < 1e-4, "{place}");
            compared += 1;
        }
    }
    assert!(compared > 4000, "{compared} reviews");
}

#[test]
fn fuzz_moves_intervals_within_its_bounds_and_always_alike() {
    let line =
        |card| format!("{{\"card\": \"c{card}\", \"rating\": \"easy\", \"at\": \"2026-01-01T00:00:00Z\"}}\n");
    let lines = (0..40).map(line).collect::<Vec<_>>().concat();
    let intervals = |options: &[&str]| -> Vec<i64> {
        let out: Value = serde_json::from_str(&replayed(options, &lines).fine()).unwrap();
        out["reviews"].as_array().unwrap().iter().map(|row| row["interval"].as_i64().unwrap()).collect()
    };
    let moved = intervals(&[]);
    // 8 days: 1 + 0.15 × 4.5 + 0.1 × 1 = 1.775 to either side.
    assert!(moved.iter().all(|days| (6..=10).contains(days)), "{moved:?}");
    assert!(moved.iter().any(|days| *days != 8));
    assert_eq!(moved, intervals(&[]));
    assert_eq!(intervals(&["--no-fuzz"]), [8; 40]);
    assert!(intervals(&["--cap", "7"]).iter().all(|days| *days <= 7));
}

#[test]
fn a_broken_history_is_refused_with_its_lines() {
    let good = r#"{"card": "a", "rating": "good", "at": "2026-01-02T00:00:00Z"}"#;
    for (line, says) in [
        ("nonsense", "line 2"),
        (r#"{"card": "a", "rating": "goood", "at": "2026-01-03T00:00:00Z"}"#, "did you mean `good`"),
        (r#"{"card": "a", "rating": "good", "at": "yesterday"}"#, "`yesterday` is no time"),
        (r#"{"card": "a", "rating": "good"}"#, "missing field `at`"),
        (r#"{"card": "a", "rating": "good", "at": "2026-01-01T00:00:00Z"}"#, "before its review of line 1"),
        (r#"{"card": 7, "rating": "good", "at": "2026-01-03T00:00:00Z"}"#, "line 2"),
        ("\"\x1b[2J\"", "line 2"),
    ] {
        let refusal = replayed(&[], &format!("{good}\n{line}\n")).refused();
        assert!(refusal.contains(says) && refusal.contains("line 2"), "{line}\n{refusal}");
    }
    for options in [&["--retention", "1.5"][..], &["--retention", "x"], &["--cap", "0"], &["--cap", "-3"]] {
        replayed(options, good).refused();
    }
    let out: Value = serde_json::from_str(&replayed(&[], "\n").fine()).unwrap();
    assert_eq!(out["reviews"], json!([]));
}
