//! Problem files: the drafts are read whole, the broken ones say what is wrong.

use std::fs;
use std::path::Path;

use napkin::diag::{Source, render};
use napkin::problem::File;

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
