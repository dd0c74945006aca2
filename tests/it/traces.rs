//! What real servers did, transcribed: each file of `tests/traces` is one interleaving that was recorded on
//! `PostgreSQL` 15 or Redis 7.0 (November 2026), and its invariants are what was seen there: who waited and until
//! when, how many rows matched, who was the victim, what the rows were at the end. Statements cost no time in
//! these files, so that every moment follows from the waits alone.

use crate::small::{figure, file, files, hold_their_rules, part, report};

#[test]
fn servers_did_the_same() {
    hold_their_rules("traces");
}

/// Nobody in these files fails for another reason than the recorded one.
#[test]
fn nothing_else_went_wrong() {
    for path in files("traces") {
        let report = report(&path, 1);
        for flow in report["flows"].as_array().unwrap() {
            assert_eq!(flow["good"], flow["offered"], "{}: {flow:#}", path.display());
        }
    }
}

/// A deadlock costs both about a second: its victim and the one who waited for it.
#[test]
fn a_deadlock_costs_both_a_second() {
    let report = report(&file("traces", "pg_deadlock_first_waiter"), 1);
    assert_eq!(part(&report, "components", "db")["deadlocks"], 1);
    // From the start of each: A 10 to 1,210 ms, B 110 to 1,210 ms.
    let spent = |flow| figure(&report, "flows", flow, "max");
    assert!((spent("order_a") - 1.2).abs() < 1e-9 && (spent("order_b") - 1.1).abs() < 1e-9, "{report:#}");
}
