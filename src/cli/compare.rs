//! `napkin compare P --a D=O,… --b D=O,…`: two variants of a design under the same seeds.

use std::cmp::Ordering;
use std::io;

use clap::ArgMatches;

use super::compare_sides::sides;
use super::compare_text;
use super::explain::shown_in;
use super::interrupt;
use super::output::{Exit, Output};
use super::problems::broken;
use super::route::Flags;
use super::sim_prepare::{Experiment, Seeds, Subject, experiment, not_run_with, refuse};
use crate::diag::{Diagnostic, Span};
use crate::sim::experiment::{Change, Comparison, Effort, NotCompared, Pair, Watch, compare, threads};

/// Runs both sides. A broken rule is no failure here, as it is of `sim` and `chaos`: they ask whether a design holds,
/// this asks which of two does, and a side that breaks is an answer. Exit 1 where some run did not come to its end.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let Experiment { subject, seed, seeds, max_events } = match experiment(output, matches, Seeds::MANY) {
        Ok(experiment) => experiment,
        Err(code) => return Ok(code),
    };
    let changes = match sides(output, matches, &subject) {
        Ok(changes) => changes,
        Err(code) => return Ok(code),
    };
    let (name, text) = (&subject.name, subject.file.text());
    let pair = Pair { asked: &subject.asked, sides: [&changes[0], &changes[1]] };
    let effort = Effort { seed, seeds, max_events, threads: threads() };
    let watch = Watch { cancel: interrupt::flag(), progress: &interrupt::progress };
    let problem = &subject.reading.problem;
    let found = compare(&subject.file, problem, &subject.reference, pair, effort, watch);
    interrupt::end_progress();
    let found = match found {
        Ok(found) => found,
        Err(NotCompared::Same) => {
            let help =
                format!("let a decision or a value differ; napkin sim {} --list", subject.asked.problem);
            return Ok(refuse(output, "A and B are the same design: nothing can differ", &help));
        }
        Err(NotCompared::NotRun(side, why)) => {
            let flag = if changes[side].set.is_empty() { "--set" } else { ["--a", "--b"][side] };
            return Ok(not_run_with(output, why, flag, name, text));
        }
    };
    for side in ["a", "b"] {
        // The expression that failed first under this side.
        let mut failed = found.left_out.iter().filter(|run| run.side == side);
        if let Some(([start, end], run)) = failed.find_map(|run| Some((run.span?, run))) {
            let error = Diagnostic::error("run", Span::new(start, end), run.message.clone());
            broken(output, &[error], name, text);
        }
    }
    if output.json {
        output.print_json(&serde_json::to_value(&found).unwrap_or_default())?;
    } else if flags.quiet {
        output.print(&format!("{}\n", word(&found)))?;
    } else {
        let shown = shown(&subject, &changes);
        output.print(&compare_text::text(&found, shown.as_deref(), output.columns().min(80)))?;
    }
    Ok(match (found.interrupted, found.left_out.is_empty()) {
        (true, _) => Exit::INTERRUPTED,
        (false, true) => Exit::WELL,
        (false, false) => Exit::FAILED,
    })
}

/// Which scenario the file shows an option of a side in, where none was asked for and it is not the first.
fn shown(subject: &Subject, changes: &[Change; 2]) -> Option<String> {
    let first = &subject.reading.problem.scenarios.first()?.id;
    let options = changes.iter().flat_map(|change| &change.with);
    let (option, scenario) = options
        .filter_map(|option| Some((option, shown_in(&subject.reading, std::slice::from_ref(option))?)))
        .find(|(_, scenario)| subject.asked.scenario.is_empty() && scenario != first)?;
    Some(format!("the file shows {}={} in another scenario: --scenario {scenario}", option.0, option.1))
}

/// The comparison in a word.
fn word(found: &Comparison) -> &'static str {
    match found.broken() {
        _ if found.about.seeds == 0 => "none",
        Ordering::Less => "a",
        Ordering::Greater => "b",
        Ordering::Equal if found.differs() => "differ",
        Ordering::Equal => "same",
    }
}
