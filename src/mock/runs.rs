use super::answers::Answers;
use super::choices::choices;
use super::evidence::{Broken, Evidence, Measured, Tenfold};
use super::symptoms::symptoms;
use crate::problem::model::{Design, Lesson, Problem};
use crate::problem::{File, Variant};
use crate::sim::experiment::{Watch, each, multiply_load};
use crate::sim::program::{Program, compile};
use crate::sim::report::{Asked, Report};
use crate::sim::run::{Settings, run};

/// Seeds of every run: enough to tell always from now and then.
const SEEDS: usize = 5;
/// Ten times the load, and no run longer than this many events.
const TENFOLD: f64 = 10.0;
const MOST_EVENTS: u64 = 2_000_000;
/// A part this busy is what holds the others up.
const BUSY: f64 = 0.9;

/// A design that is run, and what it is run for.
struct Trial {
    /// The option that alone differs from the reference; `None`: all choices together.
    option: Option<(String, String)>,
    choices: Vec<(String, String)>,
    scenario: String,
    tenfold: bool,
    program: Program,
}

/// Runs the candidate's design: all choices together in the scenarios that `prove` runs, each option that is not the
/// reference's in the scenario that shows it, and the whole at ten times the load.
///
/// What the reference breaks under the same circumstances is not held against the candidate. A problem whose design
/// does not run gives empty evidence. `failure` is the one that the interviewer has drawn, if there is one.
pub fn gather(
    file: &File,
    problem: &Problem,
    asked: &Asked,
    answers: &Answers,
    failure: Option<&str>,
    threads: usize,
    watch: Watch<'_>,
) -> Evidence {
    let mut evidence = Evidence { seeds: SEEDS, ..Evidence::default() };
    if problem.design.is_none() {
        return evidence;
    }
    // A few seconds at most, and what somebody waits for first.
    evidence.failure = failure.map(|id| symptoms(file, problem, asked, answers, id, watch));
    let trials = trials(file, problem, answers, &mut evidence.left_out);
    let done = each(trials.len() * SEEDS, threads, watch, |job| {
        let trial = &trials[job / SEEDS];
        let seed = u64::try_from(job % SEEDS).unwrap_or(0) + 1;
        if trial.tenfold && seed > 1 {
            return None;
        }
        let settings = Settings { max_events: MOST_EVENTS, ..Settings::new(seed) };
        let outcome = run(&trial.program, &settings, watch.cancel);
        let asked = Asked {
            with: trial.choices.clone(),
            scenario: trial.scenario.clone(),
            load: trial.tenfold.then(|| "10x".to_owned()),
            ..asked.clone()
        };
        let load = if trial.tenfold { TENFOLD } else { 1.0 };
        Some(Report::new(problem, &trial.program.design, &asked, load, &outcome))
    });
    let of = |trial: usize| {
        done.iter().skip(trial * SEEDS).take(SEEDS).flatten().flatten().collect::<Vec<&Report>>()
    };
    for (at, trial) in trials.iter().enumerate() {
        let mine = of(at);
        if trial.tenfold {
            evidence.tenfold = mine.first().map(|report| tenfold(report));
            continue;
        }
        let reference = trials.iter().position(|other| {
            other.option.is_none()
                && other.choices.is_empty()
                && !other.tenfold
                && other.scenario == trial.scenario
        });
        let theirs = reference.map_or_else(Vec::new, of);
        evidence.broken.extend(broken(trial, &mine, &theirs));
        if trial.option.is_none() && evidence.measured.is_empty() {
            evidence.measured = mine.first().map_or_else(Vec::new, |report| measured(report));
        }
    }
    // What one option breaks by itself need not be said again of all of them together.
    let alone: Vec<String> = evidence
        .broken
        .iter()
        .filter(|broken| broken.decision.is_some())
        .map(|broken| broken.rule.clone())
        .collect();
    evidence.broken.retain(|broken| broken.decision.is_some() || !alone.contains(&broken.rule));
    evidence
}

/// Every design that is run. What cannot be made is said, and left out.
fn trials(file: &File, problem: &Problem, answers: &Answers, left_out: &mut Vec<String>) -> Vec<Trial> {
    let mut trials: Vec<Trial> = Vec::new();
    let choices = choices(problem, answers);
    let Some(default) = problem.scenarios.first() else { return trials };
    let mut proofs: Vec<&str> = problem
        .scenarios
        .iter()
        .filter(|scenario| scenario.proof)
        .map(|scenario| scenario.id.as_str())
        .collect();
    if proofs.is_empty() {
        proofs.push(&default.id);
    }
    let mut add = |option: Option<(String, String)>,
                   choices: Vec<(String, String)>,
                   scenario: &str,
                   tenfold: bool| {
        let known = trials.iter().any(|trial| {
            trial.choices == choices
                && trial.scenario == scenario
                && trial.tenfold == tenfold
                && trial.option == option
        });
        if known {
            return;
        }
        let variant =
            Variant { scenario: Some(scenario.to_owned()), choices: choices.clone(), ..Variant::default() };
        match file
            .design(&variant)
            .map_err(|refused| first(&refused.diagnostics))
            .and_then(|design| program(design, tenfold))
        {
            Ok(program) => {
                trials.push(Trial { option, choices, scenario: scenario.to_owned(), tenfold, program });
            }
            Err(why) => {
                let what = if option.is_some() { "one option" } else { "the choices together" };
                left_out.push(format!("{what} could not be run in {scenario}: {why}"));
            }
        }
    };
    for scenario in &proofs {
        add(None, Vec::new(), scenario, false);
        add(None, choices.clone(), scenario, false);
    }
    for (decision, option) in &choices {
        let known = problem.decisions.iter().find(|known| known.id == *decision);
        let Some(choice) = known.and_then(|known| known.options.iter().find(|choice| choice.id == *option))
        else {
            continue;
        };
        if !matches!(choice.lesson, Lesson::Argued { .. }) {
            let scenario = choice.shown_in.as_deref().unwrap_or(&default.id);
            add(None, Vec::new(), scenario, false);
            add(
                Some((decision.clone(), option.clone())),
                vec![(decision.clone(), option.clone())],
                scenario,
                false,
            );
        }
    }
    if let Some(scenario) = busiest(problem, &proofs) {
        add(None, choices, scenario, true);
    }
    trials
}

/// The scenario in which ten times the load says most: the one with the most events that can still be run.
fn busiest<'a>(problem: &Problem, proofs: &[&'a str]) -> Option<&'a str> {
    let events = |id: &str| {
        let known = problem.scenarios.iter().find(|scenario| scenario.id == id);
        known.map_or(f64::INFINITY, |scenario| scenario.events * TENFOLD)
    };
    let most = f64::from(u32::try_from(MOST_EVENTS).unwrap_or(u32::MAX));
    let fit = proofs.iter().copied().filter(|id| events(id) <= most);
    fit.max_by(|a, b| events(a).total_cmp(&events(b))).or(proofs.first().copied())
}

fn program(mut design: Design, tenfold: bool) -> Result<Program, String> {
    if tenfold {
        multiply_load(&mut design, TENFOLD);
    }
    compile(&design).map_err(|refusal| refusal.message)
}

fn first(diagnostics: &[crate::diag::Diagnostic]) -> String {
    diagnostics.first().map_or_else(String::new, |diagnostic| diagnostic.message.clone())
}

/// Rules that fail in most of these runs and in none of the reference's.
fn broken(trial: &Trial, mine: &[&Report], reference: &[&Report]) -> Vec<Broken> {
    let Some(one) = mine.first() else { return Vec::new() };
    let fails = |reports: &[&Report], rule: &str| {
        reports.iter().filter(|report| report.rules().any(|known| known.id == rule && known.fails())).count()
    };
    let rules =
        one.invariants.iter().map(|rule| (rule, true)).chain(one.objectives.iter().map(|rule| (rule, false)));
    let found = rules.filter_map(|(rule, invariant)| {
        let seen = fails(mine, &rule.id);
        if seen * 2 <= mine.len() || fails(reference, &rule.id) > 0 {
            return None;
        }
        let shows =
            mine.iter().find(|report| report.rules().any(|known| known.id == rule.id && known.fails()));
        Some(Broken {
            decision: trial.option.as_ref().map(|(decision, _)| decision.clone()),
            option: trial.option.as_ref().map(|(_, option)| option.clone()),
            rule: rule.id.clone(),
            says: if rule.says.is_empty() { rule.rule.clone() } else { rule.says.clone() },
            invariant,
            scenario: trial.scenario.clone(),
            seen,
            reproduce: shows.map_or_else(String::new, |report| report.reproduce.clone()),
        })
    });
    found.collect()
}

fn tenfold(report: &Report) -> Tenfold {
    let missed = report.objectives.iter().filter(|rule| rule.fails()).map(|rule| rule.id.clone()).collect();
    let inside =
        report.figures.components.iter().filter(|part| part.kind != "client" && part.kind != "world");
    let busiest = inside
        .max_by(|a, b| a.utilization.total_cmp(&b.utilization).then(a.queue_mean.total_cmp(&b.queue_mean)));
    let utilization = busiest.map_or(0.0, |part| part.utilization);
    Tenfold {
        scenario: report.scenario.clone(),
        missed,
        busiest: busiest
            .filter(|part| part.utilization >= BUSY || part.queue_mean >= 1.0)
            .map(|part| (part.id.clone(), part.kind.clone())),
        utilization,
        reproduce: report.reproduce.clone(),
    }
}

fn measured(report: &Report) -> Vec<Measured> {
    let both = report.estimates.iter().filter_map(|estimate| {
        Some(Measured {
            estimate: estimate.name.clone(),
            expected: estimate.expected?,
            measured: estimate.measured?,
        })
    });
    both.collect()
}
