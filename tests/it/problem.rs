//! Problem files: the drafts are read whole, the broken ones say what is wrong.

use std::fs;
use std::path::Path;

use napkin::diag::{Diagnostic, Source, render};
use napkin::problem::model::{Action, Arrivals, Design, Duration, ExprKind, Kind, Rounding, Trigger};
use napkin::problem::{File, Library, Variant};

/// What is said about a file, without what is not asked for, and whether it has a design that runs.
fn drawn(path: &Path, without: &[&str]) -> (String, bool) {
    let text = fs::read_to_string(path).unwrap();
    let name = path.file_name().and_then(|name| name.to_str()).unwrap();
    let source = Source { name: Some(name), text: &text, line: 1 };
    match File::parse(&text) {
        Err(errors) => (render(&errors, source, false), false),
        Ok(file) => {
            let mut reading = file.read();
            reading.diagnostics.retain(|diagnostic| !without.contains(&diagnostic.code));
            (render(&reading.diagnostics, source, false), reading.problem.design.is_some())
        }
    }
}

#[test]
fn every_draft_is_read_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drafts");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut wrong = String::new();
    for path in paths {
        // Some rules of the drafts only say what a key is for.
        let (said, runs) = drawn(&path, &["cannot-fail"]);
        if !said.is_empty() || !runs {
            wrong.push_str(&format!("== {} (runs: {runs})\n{said}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn broken_files_say_what_is_wrong() {
    insta::glob!("../problems_bad", "*.toml", |path| {
        let (said, _) = drawn(path, &[]);
        assert!(!said.is_empty(), "{} is not broken", path.display());
        assert!(
            !said.contains(['\x1b', '\x07']),
            "a control character of {} reaches the terminal",
            path.display()
        );
        insta::assert_snapshot!(said);
    });
}

/// A small design on which variants are made.
const SHOP: &str = r#"
schema = 1
id = "shop"
title = "Shop"
level = "easy"
statement = "Sell what is there."

[inputs]
rate = "10/min"

[components]
app = { kind = "client" }
api = { kind = "service" }
db  = { kind = "postgres" }

[tables]
stock = { in = "db", key = "item", rows = 10, columns = { on_hand = 5, reserved = 0, tokens = 1.0, at = "0s", price = "$2" } }

[flows.buy]
on     = "app"
arrive = { rate = "rate x scale" }
with   = { item = "one_of(10)" }
steps  = [ { call = "order" } ]

[flows.order]
endpoint = "POST /orders"
on    = "api"
steps = [
  { id = "take", update = "stock", where = "reserved < on_hand", set = { reserved = "reserved + 1" }, else = 409 },
  { read = "stock", as = "s" },
  { id = "sums", let = { filled = "min(5, s.tokens + (now - s.at) * rate)", slot = "floor(now / 60s)", rest = "ceil((now - s.at) / 10s)", due = "s.price * 3", share = "s.reserved / s.on_hand" } },
  { note = "seen", value = "filled + slot + rest + share", if = "due > $1" },
  { reply = 201 },
]

[objectives]
fast = "order.latency.p99 <= 300ms"

[invariants]
within = { says = "never more than there is", each = "stock", always = "reserved <= on_hand" }

[faults]
slow  = { at = "5s", for = "1s", set = { "api.slow" = 3, "order.take.where" = "true" } }

[scenarios]
normal = { for = "10s", faults = ["slow"] }
wide   = { like = "normal", scale = 3, set = { "api.slots" = 8 } }

[decisions.take]
ask = "How?"
chosen = "update"

[decisions.take.options]
update     = { why = "one statement" }
read_first = { breaks = ["within"], shown_in = "wide", set."order.take" = [ { read = "stock", as = "seen" }, { update = "stock", set = { reserved = "seen.reserved + 1" } } ] }
"#;

fn shop(variant: &Variant) -> Design {
    File::parse(SHOP).unwrap().design(variant).unwrap_or_else(|refused| {
        panic!("{}", render(&refused.diagnostics, Source { name: None, text: &refused.text, line: 1 }, false))
    })
}

fn sums(design: &Design) -> Vec<ExprKind> {
    let order = design.flows.iter().find(|flow| flow.id == "order").unwrap();
    let step = order.steps.iter().find(|step| step.id.as_deref() == Some("sums")).unwrap();
    let Action::Let(gives) = &step.action else { panic!("{step:?}") };
    gives.iter().map(|(_, expr)| expr.kind.clone()).collect()
}

#[test]
fn scenarios_options_and_settings_make_variants() {
    let reading = File::parse(SHOP).unwrap().read();
    assert_eq!(reading.diagnostics, []);
    let reference = reading.problem.design.unwrap();
    let Trigger::Arrive(Arrivals::Rate { rate, .. }) = reference.flows[0].trigger else { panic!() };
    assert!((rate - 10.0 / 60.0).abs() < 1e-12);
    assert_eq!(reference.components[1].slots, 64);

    let choice = |decision: &str, option: &str| (decision.to_owned(), option.to_owned());
    let wide = shop(&Variant {
        scenario: Some("wide".into()),
        choices: vec![choice("take", "read_first")],
        set: vec![("db.lag".into(), "10s".into()), ("buy.with.item".into(), "3".into())],
        faults: Vec::new(),
    });
    assert_eq!(wide.components[1].slots, 8);
    assert_eq!(wide.scenario.lasts, 10_000_000_000, "taken over by `like`");
    let Trigger::Arrive(Arrivals::Rate { rate, .. }) = wide.flows[0].trigger else { panic!() };
    assert!((rate - 0.5).abs() < 1e-12, "10/min x 3");
    let Kind::Postgres(database) = &wide.components[2].kind else { panic!() };
    assert_eq!(database.lag, Duration::Constant(10_000_000_000));
    // Two steps took the place of one and keep its name.
    let Action::Group(steps) = &wide.flows[1].steps[0].action else { panic!() };
    assert_eq!((steps.len(), wide.flows[1].steps[0].id.as_deref()), (2, Some("take")));
}

#[test]
fn what_is_typed_on_the_command_line_is_pointed_at() {
    let file = File::parse(SHOP).unwrap();
    let refused = |path: &str, value: &str| {
        let variant = Variant { set: vec![(path.into(), value.into())], ..Variant::default() };
        let refused = file.design(&variant).unwrap_err();
        let first = refused.diagnostics.first().unwrap().clone();
        (first.code, first.span().of(&refused.text).to_owned())
    };
    assert_eq!(refused("api.sltos", "5"), ("unknown-word", "api.sltos".to_owned()));
    assert_eq!(refused("apo.slots", "5"), ("no-match", "apo.slots".to_owned()));
    assert_eq!(refused("api.slots", "64"), ("no-change", "api.slots".to_owned()));
    assert_eq!(refused("buy.with.itme", "3"), ("no-match", "buy.with.itme".to_owned()));
    assert_eq!(refused("api.time", "5MB").0, "dimension");
    assert_eq!(refused("order.take", "[{ reed = \"stock\" }]").0, "no-verb");
}

#[test]
fn arithmetic_over_rows_is_exact_integer_code() {
    let sums = sums(&shop(&Variant::default()));
    // A time in ns x 10/min in millionths: x 10 / 60 / 10^9 x 10^6 = / 6,000.
    let ExprKind::Min(_, filled) = &sums[0] else { panic!("{:?}", sums[0]) };
    let ExprKind::Add(_, refill) = &filled.kind else { panic!("{filled:?}") };
    let ExprKind::Scale { numerator, denominator, .. } = refill.kind else { panic!("{refill:?}") };
    assert_eq!((numerator, denominator), (1, 6000));
    // floor(now / 60s) is one division of nanoseconds, rounded down once.
    let ExprKind::Scale { numerator, denominator, rounding, .. } = sums[1] else { panic!("{:?}", sums[1]) };
    assert_eq!((i128::from(denominator) / i128::from(numerator), rounding), (60_000_000_000, Rounding::Down));
    let ExprKind::Scale { numerator, denominator, rounding, .. } = sums[2] else { panic!("{:?}", sums[2]) };
    assert_eq!((i128::from(denominator) / i128::from(numerator), rounding), (10_000_000_000, Rounding::Up));
    let ExprKind::Scale { numerator, denominator, .. } = sums[3] else { panic!("{:?}", sums[3]) };
    assert_eq!((numerator, denominator), (3, 1), "cents x 3");
    let ExprKind::Divide { numerator, .. } = sums[4] else { panic!("{:?}", sums[4]) };
    assert_eq!(numerator, 1_000_000, "a share in millionths");
}

#[test]
fn a_fault_on_a_step_is_a_condition_in_its_expression() {
    let design = shop(&Variant::default());
    let Action::Update(write) = &design.flows[1].steps[0].action else { panic!() };
    let Some(filter) = &write.filter else { panic!() };
    let ExprKind::If(active, faulty, usual) = &filter.kind else { panic!("{filter:?}") };
    assert_eq!(active.kind, ExprKind::FaultActive(design.scenario.faults[0]));
    assert_eq!(faulty.kind, ExprKind::Constant(1));
    assert!(matches!(usual.kind, ExprKind::Compare(..)));
}

#[test]
fn a_file_that_lost_a_line_is_answered_and_nothing_panics() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drafts");
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let count = text.lines().count();
        for gone in (7..count).step_by(41) {
            let kept: Vec<&str> =
                text.lines().enumerate().filter(|(at, _)| *at != gone).map(|(_, line)| line).collect();
            let rest = kept.join("\n");
            let Ok(file) = File::parse(&rest) else { continue };
            let reading = file.read();
            let runs = reading.problem.design.is_some();
            assert!(
                runs || reading.diagnostics.iter().any(Diagnostic::is_error),
                "line {gone} of a file is missed in silence"
            );
            assert!(!runs || file.design(&Variant::default()).is_ok());
        }
    }
}

/// What one variant leaves for the next to use again changes none: each is as if it were read alone.
#[test]
fn a_variant_is_the_same_whatever_was_read_before_it() {
    for entry in Library::built_in().entries() {
        let shared = File::parse(&entry.text).unwrap();
        let problem = shared.read().problem;
        let pairs = problem.decisions.iter().flat_map(|decision| {
            let options = decision.options.iter().filter(|option| option.patches);
            options.map(|option| (decision.id.clone(), option.id.clone(), option.shown_in.clone()))
        });
        let variants = pairs.map(|(decision, option, scenario)| Variant {
            scenario,
            choices: vec![(decision, option)],
            ..Variant::default()
        });
        let scenarios = problem
            .scenarios
            .iter()
            .map(|scenario| Variant { scenario: Some(scenario.id.clone()), ..Variant::default() });
        for variant in scenarios.chain(variants) {
            let alone = File::parse(&entry.text).unwrap().design(&variant);
            let (alone, shared) = (alone.unwrap(), shared.design(&variant).unwrap());
            assert!(alone == shared, "{}: {variant:?}", entry.id);
        }
    }
}
