//! `napkin progress`: how it goes.

use std::io;

use clap::ArgMatches;
use serde_json::Value as Json;

use super::output::{Exit, Output};
use super::{learner, progress_text};
use crate::store::{Clock, Database};
use crate::study::{Item, Ledger, Log, LogError, Progress, Rules, progress};

/// Runs it.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    match found(output, matches) {
        Ok(found) if output.json => {
            let mut json = serde_json::to_value(&found).map_err(io::Error::other)?;
            if let Json::Object(fields) = &mut json {
                fields.shift_insert(0, "version".to_owned(), 1.into());
            }
            output.print_json(&json)?;
            Ok(Exit::WELL)
        }
        Ok(found) => {
            output.print(&progress_text::text(&found, output.width()))?;
            Ok(Exit::WELL)
        }
        Err(code) => Ok(code),
    }
}

fn found(output: &Output, matches: &ArgMatches) -> Result<Progress, u8> {
    let rules = learner::settings(output)?.rules;
    let folder = learner::folders(output)?.data;
    let refuse = |error: LogError| learner::refuse(output, &error);
    // To look changes nothing: no log is made where there is none.
    let database = Database::find(&folder).map_err(refuse)?;
    let (events, ledger) = match database {
        None => (Vec::new(), Ledger::default()),
        Some(mut database) => {
            let read = read(&mut database, &rules);
            learner::notices(output, &mut database);
            read.map_err(refuse)?
        }
    };
    // The cards of a problem count once they may be asked, or were: their ids begin with the problem's.
    let asked = ledger.memories.keys().filter_map(|card| card.split_once(':'));
    let mut open = ledger.attempted.clone();
    open.extend(asked.map(|(problem, _)| problem.to_owned()));
    let folder = matches.get_one::<String>("decks").map(String::as_str);
    let decks = learner::decks(output, folder, &learner::problems(output, matches)?, &open)?;
    let items: Vec<Item> = decks.cards().map(learner::item).collect();
    Ok(progress(&items, &events, &ledger, &rules, Clock.now()))
}

fn read(database: &mut Database, rules: &Rules) -> Result<(Vec<crate::study::Event>, Ledger), LogError> {
    let ledger = database.ledger(rules)?;
    Ok((database.events()?, ledger))
}
