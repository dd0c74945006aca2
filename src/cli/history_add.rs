//! `napkin history add`: a mock that was held with a human is written down.

use std::io;

use clap::ArgMatches;
use serde_json::json;

use super::output::{Exit, Output};
use super::{held, history_read, history_text, learner, problems};
use crate::diag::{nearest, visible};
use crate::mock::{Past, Standards};
use crate::problem::{File, Library};
use crate::store::Clock;
use crate::study::deck::Decks;
use crate::study::{Calendar, DAY, Rules};

/// Runs it. Nothing is asked: everything comes as a flag.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let (past, moved, calendar) = match add(output, matches) {
        Ok(added) => added,
        Err(code) => return Ok(code),
    };
    if output.json {
        let mut json = json!({ "version": 1, "due": moved });
        json["mock"] = history_text::mock_json(&past, &calendar);
        output.print_json(&json)?;
        return Ok(Exit::WELL);
    }
    let (date, verdict) = (history_text::date(&past, &calendar), history_text::verdict(&past));
    let mut text = format!("{}  {date}  {}: {verdict}\n", past.id, past.problem);
    text.push_str(&held::due(moved.len()));
    output.print(&visible(&text))?;
    Ok(Exit::WELL)
}

fn add(output: &Output, matches: &ArgMatches) -> Result<(Past, Vec<String>, Calendar), u8> {
    let rules = learner::settings(output)?.rules;
    let standards = held::standards(output)?;
    let mut library = learner::problems(output, matches)?;
    let wanted = |flag: &str, example: &str| {
        matches.get_one::<String>(flag).ok_or_else(|| {
            output.refuse(&format!(
                "error: which {flag}?\nhelp: --{flag} {example}; `napkin history add --help` has all of it"
            ))
        })
    };
    let mut problem = wanted("problem", "ID")?.clone();
    problems::know(output, &mut library, std::slice::from_mut(&mut problem))?;
    let problem = &problem;
    history_read::known_problem(output, problem, &library.ids().collect::<Vec<_>>())?;
    let says = standards.verdicts.iter().map(|step| step.says.as_str());
    let verdict = verdict(output, wanted("verdict", "VERDICT")?, &says.collect::<Vec<_>>())?;
    let at = at(output, matches.get_one::<String>("date"), &rules)?;
    let minutes = minutes(output, matches, &library, problem)?;
    let decks =
        history_read::decks_of(output, matches, &library, std::iter::once(format!("{problem}:").as_str()))?;
    let asked = matches.get_many::<String>("gap").into_iter().flatten();
    let gaps = asked.map(|gap| self::gap(output, gap, problem, &standards, &decks));
    let mut gaps: Vec<String> = gaps.collect::<Result<_, _>>()?;
    let mut before = Vec::new();
    gaps.retain(|gap| {
        let new = !before.contains(gap);
        before.push(gap.clone());
        new
    });
    let past = Past {
        id: Past::new_id(Clock.seed()),
        at,
        problem: problem.clone(),
        minutes,
        human: true,
        whole: true,
        verdict,
        gaps,
        note: matches.get_one::<String>("note").map(|note| note.trim().to_owned()).unwrap_or_default(),
        ..Past::default()
    };
    let mut database = learner::database(output)?;
    let refuse = |error| learner::refuse(output, &error);
    database.add_mock(&past).map_err(refuse)?;
    let moved = held::make_due(&mut database, &rules, &decks, &past.gaps).map_err(refuse)?;
    learner::notices(output, &mut database);
    Ok((past, moved, rules.calendar))
}

/// Words as they are compared: without capitals, and with one sign between them.
fn plain(text: &str) -> String {
    let parts = text.split(|sign: char| !sign.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(" ").to_lowercase()
}

fn verdict(output: &Output, typed: &str, verdicts: &[&str]) -> Result<String, u8> {
    if let Some(found) = verdicts.iter().find(|known| plain(known) == plain(typed)) {
        return Ok((*found).to_owned());
    }
    let all = verdicts.join(", ");
    let help = match nearest(&plain(typed), verdicts.iter().copied()) {
        Some(near) => format!("did you mean '{near}'? There are {all}"),
        None => format!("one of {all}"),
    };
    Err(output.refuse(&format!("error: no verdict is called `{}`\nhelp: {help}", visible(typed))))
}

/// When it was: noon of the day that is given, now where it is today or nothing is given.
fn at(output: &Output, date: Option<&String>, rules: &Rules) -> Result<i64, u8> {
    let now = Clock.now();
    let Some(date) = date else { return Ok(now) };
    let shown = visible(date);
    let Some(day) = Calendar::parse_date(date.trim()).filter(|day| *day >= 0) else {
        return Err(output.refuse(&format!("error: `{shown}` is no date\nhelp: write it as 2026-01-31")));
    };
    match day.cmp(&rules.calendar.day(now)) {
        std::cmp::Ordering::Less => Ok(rules.calendar.start(day) + DAY / 3),
        std::cmp::Ordering::Equal => Ok(now),
        std::cmp::Ordering::Greater => {
            Err(output
                .refuse(&format!("error: {shown} is still to come\nhelp: the day on which it was held")))
        }
    }
}

fn minutes(output: &Output, matches: &ArgMatches, library: &Library, problem: &str) -> Result<u32, u8> {
    match matches.get_one::<u32>("minutes") {
        Some(minutes @ 1..=600) => Ok(*minutes),
        Some(minutes) => {
            Err(output
                .refuse(&format!("error: a mock of {minutes} minutes cannot be held\nhelp: from 1 to 600")))
        }
        None => {
            let file = library.find(problem).and_then(|entry| File::parse(&entry.text).ok());
            Ok(file.map_or(0, |file| file.read().problem.minutes))
        }
    }
}

/// A habit, a criterion, or a part of the problem: `no math`, `estimates`, `decision.ID`.
fn gap(
    output: &Output,
    typed: &str,
    problem: &str,
    standards: &Standards,
    decks: &Decks,
) -> Result<String, u8> {
    let of = format!("{problem}:");
    let parts = decks.cards().filter_map(|card| card.id.strip_prefix(&of));
    let parts: Vec<&str> =
        parts.filter(|part| part.starts_with("decision.") || part.starts_with("estimate.")).collect();
    let names: Vec<&str> = standards.gaps.keys().map(String::as_str).collect();
    let typed = typed.trim();
    if let Some(name) = names.iter().find(|name| plain(name) == plain(typed)) {
        return Ok((*name).to_owned());
    }
    let part = typed.strip_prefix(&of).unwrap_or(typed);
    if parts.contains(&part) {
        return Ok(format!("{of}{part}"));
    }
    let help = match nearest(part, names.iter().chain(&parts).copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}; or decision.ID, estimate.ID of the problem", names.join(", ")),
    };
    Err(output.refuse(&format!("error: no gap is called `{}`\nhelp: {}", visible(typed), visible(&help))))
}
