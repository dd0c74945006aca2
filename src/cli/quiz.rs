//! `napkin quiz [DECK…]`: the cards that are due.

use std::io;

use clap::ArgMatches;
use serde_json::json;

use super::output::{Exit, Output};
use super::route::Flags;
use super::sitting::{Sitting, sitting};
use super::{arguments, quiz_plain, quiz_replay, quiz_tune, screens};
use crate::store::Clock;
use crate::study::{Calendar, readiness};

/// Runs it.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    if let Some(path) = matches.get_one::<String>("replay") {
        return quiz_replay::run(output, matches, path);
    }
    if arguments::words(matches) == ["tune"] {
        return quiz_tune::run(output);
    }
    let sitting = match sitting(output, matches) {
        Ok(sitting) => sitting,
        Err(code) => return Ok(code),
    };
    if output.json {
        return queue(output, &sitting);
    }
    if !matches.get_flag("plain") && screens::are_wanted() {
        return Ok(screens::quiz(output, flags, matches, sitting));
    }
    quiz_plain::run(output, sitting, matches.get_flag("confidence"))
}

/// What would be asked, as JSON.
fn queue(output: &Output, sitting: &Sitting) -> io::Result<u8> {
    let schedule = sitting.ledger.schedule(&sitting.rules);
    let today = sitting.rules.calendar.day(Clock.now());
    let rows = sitting.session.queue().map(|(item, memory)| {
        let known = !memory.is_new();
        json!({
            "card": item.card,
            "deck": item.deck,
            "topic": item.topic,
            "stage": memory.stage.word(),
            "due": known.then(|| jiff::Timestamp::from_millisecond(memory.due).ok().map(|due| due.to_string())),
            "retrievability": known.then(|| schedule.retrievability(memory, today)),
            "reviews": memory.reviews,
            "lapses": memory.lapses,
            "leech": memory.is_leech(),
            "flagged": memory.flagged,
        })
    });
    let rows: Vec<_> = rows.collect();
    let interview = sitting.rules.interview.filter(|&day| day >= today);
    output.print_json(&json!({
        "version": 1,
        "counts": sitting.session.counts(),
        "queue": rows,
        "interview": interview.map(Calendar::date),
        "readiness": interview.map(|day| readiness(&sitting.items, &sitting.ledger, &sitting.rules, day)),
    }))?;
    Ok(Exit::WELL)
}
