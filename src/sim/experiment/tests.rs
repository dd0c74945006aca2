//! Summaries of small designs whose outcomes are made by hand.

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Change, Comparison, Effort, NotCompared, Pair, Summary, Watch, compare, multiply_load};
use crate::problem::File;
use crate::problem::model::{Arrivals, Design, Problem, Reason, Trigger};
use crate::sim::outcome::{Failure, Outcome};
use crate::sim::report::{Asked, Report};

const SHOP: &str = r#"
schema = 1
id = "shop"
title = "Shop"
level = "easy"
statement = "Sell."
[estimates.rate]
ask = "How many a second?"
value = "864K/day"
magnitude = "10/s"
steps = ["864K / 86,400 s"]
says = "Ten a second."
concludes = "One server."
observable = "buy.offered"
[components]
api = { kind = "service" }
db = { kind = "postgres" }
[flows.buy]
endpoint = "POST /buy"
on = "api"
arrive = { rate = "1K/s * scale" }
steps = [{ at = "db" }, { reply = 200 }]
[objectives]
fast = "buy.latency.p99 <= 50ms"
[scenarios]
normal = { for = "60s", warmup = "10s", scale = 0.01 }
"#;

fn shop() -> (Problem, Design) {
    read(SHOP)
}

/// The shop, whose scenario wants to see something.
fn with_evidence(must: [&str; 2]) -> String {
    SHOP.replace("scale = 0.01", &format!("scale = 0.01, must = {must:?}"))
}

fn read(text: &str) -> (Problem, Design) {
    let reading = File::parse(text).unwrap().read();
    let design = reading.problem.design.clone();
    (reading.problem, design.unwrap_or_else(|| panic!("{:#?}", reading.diagnostics)))
}

/// 5 requests that take this long each, and perhaps one that never ends.
fn report(seed: u64, millis: u64, timeout: bool) -> Report {
    report_of(&shop(), seed, millis, timeout)
}

fn report_of((problem, design): &(Problem, Design), seed: u64, millis: u64, timeout: bool) -> Report {
    let mut outcome = Outcome::new(design, seed);
    let flow = &mut outcome.flows[0];
    flow.offered = 5 + u64::from(timeout);
    (0..5).for_each(|_| flow.answered(200, 0, millis * 1_000_000));
    if timeout {
        flow.failed(Failure::Reason(Reason::Timeout));
    }
    outcome.events = 10 * seed;
    let asked = Asked { problem: "shop".into(), scenario: "normal".into(), ..Asked::default() };
    Report::new(problem, design, &asked, 1.0, &outcome)
}

#[test]
fn a_summary_has_medians_shares_and_intervals() {
    let reports = vec![report(1, 10, false), report(2, 20, false), report(3, 60, false), report(4, 20, true)];
    let summary = Summary::of(reports, "all of them".into()).unwrap();
    let json = serde_json::to_value(&summary).unwrap();
    assert_eq!(
        (&json["seeds"], &json["verdict"], &json["reproduce"]),
        (&4.into(), &"fail".into(), &"all of them".into())
    );
    // 60 ms is late, and a p99 among failures fails: 2 of 4 seeds.
    assert_eq!(json["broken"], serde_json::json!({ "fast": 0.5 }));
    assert_eq!(json["counterexample"], "napkin sim shop --scenario normal --seed 3");
    let flow = &json["flows"][0];
    let p50 = flow["p50"].as_f64().unwrap();
    assert!((p50 - 0.020).abs() < 0.000_02, "of 10, 20, 20, 60 ms: {p50}");
    // Of 10, 20, 60 ms and never the middle two are 20 and 60.
    let p99 = flow["p99"].as_f64().unwrap();
    assert!((p99 - 0.040).abs() < 0.000_04, "{p99}");
    assert_eq!((&flow["offered"], &flow["errors"]["timeout"]), (&5.into(), &0.into()));
    assert_eq!(json["events"], 25);
    let interval = &json["intervals"]["buy.latency.p50"];
    let mean = interval["mean"].as_f64().unwrap();
    // 10, 20, 60, 20 ms: mean 27.5, deviations squared 306.25 + 56.25 + 1056.25 + 56.25 = 1475; t(3) = 3.1824:
    // 3.1824 x sqrt(1475 / 3 / 4) = 35.28.
    assert!((mean - 0.0275).abs() < 0.000_03, "{interval}");
    assert!((interval["high"].as_f64().unwrap() - mean - 0.035_28).abs() < 0.000_05, "{interval}");
    assert!(json["intervals"].get("buy.latency.p99").is_none(), "a figure that is missing has no interval");
    assert!(json["intervals"].get("buy.completed").is_none(), "neither has one that is the same everywhere");
}

#[test]
fn evidence_is_told_apart_by_what_it_says() {
    let shop = read(&with_evidence(["buy.offered >= 5", "buy.offered >= 6"]));
    let reports = (1..=4).map(|seed| report_of(&shop, seed, 10, seed == 4)).collect();
    let summary = Summary::of(reports, String::new()).unwrap();
    // 5 arrive in three seeds, 6 in the last, where a request that never ends breaks `fast`.
    assert_eq!(
        serde_json::to_value(&summary.broken).unwrap(),
        serde_json::json!({ "buy.offered >= 6": 0.75, "fast": 0.25 })
    );
}

#[test]
fn the_order_of_seeds_does_not_show_in_medians() {
    let one = Summary::of(vec![report(1, 10, false), report(2, 30, true)], String::new()).unwrap();
    let other = Summary::of(vec![report(2, 30, true), report(1, 10, false)], String::new()).unwrap();
    assert_eq!(one.report.figures, other.report.figures);
    assert_eq!(one.intervals, other.intervals);
}

#[test]
fn an_estimate_is_compared_at_its_own_scale() {
    // 5 in 50 s at a hundredth of the load: 10/s, and 864K a day are 10/s.
    let estimate = &report(1, 10, false).estimates[0];
    assert_eq!(
        (estimate.expected, estimate.measured, estimate.unit.as_str()),
        (Some(10.0), Some(10.0), "/s")
    );
}

#[test]
fn ten_times_the_load() {
    let (_, mut design) = shop();
    multiply_load(&mut design, 10.0);
    let Trigger::Arrive(Arrivals::Rate { rate, .. }) = design.flows[0].trigger else { panic!("it arrives") };
    assert!((rate - 100.0).abs() < 1e-9, "{rate}");
}

/// The shop as it is, and with changed values, on so many threads; `progress` may end it.
fn compared(
    set: &[(&str, &str)],
    threads: usize,
    cancel: &AtomicBool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Comparison, NotCompared> {
    compared_of(SHOP, set, threads, cancel, progress)
}

fn compared_of(
    text: &str,
    set: &[(&str, &str)],
    threads: usize,
    cancel: &AtomicBool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Comparison, NotCompared> {
    let (problem, design) = read(text);
    let asked = Asked { problem: "shop".into(), ..Asked::default() };
    let set = set.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned())).collect();
    let change = Change { set, ..Change::default() };
    let pair = Pair { asked: &asked, sides: [&Change::default(), &change] };
    let effort = Effort { seed: 3, seeds: 4, max_events: 1_000_000, threads };
    compare(&File::parse(text).unwrap(), &problem, &design, pair, effort, Watch { cancel, progress })
}

#[test]
fn a_comparison_is_the_same_on_any_number_of_threads() {
    let cancel = AtomicBool::new(false);
    let one = compared(&[("api.time", "9ms")], 1, &cancel, &|_, _| {}).unwrap();
    assert_eq!((one.about.seeds, one.seed, one.interrupted), (4, 3, false));
    for threads in [2, 5] {
        assert_eq!(compared(&[("api.time", "9ms")], threads, &cancel, &|_, _| {}).unwrap(), one);
    }
    assert!(matches!(compared(&[], 1, &cancel, &|_, _| {}), Err(NotCompared::Same)));
}

/// Five runs are two pairs and one that has no other.
#[test]
fn a_comparison_that_is_interrupted_has_the_pairs_so_far() {
    let cancel = AtomicBool::new(false);
    let stop = |done, _| cancel.store(done == 5, Ordering::Relaxed);
    let found = compared(&[("api.time", "9ms")], 1, &cancel, &stop).unwrap();
    assert_eq!((found.about.seeds, found.wanted, found.interrupted), (2, 4, true));
    assert!(found.left_out.is_empty() && found.a.verdicts.pass + found.a.verdicts.fail == 2, "{found:#?}");
}

/// No request is answered sooner than the 9 ms that the service takes, and without that some are.
#[test]
fn evidence_is_compared_with_itself() {
    let text = with_evidence(["buy.offered >= 1", "buy.latency.p50 < 9ms"]);
    let cancel = AtomicBool::new(false);
    let found = compared_of(&text, &[("api.time", "9ms")], 1, &cancel, &|_, _| {}).unwrap();
    let apart: Vec<(&str, usize, usize)> =
        found.told_apart().iter().map(|(a, b)| (a.id.as_str(), a.held, b.held)).collect();
    assert_eq!(apart, [("buy.latency.p50 < 9ms", 4, 0)]);
}
