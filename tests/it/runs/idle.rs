//! Flows that nothing starts any more in a variant: they do not run there, and all else does.

use std::sync::atomic::AtomicBool;

use napkin::diag::{Source, render};
use napkin::problem::model::Design;
use napkin::problem::{File, Variant};
use napkin::sim::program::compile;
use napkin::sim::run::{Settings, run};

use super::{HEAD, design};

/// What `later`, `advance` and `repair` see, only those give that start them: without one nobody knows what it is.
const CALLS: &str = r#"
[components]
app    = { kind = "client" }
tablet = { kind = "client" }
api    = { kind = "service" }
log    = { kind = "kafka" }
worker = { kind = "worker" }
[topics]
jobs   = { in = "log" }
parked = { in = "log" }
[flows.press]
on     = "app"
arrive = { count = 10, at = "1s" }
with   = { order_no = "id + 1" }
steps  = [{ id = "go", start = "later" }, { id = "tell", send = "jobs", set = { size = "order_no" } }]
[flows.later]
on    = "tablet"
steps = [{ call = "advance", set = { order_no = "order_no" } }]
[flows.advance]
on    = "api"
steps = [{ note = "moved", value = "1s * order_no" }, { reply = 200 }]
[flows.work]
on       = "worker"
from     = "jobs"
attempts = 1
dead     = "parked"
steps    = [{ reply = 500, if = "size > 5" }, { note = "worked" }]
[flows.repair]
on    = "worker"
from  = "parked"
steps = [{ note = "mended", value = "1s * size" }]
[scenarios]
normal = { for = "10s" }
quiet  = { like = "normal", set = { "press.go" = [] } }
[decisions.poison]
ask    = "What becomes of a job that fails?"
chosen = "parked"
[decisions.poison.options.parked]
why = "It waits for somebody."
[decisions.poison.options.dropped]
needless = "Nobody asks."
set.work.dead = "off"
"#;

fn variant(variant: &Variant) -> Design {
    let file = File::parse(&format!("{HEAD}{CALLS}")).unwrap();
    file.design(variant).unwrap_or_else(|refused| {
        panic!("{}", render(&refused.diagnostics, Source::typed(&refused.text), false))
    })
}

/// How often `moved`, `worked` and `mended` are noted.
fn counts(design: &Design) -> [u64; 3] {
    let program = compile(design).unwrap_or_else(|refusal| panic!("{refusal}"));
    let outcome = run(&program, &Settings::new(1), &AtomicBool::new(false));
    ["moved", "worked", "mended"].map(|note| {
        // What a flow notes that nothing starts may be no note of the design.
        let at = design.notes.iter().position(|(name, _)| name == note);
        at.map_or(0, |at| outcome.notes[at].count)
    })
}

/// Of ten presses each moves an order; five of the ten jobs are too large, and are mended.
#[test]
fn a_flow_that_nothing_starts_in_a_variant_does_not_run_there() {
    assert_eq!(counts(&variant(&Variant::default())), [10, 5, 5]);
    let quiet = Variant { scenario: Some("quiet".into()), ..Variant::default() };
    assert_eq!(counts(&variant(&quiet)), [0, 5, 5], "nobody calls `later`, which alone calls `advance`");
    let dropped = Variant { choices: vec![("poison".into(), "dropped".into())], ..Variant::default() };
    assert_eq!(counts(&variant(&dropped)), [10, 5, 0], "nobody sends to `parked`");
    let set = |path: &str| Variant { set: vec![(path.into(), "[]".into())], ..Variant::default() };
    assert_eq!(counts(&variant(&set("press.go"))), [0, 5, 5]);
    assert_eq!(
        counts(&variant(&set("press.tell"))),
        [10, 0, 0],
        "nobody sends to `jobs`, nor so to `parked`"
    );
}

#[test]
fn a_flow_of_a_variant_stays_on_its_component() {
    let quiet = variant(&Variant { scenario: Some("quiet".into()), ..Variant::default() });
    let on = |id: &str| {
        let flow = quiet.flows.iter().find(|flow| flow.id == id).unwrap();
        flow.on.iter().map(|on| quiet.components[on.index()].id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!((on("later"), on("advance")), (vec!["tablet"], vec!["api"]));
}

#[test]
fn a_flow_that_runs_on_nothing_is_refused() {
    let mut design = design(CALLS);
    design.flows[0].on.clear();
    assert_eq!(compile(&design).unwrap_err().to_string(), "`press` runs on no component");
}
