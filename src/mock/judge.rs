use super::assessment::Assessment;
use super::attempt::Attempt;
use super::evidence::Evidence;
use super::framework::Framework;
use super::report::{Needless, Report};
use super::score::Given;
use super::standards::Standards;
use crate::problem::model::{Lesson, Problem};

/// Judges a mock, however it was held: on a screen, line by line or from a file.
///
/// Seconds come from the attempt's clock, where one was running. Without evidence, or for a problem whose design does
/// not run, the answers alone are judged.
pub fn judge(
    problem: &Problem,
    framework: &Framework,
    standards: &Standards,
    attempt: &Attempt,
    evidence: Option<&Evidence>,
) -> Report {
    let seconds = attempt.seconds(framework);
    let watched = seconds.iter().any(|(_, spent)| *spent > 0);
    let evidence = evidence.filter(|evidence| evidence.seeds > 0 && problem.design.is_some());
    let given = Given {
        problem,
        answers: &attempt.answers,
        standards,
        framework,
        seconds: watched.then_some(seconds.as_slice()),
        script: &attempt.said,
        early: attempt.early.as_ref(),
        evidence,
    };
    let phases = framework.phases.iter().zip(&seconds);
    Report {
        version: 1,
        problem: problem.id.clone(),
        title: problem.title.clone(),
        minutes: attempt.clock.minutes(),
        seed: attempt.seed,
        whole: attempt.phases.len() == framework.phases.len(),
        assessment: Assessment::of(&given, &attempt.phases),
        // What was never brought up is nothing to report on.
        evidence: evidence.cloned().map(|mut evidence| {
            evidence.failure =
                evidence.failure.filter(|seen| Some(&seen.failure) == attempt.said.failure.as_ref());
            evidence
        }),
        needless: needless(problem, attempt),
        script: attempt.said.clone(),
        seconds: phases.map(|(phase, (planned, spent))| (phase.id.clone(), *planned, *spent)).collect(),
        answers: attempt.answers.clone(),
    }
}

/// Every chosen option that the file calls needless, also where other decisions were worth more.
fn needless(problem: &Problem, attempt: &Attempt) -> Vec<Needless> {
    let chosen = problem.decisions.iter().filter_map(|decision| {
        let chosen = attempt.answers.choices.get(&decision.id)?;
        let option = decision.options.iter().find(|option| option.id == chosen.option)?;
        let Lesson::Needless { adds } = &option.lesson else { return None };
        Some(Needless { decision: decision.id.clone(), option: option.id.clone(), adds: adds.clone() })
    });
    chosen.collect()
}
