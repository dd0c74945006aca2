//! `napkin show P`: the brief, and with `--solution` the rest.

use std::io;

use clap::ArgMatches;

use super::output::{Exit, Output};
use super::route::{Flags, Form};
use super::{arguments, pager, problems, show_json};
use crate::diag::{nearest, visible};
use crate::problem::page::{Section, brief, markdown, solution, text};
use crate::store::Database;

/// Shows a problem as a page.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let sections = match sections(output, matches) {
        Ok(sections) => sections,
        Err(code) => return Ok(code),
    };
    let folder = matches.get_one::<String>("problems").map(String::as_str);
    let words = arguments::words(matches);
    let opened =
        problems::library(output, folder).and_then(|library| problems::named(output, &library, &words));
    let problem = match opened {
        Ok(opened) => opened.reading.problem,
        Err(code) => return Ok(code),
    };
    if sections.is_some()
        && output.can_ask()
        && !matches.get_flag("yes")
        && !is_attempted(output, &problem.id)
    {
        let id = visible(&problem.id);
        let what = format!(
            "This is the model answer, and {id} was never attempted: `napkin mock {id}` comes first."
        );
        output.print(&output.wrapped(&format!("{what}\n")))?;
        if !output.asks("Show it?", false)? {
            return Ok(Exit::WELL);
        }
    }
    if output.json {
        output.print_json(&show_json::json(&problem, sections.as_deref()))?;
        return Ok(Exit::WELL);
    }
    let page = match &sections {
        Some(sections) => solution(&problem, sections),
        None => brief(&problem, &words.join(" ")),
    };
    match flags.form {
        Some(Form::Markdown) => output.print(&markdown(&page))?,
        _ => pager::print(output, &output.drawing(text(&page, output.width())))?,
    }
    Ok(Exit::WELL)
}

/// Whether a mock of the problem was held. Where the log cannot be read it is asked once more than needed.
fn is_attempted(output: &Output, problem: &str) -> bool {
    let folder = output.folders().map(|folders| folders.data);
    let database = folder.and_then(|folder| Database::find(&folder).ok().flatten());
    database.and_then(|mut database| database.attempted().ok()).is_some_and(|ids| ids.contains(problem))
}

/// The parts of the solution that are asked for; `None` for the brief.
fn sections(output: &Output, matches: &ArgMatches) -> Result<Option<Vec<Section>>, u8> {
    let named: Vec<&str> = matches
        .get_many::<String>("section")
        .into_iter()
        .flatten()
        .flat_map(|names| names.split(','))
        .collect();
    let mut sections = Vec::new();
    for name in named {
        let Some(section) = Section::find(name) else {
            let words = Section::ALL.map(Section::word);
            let help = match nearest(name, words) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", words.join(", ")),
            };
            return Err(
                output.refuse(&format!("error: no section is called `{}`\nhelp: {help}", visible(name)))
            );
        };
        sections.push(section);
    }
    match (matches.get_flag("solution"), sections.is_empty()) {
        (true, true) => Ok(Some(Section::ALL.to_vec())),
        (true, false) => Ok(Some(sections)),
        (false, true) => Ok(None),
        (false, false) => {
            Err(output.refuse("error: a section is a part of the solution\nhelp: add --solution to read it"))
        }
    }
}
