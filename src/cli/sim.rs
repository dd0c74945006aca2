//! `napkin sim P`: runs a design and says what holds.

use std::io;

use clap::ArgMatches;

use super::interrupt;
use super::output::{Exit, Output};
use super::problems::{self, Opened, broken};
use super::route::Flags;
use super::{arguments, sim_list, sim_text};
use crate::calc::{Arithmetic, Calendar, Dimension, Sheet};
use crate::diag::{Diagnostic, nearest, visible};
use crate::problem::Variant;
use crate::problem::model::{Design, FlowId, Problem, Trigger};
use crate::sim::experiment::{Summary, Watch, add_fault, each, multiply_load, threads};
use crate::sim::outcome::RequestNumber;
use crate::sim::program::{Program, compile};
use crate::sim::report::{Asked, Report};
use crate::sim::run::{Settings, Traced, run as run_once};

/// Events of one run at most, unless said: minutes of computing.
const MOST_EVENTS: u64 = 20_000_000;

/// Runs the problem that is meant.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    match prepare(output, matches) {
        Ok(Prepared::List(opened)) => {
            if output.json {
                output.print_json(&sim_list::json(&opened.reading.problem, &opened.design))?;
            } else {
                output.print(&sim_list::text(&opened.reading.problem, &opened.design))?;
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

/// What a command line asks for, found and without errors.
enum Prepared {
    List(Box<Listed>),
    Run(Box<Ready>),
}

/// A problem and the default scenario of its design.
pub struct Listed {
    reading: crate::problem::Reading,
    design: Design,
}

struct Ready {
    problem: Problem,
    program: Program,
    asked: Asked,
    load: f64,
    settings: Settings,
    name: String,
    text: String,
}

impl Ready {
    fn report(&self, settings: &Settings) -> Report {
        let outcome = run_once(&self.program, settings, interrupt::flag());
        Report::new(&self.problem, &self.program.design, &self.asked, self.load, &outcome)
    }
}

fn prepare(output: &Output, matches: &ArgMatches) -> Result<Prepared, u8> {
    let asked = asked(output, matches)?;
    let library = problems::library(output, asked.problems.as_deref())?;
    let Opened { name, file, reading } = problems::open(output, &library, &asked.problem)?;
    let Some(reference) = reading.problem.design.clone() else {
        return Err(refuse(
            output,
            &format!("{name} has no design to run"),
            "add [components], [flows] and [scenarios] to the file; `napkin schema` has the words",
        ));
    };
    if matches.get_flag("list") {
        return Ok(Prepared::List(Box::new(Listed { reading, design: reference })));
    }
    known(output, &reading.problem, &asked)?;
    let is_named = |fault: &String| reference.faults.iter().any(|known| known.id == *fault);
    let variant = Variant {
        scenario: Some(asked.scenario.clone()).filter(|scenario| !scenario.is_empty()),
        choices: asked.with.clone(),
        set: asked.set.clone(),
        faults: asked.faults.iter().filter(|fault| is_named(fault)).cloned().collect(),
    };
    let mut design = file
        .design(&variant)
        .map_err(|refused| broken(output, &refused.diagnostics, &name, &refused.text))?;
    for sentence in asked.faults.iter().filter(|fault| !is_named(fault)) {
        let said = add_fault(&mut design, sentence);
        said.map_err(|(message, help)| refuse(output, &format!("--fault '{sentence}': {message}"), &help))?;
    }
    let load = asked.load.as_deref().map_or(Ok(1.0), |load| multiple(output, load))?;
    multiply_load(&mut design, load);
    let asked = Asked { scenario: design.scenario.id.clone(), ..asked };
    let program = compile(&design).map_err(|refusal| {
        let error = Diagnostic::error("not-yet", refusal.span, refusal.message);
        broken(output, &[error], &name, file.text())
    })?;
    let settings = settings(output, matches, &design)?;
    let text = file.text().to_owned();
    Ok(Prepared::Run(Box::new(Ready {
        problem: reading.problem,
        program,
        asked,
        load,
        settings,
        name,
        text,
    })))
}

/// What was typed, as it was typed.
fn asked(output: &Output, matches: &ArgMatches) -> Result<Asked, u8> {
    let one = |name: &str| matches.get_one::<String>(name).cloned();
    let all = |name: &str| -> Vec<String> {
        matches.get_many::<String>(name).map(|values| values.cloned().collect()).unwrap_or_default()
    };
    let pairs = |name: &str, example: &str| -> Result<Vec<(String, String)>, u8> {
        let pair = |text: String| match text.split_once('=') {
            Some((left, right)) => Ok((left.trim().to_owned(), right.trim().to_owned())),
            None => Err(refuse(
                output,
                &format!("`--{name} {text}` has no `=`"),
                &format!("write it like {example}"),
            )),
        };
        all(name).into_iter().map(pair).collect()
    };
    Ok(Asked {
        problem: arguments::words(matches).into_iter().next().unwrap_or_default(),
        problems: one("problems"),
        with: pairs("with", "--with decision=option")?,
        set: pairs("set", "--set db.slots=20")?,
        scenario: one("scenario").unwrap_or_default(),
        load: one("load"),
        faults: all("fault"),
        max_events: matches.get_one::<u64>("max-events").copied(),
        max_time: one("max-time"),
    })
}

/// Names of scenarios, decisions and options, before anything is built with them.
fn known(output: &Output, problem: &Problem, asked: &Asked) -> Result<(), u8> {
    let check = |what: &str, word: &str, names: Vec<&str>| {
        if names.contains(&word) {
            return Ok(());
        }
        let help = match nearest(word, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        Err(refuse(output, &format!("no {what} is called `{word}`"), &help))
    };
    if !asked.scenario.is_empty() {
        let names = problem.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        check("scenario", &asked.scenario, names)?;
    }
    for (decision, option) in &asked.with {
        let names = problem.decisions.iter().map(|known| known.id.as_str()).collect();
        check("decision", decision, names)?;
        let found = problem.decisions.iter().find(|known| known.id == *decision);
        let options = found.map(|known| known.options.iter().map(|option| option.id.as_str()).collect());
        check(&format!("option of `{decision}`"), option, options.unwrap_or_default())?;
    }
    Ok(())
}

fn settings(output: &Output, matches: &ArgMatches, design: &Design) -> Result<Settings, u8> {
    let mut settings = Settings::new(matches.get_one::<u64>("seed").copied().unwrap_or(1));
    settings.max_events = matches.get_one::<u64>("max-events").copied().unwrap_or(MOST_EVENTS);
    if let Some(text) = matches.get_one::<String>("max-time") {
        settings.max_time = time(text).ok_or_else(|| {
            refuse(output, &format!("`--max-time {text}` is no time"), "such as 90s, 10min")
        })?;
    }
    if let Some(text) = matches.get_one::<String>("trace") {
        settings.trace = Traced::One(request(output, design, text)?);
    }
    Ok(settings)
}

/// `shop:17`, or `17` of the first flow with load.
fn request(output: &Output, design: &Design, text: &str) -> Result<RequestNumber, u8> {
    let (flow, number) = text.rsplit_once(':').map_or((None, text), |(flow, number)| (Some(flow), number));
    let place = match flow {
        Some(flow) => design.flows.iter().position(|known| known.id == flow),
        None => design.flows.iter().position(|known| matches!(known.trigger, Trigger::Arrive(_))),
    };
    let flows: Vec<&str> = design.flows.iter().map(|flow| flow.id.as_str()).collect();
    let (Some(place), Ok(number)) = (place, number.parse::<u64>()) else {
        let help = format!("a flow and a number from 0, such as {}:17", flows.first().unwrap_or(&"flow"));
        return Err(refuse(output, &format!("`--trace {text}` is no request"), &help));
    };
    Ok(RequestNumber { flow: FlowId(u32::try_from(place).unwrap_or(u32::MAX)), number })
}

/// `10x`, `10`, `0.5x`.
fn multiple(output: &Output, text: &str) -> Result<f64, u8> {
    let number = text.trim().trim_end_matches(['x', 'X']).parse::<f64>().ok();
    let fits = number.filter(|number| number.is_finite() && *number > 0.0 && *number <= 1e6);
    fits.ok_or_else(|| refuse(output, &format!("`--load {text}` is no multiple"), "such as 10x"))
}

/// A time in nanoseconds.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 584 years")]
fn time(text: &str) -> Option<u64> {
    let quantity = Sheet::new().quantity(text).ok()?;
    let seconds = Arithmetic::Exact.in_calendar(&quantity, Calendar::Second).ok()?;
    if seconds.dimension != Dimension::TIME {
        return None;
    }
    let nanos = seconds.exact()?.to_f64() * 1e9;
    (nanos > 0.0 && nanos < 1.8e19).then_some(nanos as u64)
}

fn one(output: &Output, flags: &Flags, ready: &Ready, matches: &ArgMatches) -> io::Result<u8> {
    let report = ready.report(&ready.settings);
    if let Some([start, end]) = report.stop.span {
        let message = report.stop.message.clone().unwrap_or_default();
        let error = Diagnostic::error("run", crate::diag::Span::new(start, end), message);
        broken(output, &[error], &ready.name, &ready.text);
    }
    if output.json {
        output.print_json(&serde_json::to_value(&report).unwrap_or_default())?;
    } else if flags.quiet {
        output.print(&format!("{}\n", word(report.verdict.passed())))?;
    } else if matches.contains_id("trace") {
        let text = sim_text::trace(&report.trace);
        output.print(if text.is_empty() { "no such request arrived\n" } else { &text })?;
    } else {
        output.print(&sim_text::report(&report))?;
    }
    Ok(code(report.stop.reason == "cancelled", report.verdict.passed()))
}

fn many(output: &Output, flags: &Flags, ready: &Ready, seeds: usize) -> io::Result<u8> {
    if seeds == 0 || seeds > 100_000 {
        return Ok(refuse(output, &format!("`--seeds {seeds}` is no number of seeds"), "from 1 to 100,000"));
    }
    let watch = Watch { cancel: interrupt::flag(), progress: &interrupt::progress };
    let reports = each(seeds, threads(), watch, |index| {
        let mut report = ready.report(&Settings { seed: index as u64 + 1, ..ready.settings.clone() });
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
        output.print(&sim_text::summary(&summary))?;
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

fn refuse(output: &Output, message: &str, help: &str) -> u8 {
    output.refuse(&format!("error: {}\nhelp: {}", visible(message), visible(help)))
}
