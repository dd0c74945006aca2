//! `napkin sim P`: runs a design and says what holds.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use clap::ArgMatches;

use super::interrupt;
use super::output::{Exit, Output};
use super::problems::{self, Opened, broken, broken_variant};
use super::route::{Flags, Form};
use super::watch::Seen;
use super::{arguments, explain, sim_list, sim_text};
use crate::diag::{Diagnostic, nearest, there_are, visible};
use crate::problem::model::{Choice, Design, Problem, Trigger};
use crate::problem::{File, Reading};
use crate::sim::experiment::{NotRun, Summary, Watch, each, program, request, requests, threads};
use crate::sim::outcome::{Outcome, RequestNumber, Stop};
use crate::sim::program::Program;
use crate::sim::report::{Asked, Report};
use crate::sim::run::{Settings, Traced, run as run_once};
use crate::sim::sequence::{mermaid, stage, text};

/// Events of one run at most, unless said: minutes of computing.
const MOST_EVENTS: u64 = 20_000_000;

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
    reading: Reading,
    file: File,
    program: Program,
    asked: Asked,
    load: f64,
    settings: Settings,
    name: String,
}

impl Ready {
    fn outcome(&self, settings: &Settings) -> Outcome {
        run_once(&self.program, settings, interrupt::flag())
    }

    fn report(&self, outcome: &Outcome) -> Report {
        Report::new(&self.reading.problem, &self.program.design, &self.asked, self.load, outcome)
    }
}

fn prepare(output: &Output, matches: &ArgMatches) -> Result<Prepared, u8> {
    let asked = asked(output, matches)?;
    let library = problems::library(output, asked.problems.as_deref())?;
    let Opened { name, file, reading, .. } = problems::open(output, &library, &asked.problem)?;
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
    let mut asked = asked;
    if asked.scenario.is_empty()
        && matches.contains_id("explain")
        && let Some(scenario) = explain::shown_in(&reading, &asked.with)
    {
        asked.scenario = scenario;
    }
    let program =
        program(&file, &reference, &asked).map_err(|why| not_run(output, why, &name, file.text()))?;
    let design = &program.design;
    let asked = Asked { scenario: design.scenario.id.clone(), ..asked };
    let load = asked.multiple().unwrap_or(1.0);
    let settings = settings(output, matches, &asked, design)?;
    Ok(Prepared::Run(Box::new(Ready { reading, file, program, asked, load, settings, name })))
}

/// What was typed, as it was typed.
fn asked(output: &Output, matches: &ArgMatches) -> Result<Asked, u8> {
    // A space may stand before what begins with a hyphen.
    let trimmed = |text: &String| text.trim().to_owned();
    let one = |name: &str| matches.get_one::<String>(name).map(trimmed);
    let all = |name: &str| -> Vec<String> {
        matches.get_many::<String>(name).map(|values| values.map(trimmed).collect()).unwrap_or_default()
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
        only: one("only"),
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
            None => there_are(&names),
        };
        Err(refuse(output, &format!("no {what} is called `{word}`"), &help))
    };
    if !asked.scenario.is_empty() {
        let names = problem.scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        check("scenario", &asked.scenario, names)?;
    }
    for (at, (decision, option)) in asked.with.iter().enumerate() {
        let names = problem.decisions.iter().map(|known| known.id.as_str()).collect();
        check("decision", decision, names)?;
        let found = problem.decisions.iter().find(|known| known.id == *decision);
        let options = found.map(|known| known.options.iter().map(|option| option.id.as_str()).collect());
        check(&format!("option of `{decision}`"), option, options.unwrap_or_default())?;
        if let Some((_, other)) =
            asked.with[..at].iter().find(|(known, other)| known == decision && other != option)
        {
            let message = format!(
                "`--with {decision}={option}`: `{decision}` is decided twice, before by `--with {decision}={other}`"
            );
            return Err(refuse(output, &message, "keep one of them: a design has one answer to a question"));
        }
        let choice = found.and_then(|known| known.options.iter().find(|choice| choice.id == *option));
        if choice.is_some_and(Choice::is_only_argued) {
            output.message(&format!(
                "note: `{option}` is argued in the file and changes nothing in a run: `{decision}` stays as in the reference\n"
            ));
        }
    }
    Ok(())
}

fn settings(output: &Output, matches: &ArgMatches, asked: &Asked, design: &Design) -> Result<Settings, u8> {
    let mut settings = Settings::new(matches.get_one::<u64>("seed").copied().unwrap_or(1));
    settings.max_events = matches.get_one::<u64>("max-events").copied().unwrap_or(MOST_EVENTS);
    settings.max_time = asked.longest().ok_or_else(|| {
        let text = asked.max_time.as_deref().unwrap_or_default();
        refuse(output, &format!("`--max-time {text}` is no time"), "such as 90s, 10min")
    })?;
    if let Some(text) = &asked.only {
        settings.only =
            Some(requests(design, text).map_err(|why| {
                refuse(output, &format!("`--only {text}`: {why}"), &example(design, "12,57"))
            })?);
    }
    if let Some(text) = matches.get_one::<String>("trace").map(|text| text.trim()) {
        let found = request(design, text)
            .map_err(|why| refuse(output, &format!("`--trace {text}`: {why}"), &example(design, "17")))?;
        settings.trace = Traced::One(found);
        settings.list = true;
    }
    Ok(settings)
}

/// How requests are named, for help.
fn example(design: &Design, numbers: &str) -> String {
    let flow = design.flows.iter().find(|flow| matches!(flow.trigger, Trigger::Arrive(_)));
    let flow = flow.or(design.flows.first()).map_or("flow", |flow| &flow.id);
    format!("a flow and a number from 0, such as {flow}:{numbers}")
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

/// Says why what was asked for does not run.
fn not_run(output: &Output, why: NotRun, name: &str, text: &str) -> u8 {
    match why {
        NotRun::Variant(refused) => broken_variant(output, &refused, name, text.len()),
        NotRun::Typed(message, help) => refuse(output, &message, &help),
        NotRun::NotYet(error) => broken(output, &[error], name, text),
    }
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
        if let (true, Traced::One(wanted)) = (scene.parties.is_empty(), ready.settings.trace) {
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

fn refuse(output: &Output, message: &str, help: &str) -> u8 {
    output.refuse(&format!("error: {}\nhelp: {}", visible(message), visible(help)))
}
