//! Verdicts and figures of outcomes made by hand; what many of them come to.

use serde_json::{Value, json};

use super::{Asked, Report, Verdict, evaluate};
use crate::calc::Dimension;
use crate::calc::syntax::Comparison;
use crate::diag::Span;
use crate::problem::model::{Kind, *};
use crate::sim::outcome::{Failure, Outcome, RunError, Stop, Violation};

const SECOND: Nanos = 1_000_000_000;

fn flow(id: &str, trigger: Trigger) -> Flow {
    Flow {
        id: id.into(),
        span: Span::default(),
        on: Vec::new(),
        endpoint: None,
        refusals: vec![409],
        trigger,
        values: Vec::new(),
        replies: Vec::new(),
        steps: Vec::new(),
    }
}

fn component(id: &str, kind: Kind) -> Component {
    Component {
        id: id.into(),
        span: Span::default(),
        instances: 2,
        slots: 1,
        queue: 10,
        time: Duration::ZERO,
        link: Duration::ZERO,
        up: true,
        paused: false,
        slow: 1.0,
        clock: 0,
        drop: 0.0,
        lose_reply: 0.0,
        kind,
    }
}

fn objective(id: &str, left: Measured, comparison: Comparison, right: f64) -> Objective {
    Objective {
        id: id.into(),
        span: Span::default(),
        says: String::new(),
        text: id.into(),
        left,
        comparison,
        right: Measured::Constant(right),
        dimension: Dimension::NONE,
    }
}

fn p99() -> Measured {
    Measured::Of(Observable::Flow(FlowId(0), FlowMeasure::Latency(Statistic::P99)))
}

/// One flow with load, one invariant, `late`: its p99 is at most a second; a note of times and a world.
fn design() -> Design {
    let rate = Arrivals::Rate { rate: 10.0, profile: Vec::new(), regular: false };
    Design {
        inputs: Vec::new(),
        enums: Vec::new(),
        components: vec![component("api", Kind::Service(Server::default())), component("truth", Kind::World)],
        tables: Vec::new(),
        topics: Vec::new(),
        flows: vec![flow("shop", Trigger::Arrive(rate)), flow("order", Trigger::Called)],
        notes: vec![("age".into(), Some(Type::Time)), ("taken".into(), None)],
        objectives: vec![objective("late", p99(), Comparison::AtMost, 1.0)],
        invariants: vec![Invariant {
            id: "never_oversold".into(),
            span: Span::default(),
            says: "No more units are sold than there were.".into(),
            text: "sold <= 200".into(),
            each: None,
            filter: None,
            when: When::AtEnd,
            condition: Expr { kind: ExprKind::Constant(1), ty: Type::Bool, span: Span::default() },
            reads: Vec::new(),
        }],
        faults: Vec::new(),
        scenario: Scenario {
            id: "normal".into(),
            span: Span::default(),
            lasts: 60 * SECOND,
            warmup: 10 * SECOND,
            drain: 0,
            scale: 1.0,
            faults: Vec::new(),
            may_miss: Vec::new(),
            must: Vec::new(),
            proof: false,
            tenfold: false,
            events: 0.0,
        },
    }
}

fn problem() -> Problem {
    let option = |id: &str| Choice {
        id: id.into(),
        span: Span::default(),
        why: String::new(),
        accepts: String::new(),
        when: String::new(),
        sentence: String::new(),
        tempting: String::new(),
        fails: String::new(),
        lesson: Lesson::Chosen,
        because: Vec::new(),
        gains: Vec::new(),
        shown_in: None,
        given: Vec::new(),
        patches: false,
    };
    let decision = |id: &str| Decision {
        id: id.into(),
        span: Span::default(),
        ask: String::new(),
        chosen: 0,
        options: vec![option("good"), option("bad")],
    };
    Problem {
        id: "p".into(),
        title: "P".into(),
        level: "easy".into(),
        minutes: 45,
        themes: Vec::new(),
        statement: String::new(),
        out_of_scope: Vec::new(),
        requirements: Vec::new(),
        answers: Vec::new(),
        inputs: Vec::new(),
        estimates: Vec::new(),
        entities: Vec::new(),
        endpoints: Vec::new(),
        assumptions: Vec::new(),
        operations: Vec::new(),
        pushback: Vec::new(),
        failures: Vec::new(),
        changes: Vec::new(),
        rubric: Vec::new(),
        scaling: Vec::new(),
        wrapup: None,
        gaps: Vec::new(),
        sources: Vec::new(),
        promises: Vec::new(),
        decisions: vec![decision("reserve"), decision("lock")],
        design: None,
        scenarios: Vec::new(),
    }
}

/// 100 offered: 98 good after 1 ms, 2 ms … 98 ms, one answered 503, one timed out.
fn outcome(design: &Design) -> Outcome {
    let mut outcome = Outcome::new(design, 7);
    outcome.flows[0].offered = 100;
    for millis in 1..=98 {
        outcome.flows[0].answered(if millis <= 90 { 201 } else { 409 }, 0, millis * 1_000_000);
    }
    outcome.flows[0].refused(503);
    outcome.flows[0].failed(Failure::Reason(Reason::Timeout));
    outcome.components[0].visits = 500;
    outcome.components[0].utilization = 0.25;
    outcome.invariants[0].holds();
    outcome.events = 1234;
    outcome.ended = 61 * SECOND;
    outcome
}

fn report(design: &Design, outcome: &Outcome) -> Report {
    let asked = Asked {
        problem: "p".into(),
        scenario: "normal".into(),
        with: vec![("lock".into(), "bad".into())],
        ..Asked::default()
    };
    Report::new(&problem(), design, &asked, 1.0, outcome)
}

#[test]
fn a_percentile_among_failures_is_null_and_fails_its_objective() {
    let design = design();
    let report = report(&design, &outcome(&design));
    let flow = &report.figures.flows[0];
    // Of 100 in order the 50th took 50 ms, the 95th 95 ms; the 99th never came.
    let near = |value: Option<f64>, expected: f64| (value.unwrap() / expected - 1.0).abs() < 0.000_5;
    assert!(near(flow.p50, 0.050) && near(flow.p95, 0.095), "{flow:?}");
    assert_eq!((flow.p99, flow.max), (None, None));
    assert_eq!(flow.availability, Some(0.98));
    let late = &report.objectives[0];
    assert_eq!((late.verdict, late.measured, late.bound), (Verdict::Fail, None, Some(1.0)));
    assert_eq!(report.verdict, Verdict::Fail);
}

#[test]
fn what_a_scenario_excuses_costs_no_verdict() {
    let mut design = design();
    design.scenario.may_miss = vec!["late".into()];
    let report = report(&design, &outcome(&design));
    assert_eq!((report.objectives[0].verdict, report.verdict), (Verdict::Fail, Verdict::Pass));
}

#[test]
fn evidence_that_is_missing_costs_the_verdict() {
    let mut design = design();
    design.objectives.clear();
    let visits = Measured::Of(Observable::Component(ComponentId(0), ComponentMeasure::Visits));
    design.scenario.must = vec![objective("busy", visits.clone(), Comparison::AtLeast, 500.0)];
    assert_eq!(report(&design, &outcome(&design)).verdict, Verdict::Pass);
    design.scenario.must = vec![objective("busy", visits, Comparison::Greater, 500.0)];
    let report = report(&design, &outcome(&design));
    assert_eq!((report.must[0].measured, report.verdict), (Some(500.0), Verdict::Fail));
}

#[test]
fn an_untrue_invariant_costs_the_verdict_and_says_where() {
    let mut design = design();
    design.objectives.clear();
    let mut outcome = outcome(&design);
    for _ in 0..3 {
        outcome.invariants[0].breaks(|| Violation {
            at: 5 * SECOND + SECOND / 2,
            row: "dc 0, item 3".into(),
            saw: "sold 201".into(),
            sides: String::new(),
            told: 0,
            request: Some(crate::sim::outcome::RequestNumber { flow: FlowId(0), number: 17 }),
        });
    }
    let report = report(&design, &outcome);
    let rule = &report.invariants[0];
    assert_eq!((rule.violations, rule.checks, rule.measured), (3, 4, Some(3.0)));
    let first = rule.first.as_ref().unwrap();
    assert_eq!((first.at, first.request.as_deref()), (5.5, Some("shop:17")));
    assert_eq!(report.verdict, Verdict::Fail);
}

#[test]
fn a_flow_with_load_that_completes_nothing_fails_the_run() {
    let mut design = design();
    design.objectives.clear();
    let mut outcome = outcome(&design);
    // The flow that is only called completes nothing either: that is no fault.
    assert_eq!(report(&design, &outcome).reasons, Vec::<String>::new());
    outcome.flows[0].completed = 0;
    let report = report(&design, &outcome);
    assert_eq!(report.reasons, ["shop completed nothing"]);
    assert_eq!(report.verdict, Verdict::Fail);
}

#[test]
fn a_run_that_was_cut_vouches_for_nothing() {
    let mut design = design();
    design.objectives.clear();
    let stops = [
        (Stop::MaxEvents, "max_events"),
        (Stop::MaxTime, "max_time"),
        (Stop::Cancelled, "cancelled"),
        (
            Stop::Failed(RunError { at: 0, message: "division by zero".into(), span: Span::new(3, 9) }),
            "failed",
        ),
    ];
    for (stop, reason) in stops {
        let outcome = Outcome { stop, ..outcome(&design) };
        let report = report(&design, &outcome);
        assert_eq!((report.verdict, report.stop.reason, report.reasons.len()), (Verdict::Fail, reason, 1));
    }
}

#[test]
fn arithmetic_over_what_was_measured() {
    let design = design();
    let mut outcome = outcome(&design);
    for (at, age) in [(0, 2), (SECOND, 4), (SECOND + 1, 6)] {
        outcome.notes[0].note(at, Some(age * SECOND), None);
    }
    let of = |measure| Measured::Of(Observable::Note(NoteId(0), measure));
    let mean = of(NoteMeasure::Value(Statistic::Mean));
    let count = of(NoteMeasure::Count);
    let binary = |make: fn(Box<Measured>, Box<Measured>) -> Measured, a: &Measured, b: &Measured| {
        evaluate(&design, &outcome, &make(Box::new(a.clone()), Box::new(b.clone())))
    };
    // Ages 2, 4, 6 s: mean 4 s of 3.
    assert_eq!(binary(Measured::Add, &mean, &count), Some(7.0));
    assert_eq!(binary(Measured::Subtract, &mean, &count), Some(1.0));
    assert_eq!(binary(Measured::Multiply, &mean, &count), Some(12.0));
    assert_eq!(binary(Measured::Divide, &count, &mean), Some(0.75));
    assert_eq!(binary(Measured::Min, &count, &mean), Some(3.0));
    assert_eq!(binary(Measured::Max, &count, &mean), Some(4.0));
    assert_eq!(binary(Measured::Divide, &count, &Measured::Constant(0.0)), None);
    assert_eq!(binary(Measured::Add, &count, &p99()), None);
}

#[test]
fn the_most_in_a_window_is_counted_where_a_rule_asks() {
    let mut design = design();
    let most = Measured::Most(NoteId(1), 2 * SECOND);
    design.objectives = vec![objective("burst", most, Comparison::AtMost, 2.0)];
    let mut outcome = outcome(&design);
    for at in [0, SECOND, 2 * SECOND, 3 * SECOND] {
        outcome.notes[1].note(at, None, Some(5));
    }
    let burst = &report(&design, &outcome).objectives[0];
    assert_eq!((burst.measured, burst.verdict), (Some(2.0), Verdict::Pass));
}

#[test]
fn the_json_has_the_keys_of_the_contract() {
    let design = design();
    let json: Value = serde_json::to_value(report(&design, &outcome(&design))).unwrap();
    assert_eq!(json["version"], 1);
    assert_eq!(
        (&json["problem"], &json["scenario"], &json["seed"], &json["verdict"]),
        (&json!("p"), &json!("normal"), &json!(7), &json!("fail"))
    );
    assert_eq!(json["choices"], json!({ "lock": "bad", "reserve": "good" }));
    let flow = &json["flows"][0];
    assert_eq!(
        (&flow["id"], flow["offered"].as_u64(), &flow["p99"]),
        (&json!("shop"), Some(100), &Value::Null)
    );
    assert_eq!(flow["errors"], json!({ "503": 1, "timeout": 1 }));
    assert_eq!(flow["answers"], json!({ "201": 90, "409": 8, "503": 1 }));
    let parts = json["components"].as_array().unwrap();
    assert_eq!(parts.len(), 1, "the world is no part of the system");
    // 500 visits in the 50 seconds between the warm-up and the end of the load.
    assert_eq!((&parts[0]["kind"], parts[0]["arrival_rate"].as_f64()), (&json!("service"), Some(10.0)));
    for key in ["load", "objectives", "invariants", "estimates", "events"] {
        assert!(!json[key].is_null(), "{key}");
    }
    for key in ["id", "verdict", "measured", "bound", "violations"] {
        assert!(json["objectives"][0].get(key).is_some(), "{key}");
        assert!(json["invariants"][0].get(key).is_some(), "{key}");
    }
    for key in ["utilization", "queue_mean", "queue_max", "wait_mean"] {
        assert!(parts[0].get(key).is_some(), "{key}");
    }
    assert_eq!(json["reproduce"], "napkin sim p --with lock=bad --scenario normal --seed 7");
}
