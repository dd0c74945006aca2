//! `napkin quiz --replay FILE`: a history of reviews under the schedule, to check it against others.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};

use clap::ArgMatches;
use serde_json::json;

use super::output::{Exit, Output};
use crate::diag::{nearest, visible};
use crate::problem::page::table::Column::{Left, Right};
use crate::problem::page::table::table;
use crate::study::{Rating, Replay, Rules, Steps, replay};

/// Replays `path`, or standard input.
pub fn run(output: &Output, matches: &ArgMatches, path: &str) -> io::Result<u8> {
    let text = if path == "-" {
        let mut text = String::new();
        io::stdin().lock().read_to_string(&mut text).map(|_| text)
    } else {
        fs::read_to_string(path)
    };
    let text = match text {
        Ok(text) => text,
        Err(error) => return Ok(output.refuse(&format!("error: {} cannot be read: {error}", visible(path)))),
    };
    let rules = match rules(matches) {
        Ok(rules) => rules,
        Err(message) => return Ok(output.refuse(&message)),
    };
    let reviews = match read(&text) {
        Ok(reviews) => reviews,
        Err(faults) => {
            for fault in faults.iter().take(20) {
                output.message(&format!("error: {}\n", visible(fault)));
            }
            return Ok(output.refuse(
                "help: a line is {\"card\": \"a\", \"rating\": \"again|hard|good|easy\", \"at\": \"2026-11-21T10:00:00Z\"}",
            ));
        }
    };
    let Some(rows) = replay(&reviews, &rules).into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(
            output.refuse("error: a card would be due after the year 9999\nhelp: lower the cap with --cap")
        );
    };
    if output.json {
        let rows = json!({
            "version": 1,
            "retention": rules.retention,
            "cap": rules.cap,
            "steps": !rules.learning.waits().is_empty(),
            "fuzz": rules.fuzz,
            "reviews": rows,
        });
        output.print_json(&rows)?;
        return Ok(Exit::WELL);
    }
    let rows: Vec<Vec<String>> = rows
        .into_iter()
        .map(|row| {
            let state = [format!("{:.4}", row.stability), format!("{:.4}", row.difficulty)];
            let [stability, difficulty] = state;
            vec![row.card, row.at, stability, difficulty, row.interval.to_string(), row.due]
        })
        .collect();
    let mut all =
        vec![["card", "at", "stability", "difficulty", "interval", "due"].map(str::to_owned).to_vec()];
    all.extend(rows);
    output.print(&visible(&table(&all, &[Left, Left, Right, Right, Right, Left], output.width())))?;
    Ok(Exit::WELL)
}

fn rules(matches: &ArgMatches) -> Result<Rules, String> {
    let mut rules = Rules { fuzz: !matches.get_flag("no-fuzz"), ..Rules::default() };
    if let Some(text) = matches.get_one::<String>("retention") {
        rules.retention = match text.parse::<f64>() {
            Ok(share) if share > 0.0 && share < 1.0 => share,
            _ => {
                return Err(format!(
                    "error: `--retention {}` is no share between 0 and 1\nhelp: such as 0.9",
                    visible(text)
                ));
            }
        };
    }
    if let Some(&cap) = matches.get_one::<u32>("cap") {
        if !(1..=36_500).contains(&cap) {
            return Err(format!("error: `--cap {cap}` lies outside 1 to 36500 days"));
        }
        rules.cap = cap;
    }
    if matches.get_flag("no-steps") {
        (rules.learning, rules.relearning) = (Steps::new(Vec::new()), Steps::new(Vec::new()));
    }
    Ok(rules)
}

/// The reviews of the lines; else every fault, with its line.
fn read(text: &str) -> Result<Vec<Replay>, Vec<String>> {
    let (mut reviews, mut faults): (Vec<Replay>, Vec<String>) = (Vec::new(), Vec::new());
    let mut last: BTreeMap<String, (usize, jiff::Timestamp)> = BTreeMap::new();
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let number = index + 1;
        match serde_json::from_str::<Replay>(line) {
            Ok(review) => {
                let before = last.insert(review.card.clone(), (number, review.at));
                if let Some((earlier, at)) = before.filter(|(_, at)| *at > review.at) {
                    faults.push(format!(
                        "line {number}: `{}` is reviewed at {}, before its review of line {earlier} at {at}",
                        review.card, review.at
                    ));
                }
                reviews.push(review);
            }
            Err(error) => faults.push(format!("line {number}: {}", explained(line, &error))),
        }
    }
    if faults.is_empty() { Ok(reviews) } else { Err(faults) }
}

/// What the reader says about a line, with the nearest word for a misspelt rating.
fn explained(line: &str, error: &serde_json::Error) -> String {
    let typed = serde_json::from_str::<serde_json::Value>(line).ok();
    let rating = typed.as_ref().and_then(|line| line["rating"].as_str());
    let words = Rating::ALL.map(Rating::word);
    if let Some(rating) = rating.filter(|rating| !words.contains(rating)) {
        let near = nearest(rating, words).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        return format!("`{rating}` is no rating: one of {}{near}", words.join(", "));
    }
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
