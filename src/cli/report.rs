//! `napkin report [ID]`: what is left of a mock.

use std::io;

use clap::ArgMatches;
use serde_json::Value as Json;

use super::output::{Exit, Output};
use super::readable::Page;
use super::route::{Flags, Form};
use super::{arguments, held, history_read, history_text, learner, pager};
use crate::diag::visible;
use crate::mock::{Past, Report, Standards, in_minutes, markdown, round};
use crate::problem::File;
use crate::problem::model::Problem;
use crate::store::Database;
use crate::study::{Calendar, LogError};

/// Runs it.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let (past, report, calendar) = match found(output, matches) {
        Ok(found) => found,
        Err(code) => return Ok(code),
    };
    if output.json {
        output.print_json(&json(&past, report.as_ref(), &calendar)?)?;
        return Ok(Exit::WELL);
    }
    if flags.quiet {
        output.print(&visible(&format!("{}\n", past.verdict)))?;
        return Ok(Exit::WELL);
    }
    let (standards, problem) = match (held::standards(output), problem(output, matches, &past)) {
        (Ok(standards), Ok(problem)) => (standards, problem),
        (Err(code), _) | (_, Err(code)) => return Ok(code),
    };
    let text = match &report {
        Some(report) => markdown(report, problem.as_ref(), &standards),
        None => human(&past, problem.as_ref(), &standards, &calendar),
    };
    let text = visible(&text);
    match (flags.form, output.page()) {
        (Some(Form::Markdown), _) | (_, None) => output.print(&text)?,
        (_, width) => pager::print(output, &Page { width, linear: false }.write(&text))?,
    }
    Ok(Exit::WELL)
}

fn found(output: &Output, matches: &ArgMatches) -> Result<(Past, Option<Report>, Calendar), u8> {
    let words = arguments::words(matches);
    let name = match words.as_slice() {
        [] => "last",
        [name] => name,
        _ => return Err(output.refuse("error: one report at a time\nhelp: napkin history lists the ids")),
    };
    let calendar = learner::settings(output)?.rules.calendar;
    let refuse = |error: LogError| learner::refuse(output, &error);
    let database = Database::find(&learner::folders(output)?.data).map_err(refuse)?;
    let Some(mut database) = database else {
        return Err(output.refuse("error: no mock was held yet\nhelp: napkin mock holds one"));
    };
    let found = database.mock_report(name);
    learner::notices(output, &mut database);
    let (past, report) = found.map_err(refuse)?;
    Ok((past, report, calendar))
}

/// The problem, where it is still known: the model answer stands beside the own one.
fn problem(output: &Output, matches: &ArgMatches, past: &Past) -> Result<Option<Problem>, u8> {
    let library = learner::problems(output, matches)?;
    let file = library.find(&past.problem).and_then(|entry| File::parse(&entry.text).ok());
    Ok(file.map(|file| file.read().problem))
}

fn json(past: &Past, report: Option<&Report>, calendar: &Calendar) -> io::Result<Json> {
    let line = history_text::mock_json(past, calendar);
    let Some(report) = report else {
        let Json::Object(mut fields) = line else { return Ok(line) };
        fields.shift_insert(0, "version".to_owned(), 1.into());
        return Ok(Json::Object(fields));
    };
    let mut json = serde_json::to_value(report).map_err(io::Error::other)?;
    if let Json::Object(fields) = &mut json {
        for (at, name) in ["id", "date", "at"].into_iter().enumerate() {
            fields.shift_insert(at + 1, name.to_owned(), line[name].clone());
        }
    }
    Ok(json)
}

/// What was written down of a mock without a report: one with a human, or one whose report is damaged. As Markdown.
fn human(past: &Past, problem: Option<&Problem>, standards: &Standards, calendar: &Calendar) -> String {
    let title = problem.map_or(past.problem.as_str(), |problem| problem.title.as_str());
    let date = history_text::date(past, calendar);
    let with = if past.human { " with a human" } else { "" };
    let mut out = format!("# {title}: {}\n\nHeld{with} on {date}", past.verdict);
    out += &match past.minutes {
        0 => ".\n".to_owned(),
        length => format!(", {}.\n", in_minutes(length)),
    };
    if let Some(points) = past.points.filter(|_| !past.human) {
        out += &format!("{} of 100 points. Its report cannot be read.\n", round(points));
    }
    if !past.gaps.is_empty() {
        out += "\n## Gaps\n\n";
        for gap in &past.gaps {
            let says = standards.gaps.get(gap).map(|habit| format!(": {}", habit.says)).unwrap_or_default();
            out += &format!("- {}{says}\n", history_read::title(gap));
        }
    }
    if !past.note.is_empty() {
        out += &format!("\n## Notes\n\n{}\n", past.note);
    }
    out
}
