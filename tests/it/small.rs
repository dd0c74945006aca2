//! Small problem files with one point each: read, run, and asked for their figures.

use std::path::{Path, PathBuf};

use napkin::diag::{Source, render};
use napkin::problem::File;
use serde_json::Value;

use crate::support::typed;

/// The files of a folder under `tests`, in the order of their names.
pub fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    files
}

/// A file of a folder under `tests`, by its name without `.toml`.
pub fn file(folder: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder).join(name).with_extension("toml")
}

/// What `napkin sim FILE --format json` and these words print; a failed verdict is no failure here.
pub fn printed(file: &Path, words: &[&str]) -> String {
    let run = typed(["sim", file.to_str().unwrap(), "--format", "json"].iter().chain(words));
    assert!(matches!(run.code, Some(0 | 1)) && run.stderr.is_empty(), "{}: {run:#?}", file.display());
    run.stdout
}

/// The report of one run with this seed.
pub fn report(file: &Path, seed: u64) -> Value {
    let printed = printed(file, &["--seed", &seed.to_string()]);
    serde_json::from_str(&printed).unwrap_or_else(|cause| panic!("one JSON object: {cause}\n{printed}"))
}

/// The object with this `id` in a list of the report.
pub fn part<'r>(report: &'r Value, list: &str, id: &str) -> &'r Value {
    let parts = report[list].as_array().unwrap_or_else(|| panic!("a list of {list}\n{report:#}"));
    parts.iter().find(|part| part["id"] == id).unwrap_or_else(|| panic!("{id} among {list}\n{report:#}"))
}

/// A figure of one of its parts.
pub fn figure(report: &Value, list: &str, id: &str, name: &str) -> f64 {
    let figure = &part(report, list, id)[name];
    figure.as_f64().unwrap_or_else(|| panic!("{id}.{name} is a number, not {figure}"))
}

/// Runs every file of a folder: each must hold all of its rules, and have asked for each of them.
pub fn hold_their_rules(folder: &str) {
    let mut wrong = Vec::new();
    for path in files(folder) {
        let name = path.file_stem().unwrap().display().to_string();
        let report = report(&path, 1);
        let rules =
            ["objectives", "invariants"].into_iter().flat_map(|list| report[list].as_array().unwrap());
        for rule in rules {
            if rule["verdict"] != "pass" {
                wrong.push(format!("{name}: {} ({})", rule["says"], rule["rule"]));
            } else if rule["checks"].as_u64() == Some(0) {
                wrong.push(format!("{name}: nobody asked whether {} ({})", rule["says"], rule["rule"]));
            }
        }
        if report["verdict"] != "pass" {
            wrong.push(format!(
                "{name}: {} {}\n  notes {}",
                report["verdict"], report["reasons"], report["notes"]
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_small_file_is_read_without_a_word() {
    let mut wrong = String::new();
    for path in ["traces", "closed_forms", "hand", "hand/broken"].into_iter().flat_map(files) {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.display().to_string();
        let said = match File::parse(&text) {
            Err(errors) => errors,
            Ok(file) => file.read().diagnostics,
        };
        if !said.is_empty() {
            wrong.push_str(&render(&said, Source { name: Some(&name), text: &text, line: 1 }, false));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
