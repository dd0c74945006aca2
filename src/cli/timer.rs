//! `napkin timer`: the phases of an interview on a clock, for practice on paper or with a friend.

use std::cmp::Ordering;
use std::io::{self, IsTerminal};

use clap::ArgMatches;
use serde_json::{Value as Json, json};

use super::output::{Exit, Output};
use super::route::Flags;
use super::{arguments, frameworks, screens};
use crate::diag::visible;
use crate::mock::Framework;
use crate::tui::screens::TimerScreen;

/// Runs it: on a terminal as a screen, elsewhere as the plan of the phases.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    if let Some(word) = arguments::words(matches).first() {
        let help = "a timer knows no problem: `napkin mock` holds one, --phase names phases";
        return Ok(output.refuse(&format!("error: what is `{}`?\nhelp: {help}", visible(word))));
    }
    let (framework, minutes, phases) = match asked(output, matches) {
        Ok(asked) => asked,
        Err(code) => return Ok(code),
    };
    if output.json {
        output.print_json(&plan_json(&framework, minutes, &phases))?;
        return Ok(Exit::WELL);
    }
    // Nobody watches a clock through a pipe.
    if matches.get_flag("plain") || !io::stdout().is_terminal() {
        output.print(&visible(&output.wrapped(&plan(&framework, minutes, &phases))))?;
        return Ok(Exit::WELL);
    }
    if !screens::are_wanted() {
        let help = "help: `napkin timer --plain` prints the plan with the start of each phase, --format json the same for scripts";
        return Ok(output.refuse(&format!("error: the timer needs a terminal\n{help}")));
    }
    let screen = TimerScreen::new(framework, minutes, phases, matches.get_flag("bell"));
    Ok(screens::timer(output, flags, matches, screen))
}

fn asked(output: &Output, matches: &ArgMatches) -> Result<(Framework, u32, Vec<usize>), u8> {
    let framework = frameworks::find(output, matches.get_one::<String>("framework").map(String::as_str))?;
    let minutes = frameworks::length(output, matches, framework.usual(), &framework)?;
    let phases = frameworks::phases(output, &framework, matches)?;
    Ok((framework, minutes, phases))
}

/// Each phase with its start and its length in seconds.
fn times(framework: &Framework, minutes: u32, phases: &[usize]) -> Vec<(usize, u64, u64)> {
    let seconds = framework.seconds(minutes);
    let mut begins = 0;
    let held = phases.iter().map(|at| {
        let lasts = seconds.get(*at).copied().unwrap_or(0);
        let begin = begins;
        begins += lasts;
        (*at, begin, lasts)
    });
    held.collect()
}

fn plan(framework: &Framework, minutes: u32, phases: &[usize]) -> String {
    let length = match minutes.cmp(&framework.minutes) {
        Ordering::Less => format!(", cut to {minutes} minutes"),
        Ordering::Equal => String::new(),
        Ordering::Greater => format!(", stretched to {minutes} minutes"),
    };
    let mut out = format!("{}{length}\n", framework.title);
    for (at, begin, lasts) in times(framework, minutes, phases) {
        let phase = &framework.phases[at];
        out += &format!("\n{}  {} ({}), {}\n", clock(begin), phase.title, phase.id, clock(lasts).trim());
        for line in &phase.does {
            out += &format!("       {line}\n");
        }
    }
    out
}

fn plan_json(framework: &Framework, minutes: u32, phases: &[usize]) -> Json {
    let held = times(framework, minutes, phases).into_iter().map(|(at, begin, lasts)| {
        let phase = &framework.phases[at];
        json!({
            "id": phase.id,
            "title": phase.title,
            "starts": begin,
            "seconds": lasts,
            "does": phase.does,
            "strong": phase.strong,
            "mistakes": phase.mistakes,
        })
    });
    json!({
        "version": 1,
        "framework": framework.id,
        "title": framework.title,
        "minutes": minutes,
        "phases": held.collect::<Vec<_>>(),
    })
}

/// Minutes and seconds since the start.
fn clock(seconds: u64) -> String {
    format!("{:>2}:{:02}", seconds / 60, seconds % 60)
}
