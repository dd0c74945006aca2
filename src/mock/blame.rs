use super::evidence::Broken;
use super::trials::{SEEDS, seeded};
use crate::problem::model::Problem;
use crate::problem::{File, Variant};
use crate::sim::experiment::Watch;
use crate::sim::program::{Program, compile};
use crate::sim::report::{Asked, Report};

/// Finds which choices break an invariant that none of them breaks alone: each is left out in turn, and those without
/// which the promise is kept are blamed. Only for the first such promise, since one is enough to say.
pub(super) fn blame(
    file: &File,
    problem: &Problem,
    asked: &Asked,
    choices: &[(String, String)],
    broken: &mut [Broken],
    threads: usize,
    watch: Watch<'_>,
) {
    let together = broken.iter_mut().find(|broken| broken.decision.is_none() && broken.invariant);
    let Some(broken) = together else { return };
    let without = |left_out: &str| -> Vec<(String, String)> {
        choices.iter().filter(|(decision, _)| decision != left_out).cloned().collect()
    };
    let programs: Vec<(&str, Program)> = choices
        .iter()
        .filter_map(|(decision, _)| {
            let variant = Variant {
                scenario: Some(broken.scenario.clone()),
                choices: without(decision),
                ..Variant::default()
            };
            // What needs the choice that is left out cannot be run without it, and is not cleared by that.
            let design = file.design(&variant).ok()?;
            Some((decision.as_str(), compile(&design).ok()?))
        })
        .collect();
    let with_seeds: Vec<_> = programs.iter().map(|(_, program)| (program, SEEDS)).collect();
    let done = seeded(&with_seeds, threads, watch, |at, outcome| {
        let report = Report::new(problem, &programs[at].1.design, asked, 1.0, outcome);
        report.rules().any(|rule| rule.id == broken.rule && rule.fails())
    });
    for ((decision, _), seen) in programs.iter().zip(done) {
        let fails = seen.iter().filter(|fails| **fails).count();
        if !seen.is_empty() && fails * 2 <= seen.len() {
            broken.together.push((*decision).to_owned());
        }
    }
}
