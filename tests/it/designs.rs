//! The pages of `docs/designs`: for each design a page for readers who doubt. What of it repeats the problem file is
//! generated, between two marks, and a test holds it to the file.

use std::fmt::Write;
use std::path::PathBuf;

use napkin::problem::model::{Choice, Decision, Lesson, Problem};
use napkin::problem::{File, Variant};

const BEGIN: &str =
    "<!-- generated from the problem file: NAPKIN_WRITE_DOCS=1 cargo test --test it designs -->\n";
const END: &str = "<!-- generated until here -->\n";

fn pages() -> Vec<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/designs");
    let mut pages: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    assert!(!pages.is_empty(), "there are pages");
    pages
}

/// Names as code, or a dash.
fn code(names: &[String]) -> String {
    if names.is_empty() {
        return "–".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What the file says of an option: its kind, what must be seen, what may be.
fn lesson(option: &Choice) -> (&'static str, String, String) {
    let none = || "–".to_owned();
    match &option.lesson {
        Lesson::Chosen => ("chosen", "every rule holds".to_owned(), none()),
        Lesson::Wrong { breaks, may_break } => ("wrong", format!("breaks {}", code(breaks)), code(may_break)),
        Lesson::Defensible { pays } => {
            let gains = if option.gains.is_empty() {
                String::new()
            } else {
                format!("; better: {}", code(&option.gains))
            };
            ("defensible", format!("every rule holds; worse: {}{gains}", code(pays)), none())
        }
        Lesson::Dominated { worse } => {
            ("dominated", format!("every rule holds; worse: {}", code(worse)), none())
        }
        Lesson::Needless { .. } => ("needless", "no verdict changes".to_owned(), none()),
        Lesson::Argued { .. } => ("argued", "not simulated".to_owned(), none()),
    }
}

fn row(text: &mut String, decision: &Decision, option: &Choice) {
    let (kind, shows, may) = lesson(option);
    let shown_in = match &option.lesson {
        Lesson::Argued { .. } => "–".to_owned(),
        _ => option
            .shown_in
            .as_ref()
            .map_or_else(|| "wherever the others are".to_owned(), |id| format!("`{id}`")),
    };
    let _ = writeln!(text, "| {} | `{}` | {kind} | {shown_in} | {shows} | {may} |", decision.id, option.id);
}

/// The scenarios and the options of a problem, as tables.
fn generated(problem: &Problem, file: &File) -> String {
    let design = file.design(&Variant::default()).unwrap();
    let mut text = String::from(BEGIN);
    text.push_str("\n| scenario | load for | faults | may be missed | proof |\n|---|---|---|---|---|\n");
    for scenario in &problem.scenarios {
        let faults: Vec<String> =
            scenario.faults.iter().map(|fault| design.faults[fault.index()].id.clone()).collect();
        let milliseconds = scenario.lasts / 1_000_000;
        let (size, unit) = [(3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")]
            .into_iter()
            .find(|(size, _)| milliseconds % size == 0)
            .unwrap();
        let lasts = format!("{} {unit}", milliseconds / size);
        let proof = if scenario.proof { "yes" } else { "no" };
        let _ = writeln!(
            text,
            "| `{}` | {lasts} | {} | {} | {proof} |",
            scenario.id,
            code(&faults),
            code(&scenario.may_miss)
        );
    }
    text.push_str("\n| decision | option | kind | shown in | what a run must show | and may show |\n|---|---|---|---|---|---|\n");
    for decision in &problem.decisions {
        decision.options.iter().for_each(|option| row(&mut text, decision, option));
    }
    text.push('\n');
    text.push_str(END);
    text
}

#[test]
fn designs_are_told_as_their_files_are() {
    for path in pages() {
        let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let problem =
            PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("problems").join(&id).with_extension("toml");
        let text = std::fs::read_to_string(&problem).unwrap();
        let file = File::parse(&text).unwrap_or_else(|errors| panic!("{id}: {errors:?}"));
        let tables = generated(&file.read().problem, &file);
        let page = std::fs::read_to_string(&path).unwrap();
        let (before, rest) =
            page.split_once(BEGIN).unwrap_or_else(|| panic!("{id}: no place for the tables"));
        let (_, after) = rest.split_once(END).unwrap_or_else(|| panic!("{id}: no end of the tables"));
        let whole = format!("{before}{tables}{after}");
        if std::env::var_os("NAPKIN_WRITE_DOCS").is_some() {
            std::fs::write(&path, &whole).unwrap();
            continue;
        }
        assert!(page == whole, "{id}: write it anew: NAPKIN_WRITE_DOCS=1 cargo test --test it designs");
    }
}
