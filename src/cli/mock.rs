//! `napkin mock P`: the interview. Here what needs no screen: line by line, answers from a file, and the script.

use std::io;
use std::path::Path;
use std::sync::Arc;

use clap::ArgMatches;

use super::mock_kept::{Found, Place};
use super::mock_plain::{Ended, Room, Talk};
use super::mock_propose::Proposed;
use super::mock_room::{Desk, Keeping, sentence};
use super::output::{Exit, Output};
use super::problems::{self, Opened, broken};
use super::readable::Page;
use super::route::{Flags, Form};
use super::screens::{self, MockStart};
use super::{arguments, frameworks, held, interrupt, learner, mock_kept, mock_propose, mock_text};
use crate::diag::visible;
use crate::mock::{
    Answers, Attempt, Framework, Held, Report, STANDARDS, Standards, gather, judge, markdown, script, unknown,
};
use crate::sim::experiment::{Watch, threads};
use crate::sim::report::Asked;
use crate::store::{Database, problem_file};
use crate::tui::screens::Interview;

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
    /// The framework as it was named, where it was.
    named: Option<String>,
    /// The minutes it takes unless others are asked for.
    usual: u32,
}

/// Runs the form of a mock that was asked for.
pub fn run(output: &Output, flags: &Flags, matches: &ArgMatches) -> io::Result<u8> {
    let answers = match matches.get_one::<String>("answers").map(|path| read(output, path)).transpose() {
        Ok(answers) => answers,
        Err(code) => return Ok(code),
    };
    let held = answers.as_ref().map(|answers| answers.held).unwrap_or_default();
    let (mut words, mut going) = (arguments::words(matches), None);
    if words.is_empty() && answers.is_none() && !matches.get_flag("dry-run") {
        match mock_propose::run(output, matches)? {
            Ok(Proposed { problem, under_way }) => {
                words.push(problem);
                going = under_way;
            }
            Err(code) => return Ok(code),
        }
    }
    let ready = match prepare(output, matches, words, held, going.as_ref()) {
        Ok(ready) => ready,
        Err(code) => return Ok(code),
    };
    match answers {
        Some(answers) => assess(output, flags, &ready, &answers),
        None if matches.get_flag("dry-run") => walk(output, &ready),
        None if matches.get_flag("plain") => plain(output, flags, &ready, matches),
        None if screens::are_wanted() => Ok(screens::mock(output, flags, matches, begin(output, ready))),
        None => Ok(output.refuse(
            "error: the mock's screen needs a terminal\nhelp: --plain asks line by line, --dry-run walks its script, --answers FILE judges answers",
        )),
    }
}

/// A mock that begins on the screen.
fn begin(output: &Output, ready: Ready) -> MockStart {
    let Ready { opened, framework, standards, phases, minutes, seed, asked, .. } = ready;
    let problem = opened.reading.problem;
    let attempt = Attempt::new(&problem, &framework, minutes, seed, phases);
    let interview = Interview {
        problem: Arc::new(problem),
        framework: Arc::new(framework),
        standards: Arc::new(standards),
        refs: super::refs::headlines(output),
    };
    MockStart { text: opened.text, asked, interview, attempt }
}

/// Reads an answers file, or says what is wrong with it.
fn read(output: &Output, path: &str) -> Result<Answers, u8> {
    let text = problem_file(Path::new(path))
        .map_err(|error| output.refuse(&format!("error: {} cannot be read: {error}", visible(path))))?;
    Answers::read(&text).map_err(|error| broken(output, &[error], path, &text))
}

/// How it is to be held: as the flags say, or as the mock is held that is gone on with.
fn prepare(
    output: &Output,
    matches: &ArgMatches,
    words: Vec<String>,
    held: Held,
    going: Option<&Attempt>,
) -> Result<Ready, u8> {
    let folder = matches.get_one::<String>("problems");
    let library = problems::library(output, folder.map(String::as_str))?;
    let opened = problems::named(output, &library, &words)?;
    let other = going.map(|attempt| attempt.framework.as_str()).filter(|id| !frameworks::is_usual(id));
    let named = matches.get_one::<String>("framework").map(String::as_str).or(other);
    let framework = frameworks::find(output, named)?;
    let inside = |error: crate::diag::Diagnostic| output.refuse(&format!("error: {}", error.message));
    let standards = Standards::read(STANDARDS).map_err(inside)?;
    // A framework of one's own has its own length.
    let usual = if named.is_some() { framework.usual() } else { opened.reading.problem.minutes };
    let unasked = going.map(|attempt| attempt.minutes).or(held.minutes).unwrap_or(usual);
    let minutes = frameworks::length(output, matches, unasked, &framework)?;
    let phases = match going {
        Some(attempt) => attempt.phases.clone(),
        None => frameworks::phases(output, &framework, matches)?,
    };
    let seed = matches.get_one::<u64>("seed").copied().or(held.seed).unwrap_or(1);
    let asked = Asked {
        problem: words.into_iter().next().unwrap_or_default(),
        problems: folder.cloned(),
        ..Asked::default()
    };
    let named = named.map(str::to_owned);
    Ok(Ready { opened, framework, standards, phases, minutes, seed, asked, named, usual })
}

/// Judges answers from a file; the design that they choose is run.
fn assess(output: &Output, flags: &Flags, ready: &Ready, answers: &Answers) -> io::Result<u8> {
    let problem = &ready.opened.reading.problem;
    if let Some((what, help)) = unknown(answers, problem, &ready.framework) {
        let join = if help.ends_with('?') { "" } else { ";" };
        let dry = format!("`napkin mock {} --dry-run` names what is asked", problem.id);
        let what = format!("error: {what}\nhelp: {help}{join} {dry}");
        return Ok(output.refuse(&visible(&what)));
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
    show(output, flags, ready, &report, false)
}

/// Holds a mock line by line, and shows what came of it.
fn plain(output: &Output, flags: &Flags, ready: &Ready, matches: &ArgMatches) -> io::Result<u8> {
    let (is_new, any_length) = (matches.get_flag("new"), !matches.contains_id("minutes"));
    let Ready { framework, standards, minutes, seed, phases, .. } = ready;
    let problem = &ready.opened.reading.problem;
    let fresh = Attempt::new(problem, framework, *minutes, *seed, phases.clone());
    // It is open here until this ends.
    let (kept, attempt, _lock) = match database(output) {
        Ok(mut database) => match mock_kept::under_way(&mut database, fresh, is_new, any_length) {
            Ok(Found { id, attempt, lock, place }) => {
                (Some(Keeping { database, id, place }), attempt, Some(lock))
            }
            Err(error) => return Ok(learner::refuse(output, &error)),
        },
        Err(why) => {
            output.message(&format!("warning: {}; this mock is not kept\n", visible(&why)));
            (None, fresh, None)
        }
    };
    let desk = Desk::new(output, &ready.opened.file, problem, &ready.asked, kept);
    let mut talk = Talk::new(problem, framework, standards, attempt, desk);
    let ended = talk.hold()?;
    let Talk { attempt, mut room, .. } = talk;
    let left = |kept: &Option<Keeping>, code: u8| {
        output.message(&visible(&match kept.as_ref().map(|kept| kept.place) {
            Some(Place::Kept) => {
                let again = again(ready);
                format!("\nThe mock is kept as it is.\n`{again}` goes on; with --new it begins again.\n")
            }
            Some(Place::Taken) => {
                let again = again(ready);
                format!(
                    "\nNothing of this mock was kept: the one before stays.\n`{again}` goes on with it.\n"
                )
            }
            Some(Place::Free) | None => "\nNothing of this mock was kept.\n".to_owned(),
        }));
        Ok(code)
    };
    match ended {
        Ended::Left => return left(&room.kept, Exit::WELL),
        Ended::Interrupted => return left(&room.kept, Exit::INTERRUPTED),
        Ended::Over if attempt.answers.is_empty() => {
            if let Some(Err(error)) = room.kept.as_mut().map(Keeping::drop) {
                output.message(&format!("warning: {}\n", visible(&sentence(&error))));
            }
            output.message("\nNothing was said: there is nothing to judge.\n");
            return Ok(Exit::WELL);
        }
        Ended::Over => {}
    }
    let Some(evidence) = room.evidence(&attempt) else { return left(&room.kept, Exit::INTERRUPTED) };
    let report = judge(problem, framework, standards, &attempt, Some(&evidence));
    if let Some(Keeping { database, id, .. }) = &mut room.kept {
        match held::finish_alone(output, database, problem, id, &report) {
            Ok(kept) => output.message(&format!("\n{kept}")),
            Err(error) => {
                let why = sentence(&error);
                output.message(&format!("warning: the report is not kept: {}\n", visible(&why)));
            }
        }
    }
    if !output.json {
        output.print("\n")?;
    }
    show(output, flags, ready, &report, true)
}

/// The command that takes a mock up again: the same problem, held the same way.
fn again(ready: &Ready) -> String {
    let Ready { framework, minutes, phases, named, asked, usual, .. } = ready;
    let mut command = format!("napkin mock {} --plain", asked.problem);
    if let Some(folder) = &asked.problems {
        command += &format!(" --problems {folder}");
    }
    if let Some(named) = named {
        command += &format!(" --framework {named}");
    }
    if minutes != usual {
        command += &format!(" --minutes {minutes}");
    }
    command + &mock_kept::phase_flag(framework, phases)
}

/// The log, where there can be one.
fn database(output: &Output) -> Result<Database, String> {
    let folders = output.folders().ok_or("there is no home folder to keep it in")?;
    let mut database = Database::open(&folders.data).map_err(|error| sentence(&error))?;
    learner::notices(output, &mut database);
    Ok(database)
}

/// Writes the report of a mock; `linear` where it may be heard and not seen.
fn show(output: &Output, flags: &Flags, ready: &Ready, report: &Report, linear: bool) -> io::Result<u8> {
    let Ready { standards, .. } = ready;
    let problem = &ready.opened.reading.problem;
    if output.json {
        output.print_json(&serde_json::to_value(report).unwrap_or_default())?;
    } else if flags.quiet {
        output.print(&format!("{}\n", report.assessment.verdict))?;
    } else {
        let text = visible(&markdown(report, Some(problem), standards)).into_owned();
        let page = Page { width: output.page(), linear };
        let as_typed = flags.form == Some(Form::Markdown) || (page.width.is_none() && !linear);
        output.print(&if as_typed { text } else { page.write(&text) })?;
    }
    Ok(Exit::WELL)
}

/// The script: every question, reveal, change and fault with its time, for instructors.
fn walk(output: &Output, ready: &Ready) -> io::Result<u8> {
    let problem = &ready.opened.reading.problem;
    let held = script(problem, &ready.framework, &ready.phases, ready.minutes, ready.seed);
    if output.json {
        output.print_json(&mock_text::script_json(
            problem,
            &ready.framework,
            &held,
            ready.minutes,
            ready.seed,
        ))?;
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
