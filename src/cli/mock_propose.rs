//! `napkin mock` without a problem: which one it should be.

use std::io;

use clap::ArgMatches;
use serde_json::json;

use super::output::{Exit, Output};
use super::{history_text, learner};
use crate::diag::{Diagnostic, visible};
use crate::mock::{Past, Why, propose};
use crate::problem::File;
use crate::problem::model::Problem;
use crate::store::{Database, Kept};
use crate::study::LogError;

/// Proposes a problem: on a terminal it is asked whether to begin, and the id comes back; elsewhere the proposal and
/// the command are written, and the exit code comes back.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<Result<String, u8>> {
    let (id, title, why) = match found(output, matches) {
        Ok(found) => found,
        Err(code) => return Ok(Err(code)),
    };
    if output.json {
        let command = format!("napkin mock {id}");
        output.print_json(
            &json!({ "version": 1, "problem": id, "title": title, "why": why, "command": command }),
        )?;
        return Ok(Err(Exit::WELL));
    }
    output.print(&visible(&format!("{id}: {title}\n{why}.\n")))?;
    if !output.can_ask() {
        output.print(&visible(&format!("napkin mock {id}\n")))?;
        return Ok(Err(Exit::WELL));
    }
    Ok(if output.asks("Go on with it?", true)? { Ok(id) } else { Err(Exit::WELL) })
}

/// The problem, its title, and the reason in words.
fn found(output: &Output, matches: &ArgMatches) -> Result<(String, String, String), u8> {
    let calendar = learner::settings(output)?.rules.calendar;
    let refuse = |error: LogError| learner::refuse(output, &error);
    let (past, under_way) = match Database::find(&learner::folders(output)?.data).map_err(refuse)? {
        None => (Vec::new(), Vec::new()),
        Some(mut database) => {
            let read = read(&mut database);
            learner::notices(output, &mut database);
            read.map_err(refuse)?
        }
    };
    let library = learner::problems(output, matches)?;
    let files = library.entries().iter().filter_map(|entry| File::parse(&entry.text).ok());
    let readings = files.map(|file| file.read());
    let sound = readings.filter(|reading| !reading.diagnostics.iter().any(Diagnostic::is_error));
    let problems: Vec<Problem> = sound.map(|reading| reading.problem).collect();
    let title =
        |id: &str| problems.iter().find(|problem| problem.id == id).map(|problem| problem.title.clone());
    for mock in under_way {
        if let Some(title) = title(&mock.attempt.problem) {
            let clock = &mock.attempt.clock;
            let (spent, whole) = (clock.total() / 60_000, clock.whole() / 60_000);
            let why = format!("It is under way: {spent} of {whole} minutes are spent");
            return Ok((mock.attempt.problem, title, why));
        }
    }
    let levels: Vec<(&str, &str)> =
        problems.iter().map(|problem| (problem.id.as_str(), problem.level.as_str())).collect();
    let Some(proposal) = propose(&levels, &past) else {
        return Err(output.refuse("error: there is no problem to practise\nhelp: napkin new ID writes one"));
    };
    let why = match proposal.why {
        Why::Never(1) => "The only one that was never practised".to_owned(),
        Why::Never(many) => format!("The easiest of the {many} that were never practised"),
        Why::Rarely(times, last) => {
            let day = history_text::date(&Past { at: last, ..Past::default() }, &calendar);
            let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
            format!("Practised least: {times}, last on {day}")
        }
    };
    let title = title(&proposal.problem).unwrap_or_default();
    Ok((proposal.problem, title, why))
}

fn read(database: &mut Database) -> Result<(Vec<Past>, Vec<Kept>), LogError> {
    Ok((database.past_mocks()?, database.mocks_under_way()?))
}
