//! `napkin sim P --explain`: the smallest run in which a rule breaks.

use std::io;
use std::sync::atomic::Ordering;

use serde_json::json;

use super::explain_text;
use super::interrupt;
use super::output::{Exit, Output};
use super::route::{Flags, Form};
use crate::diag::{nearest, there_are, visible};
use crate::problem::model::Lesson;
use crate::problem::{File, Reading};
use crate::sim::experiment::{Explained, Explanation, NotRun, Question, Watch, explain};
use crate::sim::outcome::{Outcome, Stop};
use crate::sim::program::Program;
use crate::sim::report::{Asked, Report};
use crate::sim::run::{Settings, run};
use crate::sim::sequence::mermaid;

/// Seeds that are tried where none was given and the file says that an option breaks an invariant: it may do so in
/// nine of ten seeds only.
const SEEDS: u64 = 10;

/// What is to be explained, found and without errors.
pub struct Request<'a> {
    /// The file.
    pub file: &'a File,
    /// What it says.
    pub reading: &'a Reading,
    /// The variant, compiled.
    pub program: &'a Program,
    /// The variant, as it was asked for.
    pub asked: &'a Asked,
    /// The limits, and the seed.
    pub settings: &'a Settings,
    /// The seed was given.
    pub seeded: bool,
    /// The rule, where one was named.
    pub wanted: Option<&'a str>,
}

/// The scenario in which an option of these says that it shows what it breaks.
pub fn shown_in(reading: &Reading, with: &[(String, String)]) -> Option<String> {
    with.iter().find_map(|(decision, option)| {
        let decision = reading.problem.decisions.iter().find(|known| known.id == *decision)?;
        decision.options.iter().find(|known| known.id == *option)?.shown_in.clone()
    })
}

/// Whether there is such an invariant; what is wrong with its name, and the fix.
pub fn named(program: &Program, wanted: &str) -> Result<(), (String, String)> {
    let design = &program.design;
    if design.invariants.iter().any(|rule| rule.id == wanted) {
        return Ok(());
    }
    let names: Vec<&str> = design.invariants.iter().map(|rule| rule.id.as_str()).collect();
    if design.objectives.iter().any(|rule| rule.id == wanted) {
        let message = format!("`{wanted}` is an objective: only an invariant has a counterexample");
        return Err((message, there_are(&names)));
    }
    let help = match nearest(wanted, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => "the file has no invariants".to_owned(),
        None => there_are(&names),
    };
    Err((format!("no invariant is called `{wanted}`"), help))
}

/// Explains a run: exit 1 with a counterexample, and without one as the run itself ends.
pub fn one(output: &Output, flags: &Flags, request: &Request<'_>) -> io::Result<Result<u8, NotRun>> {
    let Request { program, asked, .. } = *request;
    let cancel = interrupt::flag();
    let mut settings = request.settings.clone();
    let mut outcome = run(program, &settings, cancel);
    let first = settings.seed;
    let last = first + tries(request) - 1;
    while !breaks(request, &outcome) && outcome.stop != Stop::Cancelled && settings.seed < last {
        settings.seed += 1;
        outcome = run(program, &settings, cancel);
    }
    if !breaks(request, &outcome) {
        settings.seed = first;
        outcome = run(program, &settings, cancel);
    }
    let problem = &request.reading.problem;
    let Some(reference) = &problem.design else { return Ok(Ok(Exit::USAGE)) };
    let question = Question {
        file: request.file,
        problem,
        reference,
        asked,
        settings: &settings,
        wanted: request.wanted,
        outcome: &outcome,
    };
    let watch = Watch { cancel, progress: &interrupt::search };
    let explained = explain(question, watch);
    interrupt::end_progress();
    let found = match explained {
        Ok(Explained::Found(found)) => found,
        Ok(Explained::Holds) => return Ok(Ok(holds(output, request, &settings, &outcome)?)),
        Err(why) => return Ok(Err(why)),
    };
    let explanation = Explanation::new(problem, &found);
    if output.json {
        output.print_json(&serde_json::to_value(&explanation).unwrap_or_default())?;
    } else if flags.form == Some(Form::Mermaid) {
        output.print(&mermaid(&explanation.scene))?;
    } else if flags.quiet {
        output.print(&format!("{}\n", explanation.requests.len()))?;
    } else {
        output.print(&explain_text::explanation(&explanation, output.columns()))?;
    }
    if found.interrupted {
        output.message("interrupted: this is the smallest run so far\n");
        return Ok(Ok(Exit::INTERRUPTED));
    }
    Ok(Ok(Exit::FAILED))
}

/// How many seeds are tried before an option that promises to break an invariant is said not to.
fn tries(request: &Request<'_>) -> u64 {
    if request.seeded || !promises(request) { 1 } else { SEEDS }
}

/// Whether an option of these says that it breaks an invariant.
fn promises(request: &Request<'_>) -> bool {
    let invariants = &request.program.design.invariants;
    request.asked.with.iter().any(|(decision, option)| {
        let decision = request.reading.problem.decisions.iter().find(|known| known.id == *decision);
        let option = decision.and_then(|known| known.options.iter().find(|known| known.id == *option));
        let Some(Lesson::Wrong { breaks, .. }) = option.map(|option| &option.lesson) else { return false };
        invariants.iter().any(|rule| breaks.contains(&rule.id))
    })
}

/// Whether a run breaks what is to be explained.
fn breaks(request: &Request<'_>, outcome: &Outcome) -> bool {
    let design = &request.program.design;
    let rules = design.invariants.iter().zip(&outcome.invariants).filter(|(_, found)| found.violations > 0);
    rules.into_iter().any(|(rule, _)| match request.wanted {
        Some(wanted) => rule.id == wanted,
        None => !design.scenario.may_miss.contains(&rule.id),
    })
}

/// There is nothing to explain: why, in one sentence.
fn holds(output: &Output, request: &Request<'_>, settings: &Settings, outcome: &Outcome) -> io::Result<u8> {
    if interrupt::flag().load(Ordering::Relaxed) {
        output.message("interrupted before anything was found\n");
        return Ok(Exit::INTERRUPTED);
    }
    let problem = &request.reading.problem;
    let design = &request.program.design;
    let load = request.asked.multiple().unwrap_or(1.0);
    let report = Report::new(problem, design, request.asked, load, outcome);
    let passed = report.verdict.passed();
    let failing = report.objectives.iter().filter(|rule| rule.fails());
    let missed: Vec<&str> = failing.map(|rule| rule.id.as_str()).collect();
    let seeds = match tries(request) {
        1 => format!("seed {}", settings.seed),
        tries => format!("the seeds from {} to {}", settings.seed, settings.seed + tries - 1),
    };
    let only = if settings.only.is_some() { " and only the requests that --only names" } else { "" };
    let run = format!("in scenario {} with {seeds}{only}", report.scenario);
    let excused = report.invariants.iter().filter(|rule| !rule.verdict.passed() && rule.may_miss);
    let excused: Vec<&str> = excused.map(|rule| rule.id.as_str()).collect();
    let mut sentence = match request.wanted {
        Some(wanted) => format!("{wanted} holds {run}, so there is no counterexample of it"),
        None if !excused.is_empty() => format!(
            "{} {} {run}, which the scenario allows: name a rule to explain it, --explain={}",
            excused.join(", "),
            if excused.len() == 1 { "breaks" } else { "break" },
            excused[0]
        ),
        None if report.invariants.is_empty() => {
            "The design has no invariant, so there is none to explain".to_owned()
        }
        None if missed.is_empty() => format!("Every invariant holds {run}, so there is no counterexample"),
        None => format!(
            "Every invariant holds {run}, so there is no counterexample of one; what breaks {} {}",
            if missed.len() == 1 { "is the objective" } else { "are the objectives" },
            missed.join(", ")
        ),
    };
    if let Some(evidence) = report.must.iter().find(|rule| rule.fails()) {
        sentence.push_str(&format!("; the scenario's evidence {} is missing", evidence.rule));
    }
    if let Some(reason) = report.reasons.first() {
        sentence.push_str(&format!("; {reason}"));
    }
    sentence.push('.');
    if output.json {
        output.print_json(&json!({
            "version": 1,
            "problem": report.problem,
            "scenario": report.scenario,
            "seed": settings.seed,
            "verdict": report.verdict,
            "rule": null,
            "message": sentence,
            "reproduce": report.reproduce,
        }))?;
    } else {
        output.print(&output.wrapped(&format!("{}\n", visible(&sentence))))?;
    }
    Ok(if passed { Exit::WELL } else { Exit::FAILED })
}
