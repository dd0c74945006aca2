//! What the commands that learn stand on: the settings, the log, the cards.

use std::collections::BTreeSet;

use clap::ArgMatches;

use super::output::Output;
use super::{decks, problems};
use crate::diag::{Diagnostic, Source, render, visible};
use crate::problem::{File, Library};
use crate::store::{Clock, Database, Folders, Settings};
use crate::study::card::{Card, Origin};
use crate::study::deck::Decks;
use crate::study::{Item, LogError};

/// So many exercises in a drill unless more or fewer are asked for.
pub const EXERCISES: u32 = 10;
/// Seeds of a drill that the program chooses are short, so that they can be typed again.
pub const SEEDS: u64 = 1_000_000;

/// The user's folders; the exit code where there is no home.
pub fn folders(output: &Output) -> Result<Folders, u8> {
    output.folders().ok_or_else(|| {
        output.refuse("error: there is no home folder to keep the log in\nhelp: set HOME, or NAPKIN_DATA_DIR and XDG_CONFIG_HOME")
    })
}

/// What the user set. Errors in the file are drawn, and nothing is guessed.
pub fn settings(output: &Output) -> Result<Settings, u8> {
    let folder = folders(output)?.config;
    let (settings, found) = Settings::load(&folder, &Clock.zone()).map_err(|error| {
        let path = folder.join(Settings::NAME).display().to_string();
        output.refuse(&format!("error: {} cannot be read: {error}", visible(&path)))
    })?;
    let name = settings.path.display().to_string();
    let source = Source { name: Some(&name), text: &settings.text, line: 1 };
    output.message(&render(&found, source, output.look()));
    if found.iter().any(Diagnostic::is_error) { Err(super::output::Exit::USAGE) } else { Ok(settings) }
}

/// The log, made where it is missing.
pub fn database(output: &Output) -> Result<Database, u8> {
    let mut database = Database::open(&folders(output)?.data).map_err(|error| refuse(output, &error))?;
    notices(output, &mut database);
    Ok(database)
}

/// Tells what happened to the log.
pub fn notices(output: &Output, database: &mut Database) {
    for notice in database.notices() {
        output.message(&format!("warning: {}\n", visible(&notice)));
    }
}

/// Says why the log cannot be used; the exit code.
pub fn refuse(output: &Output, error: &LogError) -> u8 {
    let help = error.help.as_ref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    output.refuse(&format!("error: {}{help}", visible(&error.message)))
}

/// Every deck that is known, and the cards of these problems. The others are not even read: that takes longer
/// than a quiz may take to start.
pub fn decks(
    output: &Output,
    folder: Option<&str>,
    library: &Library,
    open: &BTreeSet<String>,
) -> Result<Decks, u8> {
    let mut decks = decks::library(output, folder)?;
    for entry in library.entries().iter().filter(|entry| open.contains(&entry.id)) {
        // What is wrong with a problem is `napkin check`'s to say.
        if let Ok(file) = File::parse(&entry.text) {
            decks.add_problem(&file.read().problem);
        }
    }
    Ok(decks)
}

/// The problem that a card is from.
pub fn problem(card: &Card) -> Option<&str> {
    match &card.origin {
        Origin::Problem { id, .. } => Some(id),
        Origin::Deck => None,
    }
}

/// Every problem that is known.
pub fn problems(output: &Output, matches: &ArgMatches) -> Result<Library, u8> {
    problems::library(output, matches.get_one::<String>("problems").map(String::as_str))
}

/// A card as scheduling sees it.
pub fn item(card: &Card) -> Item {
    Item {
        card: card.id.clone(),
        deck: card.deck.clone(),
        topic: card.topic.clone(),
        problem: problem(card).map(str::to_owned),
        siblings: card.siblings.clone(),
        missed: card.missed,
        confusable: card.confusable_with.clone(),
    }
}
