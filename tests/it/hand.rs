//! Traces computed by hand: each file of `tests/hand` has its computation in its first lines, and the results as
//! its invariants. Besides: the same seed gives the same bytes.

use std::sync::atomic::AtomicBool;

use napkin::problem::{File, Variant};
use napkin::sim::experiment::{Summary, Watch, each};
use napkin::sim::program::compile;
use napkin::sim::report::{Asked, Report};
use napkin::sim::run::{Settings, Traced, run as simulate};

use crate::small::{file, hold_their_rules, part, printed, report};
use crate::support::typed;

#[test]
fn hands_came_to_the_same() {
    hold_their_rules("hand");
}

/// How requests failed is told by reason.
#[test]
fn every_failure_has_its_reason() {
    for (name, flow, reason, count) in [
        ("bounded_queue", "page", "full", 2),
        ("timeout_took_effect", "charge", "timeout", 1),
        ("retry_same_key", "charge_early", "timeout", 1),
        ("retry_same_key", "charge_late", "timeout", 1),
        ("lost_reply", "charge", "timeout", 2),
    ] {
        let report = report(&file("hand", name), 1);
        let flow = part(&report, "flows", flow);
        let errors = flow["errors"].as_object().unwrap();
        assert_eq!(errors.get(reason).and_then(serde_json::Value::as_u64), Some(count), "{name}: {flow:#}");
        assert_eq!(errors.len(), 1, "{name}: {flow:#}");
    }
}

/// The database of the file is down from 1 s to 1.5 s, and its failover takes 2 s; where that takes less than the fault,
/// nothing keeps it away.
#[test]
fn a_failover_that_outlasts_its_fault_is_said() {
    let file = file("hand", "failover");
    let report = report(&file, 1);
    assert_eq!(part(&report, "components", "db")["away_until"], 3.0);
    let path = file.display().to_string();
    let text = typed(["sim", &path]).fine();
    assert!(text.contains("db is back at 3 s, later than its fault is over: it fails over"), "{text}");
    let story = typed(["sim", &path, "--trace", "ask:0"]).fine();
    assert!(story.contains("db is back, after its failover"), "{story}");
    for failover in ["0s", "500ms"] {
        let short = typed(["sim", &path, "--set", &format!("db.failover={failover}")]).stdout;
        assert!(!short.contains("is back at"), "{failover}: {short}");
    }
}

/// Failures are infinitely late: a percentile that falls among them is null.
#[test]
fn a_percentile_among_failures_is_null() {
    let report = report(&file("hand", "bounded_queue"), 1);
    let page = part(&report, "flows", "page");
    assert!(page["p50"].is_number() && page["p95"].is_null() && page["p99"].is_null(), "{page:#}");
}

/// A count is kept where nobody watches, and its rows are looked at where its story is told: the promises, worked out
/// by hand, hold both ways.
#[test]
fn counts_that_are_kept_and_counts_of_rows_agree() {
    let text = std::fs::read_to_string(file("hand", "rows_looked_at")).unwrap();
    let program = compile(&File::parse(&text).unwrap().design(&Variant::default()).unwrap()).unwrap();
    for trace in [Traced::Nothing, Traced::All] {
        let settings = Settings { trace, ..Settings::new(1) };
        let outcome = simulate(&program, &settings, &AtomicBool::new(false));
        for (rule, found) in program.design.invariants.iter().zip(&outcome.invariants) {
            assert!(found.checks > 0 && found.violations == 0, "{trace:?}: {}", rule.says);
        }
    }
}

#[test]
fn the_same_seed_prints_the_same_bytes() {
    for (folder, name) in
        [("closed_forms", "mm1k"), ("closed_forms", "tandem_started"), ("hand", "crash_loses_memory")]
    {
        let file = file(folder, name);
        let first = printed(&file, &["--seed", "7"]);
        assert_eq!(first, printed(&file, &["--seed", "7"]), "{name}");
        assert!(!first.is_empty());
    }
    let file = file("closed_forms", "mm1k");
    assert_ne!(
        printed(&file, &["--seed", "7"]),
        printed(&file, &["--seed", "8"]),
        "another seed is another run"
    );
}

/// A rule that breaks says how often, when first, where, and by whose request. What `may_miss` names still breaks,
/// and costs nothing.
#[test]
fn broken_rules_are_counted() {
    let path = file("hand/broken", "rules");
    let run = typed(["sim", path.to_str().unwrap(), "--format", "json"]);
    assert_eq!(run.code, Some(1), "{run:#?}");
    let report = report(&path, 1);
    assert_eq!(report["verdict"], "fail");
    for (rule, violations, first) in [
        ("within_stock", 3, Some((0.1, "item 0", Some("first:0")))),
        ("single", 1, Some((0.5, "thing 0", Some("third:0")))),
        ("stays_ended", 1, Some((0.9, "number 1", Some("third:0")))),
        ("swept", 1, Some((1.2, "number 2", None))),
        ("empty", 2, None),
        ("no_lines", 1, None),
        ("holds", 0, None),
    ] {
        let found = part(&report, "invariants", rule);
        assert_eq!(found["violations"], violations, "{found:#}");
        assert_eq!(found["verdict"], if violations > 0 { "fail" } else { "pass" }, "{found:#}");
        if let Some((at, row, request)) = first {
            let seen = &found["first"];
            assert!((seen["at"].as_f64().unwrap() - at).abs() < 1e-9, "{found:#}");
            assert_eq!(seen["row"], row, "{found:#}");
            if let Some(request) = request {
                assert_eq!(seen["request"], request, "{found:#}");
            }
        }
    }
    let objective = |id| part(&report, "objectives", id);
    assert_eq!(
        (&objective("three")["measured"], &objective("three")["verdict"]),
        (&3.0.into(), &"fail".into())
    );
    assert_eq!((&objective("two")["measured"], &objective("two")["verdict"]), (&2.0.into(), &"pass".into()));

    let excused = printed(&path, &["--scenario", "excused"]);
    let excused: serde_json::Value = serde_json::from_str(&excused).unwrap();
    assert_eq!(part(&excused, "invariants", "swept")["verdict"], "fail");
    for (list, rule, may_miss) in
        [("objectives", "three", true), ("invariants", "swept", true), ("invariants", "empty", false)]
    {
        assert_eq!(part(&excused, list, rule)["may_miss"], may_miss, "{rule}");
    }
    assert_eq!(excused["verdict"], "fail", "the others still count");
}

#[test]
fn seeds_are_summed_up_the_same_on_any_number_of_threads() {
    let path = file("closed_forms", "erlang_b_constant");
    let parsed = File::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let problem = parsed.read().problem;
    let program = compile(&parsed.design(&Variant::default()).unwrap()).unwrap();
    let cancel = AtomicBool::new(false);
    let watch = Watch { cancel: &cancel, progress: &|_, _| {} };
    let summed = |threads| {
        let reports = each(6, threads, watch, |index| {
            let outcome = simulate(&program, &Settings::new(index as u64 + 1), &cancel);
            Report::new(&problem, &program.design, &Asked::default(), 1.0, &outcome)
        });
        let summary = Summary::of(reports.into_iter().flatten().collect(), String::new()).unwrap();
        serde_json::to_string(&summary).unwrap()
    };
    let alone = summed(1);
    assert_eq!(alone, summed(2));
    assert_eq!(alone, summed(5));
    assert!(alone.contains("\"seeds\":6"));
    let typed = printed(&path, &["--seeds", "6"]);
    assert_eq!(typed, printed(&path, &["--seeds", "6"]));
}

/// What begins before the warm-up is over counts in no figure, so that the flow whose load is all of that kind has
/// completed nothing, which costs the run its verdict whatever its rules say.
#[test]
fn only_the_window_counts() {
    let report = report(&file("hand/broken", "warmup"), 1);
    for rule in report["invariants"].as_array().unwrap() {
        assert_eq!((&rule["verdict"], rule["checks"].as_u64()), (&"pass".into(), Some(1)), "{rule:#}");
    }
    assert_eq!(report["verdict"], "fail");
    let reasons = report["reasons"].as_array().unwrap();
    assert_eq!(reasons, &["all load of early arrived within the warm-up, where nothing counts"]);
}

/// What is promised for later than the run lasts is asked at its end; of a run that a limit on events has cut nobody
/// knows how it would have ended, and one that was told when to end is asked then.
#[test]
fn rules_about_the_end_are_asked_at_an_end() {
    let path = file("hand/broken", "at_the_end");
    for (words, checks) in [(&[][..], 3), (&["--max-time", "1s"], 3), (&["--max-events", "3"], 0)] {
        let report: serde_json::Value = serde_json::from_str(&printed(&path, words)).unwrap();
        assert_eq!(report["verdict"], "fail", "{words:?}");
        for rule in ["done", "later"] {
            let found = part(&report, "invariants", rule);
            assert_eq!(
                (&found["checks"], &found["violations"]),
                (&checks.into(), &checks.into()),
                "{words:?}"
            );
        }
    }
    let run = typed(["sim", path.to_str().unwrap(), "--max-events", "3"]);
    assert_eq!(run.stdout.matches("not asked: the run was cut").count(), 2, "{run:#?}");
}

/// Where an expression without a value stops the run nobody knows how it would have ended.
#[test]
fn rules_about_the_end_are_not_asked_of_a_run_that_stopped() {
    let path = file("hand/broken", "stopped");
    let run = typed(["sim", path.to_str().unwrap(), "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let found = part(&report, "invariants", "done");
    assert_eq!((&found["checks"], &found["violations"]), (&0.into(), &0.into()));
    assert_eq!((&report["verdict"], &report["stop"]["reason"]), (&"fail".into(), &"failed".into()));
    let reason = report["reasons"][0].as_str().unwrap();
    assert!(reason.starts_with("the run stopped: division by zero in `divides.share`"), "{reason}");
    // Its rule says no more than its name.
    let run = typed(["sim", path.to_str().unwrap()]);
    assert!(run.stdout.contains("  pass  done  not asked: the run was cut\n"), "{run:#?}");
}
