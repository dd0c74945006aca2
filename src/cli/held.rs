//! What a mock that was held leads to: its line in the history, and the cards that its gaps ask for.

use super::output::Output;
use crate::mock::{Past, Report, STANDARDS, Standards, due_cards};
use crate::problem::{File, Library};
use crate::store::{Clock, Database};
use crate::study::deck::Decks;
use crate::study::{EventIds, Kind, Log, LogError, Rules};

/// Ends a mock: its report is kept, its problem's cards may be asked from here on, and the cards that belong to its
/// gaps are due. The ids of the cards that were moved.
pub fn finish(
    database: &mut Database,
    rules: &Rules,
    decks: &mut Decks,
    problems: &Library,
    id: &str,
    report: &Report,
) -> Result<Vec<String>, LogError> {
    let now = Clock.now();
    database.finish_mock(id, report, now)?;
    if let Some(Ok(file)) = problems.find(&report.problem).map(|entry| File::parse(&entry.text)) {
        decks.add_problem(&file.read().problem);
    }
    make_due(database, rules, decks, &Past::of(id, report, now).gaps)
}

/// Moves the cards that belong to gaps to due; the ids of those that were not due anyway. Only when they are asked is
/// changed, and nothing that is known of how well they are remembered.
pub fn make_due(
    database: &mut Database,
    rules: &Rules,
    decks: &Decks,
    gaps: &[String],
) -> Result<Vec<String>, LogError> {
    let Ok(standards) = Standards::read(STANDARDS) else { return Ok(Vec::new()) };
    let now = Clock.now();
    let ledger = database.ledger(rules)?;
    let known: Vec<(&str, &str)> =
        decks.cards().map(|card| (card.id.as_str(), card.topic.as_str())).collect();
    let mut moved = Vec::new();
    let mut ids = EventIds::new(Clock.seed());
    for card in due_cards(gaps, &standards, &known) {
        let memory = ledger.memory(&card);
        // A new card has no time until it is made due.
        let is_due = if memory.is_new() { memory.due != 0 } else { memory.due <= now };
        if !memory.suspended && !is_due {
            database.append(&ids.event(now, Kind::MakeDue { card: card.clone() }))?;
            moved.push(card);
        }
    }
    Ok(moved)
}

/// The standards that mocks are judged by.
pub fn standards(output: &Output) -> Result<Standards, u8> {
    Standards::read(STANDARDS).map_err(|error| output.refuse(&format!("error: {}", error.message)))
}
