//! `napkin qps 10M/day --peak 5`: a recipe with its derivation.

use std::io;

use clap::ArgMatches;

use super::answer_json;
use super::arguments::words;
use super::output::{Exit, Output};
use super::refs::headlines;
use super::route::Flags;
use crate::calc::answer_context::gap;
use crate::calc::capacity::{Refs, holds};
use crate::calc::format::{self, Digits, show_with};
use crate::calc::recipe::{Outcome, Part, Recipe};
use crate::calc::{Arithmetic, RecipeAnswer, Refused, answer_recipe};
use crate::diag::Source;
use crate::problem::page::table::{Column, table};

/// Runs a recipe on its arguments.
pub fn run(output: &Output, flags: &Flags, recipe: &'static Recipe, matches: &ArgMatches) -> io::Result<u8> {
    let values = words(matches).join(" ");
    let mut given = Vec::new();
    let mut input = format!("{} {values}", recipe.signature.name);
    for parameter in recipe.signature.parameters.iter().filter(|parameter| parameter.flag) {
        if parameter.name == "parallel" {
            if matches.get_flag("parallel") {
                given.push((parameter.name, "1".to_owned()));
                input.push_str(" --parallel");
            }
        } else if let Some(text) = matches.get_one::<String>(parameter.name).map(|text| text.trim()) {
            given.push((parameter.name, ratio(text)));
            input.push_str(&format!(" --{} {text}", parameter.name));
        }
    }
    let answer = match answer_recipe(recipe, &values, &given) {
        Ok(answer) => answer,
        Err(Refused { diagnostic, text }) => {
            let diagnostic = if diagnostic.code == "dimension" && reads_as_minus(&words(matches)) {
                let example = recipe.signature.example;
                diagnostic
                    .help(format!("a `-` before a value subtracts it; another value has none: {example}"))
            } else {
                diagnostic
            };
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
    let refs = headlines(output);
    let holds = what_holds(&refs, recipe, &answer.exact);
    if output.json {
        output.print_json(&answer_json::recipe(&input, &answer, digits, holds.as_deref()))?;
    } else {
        output.print(&derivation(&answer, digits, output.width()))?;
        output.print(&output.wrapped(&sentences(&answer, holds.as_deref())))?;
    }
    Ok(Exit::WELL)
}

/// Whether a word but the first begins with a minus sign.
fn reads_as_minus(words: &[String]) -> bool {
    words.iter().skip(1).any(|word| word.trim_start().starts_with(['-', '\u{2212}']))
}

/// What holds the answer: at its peak where there is one, reads and writes each for themselves.
fn what_holds(refs: &Refs, recipe: &Recipe, outcome: &Outcome) -> Option<String> {
    let part = |name: &str| outcome.parts.iter().find(|part| part.name == name).map(|part| &part.value);
    let loads = match (part("reads"), part("writes")) {
        (Some(reads), Some(writes)) => vec![reads, writes],
        _ => vec![part("peak").unwrap_or(&outcome.answer)],
    };
    let held: Vec<_> = loads.into_iter().filter_map(|load| holds(refs, load, recipe.load)).collect();
    (!held.is_empty()).then(|| held.join("; "))
}

/// `10:1` is 10 to 1.
fn ratio(text: &str) -> String {
    text.replacen(':', "/", 1)
}

fn derivation(answer: &RecipeAnswer, digits: u32, width: usize) -> String {
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
    table(&rows, &[Column::Left, Column::Right, Column::Left, Column::Flexible], width)
}

/// How values were read, what was assumed and what holds it, a line each.
fn sentences(answer: &RecipeAnswer, holds: Option<&str>) -> String {
    let mut text = String::new();
    for note in &answer.notes {
        text.push_str(&format!("read: {}\n", note.message));
    }
    if !answer.exact.assumed.is_empty() {
        text.push_str(&format!("assumed: {}\n", answer.exact.assumptions().join("; ")));
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
