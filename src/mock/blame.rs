use super::evidence::Broken;
use super::trials::{MOST_EVENTS, SEEDS};
use crate::problem::model::Problem;
use crate::problem::{File, Variant};
use crate::sim::experiment::{Watch, each};
use crate::sim::program::{Program, compile};
use crate::sim::report::{Asked, Report};
use crate::sim::run::{Settings, run};

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
    let done = each(programs.len() * SEEDS, threads, watch, |job| {
        let program = &programs[job / SEEDS].1;
        let seed = u64::try_from(job % SEEDS).unwrap_or(0) + 1;
        let settings = Settings { max_events: MOST_EVENTS, ..Settings::new(seed) };
        let outcome = run(program, &settings, watch.cancel);
        let report = Report::new(problem, &program.design, asked, 1.0, &outcome);
        Some(report.rules().any(|rule| rule.id == broken.rule && rule.fails()))
    });
    for (at, (decision, _)) in programs.iter().enumerate() {
        let seen: Vec<bool> = done.iter().skip(at * SEEDS).take(SEEDS).flatten().flatten().copied().collect();
        let fails = seen.iter().filter(|fails| **fails).count();
        if !seen.is_empty() && fails * 2 <= seen.len() {
            broken.together.push((*decision).to_owned());
        }
    }
}
