//! `napkin check [FILE|DIR…]`: everything that is wrong with problem files, without running them.

use std::io;
use std::path::Path;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::figure::folded;
use super::output::{Exit, Output};
use super::watch::Seen;
use super::{arguments, problems};
use crate::diag::{Diagnostic, Report, Severity, Source, render, visible};
use crate::problem::{Entry, File, Library, expand};
use crate::sim::program::compile;
use crate::store::problem_files;

/// One file and what was found.
struct Checked {
    entry: Entry,
    diagnostics: Vec<Diagnostic>,
    expanded: Option<String>,
}

/// Checks files, folders, ids, or every known problem; exit 1 where a file has errors. With `--watch` again
/// whenever one of the files changes, until it is interrupted.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    if !matches.get_flag("watch") {
        return once(output, matches);
    }
    let paths: Vec<String> =
        arguments::words(matches).into_iter().filter(|word| Path::new(word).exists()).collect();
    if paths.is_empty() {
        return Ok(output.refuse(
            "error: there is no file to watch\nhelp: name one: napkin check mine/shop.toml --watch",
        ));
    }
    loop {
        let seen = Seen::now(&paths);
        once(output, matches)?;
        seen.wait(&paths);
    }
}

fn once(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let (entries, unread) = match entries(output, matches) {
        Ok(entries) => entries,
        Err(code) => return Ok(code),
    };
    let wants_flows = matches.get_flag("expand");
    let checked: Vec<Checked> = entries.into_iter().map(|entry| check(entry, wants_flows)).collect();
    let is_broken = |file: &Checked| file.diagnostics.iter().any(Diagnostic::is_error);
    if output.json {
        let files: Vec<Json> = checked.iter().map(|file| json(file, is_broken(file))).collect();
        output.print_json(&json!({ "version": 1, "files": files }))?;
    } else {
        for file in &checked {
            let source = Source { name: Some(&file.entry.name), text: &file.entry.text, line: 1 };
            output.message(&render(&file.diagnostics, source, output.look()));
            output.print(&format!("{}: {}\n", visible(&file.entry.name), verdict(&file.diagnostics)))?;
            if let Some(expanded) = &file.expanded {
                output.print(&filled(&visible(expanded), output.page()))?;
            }
        }
    }
    Ok(unread.unwrap_or(if checked.iter().any(is_broken) { Exit::FAILED } else { Exit::WELL }))
}

/// Steps in lines of at most `width` cells, those that go on behind the indent of their step and four spaces.
fn filled(steps: &str, width: Option<usize>) -> String {
    let Some(width) = width else { return steps.to_owned() };
    let line = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        folded(line, width, indent + 4) + "\n"
    };
    steps.lines().map(line).collect::<Vec<_>>().concat()
}

/// What is to be checked. Every path that cannot be read is named, and gives its exit code in the end.
fn entries(output: &Output, matches: &ArgMatches) -> Result<(Vec<Entry>, Option<u8>), u8> {
    let library = problems::library(output, matches.get_one::<String>("problems").map(String::as_str))?;
    let words = arguments::words(matches);
    if words.is_empty() {
        return Ok((library.entries().to_vec(), None));
    }
    let mut entries = Vec::new();
    let mut refused = None;
    for word in &words {
        if Path::new(word).is_dir() {
            match folder(output, word) {
                Ok((files, unread)) => {
                    entries.extend(files);
                    refused = unread.or(refused);
                }
                Err(code) => refused = Some(code),
            }
            continue;
        }
        match problems::entry(output, &library, word) {
            Ok(entry) => entries.push(entry),
            Err(code) => refused = Some(code),
        }
    }
    if entries.is_empty() {
        return refused.map_or(Ok((entries, None)), Err);
    }
    Ok((entries, refused))
}

/// The files of a folder that can be read, and the exit code where some cannot, which is said.
fn folder(output: &Output, word: &str) -> Result<(Vec<Entry>, Option<u8>), u8> {
    let refuse = |why: String| output.refuse(&format!("error: {}: {why}", visible(word)));
    let files = problem_files(Path::new(word)).map_err(|error| refuse(error.to_string()))?;
    if files.is_empty() {
        return Err(refuse("no *.toml in this folder".to_owned()));
    }
    let (mut entries, mut unread) = (Vec::new(), None);
    let mut ids = Library::default();
    for (path, text) in files {
        let name = path.display().to_string();
        match text {
            Ok(text) => {
                if let Some(other) = ids.add(&name, &text) {
                    unread = Some(output.refuse(&format!("error: {}", problems::twice(&other, &name))));
                }
                entries.push(Entry { id: name.clone(), name, text });
            }
            // The others are looked at all the same.
            Err(error) => {
                let why = format!("error: {} cannot be read: {error}", visible(&name));
                unread = Some(output.refuse(&why));
            }
        }
    }
    Ok((entries, unread))
}

fn check(entry: Entry, wants_flows: bool) -> Checked {
    let (diagnostics, expanded) = match File::parse(&entry.text) {
        Err(errors) => (errors, None),
        Ok(file) => {
            let reading = file.read();
            let wanted = wants_flows && reading.problem.design.is_some();
            let expanded = wanted.then(|| expand(&reading.problem));
            let mut diagnostics = reading.diagnostics;
            diagnostics.extend(file.few_lessons(&reading.problem));
            // What `sim` would refuse is said here, too.
            let refused = reading.problem.design.as_ref().and_then(|design| compile(design).err());
            diagnostics
                .extend(refused.map(|refusal| Diagnostic::error("not-yet", refusal.span, refusal.message)));
            (diagnostics, expanded)
        }
    };
    Checked { entry, diagnostics, expanded }
}

fn json(file: &Checked, is_broken: bool) -> Json {
    let reports = file.diagnostics.iter().map(|diagnostic| Report::new(diagnostic, &file.entry.text));
    let mut json = json!({
        "path": file.entry.name,
        "ok": !is_broken,
        "diagnostics": reports.collect::<Vec<_>>(),
    });
    if let Some(expanded) = &file.expanded {
        json["expanded"] = expanded.as_str().into();
    }
    json
}

/// `ok`, `ok, 1 note`, `2 errors, 1 warning`.
pub(super) fn verdict(diagnostics: &[Diagnostic]) -> String {
    let parts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts = parts.into_iter().filter_map(|(severity, word)| {
        let count = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        (count > 0).then(|| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
    });
    let parts: Vec<String> = parts.collect();
    let ok = diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Note);
    ok.then(|| "ok".to_owned()).into_iter().chain(parts).collect::<Vec<_>>().join(", ")
}
