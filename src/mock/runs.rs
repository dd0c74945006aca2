use super::answers::Answers;
use super::blame::blame;
use super::choices::choices;
use super::evidence::{Broken, Evidence, Measured, Tenfold};
use super::symptoms::symptoms;
use super::trials::{SEEDS, TENFOLD, Trial, seeded, trials};
use crate::problem::File;
use crate::problem::model::Problem;
use crate::sim::experiment::Watch;
use crate::sim::report::{Asked, ComponentFigures, Report};

/// A part this busy is what holds the others up.
const BUSY: f64 = 0.9;

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
    let programs: Vec<_> =
        trials.iter().map(|trial| (&trial.program, if trial.tenfold { 1 } else { SEEDS })).collect();
    let done = seeded(&programs, threads, watch, |at, outcome| {
        let trial = &trials[at];
        let asked = Asked {
            with: trial.choices.clone(),
            scenario: trial.scenario.clone(),
            load: trial.tenfold.then(|| "10x".to_owned()),
            ..asked.clone()
        };
        let load = if trial.tenfold { TENFOLD } else { 1.0 };
        Report::new(problem, &trial.program.design, &asked, load, outcome)
    });
    let of = |trial: usize| done[trial].iter().collect::<Vec<&Report>>();
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
    let choices = choices(file, problem, answers).0;
    blame(file, problem, asked, &choices, &mut evidence.broken, threads, watch);
    for broken in evidence.broken.iter_mut().filter(|broken| broken.decision.is_none()) {
        // One choice is to blame where there is no other, and where it alone has to go.
        let (([decision], _) | ([], [(decision, _)])) = (broken.together.as_slice(), choices.as_slice())
        else {
            continue;
        };
        broken.option = choices.iter().find(|(known, _)| known == decision).map(|(_, option)| option.clone());
        broken.decision = Some(decision.clone());
    }
    evidence
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
            together: Vec::new(),
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
    let mut parts: Vec<_> = inside.collect();
    parts.sort_by(|a, b| b.utilization.total_cmp(&a.utilization).then(b.queue_mean.total_cmp(&a.queue_mean)));
    let named = |part: &&ComponentFigures| (part.id.clone(), part.kind.clone());
    let busiest = parts.first().filter(|part| part.utilization >= BUSY || part.queue_mean >= 1.0);
    let also = parts.iter().skip(1).filter(|part| part.utilization >= BUSY);
    Tenfold {
        scenario: report.scenario.clone(),
        missed,
        busiest: busiest.map(named),
        utilization: parts.first().map_or(0.0, |part| part.utilization),
        also: also.map(named).collect(),
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
