use super::answers::Answers;
use super::choices::{all, choices};
use crate::problem::model::{Design, Lesson, Problem};
use crate::problem::{File, Variant};
use crate::sim::experiment::{Watch, each, multiply_load};
use crate::sim::outcome::Outcome;
use crate::sim::program::{Program, compile};
use crate::sim::run::{Settings, run};

/// Seeds of every run: enough to tell always from now and then.
pub(super) const SEEDS: usize = 5;
/// No run is longer than this many events: somebody waits for it.
pub(super) const MOST_EVENTS: u64 = 2_000_000;
/// Ten times the load.
pub(super) const TENFOLD: f64 = 10.0;

/// Runs each program with so many seeds, and gives by program what `see` makes of each run, in the order of the seeds.
pub(super) fn seeded<T: Send>(
    programs: &[(&Program, usize)],
    threads: usize,
    watch: Watch<'_>,
    see: impl Fn(usize, &Outcome) -> T + Sync,
) -> Vec<Vec<T>> {
    let jobs: Vec<(usize, u64)> = (programs.iter().enumerate())
        .flat_map(|(at, (_, seeds))| (1..=*seeds as u64).map(move |seed| (at, seed)))
        .collect();
    let done = each(jobs.len(), threads, watch, |job| {
        let (at, seed) = jobs[job];
        let settings = Settings { max_events: MOST_EVENTS, ..Settings::new(seed) };
        see(at, &run(programs[at].0, &settings, watch.cancel))
    });
    let mut seen: Vec<Vec<T>> = programs.iter().map(|_| Vec::new()).collect();
    for ((at, _), one) in jobs.into_iter().zip(done) {
        seen[at].extend(one);
    }
    seen
}

/// A design that is run, and what it is run for.
pub(super) struct Trial {
    /// The option that alone differs from the reference; `None`: all choices together.
    pub option: Option<(String, String)>,
    pub choices: Vec<(String, String)>,
    pub scenario: String,
    pub tenfold: bool,
    pub program: Program,
}

/// Every design that is run. What cannot be made is said, and left out.
pub(super) fn trials(
    file: &File,
    problem: &Problem,
    answers: &Answers,
    left_out: &mut Vec<String>,
) -> Vec<Trial> {
    let mut trials: Vec<Trial> = Vec::new();
    let (choices, apart) = choices(file, problem, answers);
    left_out.extend(
        apart.into_iter().map(|why| format!("all choices together: {why}; the first of them was run")),
    );
    left_out.extend(argued(problem, answers));
    let Some(default) = problem.scenarios.first() else { return trials };
    let proofs = problem.proofs();
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
    // Without a choice of one's own there is nothing to compare, only to measure.
    let compared = if choices.is_empty() { 1 } else { proofs.len() };
    for scenario in &proofs[..compared] {
        add(None, Vec::new(), scenario, false);
        add(None, choices.clone(), scenario, false);
    }
    for (decision, option) in &all(problem, answers) {
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
    if let Some(scenario) = tenfold(problem, &proofs) {
        add(None, choices, scenario, true);
    }
    trials
}

/// Chosen options that the file argues and no run shows.
fn argued(problem: &Problem, answers: &Answers) -> Vec<String> {
    let chosen = problem.decisions.iter().filter_map(|decision| {
        let chosen = answers.choices.get(&decision.id)?;
        let option = decision.options.iter().find(|option| option.id == chosen.option)?;
        let what = || format!("{} at {} is argued in the file and not simulated", option.id, decision.id);
        option.is_only_argued().then(what)
    });
    chosen.collect()
}

/// The scenario to show at ten times its load: the one that the file marks, else the one with the most events that can
/// still be run.
fn tenfold<'a>(problem: &'a Problem, proofs: &[&'a str]) -> Option<&'a str> {
    if let Some(marked) = problem.scenarios.iter().find(|scenario| scenario.tenfold) {
        return Some(&marked.id);
    }
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
