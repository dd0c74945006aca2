use super::*;
use crate::problem::File;
use crate::problem::model::Design;

const SHOP: &str = r#"
schema = 1
id = "shop"
title = "Shop"
level = "easy"
statement = "Sell."
[components]
app = { kind = "client" }
api = { kind = "service", instances = 2 }
db = { kind = "postgres", replicas = 1 }
truth = { kind = "world" }
[flows.buy]
endpoint = "POST /buy"
on = "api"
arrive = { rate = "10/s" }
steps = [{ at = "db" }, { reply = 200 }]
[objectives]
fast = "buy.latency.p99 <= 1s"
[faults]
failover = { at = "30s", for = "60s", set = { "db.up" = false } }
[scenarios]
normal = { for = "90s" }
"#;

fn design() -> Design {
    let reading = File::parse(SHOP).unwrap().read();
    reading.problem.design.unwrap_or_else(|| panic!("{:#?}", reading.diagnostics))
}

fn added(sentence: &str) -> Fault {
    let mut design = design();
    add_fault(&mut design, sentence).unwrap();
    assert_eq!(design.scenario.faults.len(), 1);
    design.faults.pop().unwrap()
}

const SECOND: Nanos = 1_000_000_000;

#[test]
fn a_sentence_says_what_when_and_for_how_long() {
    let fault = added("db down for 20s at 1min");
    assert_eq!((fault.moment, fault.lasts), (Moment::At(60 * SECOND), Some(20 * SECOND)));
    let target = Target::Component(ComponentId(2), Instances::All);
    let down = AttributeChange { target, attribute: Attribute::Up, value: AttributeValue::Flag(false) };
    assert_eq!(fault.set, [down]);
}

/// Of 31 s the first 30 are warm-up: half of the second that is left.
#[test]
fn what_is_not_measured_is_no_time_for_a_fault() {
    let mut design = design();
    (design.scenario.lasts, design.scenario.warmup) = (31 * SECOND, 30 * SECOND);
    assert_eq!(usual_times(&design.scenario), (30 * SECOND, SECOND / 2));
    // A warm-up within the first third changes nothing: 10 s to 20 s of 30.
    (design.scenario.lasts, design.scenario.warmup) = (30 * SECOND, 10 * SECOND);
    assert_eq!(usual_times(&design.scenario), (10 * SECOND, 10 * SECOND));
}

#[test]
fn the_middle_third_unless_said() {
    let fault = added("api[1] slow x10");
    assert_eq!((fault.moment, fault.lasts), (Moment::At(30 * SECOND), Some(30 * SECOND)));
    assert_eq!(fault.set[0].target, Target::Component(ComponentId(1), Instances::One(1)));
    assert_eq!((fault.set[0].attribute, fault.set[0].value), (Attribute::Slow, AttributeValue::Number(10.0)));
    assert_eq!(added("api lose_reply 5%").set[0].value, AttributeValue::Number(0.05));
    assert_eq!(added("api crash").crash, Some((ComponentId(1), Instances::All)));
    let lag = AttributeValue::Duration(Duration::Constant(10 * SECOND));
    assert_eq!(added("db lag 10s").set[0].value, lag);
}

#[test]
fn what_is_wrong_is_said_with_the_fix() {
    for (sentence, message, help) in [
        ("bd down", "no fault and no component is called `bd`", "did you mean `db`?"),
        (
            "nothing down",
            "no fault and no component is called `nothing`",
            "a fault of the file (failover), or a component (app, api, db) and what happens to it (down, paused, \
             crash, slow, drop, lose_reply, lag), as in: db down for 20s at 1min",
        ),
        (
            "failover at 5s",
            "`failover` is a fault of the file, which says when it acts",
            "name it alone, --fault failover, and move it with --set faults.failover.at=5s",
        ),
        (
            "truth down",
            "nothing can happen to `truth`: it is the truth, not a part of the system",
            "it can happen to app, api, db",
        ),
        ("failovr", "no fault and no component is called `failovr`", "did you mean `failover`?"),
        (
            "crash at 5s",
            "`crash` happens to a component, which comes first",
            "such as 'db crash at 5s'; it can hit app, api, db",
        ),
        (
            "crash api for 5s",
            "`crash` happens to a component, which comes first",
            "such as 'api crash for 5s'; it can hit app, api, db",
        ),
        (
            "lag for 5s",
            "`lag` happens to a component, which comes first",
            "such as 'db lag 10s for 5s'; it can hit db",
        ),
        (
            "slow x3",
            "`slow` happens to a component, which comes first",
            "such as 'db slow x3'; it can hit app, api, db",
        ),
        (
            "db",
            "what happens to `db` is missing",
            "one of down, paused, crash, slow, drop, lose_reply, lag, as in: db down for 20s at 1min",
        ),
        ("db dwon", "`dwon` is nothing that can happen to a component", "did you mean `down`?"),
        ("api[2] down", "`api[2]` is no instance", "api has 2: api[0] to api[1]"),
        ("api slow", "how much `slow` is missing", "such as slow x10"),
        ("api slow 50%", "`slow` wants to know how much, not `50%`", "such as slow x10"),
        ("api slow x0.5", "`slow` wants to know how much, not `x0.5`", "such as slow x10"),
        ("api drop 5", "`drop` wants to know how much, not `5`", "such as drop 5%"),
        ("api lag 5s", "only a postgres lags", "name the database"),
        ("db down since 5s", "`since` is not expected here", "end it with for 20s, at 1min"),
        ("db down for 5MB", "`5MB` is no time", "such as for 20s, for 1min"),
        ("db down at", "a time behind `at` is missing", "such as at 20s, at 1min"),
        ("db down at 1s for 2s at 3s", "`at` stands twice", "a fault begins once and ends once"),
        ("db[1] down", "`db[1]` is no instance", "db has 1: db[0]"),
        ("db down for 0s", "a fault of no length does nothing", "say for how long, such as for 20s"),
        (
            "db down at 1h",
            "it begins at 1 h, when the run is over: that lasts 2.5 min",
            "load arrives for 1.5 min: begin it within that time",
        ),
    ] {
        let (said, fix) = add_fault(&mut design(), sentence).unwrap_err();
        assert_eq!((said.as_str(), fix.as_str()), (message, help), "{sentence}");
    }
}
