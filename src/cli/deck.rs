//! `napkin deck`: the commands on decks.

use std::io;

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::output::{Exit, Output};
use super::{arguments, deck_anki, deck_check, deck_new, decks};
use crate::diag::visible;
use crate::problem::page::table::Column::{Flexible, Left, Right};
use crate::problem::page::table::table;
use crate::study::deck::{Deck, Decks};

/// Runs the command that stands behind `deck`.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    match matches.subcommand() {
        Some(("list", matches)) => list(output, matches),
        Some(("check", matches)) => deck_check::run(output, matches),
        Some(("new", matches)) => deck_new::run(output, matches),
        Some(("export", matches)) => deck_anki::export(output, matches),
        Some(("import", matches)) => deck_anki::import(output, matches),
        _ => output.help(),
    }
}

fn list(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let decks = match decks::library(output, matches.get_one::<String>("decks").map(String::as_str)) {
        Ok(decks) => decks,
        Err(code) => return Ok(code),
    };
    let words = arguments::words(matches);
    if words.is_empty() { all(output, &decks) } else { cards(output, &decks, &words) }
}

fn all(output: &Output, decks: &Decks) -> io::Result<u8> {
    if output.json {
        let rows = decks.decks().iter().map(|deck| {
            let mut topics: Vec<&str> = deck.cards.iter().map(|card| card.topic.as_str()).collect();
            topics.sort_unstable();
            topics.dedup();
            json!({
                "id": deck.id,
                "title": deck.title,
                "about": deck.about,
                "cards": deck.cards.len(),
                "missed": deck.cards.iter().filter(|card| card.missed).count(),
                "topics": topics,
                "path": deck.name,
            })
        });
        output.print_json(&json!({ "version": 1, "decks": rows.collect::<Vec<_>>() }))?;
        return Ok(Exit::WELL);
    }
    let rows = decks.decks().iter().map(|deck| {
        vec![
            deck.id.clone(),
            decks::count(deck.cards.len(), "card"),
            format!("{}: {}", deck.title, deck.about),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    output.print(&visible(&table(&rows, &[Left, Right, Flexible], output.width())))?;
    Ok(Exit::WELL)
}

fn cards(output: &Output, decks: &Decks, words: &[String]) -> io::Result<u8> {
    let mut chosen: Vec<&Deck> = Vec::new();
    for word in words {
        match decks.deck(word) {
            Some(deck) => chosen.push(deck),
            None => return Ok(decks::unknown(output, decks, word)),
        }
    }
    let cards = || chosen.iter().flat_map(|deck| &deck.cards);
    if output.json {
        let rows: Vec<Json> = cards()
            .map(|card| {
                json!({
                    "id": card.id,
                    "kind": card.kind(),
                    "topic": card.topic,
                    "ask": card.ask,
                    "missed": card.missed,
                    "confusable_with": card.confusable_with,
                })
            })
            .collect();
        output.print_json(&json!({ "version": 1, "cards": rows }))?;
        return Ok(Exit::WELL);
    }
    let rows: Vec<Vec<String>> =
        cards().map(|card| vec![card.id.clone(), card.kind().to_owned(), card.ask.clone()]).collect();
    output.print(&visible(&table(&rows, &[Left, Left, Flexible], output.width())))?;
    Ok(Exit::WELL)
}
