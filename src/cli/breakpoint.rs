//! `napkin breakpoint P`: the multiple of the load at which a rule breaks, and what is full there.

use std::io;

use clap::ArgMatches;

use super::breakpoint_text;
use super::interrupt;
use super::output::{Exit, Output};
use super::route::Flags;
use super::sim_prepare::{Experiment, Seeds, Subject, experiment, not_run, refuse};
use crate::sim::experiment::{Effort, NoBreakpoint, Watch, breakpoint, threads};

/// Searches for the load at which the design breaks; exit 1 where that is its own or less, and where nothing was found.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let Experiment { subject, seed, seeds, max_events } = match experiment(output, matches, Seeds::FEW) {
        Ok(experiment) => experiment,
        Err(code) => return Ok(code),
    };
    let Subject { reading, file, reference, asked, name } = subject;
    let effort = Effort { seed, seeds, max_events, threads: threads() };
    let watch = Watch { cancel: interrupt::flag(), progress: &|_, _| {} };
    let found = breakpoint(&file, &reading.problem, &reference, &asked, effort, watch, &interrupt::load);
    interrupt::end_progress();
    let found = match found {
        Ok(found) => found,
        Err(NoBreakpoint::NotRun(why)) => return Ok(not_run(output, why, &name, file.text())),
        Err(NoBreakpoint::NoLoad) => {
            return Ok(refuse(
                output,
                "no load of this scenario grows with a multiple",
                "a rate, a burst, or `each` with `every` does; --scenario takes another",
            ));
        }
    };
    if output.json {
        output.print_json(&serde_json::to_value(&found).unwrap_or_default())?;
    } else if flags.quiet {
        let load = found.load.map_or_else(|| "none".to_owned(), |load| format!("{load}x"));
        output.print(&format!("{load}\n"))?;
    } else {
        output.print(&breakpoint_text::text(&found, output.columns().min(80)))?;
    }
    let nothing = found.load.is_none() && found.holds.is_none();
    let own = found.curve.iter().any(|point| point.load <= 1.0 && !point.holds);
    Ok(match (found.interrupted, nothing || own) {
        (true, _) => Exit::INTERRUPTED,
        (false, true) => Exit::FAILED,
        (false, false) => Exit::WELL,
    })
}
