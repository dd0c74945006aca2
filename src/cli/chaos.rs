//! `napkin chaos P`: each component down, then slow, in turn.

use std::io;

use clap::ArgMatches;

use super::chaos_text;
use super::interrupt;
use super::output::{Exit, Output};
use super::route::Flags;
use super::sim_prepare::{Experiment, Seeds, Subject, experiment, not_run};
use crate::sim::experiment::{Watch, chaos, threads};
use crate::sim::run::Settings;

/// Runs every fault; exit 1 where an invariant breaks, since a fault may cost how well, never what is true; and where
/// some fault was not run to its end.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let Experiment { subject, seed, seeds, max_events } = match experiment(output, matches, Seeds::FEW) {
        Ok(experiment) => experiment,
        Err(code) => return Ok(code),
    };
    let Subject { reading, file, reference, asked, name } = subject;
    let settings: Vec<Settings> =
        (0..seeds).map(|number| Settings { max_events, ..Settings::new(seed + number as u64) }).collect();
    let watch = Watch { cancel: interrupt::flag(), progress: &interrupt::progress };
    let found = chaos(&file, &reading.problem, &reference, &asked, &settings, threads(), watch);
    interrupt::end_progress();
    let found = match found {
        Ok(found) => found,
        Err(why) => return Ok(not_run(output, why, &name, file.text())),
    };
    if output.json {
        output.print_json(&serde_json::to_value(&found).unwrap_or_default())?;
    } else if flags.quiet {
        let passed = found.invariants_hold && found.left_out.is_empty();
        output.print(if passed { "pass\n" } else { "fail\n" })?;
    } else {
        output.print(&chaos_text::text(&found, output.columns().min(80)))?;
    }
    Ok(match (found.interrupted, found.invariants_hold && found.left_out.is_empty()) {
        (true, _) => Exit::INTERRUPTED,
        (false, true) => Exit::WELL,
        (false, false) => Exit::FAILED,
    })
}
