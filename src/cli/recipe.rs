//! `napkin qps 10M/day --peak 5`: a recipe with its derivation.

use std::io;

use clap::ArgMatches;

use super::answer_json;
use super::arguments::words;
use super::context::gap;
use super::output::{Exit, Output};
use super::refs::reference_numbers;
use super::route::Flags;
use crate::calc::capacity::holds;
use crate::calc::format::{self, Digits, show_with};
use crate::calc::recipe::{Part, Recipe};
use crate::calc::{Arithmetic, RecipeAnswer, Refused, answer_recipe};
use crate::diag::Source;
use crate::problem::page::table::{Column, table};

/// Runs a recipe on its arguments.
pub fn run(output: &Output, flags: &Flags, recipe: &'static Recipe, matches: &ArgMatches) -> io::Result<u8> {
    let values = words(matches).join(" ");
    let mut given = Vec::new();
    for parameter in recipe.signature.parameters.iter().filter(|parameter| parameter.flag) {
        if parameter.name == "parallel" {
            if matches.get_flag("parallel") {
                given.push((parameter.name, "1".to_owned()));
            }
        } else if let Some(text) = matches.get_one::<String>(parameter.name) {
            given.push((parameter.name, ratio(text)));
        }
    }
    let input = format!("{} {values}", recipe.signature.name);
    let answer = match answer_recipe(recipe, &values, &given) {
        Ok(answer) => answer,
        Err(Refused { diagnostic, text }) => {
            if output.json {
                output.print_json(&answer_json::error(&text, &diagnostic))?;
            } else {
                output.diagnose(&diagnostic, Source::typed(&text));
            }
            return Ok(Exit::USAGE);
        }
    };
    let digits = flags.interview.unwrap_or(2);
    if flags.quiet && !output.json {
        let value = match (&answer.interview, flags.interview) {
            (Some(spoken), Some(digits)) => {
                show_with(&spoken.answer, Arithmetic::Interview, Digits::Spoken(digits))
            }
            _ => format::show(&answer.exact.answer, Arithmetic::Exact),
        };
        output.print(&format!("{value}\n"))?;
        return Ok(Exit::WELL);
    }
    let refs = reference_numbers(output);
    let at_once = recipe.signature.name == "concurrent";
    let most = answer
        .exact
        .parts
        .iter()
        .rev()
        .find(|part| part.name == "peak")
        .map_or(&answer.exact.answer, |part| &part.value);
    let holds = holds(&refs, most, at_once);
    if output.json {
        output.print_json(&answer_json::recipe(&input, &answer, digits, holds.as_deref()))?;
    } else {
        output.print(&text(&answer, digits, holds.as_deref(), output.width()))?;
    }
    Ok(Exit::WELL)
}

/// `10:1` is 10.
fn ratio(text: &str) -> String {
    match text.split_once(':') {
        Some((left, right)) => format!("({left}) / ({right})"),
        None => text.to_owned(),
    }
}

fn text(answer: &RecipeAnswer, digits: u32, holds: Option<&str>, width: usize) -> String {
    let mut rows = Vec::new();
    for part in &answer.exact.parts {
        let said = spoken(answer, part, digits).map_or(String::new(), |said| format!("(say {said})"));
        rows.push(vec![
            part.name.to_owned(),
            format::show(&part.value, Arithmetic::Exact),
            said,
            part.reason.clone(),
        ]);
    }
    let mut text = table(&rows, &[Column::Left, Column::Right, Column::Left, Column::Flexible], width);
    for note in &answer.notes {
        text.push_str(&format!("read: {}\n", note.message));
    }
    if !answer.exact.assumed.is_empty() {
        text.push_str(&format!("assumed: {}\n", answer.exact.assumed.join("; ")));
    }
    if let Some(holds) = holds {
        text.push_str(&format!("holds: {holds}\n"));
    }
    text
}

/// What one says instead, where interview arithmetic differs.
fn spoken(answer: &RecipeAnswer, part: &Part, digits: u32) -> Option<String> {
    let interview = answer.interview.as_ref()?;
    let same = interview.parts.iter().find(|other| other.name == part.name)?;
    gap(&part.value, &same.value)?;
    Some(show_with(&same.value, Arithmetic::Interview, Digits::Spoken(digits)))
}
