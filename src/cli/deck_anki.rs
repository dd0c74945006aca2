//! `napkin deck export --anki` and `napkin deck import FILE`.

use std::fs;
use std::io;
use std::path::Path;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::decks::count;
use super::output::{Exit, Output};
use super::{arguments, decks, problems};
use crate::diag::visible;
use crate::problem::File;
use crate::store::problem_file;
use crate::study::anki;
use crate::study::card::Card;
use crate::study::deck::Decks;

/// Writes decks, and the cards of problems where those are named, to standard output.
pub fn export(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let mut known = match decks::library(output, matches.get_one::<String>("decks").map(String::as_str)) {
        Ok(known) => known,
        Err(code) => return Ok(code),
    };
    let words = arguments::words(matches);
    for word in &words {
        if known.deck(word).is_none() {
            if let Err(code) = add_problem(output, &mut known, word) {
                return Ok(code);
            }
        }
    }
    let mut cards: Vec<&Card> = Vec::new();
    for deck in known.decks().iter().filter(|deck| words.is_empty() || words.contains(&deck.id)) {
        cards.extend(&deck.cards);
    }
    let (text, skipped) = anki::write(&cards, &known);
    output.print(&text)?;
    if skipped > 0 {
        let drills = count(skipped, "drill");
        output.message(&format!("{drills} left out: the numbers of a drill are fresh each time\n"));
    }
    Ok(Exit::WELL)
}

fn add_problem(output: &Output, known: &mut Decks, word: &str) -> Result<(), u8> {
    let library = problems::library(output, None)?;
    let Some(entry) = library.find(word) else { return Err(decks::unknown(output, known, word)) };
    match File::parse(&entry.text) {
        Ok(file) => known.add_problem(&file.read().problem),
        Err(errors) => return Err(problems::broken(output, &errors, &entry.name, &entry.text)),
    }
    Ok(())
}

/// Makes decks of one's own from a file.
pub fn import(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let words = arguments::words(matches);
    let [word] = words.as_slice() else {
        return Ok(
            output.refuse("error: which file?\nhelp: one text file from Anki: napkin deck import cards.txt")
        );
    };
    let text = match problem_file(Path::new(word)) {
        Ok(text) => text,
        Err(error) => {
            return Ok(output.refuse(&format!("error: {} cannot be read: {error}", visible(word))));
        }
    };
    let Some(folder) = decks::own_folder(output) else {
        return Ok(output
            .refuse("error: there is no folder for decks of your own\nhelp: name one: NAPKIN_DATA_DIR=DIR"));
    };
    let known = match decks::library(output, None) {
        Ok(known) => known,
        Err(code) => return Ok(code),
    };
    let path = |id: &str| folder.join(format!("{id}.toml"));
    let stem =
        Path::new(word).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let import = anki::import(&text, &stem, &known, &|id| problem_file(&path(id)).ok());
    for deck in &import.written {
        if let Err(error) = fs::create_dir_all(&folder).and_then(|()| write(&path(&deck.id), &deck.text)) {
            let shown = path(&deck.id).display().to_string();
            return Ok(output.refuse(&format!("error: {} cannot be written: {error}", visible(&shown))));
        }
    }
    tell(output, &import, &|id| path(id).display().to_string())
}

/// Writes beside the file and then puts it in its place: a crash leaves the old text or the new one.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let beside = path.with_extension("toml.new");
    fs::write(&beside, text)?;
    fs::rename(&beside, path)
}

fn tell(output: &Output, import: &anki::Import, path: &dyn Fn(&str) -> String) -> io::Result<u8> {
    if output.json {
        let decks: Vec<Json> = import
            .written
            .iter()
            .map(|deck| json!({ "id": deck.id, "path": path(&deck.id), "new": deck.new }))
            .collect();
        let skipped: Vec<Json> =
            import.skipped.iter().map(|skip| json!({ "line": skip.line, "why": skip.why })).collect();
        output.print_json(
            &json!({ "version": 1, "decks": decks, "known": import.known, "skipped": skipped }),
        )?;
        return Ok(Exit::WELL);
    }
    let mut said = String::new();
    for deck in &import.written {
        said.push_str(&format!("{}: {} new, in {}\n", deck.id, count(deck.new, "card"), path(&deck.id)));
    }
    if import.known > 0 {
        said.push_str(&format!("{} there already\n", count(import.known, "card")));
    }
    for skip in &import.skipped {
        said.push_str(&format!("line {} left out: {}\n", skip.line, skip.why));
    }
    if said.is_empty() {
        said.push_str("the file has no notes\n");
    }
    output.print(&visible(&said))?;
    Ok(Exit::WELL)
}
