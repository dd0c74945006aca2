//! `napkin mock` without a problem: which one it should be.

use std::io;

use clap::ArgMatches;
use serde_json::json;

use super::output::{Exit, Output};
use super::{frameworks, history_text, learner, mock_kept};
use crate::diag::{Diagnostic, visible};
use crate::mock::{Attempt, Past, Why, propose};
use crate::problem::File;
use crate::problem::model::Problem;
use crate::store::Database;
use crate::study::LogError;

/// What was proposed, and is wanted.
pub struct Proposed {
    /// The problem's id.
    pub problem: String,
    /// The mock that is gone on with; `None` where one begins.
    pub under_way: Option<Attempt>,
}

/// A proposal in words.
struct Words {
    title: String,
    why: String,
    command: String,
}

/// Proposes a problem: on a terminal it is asked whether to begin, and what is wanted comes back; elsewhere the
/// proposal and the command are written, and the exit code comes back.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<Result<Proposed, u8>> {
    let (proposed, Words { title, why, command }) = match found(output, matches) {
        Ok(found) => found,
        Err(code) => return Ok(Err(code)),
    };
    let id = &proposed.problem;
    if output.json {
        output.print_json(
            &json!({ "version": 1, "problem": id, "title": title, "why": why, "command": command }),
        )?;
        return Ok(Err(Exit::WELL));
    }
    output.print(&visible(&format!("{id}: {title}\n{why}.\n")))?;
    if !output.can_ask() {
        output.print(&visible(&format!("{command}\n")))?;
        return Ok(Err(Exit::WELL));
    }
    Ok(if output.asks("Go on with it?", true)? { Ok(proposed) } else { Err(Exit::WELL) })
}

/// The problem, or the mock of it that is under way, and why it is proposed.
fn found(output: &Output, matches: &ArgMatches) -> Result<(Proposed, Words), u8> {
    let calendar = learner::settings(output)?.rules.calendar;
    let refuse = |error: LogError| learner::refuse(output, &error);
    let asked = Asked::of(output, matches)?;
    let (past, under_way) = match Database::find(&learner::folders(output)?.data).map_err(refuse)? {
        None => (Vec::new(), Vec::new()),
        Some(mut database) => {
            let read = read(&mut database, &asked);
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
    for (attempt, command) in under_way {
        if let Some(title) = title(&attempt.problem) {
            let why = format!("It is under way, with {} spent", attempt.clock.in_minutes());
            let proposed = Proposed { problem: attempt.problem.clone(), under_way: Some(attempt) };
            return Ok((proposed, Words { title, why, command }));
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
    let command = format!("napkin mock {}", proposal.problem);
    Ok((Proposed { problem: proposal.problem, under_way: None }, Words { title, why, command }))
}

/// What the flags ask of a mock that is gone on with: `None` asks nothing.
struct Asked {
    framework: Option<String>,
    minutes: Option<u64>,
    phases: Option<Vec<usize>>,
    is_new: bool,
}

impl Asked {
    fn of(output: &Output, matches: &ArgMatches) -> Result<Self, u8> {
        let named = matches.get_one::<String>("framework").map(String::as_str);
        let framework = frameworks::find(output, named)?;
        let phases = matches.contains_id("phase").then(|| frameworks::phases(output, &framework, matches));
        let phases = phases.transpose()?;
        // Phases without a framework are those of the usual one.
        let framework = (named.is_some() || phases.is_some()).then_some(framework.id);
        let minutes = matches.get_one::<u64>("minutes").copied();
        Ok(Self { framework, minutes, phases, is_new: matches.get_flag("new") })
    }

    fn is_met(&self, attempt: &Attempt) -> bool {
        !self.is_new
            && self.framework.as_ref().is_none_or(|id| *id == attempt.framework)
            && self.minutes.is_none_or(|minutes| minutes == u64::from(attempt.minutes))
            && self.phases.as_ref().is_none_or(|phases| *phases == attempt.phases)
    }
}

/// The mocks that were held; and those under way that are asked for, each with the command that goes on with it.
type Read = (Vec<Past>, Vec<(Attempt, String)>);

fn read(database: &mut Database, asked: &Asked) -> Result<Read, LogError> {
    let (past, all) = (database.past_mocks()?, database.mocks_under_way()?);
    let wanted = all.iter().map(|kept| &kept.attempt).filter(|attempt| asked.is_met(attempt));
    let under_way = wanted.map(|attempt| (attempt.clone(), mock_kept::command(database, attempt, &all)));
    Ok((past, under_way.collect()))
}
