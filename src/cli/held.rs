//! What a mock that was held leads to: its line in the history, and the cards that its gaps ask for.

use super::output::Output;
use super::{decks, learner};
use crate::mock::{Past, Report, STANDARDS, Standards, due_cards};
use crate::problem::model::Problem;
use crate::store::{Clock, Database};
use crate::study::deck::Decks;
use crate::study::{EventIds, Kind, Log, LogError, Rules};

/// Ends a mock: its report is kept, its problem's cards may be asked from here on, and the cards that belong to its
/// gaps are due. The ids of the cards that were moved.
pub fn finish(
    database: &mut Database,
    rules: &Rules,
    decks: &mut Decks,
    problem: Option<&Problem>,
    id: &str,
    report: &Report,
) -> Result<Vec<String>, LogError> {
    let now = Clock.now();
    database.finish_mock(id, report, now)?;
    let past = Past::of(id, report, now);
    if let Some(problem) = problem.filter(|_| past.is_attempt()) {
        decks.add_problem(problem);
    }
    make_due(database, rules, decks, &past.gaps)
}

/// The same where neither settings nor cards were read yet, and what there is to say about it.
pub fn finish_alone(
    output: &Output,
    database: &mut Database,
    problem: &Problem,
    id: &str,
    report: &Report,
) -> Result<String, LogError> {
    // What is wrong with the settings or a deck has been said, and is no reason to lose a report.
    let rules = learner::settings(output).map(|settings| settings.rules).unwrap_or_default();
    let mut decks = decks::library(output, None).unwrap_or_default();
    let moved = finish(database, &rules, &mut decks, Some(problem), id, report)?;
    let short: String = id.chars().take(4).collect();
    Ok(format!("The report stays: napkin report {short}\n{}", due(moved.len())))
}

/// What is said of cards that were moved to due; nothing where none was.
pub fn due(moved: usize) -> String {
    match moved {
        0 => String::new(),
        1 => "1 card that belongs to it is due now: napkin quiz\n".to_owned(),
        many => format!("{many} cards that belong to it are due now: napkin quiz\n"),
    }
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
