//! `napkin deck check [FILE|DIR|DECK…]`: everything that is wrong with decks.

use std::io;
use std::path::Path;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::check::verdict;
use super::output::{Exit, Output};
use super::{arguments, decks, problems};
use crate::diag::{Diagnostic, Report, visible};
use crate::problem::File;
use crate::store::{problem_file, problem_files};
use crate::study::deck::{Deck, Decks, check, read};

/// A deck and what was found.
struct Checked {
    deck: Deck,
    wrong: Vec<Diagnostic>,
}

/// Checks files, folders, ids, or every known deck; exit 1 where one has errors.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let folder = matches.get_one::<String>("decks").map(String::as_str);
    let words = arguments::words(matches);
    let mut known = match decks::to_check(output, folder) {
        Ok(known) => known,
        Err(code) => return Ok(code),
    };
    let files = match files(output, &known, &words) {
        Ok(files) => files,
        Err(code) => return Ok(code),
    };
    let mut checked: Vec<Checked> = Vec::new();
    for (name, text) in &files {
        let (deck, wrong) = read(name, text);
        known.add(name, text);
        checked.push(Checked { deck, wrong });
    }
    if files.iter().any(|(_, text)| text.contains(':') && text.contains("confusable_with")) {
        if let Err(code) = with_problems(output, &mut known) {
            return Ok(code);
        }
    }
    for Checked { deck, wrong } in &mut checked {
        wrong.extend(check(deck, &known));
        wrong.sort_by_key(Diagnostic::span);
    }
    let is_broken = |checked: &Checked| checked.wrong.iter().any(Diagnostic::is_error);
    if output.json {
        let files: Vec<Json> = checked
            .iter()
            .map(|checked| {
                let reports = checked.wrong.iter().map(|wrong| Report::new(wrong, &checked.deck.text));
                json!({
                    "path": checked.deck.name,
                    "ok": !is_broken(checked),
                    "cards": checked.deck.cards.len(),
                    "diagnostics": reports.collect::<Vec<_>>(),
                })
            })
            .collect();
        output.print_json(&json!({ "version": 1, "files": files }))?;
    } else {
        for Checked { deck, wrong } in &checked {
            output.message(&decks::drawn(output, wrong, &deck.name, &deck.text));
            output.print(&format!("{}: {}\n", visible(&deck.name), verdict(wrong)))?;
        }
    }
    Ok(if checked.iter().any(is_broken) { Exit::FAILED } else { Exit::WELL })
}

/// The cards of problems, which a deck may name too.
fn with_problems(output: &Output, known: &mut Decks) -> Result<(), u8> {
    for entry in problems::library(output, None)?.entries() {
        if let Ok(file) = File::parse(&entry.text) {
            known.add_problem(&file.read().problem);
        }
    }
    Ok(())
}

/// What is to be checked, as (name, text). Every path that cannot be read is named before the command gives up.
fn files(output: &Output, known: &Decks, words: &[String]) -> Result<Vec<(String, String)>, u8> {
    if words.is_empty() {
        return Ok(known.decks().iter().map(|deck| (deck.name.clone(), deck.text.clone())).collect());
    }
    let mut files = Vec::new();
    let mut refused = None;
    let mut refuse = |word: &str, why: &str| {
        refused = Some(output.refuse(&format!("error: {} cannot be read: {why}", visible(word))));
    };
    for word in words {
        let path = Path::new(word);
        if path.is_dir() {
            match problem_files(path) {
                Ok(found) if found.is_empty() => refuse(word, "no *.toml in this folder"),
                Ok(found) => {
                    for (path, text) in found {
                        let name = path.display().to_string();
                        match text {
                            Ok(text) => files.push((name, text)),
                            Err(error) => refuse(&name, &error.to_string()),
                        }
                    }
                }
                Err(error) => refuse(word, &error.to_string()),
            }
        } else if word.contains(['/', '\\']) || path.extension().is_some() || path.is_file() {
            match problem_file(path) {
                Ok(text) => files.push((word.clone(), text)),
                Err(error) => refuse(word, &error.to_string()),
            }
        } else if let Some(deck) = known.deck(word) {
            files.push((deck.name.clone(), deck.text.clone()));
        } else {
            return Err(decks::unknown(output, known, word));
        }
    }
    refused.map_or(Ok(files), Err)
}
