//! `napkin mock P`: the interview. Here what needs no screen: answers from a file, and the script.

use std::io;
use std::path::Path;

use clap::ArgMatches;

use super::output::{Exit, Output};
use super::problems::{self, Opened, broken};
use super::route::{Flags, Form};
use super::{arguments, interrupt, mock_text};
use crate::diag::visible;
use crate::mock::{Answers, Attempt, Framework, Held, STANDARDS, Standards, gather, judge, markdown, script};
use crate::sim::experiment::{Watch, threads};
use crate::sim::report::Asked;
use crate::store::problem_file;

/// A problem and how it is to be held.
struct Ready {
    opened: Opened,
    framework: Framework,
    standards: Standards,
    phases: Vec<usize>,
    minutes: u32,
    seed: u64,
    /// The problem as it was named.
    asked: Asked,
}

/// Runs the form of a mock that was asked for.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let answers = match matches.get_one::<String>("answers").map(|path| read(output, path)).transpose() {
        Ok(answers) => answers,
        Err(code) => return Ok(code),
    };
    let held = answers.as_ref().map(|answers| answers.held).unwrap_or_default();
    let ready = match prepare(output, matches, held) {
        Ok(ready) => ready,
        Err(code) => return Ok(code),
    };
    match answers {
        Some(answers) => assess(output, flags, &ready, &answers),
        None if matches.get_flag("dry-run") => walk(output, &ready),
        None => Ok(output.refuse(
            "error: the mock has no screen yet\nhelp: --dry-run walks its script, --answers FILE judges answers",
        )),
    }
}

/// Reads an answers file, or says what is wrong with it.
fn read(output: &Output, path: &str) -> Result<Answers, u8> {
    let text = problem_file(Path::new(path))
        .map_err(|error| output.refuse(&format!("error: {} cannot be read: {error}", visible(path))))?;
    Answers::read(&text).map_err(|error| broken(output, &[error], path, &text))
}

fn prepare(output: &Output, matches: &ArgMatches, held: Held) -> Result<Ready, u8> {
    let folder = matches.get_one::<String>("problems");
    let library = problems::library(output, folder.map(String::as_str))?;
    let words = arguments::words(matches);
    let opened = problems::named(output, &library, &words)?;
    let inside = |error: crate::diag::Diagnostic| output.refuse(&format!("error: {}", error.message));
    let framework = Framework::read(crate::mock::FRAMEWORK).map_err(inside)?;
    let standards = Standards::read(STANDARDS).map_err(inside)?;
    let minutes = matches.get_one::<u64>("minutes").and_then(|minutes| u32::try_from(*minutes).ok());
    let minutes = minutes.or(held.minutes).unwrap_or(opened.reading.problem.minutes);
    if !(5..=240).contains(&minutes) {
        return Err(output.refuse(&format!(
            "error: a mock of {minutes} minutes cannot be held\nhelp: from 5 to 240; usual are 60, 45 and 35"
        )));
    }
    let phases = phases(output, &framework, matches)?;
    let seed = matches.get_one::<u64>("seed").copied().or(held.seed).unwrap_or(1);
    let asked = Asked {
        problem: words.into_iter().next().unwrap_or_default(),
        problems: folder.cloned(),
        ..Asked::default()
    };
    Ok(Ready { opened, framework, standards, phases, minutes, seed, asked })
}

/// The phases that are asked for; all unless said.
fn phases(output: &Output, framework: &Framework, matches: &ArgMatches) -> Result<Vec<usize>, u8> {
    let named: Vec<&str> = matches
        .get_many::<String>("phase")
        .into_iter()
        .flatten()
        .flat_map(|names| names.split(','))
        .collect();
    if named.is_empty() {
        return Ok((0..framework.phases.len()).collect());
    }
    let mut phases = Vec::new();
    for name in named {
        let Some(at) = framework.phase(name.trim()) else {
            let ids = framework.phases.iter().map(|phase| phase.id.as_str());
            let help = match crate::diag::nearest(name, ids.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("one of {}", ids.collect::<Vec<_>>().join(", ")),
            };
            return Err(
                output.refuse(&format!("error: no phase is called `{}`\nhelp: {help}", visible(name)))
            );
        };
        if !phases.contains(&at) {
            phases.push(at);
        }
    }
    phases.sort_unstable();
    Ok(phases)
}

/// Judges answers from a file; the design that they choose is run.
fn assess(output: &Output, flags: &Flags, ready: &Ready, answers: &Answers) -> io::Result<u8> {
    let problem = &ready.opened.reading.problem;
    for (decision, chosen) in &answers.choices {
        let known = problem.decisions.iter().find(|known| known.id == *decision);
        let found = known.is_some_and(|known| known.options.iter().any(|option| option.id == chosen.option));
        if !found {
            let what = format!(
                "error: `{decision} = {}` is no decision and option of {}",
                chosen.option, problem.id
            );
            let help = "`napkin mock PROBLEM --dry-run` names them";
            return Ok(output.refuse(&format!("{}\nhelp: {help}", visible(&what))));
        }
    }
    let Ready { framework, standards, minutes, seed, phases, .. } = ready;
    let attempt = Attempt::held(problem, framework, *minutes, *seed, phases.clone(), answers.clone());
    let failure = attempt.said.failure.clone();
    let watch = Watch { cancel: interrupt::flag(), progress: &interrupt::progress };
    let evidence =
        gather(&ready.opened.file, problem, &ready.asked, answers, failure.as_deref(), threads(), watch);
    interrupt::end_progress();
    if watch.cancelled() {
        output.message("interrupted: the runs were not finished, and without them there is no verdict\n");
        return Ok(Exit::INTERRUPTED);
    }
    let report = judge(problem, framework, standards, &attempt, Some(&evidence));
    if output.json {
        output.print_json(&serde_json::to_value(&report).unwrap_or_default())?;
    } else if flags.quiet {
        output.print(&format!("{}\n", report.assessment.verdict))?;
    } else {
        let text = visible(&markdown(&report, Some(problem), &ready.standards)).into_owned();
        let as_typed = flags.form == Some(Form::Markdown);
        output.print(&if as_typed { text } else { output.wrapped(&text) })?;
    }
    Ok(Exit::WELL)
}

/// The script: every question, reveal, change and fault with its time, for instructors.
fn walk(output: &Output, ready: &Ready) -> io::Result<u8> {
    let problem = &ready.opened.reading.problem;
    let cues = script(problem, &ready.framework, ready.minutes, ready.seed);
    let held = cues.into_iter().filter(|cue| ready.phases.contains(&cue.phase)).collect::<Vec<_>>();
    if output.json {
        output.print_json(&mock_text::script_json(problem, &held, ready.minutes, ready.seed))?;
    } else {
        output.print(&visible(&output.wrapped(&mock_text::script(
            problem,
            &ready.framework,
            &held,
            ready.minutes,
            ready.seed,
        ))))?;
    }
    Ok(Exit::WELL)
}
