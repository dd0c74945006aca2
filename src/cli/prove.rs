//! `napkin prove P…`: every option of every decision, in the scenario that shows it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::{fs, io};

use clap::ArgMatches;

use super::interrupt;
use super::output::{Exit, Output};
use super::problems::{self, Opened, broken};
use super::{arguments, prove_text};
use crate::diag::{nearest, visible};
use crate::sim::experiment::{Extent, Proof, USUAL_SEEDS, Watch, prove, threads};
use crate::sim::report::Asked;

/// What of the problems is asked for: all, or only the reference, or some decisions.
fn extent(matches: &ArgMatches, seeds: usize, problems: &[(String, Opened)]) -> Result<Extent, String> {
    let wanted: Vec<String> = matches.get_many("decision").unwrap_or_default().cloned().collect();
    let known = || problems.iter().flat_map(|(_, problem)| &problem.reading.problem.decisions);
    for id in &wanted {
        if known().all(|decision| decision.id != *id) {
            let help = nearest(id, known().map(|decision| decision.id.as_str())).map_or_else(
                || "`napkin sim PROBLEM --list` shows the decisions".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            return Err(visible(&format!("error: no decision is called `{id}`\nhelp: {help}")).into_owned());
        }
    }
    let (reference, faults) = (matches.get_flag("reference"), matches.get_flag("faults"));
    if faults && !wanted.is_empty() {
        return Err("error: `--faults` is about the reference, and only decisions are asked for\n\
                    help: leave out one of the two"
            .to_owned());
    }
    Ok(match (reference, wanted.is_empty()) {
        (false, true) => Extent { faults, ..Extent::all(seeds) },
        _ => Extent { seeds, reference, faults, decisions: Some(wanted) },
    })
}

/// Every problem once, under its first name where a file is named twice.
fn each_once(words: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let place = |word: &String| fs::canonicalize(word).unwrap_or_else(|_| PathBuf::from(word));
    words.into_iter().filter(|word| seen.insert(place(word))).collect()
}

/// Proves every problem that is meant; exit 1 where a row disagrees.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let seeds = match matches.get_one::<u64>("seeds").map(|seeds| (seeds, usize::try_from(*seeds))) {
        None => USUAL_SEEDS,
        Some((_, Ok(seeds))) if (1..=100_000).contains(&seeds) => seeds,
        Some((seeds, _)) => {
            return Ok(output.refuse(&format!(
                "error: `--seeds {seeds}` is no number of seeds\nhelp: from 1 to 100,000"
            )));
        }
    };
    let folder = matches.get_one::<String>("problems").cloned();
    let library = match problems::library(output, folder.as_deref()) {
        Ok(library) => library,
        Err(code) => return Ok(code),
    };
    let mut opened = Vec::new();
    for word in each_once(arguments::words(matches)) {
        match problems::open(output, &library, &word) {
            Ok(problem) => opened.push((word, problem)),
            Err(code) => return Ok(code),
        }
    }
    let extent = match extent(matches, seeds, &opened) {
        Ok(extent) => extent,
        Err(message) => return Ok(output.refuse(&message)),
    };
    let watch = Watch { cancel: interrupt::flag(), progress: &interrupt::progress };
    let mut proof = Proof::new(seeds);
    let mut asks = std::collections::BTreeMap::new();
    for (word, problem) in &opened {
        let content = &problem.reading.problem;
        if content.design.is_none() {
            return Ok(output.refuse(&format!(
                "error: {} has no design to run\nhelp: add [components], [flows] and [scenarios] to the file",
                problem.name
            )));
        }
        for decision in &content.decisions {
            asks.insert((content.id.clone(), decision.id.clone()), decision.ask.clone());
        }
        let asked = Asked { problem: word.clone(), problems: folder.clone(), ..Asked::default() };
        match prove(&problem.file, content, &asked, &extent, threads(), watch) {
            Ok(rows) => proof.join(rows),
            Err(errors) => return Ok(broken(output, &errors, &problem.name, problem.file.text())),
        }
    }
    interrupt::end_progress();
    if output.json {
        output.print_json(&serde_json::to_value(&proof).unwrap_or_default())?;
    } else {
        output.print(&prove_text::text(&proof, &asks, output.columns().min(80)))?;
    }
    Ok(match (proof.interrupted, proof.agrees) {
        (true, _) => Exit::INTERRUPTED,
        (false, true) => Exit::WELL,
        (false, false) => Exit::FAILED,
    })
}
