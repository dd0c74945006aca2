//! Every item of a fact sheet stands in its problem file, and every estimate comes to the figure worked out by hand.
//!
//! `tests/coverage/README.md` says how the tables are written.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use napkin::problem::File;
use napkin::problem::model::Problem;
use serde::Deserialize;
use serde_json::Value;

use crate::support::answers;

/// What each sheet holds: decisions, faults, invariants, push-backs.
const FLOORS: [(&str, [usize; 4]); 7] = [
    ("food-reviews", [9, 7, 7, 7]),
    ("donations", [8, 8, 5, 6]),
    ("tracking", [10, 8, 5, 7]),
    ("gopuff", [10, 7, 6, 7]),
    ("scheduler", [12, 9, 7, 6]),
    ("rate-limiter", [13, 8, 5, 5]),
    ("promo", [11, 9, 7, 7]),
];

/// A figure may differ from what calc makes of the estimate by this share: four digits were written.
const TOLERANCE: f64 = 5e-3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coverage {
    decision: Vec<Item>,
    fault: Vec<Item>,
    invariant: Vec<Item>,
    pushback: Vec<Item>,
    estimate: Vec<Figure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    sheet: String,
    id: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    sheet: Option<String>,
    id: String,
    exact: String,
    interview: Option<String>,
}

/// One problem with its table.
struct Covered {
    id: String,
    coverage: Coverage,
    problem: Problem,
    /// Names and expressions, in the order of the file: inputs, then estimates.
    sheet: Vec<(String, String)>,
}

fn covered() -> Vec<Covered> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tables: Vec<PathBuf> = std::fs::read_dir(root.join("tests/coverage"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        // That of the notes has a test of its own.
        .filter(|path| path.file_stem().is_some_and(|stem| stem != "notes"))
        .collect();
    tables.sort();
    assert!(!tables.is_empty(), "there are coverage tables");
    tables.iter().map(|table| load(root, table)).collect()
}

fn load(root: &Path, table: &Path) -> Covered {
    let id = table.file_stem().unwrap().to_str().unwrap().to_owned();
    let text = std::fs::read_to_string(table).unwrap();
    let coverage: Coverage =
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", table.display()));
    let path = root.join("problems").join(format!("{id}.toml"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file = File::parse(&text).unwrap_or_else(|errors| panic!("{}: {errors:?}", path.display()));
    let reading = file.read();
    let errors: Vec<_> = reading.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    assert!(errors.is_empty(), "{}: {errors:#?}", path.display());
    let problem = reading.problem;
    assert_eq!(problem.id, id, "{}", path.display());
    let mut sheet = inputs(&text);
    sheet.extend(problem.estimates.iter().map(|estimate| (estimate.id.clone(), estimate.text.clone())));
    Covered { id, coverage, problem, sheet }
}

/// The inputs in the order of the file: one may use those before it.
fn inputs(text: &str) -> Vec<(String, String)> {
    let file = toml::de::DeTable::parse(text).unwrap();
    let Some(inputs) = file.get_ref().get("inputs").and_then(|inputs| inputs.get_ref().as_table()) else {
        return Vec::new();
    };
    let mut inputs: Vec<_> = inputs.iter().collect();
    inputs.sort_by_key(|(name, _)| name.span().start);
    inputs
        .into_iter()
        .map(|(name, value)| {
            let bare = || text.get(value.span()).unwrap().to_owned();
            (name.get_ref().to_string(), value.get_ref().as_str().map_or_else(bare, str::to_owned))
        })
        .collect()
}

/// A list of the table, and the ids of the section that it speaks of.
type List<'a> = (&'static str, &'a [Item], BTreeSet<&'a str>);

fn lists(covered: &Covered) -> [List<'_>; 4] {
    let Covered { coverage, problem, .. } = covered;
    let invariants = problem.promises.iter().filter(|promise| promise.invariant);
    [
        ("decision", &coverage.decision, problem.decisions.iter().map(|one| one.id.as_str()).collect()),
        ("fault", &coverage.fault, problem.failures.iter().map(|one| one.id.as_str()).collect()),
        ("invariant", &coverage.invariant, invariants.map(|one| one.id.as_str()).collect()),
        ("pushback", &coverage.pushback, problem.pushback.iter().map(|one| one.id.as_str()).collect()),
    ]
}

#[test]
fn every_item_of_a_sheet_stands_in_its_file() {
    let mut report = String::new();
    for covered in covered() {
        let id = &covered.id;
        let sheet = FLOORS.iter().find(|(name, _)| name == id);
        let (_, floors) = sheet.unwrap_or_else(|| panic!("{id} has no fact sheet"));
        for ((list, items, known), floor) in lists(&covered).into_iter().zip(floors) {
            if items.len() < *floor {
                let _ = writeln!(report, "{id}: {} of {floor} in the list of each {list}", items.len());
            }
            for item in items.iter().filter(|item| item.sheet.trim().is_empty()) {
                let _ = writeln!(report, "{id}: {list} `{}` has no words of the sheet", item.id);
            }
            let ids: Vec<&str> = items.iter().map(|item| item.id.as_str()).collect();
            say_missing(&mut report, id, list, &ids, &known);
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

fn say_missing(report: &mut String, problem: &str, list: &str, ids: &[&str], known: &BTreeSet<&str>) {
    let mut seen = BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            let _ = writeln!(report, "{problem}: {list} `{id}` stands for two items");
        }
        if !known.contains(id) {
            let _ = writeln!(report, "{problem}: no {list} is called `{id}`");
        }
    }
}

#[test]
fn every_estimate_comes_to_the_figure_made_by_hand() {
    let mut report = String::new();
    for covered in covered() {
        let id = &covered.id;
        let listed: Vec<&str> = covered.coverage.estimate.iter().map(|figure| figure.id.as_str()).collect();
        let known: BTreeSet<&str> =
            covered.problem.estimates.iter().map(|estimate| estimate.id.as_str()).collect();
        say_missing(&mut report, id, "estimate", &listed, &known);
        for name in known.iter().filter(|name| !listed.contains(name)) {
            let _ = writeln!(report, "{id}: estimate `{name}` has no figure made by hand");
        }
        let sheet: Vec<String> =
            covered.sheet.iter().map(|(name, text)| format!("{name} = {text}")).collect();
        let lines: Vec<&str> = sheet.iter().map(String::as_str).collect();
        let worth = answers(&[], &lines);
        assert_eq!(worth.len(), lines.len(), "{id}: one answer a line");
        for figure in &covered.coverage.estimate {
            let Some(at) = covered.sheet.iter().position(|(name, _)| *name == figure.id) else { continue };
            let interview = figure.interview.as_ref().unwrap_or(&figure.exact);
            let written = answers(&[], &[&figure.exact, interview]);
            let pairs = [
                ("exact", &worth[at]["value"], &figure.exact, &written[0]),
                ("interview", &worth[at]["interview"]["value"], interview, &written[1]),
            ];
            for (arithmetic, value, text, written) in pairs {
                if let Err(cause) = agree(value, &worth[at]["unit"], written) {
                    let sheet = figure.sheet.as_deref().unwrap_or("not in the sheet");
                    let _ = writeln!(report, "{id}: {} ({sheet}), {arithmetic} {text}: {cause}", figure.id);
                }
            }
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

/// Whether a value of calc, in base units, is the written figure.
fn agree(value: &Value, unit: &Value, written: &Value) -> Result<(), String> {
    let (Some(value), Some(figure)) = (value.as_f64(), written["value"].as_f64()) else {
        return Err(format!("calc gives {value}, the figure reads {}", written["value"]));
    };
    if *unit != written["unit"] {
        return Err(format!("calc gives {unit}, the figure has {}", written["unit"]));
    }
    let apart = (value - figure).abs();
    if apart <= TOLERANCE * figure.abs() { Ok(()) } else { Err(format!("calc gives {value}, not {figure}")) }
}

#[test]
fn figures_are_told_apart() {
    let quantity = |value: f64, unit: &str| serde_json::json!({ "value": value, "unit": unit });
    for (value, unit, figure, held) in [
        (115.741, "/s", quantity(115.74, "/s"), true),
        (115.741, "/s", quantity(100.0, "/s"), false),
        (115.741, "", quantity(115.74, "/s"), false),
        (0.0, "", quantity(1.0, ""), false),
    ] {
        assert_eq!(agree(&value.into(), &unit.into(), &figure).is_ok(), held, "{value}{unit} {figure}");
    }
}
