//! `napkin sim P`: runs a design and says what holds.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use clap::ArgMatches;

use super::interrupt;
use super::output::{Exit, Output};
use super::problems::broken;
use super::route::{Flags, Form};
use super::sim_prepare::{Prepared, Ready, example, not_run, prepare, refuse};
use super::watch::Seen;
use super::{arguments, explain, sim_list, sim_text};
use crate::diag::Diagnostic;
use crate::problem::model::{Design, Trigger};
use crate::sim::experiment::{Summary, Watch, each, threads};
use crate::sim::outcome::{Outcome, RequestNumber, Stop};
use crate::sim::report::Report;
use crate::sim::run::{Settings, Traced, run as run_once};
use crate::sim::sequence::{mermaid, stage, text};

/// Runs the problem that is meant; with `--watch` again whenever its file changes, until somebody asks to end.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    if !matches.get_flag("watch") {
        return once(output, flags, matches);
    }
    let paths = arguments::words(matches);
    if !paths.iter().all(|path| Path::new(path).is_file()) {
        return Ok(refuse(
            output,
            "there is no file to watch",
            "name one by its path: napkin sim mine/shop.toml --watch",
        ));
    }
    let cancel = interrupt::flag();
    loop {
        let seen = Seen::now(&paths);
        once(output, flags, matches)?;
        if !seen.wait_unless(&paths, cancel) {
            return Ok(Exit::INTERRUPTED);
        }
        if !output.json && !flags.quiet {
            output.print("\n")?;
        }
    }
}

fn once(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    match prepare(output, matches) {
        Ok(Prepared::List(opened)) => {
            if output.json {
                output.print_json(&sim_list::json(&opened.reading.problem, &opened.design))?;
            } else {
                let width = output.columns().min(80);
                output.print(&sim_list::text(&opened.reading.problem, &opened.design, width))?;
            }
            Ok(Exit::WELL)
        }
        Ok(Prepared::Run(ready)) => match matches.get_one::<u64>("seeds") {
            Some(seeds) => many(output, flags, &ready, usize::try_from(*seeds).unwrap_or(usize::MAX)),
            None => one(output, flags, &ready, matches),
        },
        Err(code) => Ok(code),
    }
}

/// The first request that alone was to arrive, beside others, and did not, though the run came to its end.
fn absent(outcome: &Outcome) -> Option<RequestNumber> {
    let only = outcome.only.as_ref().filter(|_| matches!(outcome.stop, Stop::Finished))?;
    let came: BTreeSet<RequestNumber> = outcome.arrived.iter().map(|(request, _)| *request).collect();
    only.iter().find(|request| !came.contains(request)).copied()
}

/// Why a request does not arrive, and which do.
fn not_arrived(design: &Design, outcome: &Outcome, wanted: RequestNumber) -> (String, String) {
    let named =
        |request: RequestNumber| format!("{}:{}", design.flows[request.flow.index()].id, request.number);
    let flow = &design.flows[wanted.flow.index()];
    if matches!(flow.trigger, Trigger::Every(_)) {
        return (
            format!("the timer `{}` has no such run", named(wanted)),
            "runs of a timer are numbered from 0, one by one over its instances".to_owned(),
        );
    }
    if !matches!(flow.trigger, Trigger::Arrive(_)) {
        return (
            format!("no load arrives at `{}`: it has no request of its own", flow.id),
            example(design, "17"),
        );
    }
    let of_flow = || outcome.arrived.iter().map(|(request, _)| *request).filter(|it| it.flow == wanted.flow);
    let help = match (of_flow().min(), of_flow().max()) {
        (Some(first), Some(last)) => format!("those of this run are {} to {}", named(first), named(last)),
        _ => format!("none of `{}` arrives in this run", flow.id),
    };
    (format!("`{}` does not arrive in this run", named(wanted)), help)
}

fn one(output: &Output, flags: &Flags, ready: &Ready, matches: &ArgMatches) -> io::Result<u8> {
    if matches.contains_id("explain") {
        return explained(output, flags, ready, matches);
    }
    let traced = matches.contains_id("trace");
    if flags.form == Some(Form::Mermaid) && !traced {
        return Ok(refuse(
            output,
            "only a sequence of steps is drawn as mermaid",
            "add --explain, or --trace REQUEST",
        ));
    }
    let outcome = ready.outcome(&ready.settings);
    let interrupted = outcome.stop == Stop::Cancelled;
    if let Some(wanted) = absent(&outcome) {
        // Only a run in which all arrive knows which there are.
        let whole = ready.outcome(&Settings { only: None, list: true, ..ready.settings.clone() });
        let (message, help) = not_arrived(&ready.program.design, &whole, wanted);
        return Ok(refuse(output, &message, &help));
    }
    let report = ready.report(&outcome);
    if let Some([start, end]) = report.stop.span {
        let message = report.stop.message.clone().unwrap_or_default();
        let error = Diagnostic::error("run", crate::diag::Span::new(start, end), message);
        broken(output, &[error], &ready.name, ready.file.text());
    }
    if output.json {
        output.print_json(&serde_json::to_value(&report).unwrap_or_default())?;
    } else if flags.quiet {
        output.print(&format!("{}\n", word(report.verdict.passed())))?;
    } else if traced {
        let scene = stage(&ready.program.design, &outcome.trace, None);
        let began = |wanted| outcome.trace.iter().any(|line| line.root == Some(wanted));
        if let (true, Traced::One(wanted)) = (scene.parties.is_empty(), ready.settings.trace) {
            if interrupted {
                output.message("interrupted before that request was told\n");
                return Ok(Exit::INTERRUPTED);
            }
            if began(wanted) {
                output
                    .print("it does nothing that can be drawn: no row, no message, no other component\n")?;
                return Ok(code(false, report.verdict.passed()));
            }
            let (message, help) = not_arrived(&ready.program.design, &outcome, wanted);
            return Ok(refuse(output, &message, &help));
        }
        let text = match flags.form {
            Some(Form::Mermaid) => mermaid(&scene),
            _ => text(&scene, output.columns()),
        };
        output.print(&text)?;
    } else {
        output.print(&sim_text::report(&report, output.columns().min(80)))?;
    }
    Ok(code(report.stop.reason == "cancelled", report.verdict.passed()))
}

/// The smallest run in which a rule breaks.
fn explained(output: &Output, flags: &Flags, ready: &Ready, matches: &ArgMatches) -> io::Result<u8> {
    let wanted = matches.get_one::<String>("explain").map(String::as_str).filter(|rule| !rule.is_empty());
    if let Some(Err((message, help))) = wanted.map(|rule| explain::named(&ready.program, rule)) {
        return Ok(refuse(output, &message, &help));
    }
    let request = explain::Request {
        file: &ready.file,
        reading: &ready.reading,
        program: &ready.program,
        asked: &ready.asked,
        settings: &ready.settings,
        seeded: matches.contains_id("seed"),
        wanted,
    };
    match explain::one(output, flags, &request)? {
        Ok(code) => Ok(code),
        Err(why) => Ok(not_run(output, why, &ready.name, ready.file.text())),
    }
}

fn many(output: &Output, flags: &Flags, ready: &Ready, seeds: usize) -> io::Result<u8> {
    if seeds == 0 || seeds > 100_000 {
        return Ok(refuse(output, &format!("`--seeds {seeds}` is no number of seeds"), "from 1 to 100,000"));
    }
    let Ready { reading, program, asked, load, settings, .. } = ready;
    let problem = &reading.problem;
    let watch = Watch { cancel: interrupt::flag(), progress: &interrupt::progress };
    let reports = each(seeds, threads(), watch, |index| {
        let settings = Settings { seed: index as u64 + 1, ..settings.clone() };
        let outcome = run_once(program, &settings, interrupt::flag());
        let mut report = Report::new(problem, &program.design, asked, *load, &outcome);
        // No summary shows it, and of many seeds it is most of the memory.
        report.series = Vec::new();
        report
    });
    interrupt::end_progress();
    let interrupted = watch.cancelled();
    let whole = |report: &Report| report.stop.reason != "cancelled";
    let reports: Vec<Report> = reports.into_iter().flatten().filter(whole).collect();
    let done = reports.len();
    let Some(summary) = Summary::of(reports, ready.asked.command_of_seeds(done)) else {
        output.message("interrupted before the first run was done\n");
        return Ok(Exit::INTERRUPTED);
    };
    if output.json {
        output.print_json(&serde_json::to_value(&summary).unwrap_or_default())?;
    } else if flags.quiet {
        output.print(&format!("{}\n", word(summary.report.verdict.passed())))?;
    } else {
        output.print(&sim_text::summary(&summary, output.columns().min(80)))?;
    }
    if interrupted {
        output.message(&format!("interrupted: {done} of {seeds} seeds were run\n"));
    }
    Ok(code(interrupted, summary.report.verdict.passed()))
}

fn word(passed: bool) -> &'static str {
    if passed { "pass" } else { "fail" }
}

fn code(interrupted: bool, passed: bool) -> u8 {
    match (interrupted, passed) {
        (true, _) => Exit::INTERRUPTED,
        (false, true) => Exit::WELL,
        (false, false) => Exit::FAILED,
    }
}
