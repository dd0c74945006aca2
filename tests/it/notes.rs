//! Every heading, table row, phrase and exercise of the notes is taught by a card, a skill or a problem.
//!
//! The notes are not shipped: `tests/coverage/notes.toml` says for each item what it is and what teaches it.

use std::collections::BTreeSet;
use std::path::Path;

use napkin::problem::Library;
use napkin::study::deck::Decks;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Notes {
    items: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    /// The file of the notes.
    file: String,
    /// The heading in it.
    at: String,
    /// What stands there, in English.
    item: String,
    /// Cards and skills (`deck/id`) and problems (`id`).
    cards: Vec<String>,
}

/// The files of the notes.
const FILES: [&str; 5] =
    ["framework-and-problems", "study-notes", "mock-debriefs", "ticket-sales-modelling", "flash-promo"];

#[test]
fn every_item_of_the_notes_is_taught() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coverage/notes.toml");
    let notes: Notes = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let (decks, problems) = (Decks::built_in(), Library::built_in());
    let mut wrong = String::new();
    let mut seen = BTreeSet::new();
    for item in &notes.items {
        let place = format!("{}, {}: {}", item.file, item.at, item.item);
        if !seen.insert((&item.file, &item.at, &item.item)) {
            wrong.push_str(&format!("{place}: twice\n"));
        }
        if item.item.trim().is_empty() || item.at.trim().is_empty() || !FILES.contains(&item.file.as_str()) {
            wrong.push_str(&format!("{place}: says too little\n"));
        }
        if item.cards.is_empty() {
            wrong.push_str(&format!("{place}: nothing teaches it\n"));
        }
        for id in &item.cards {
            let known =
                if id.contains(['/', ':']) { decks.card(id).is_some() } else { problems.find(id).is_some() };
            if !known {
                wrong.push_str(&format!("{place}: there is no `{id}`\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    for file in FILES {
        assert!(notes.items.iter().any(|item| item.file == file), "nothing of {file}");
    }
}

#[test]
fn what_was_missed_comes_first_somewhere() {
    let decks = Decks::built_in();
    assert!(decks.cards().any(|card| card.missed), "the notes mark what was got wrong");
}
