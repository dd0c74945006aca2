//! Traces computed by hand: each file of `tests/hand` has its computation in its first lines, and the results as
//! its invariants. Besides: the same seed gives the same bytes.

use crate::small::{file, hold_their_rules, part, printed, report};

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

/// Failures are infinitely late: a percentile that falls among them is null.
#[test]
fn a_percentile_among_failures_is_null() {
    let report = report(&file("hand", "bounded_queue"), 1);
    let page = part(&report, "flows", "page");
    assert!(page["p50"].is_number() && page["p95"].is_null() && page["p99"].is_null(), "{page:#}");
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
