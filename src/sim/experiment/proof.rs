use serde::Serialize;

use super::observables::Observables;
use super::{Evidence, Row, Tried, Watch, each};
use crate::diag::Diagnostic;
use crate::problem::model::{Choice, Decision, Design, Invariant, Lesson, Measured, Problem, When};
use crate::problem::{File, Variant};
use crate::sim::outcome::Stop;
use crate::sim::program::{Program, compile};
use crate::sim::report::Asked;
use crate::sim::run::{Settings, run};

/// A run of a proof is cut here: some thirty times what one should need.
const MOST_EVENTS: u64 = 5_000_000;

/// What the runs say of a problem: the evidence table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Proof {
    /// Of the contract.
    pub version: u32,
    /// How many seeds for each row.
    pub seeds: usize,
    /// Whether every row agrees.
    pub agrees: bool,
    /// Whether somebody asked to end; rows that were not finished are left out.
    pub interrupted: bool,
    /// The reference on its scenarios, then every option of every decision.
    pub rows: Vec<Row>,
}

impl Proof {
    /// Nothing yet.
    pub fn new(seeds: usize) -> Self {
        Self { version: 1, seeds, agrees: true, interrupted: false, rows: Vec::new() }
    }

    /// Adds the rows of another problem.
    pub fn join(&mut self, other: Self) {
        self.agrees &= other.agrees;
        self.interrupted |= other.interrupted;
        self.rows.extend(other.rows);
    }
}

/// How far a proof goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// Seeds for each row, from 1 on.
    pub seeds: usize,
    /// The reference by itself, in every scenario that is a proof.
    pub reference: bool,
    /// With it, the reference in its first scenario under each fault of the file.
    pub faults: bool,
    /// Only these decisions; all of them where nothing is said.
    pub decisions: Option<Vec<String>>,
}

impl Extent {
    /// Every row but those of the faults.
    pub fn all(seeds: usize) -> Self {
        Self { seeds, reference: true, faults: false, decisions: None }
    }

    fn wants(&self, decision: &str) -> bool {
        self.decisions.as_ref().is_none_or(|wanted| wanted.iter().any(|id| id == decision))
    }
}

/// One variant of the design in one scenario, to be run with every seed.
struct Trial {
    variant: Variant,
    program: Program,
    wanted: Vec<(String, Measured)>,
}

/// A row and the trials that it is judged by.
struct Plan<'a> {
    row: Row,
    lesson: &'a Lesson,
    gains: &'a [String],
    runs: Runs,
    seen: Observables,
}

impl Plan<'_> {
    /// The reference by itself.
    fn chosen(row: Row, trial: usize) -> Self {
        let runs = Runs::Trials(trial, trial);
        Self { row, lesson: &Lesson::Chosen, gains: &[], runs, seen: Observables::default() }
    }
}

/// What a row is judged by.
enum Runs {
    /// An argument.
    Nothing,
    /// Nothing: the option does not run, and why.
    Refused(String),
    /// The trials with the option and without it.
    Trials(usize, usize),
}

/// Runs every option of every decision of a problem in the scenario that shows it, and the reference in every
/// scenario that is a proof, as far as `extent` goes; `asked` is the problem as it was named.
///
/// # Errors
/// What of the design does not run.
pub fn prove(
    file: &File,
    problem: &Problem,
    asked: &Asked,
    extent: &Extent,
    threads: usize,
    watch: Watch<'_>,
) -> Result<Proof, Vec<Diagnostic>> {
    let seeds = extent.seeds;
    let mut bench = Bench { file, problem, trials: Vec::new() };
    let plans = bench.plans(extent)?;
    let trials = &bench.trials;
    let results = each(trials.len() * seeds, threads, watch, |job| {
        let trial = &trials[job / seeds];
        let seed = (job % seeds + 1) as u64;
        let settings = Settings { max_events: MOST_EVENTS, ..Settings::new(seed) };
        let outcome = run(&trial.program, &settings, watch.cancel);
        // A run that was interrupted says nothing.
        let whole = outcome.stop != Stop::Cancelled;
        whole.then(|| Evidence::of(&trial.program.design, &outcome, &trial.wanted))
    });
    let mut results = results.into_iter();
    let done: Vec<Option<Vec<Evidence>>> =
        trials.iter().map(|_| results.by_ref().take(seeds).map(Option::flatten).collect()).collect();
    let mut proof = Proof { interrupted: watch.cancelled(), ..Proof::new(seeds) };
    for mut plan in plans {
        match plan.runs {
            Runs::Nothing => plan.row.agrees = true,
            Runs::Refused(why) => plan.row.disagreements.push(why),
            Runs::Trials(option, reference) => {
                let trial = &trials[option];
                let (Some(option), Some(reference)) = (&done[option], &done[reference]) else { continue };
                let Observables { named, objectives, .. } = &plan.seen;
                Tried { reference, option, named, objectives }.judge(plan.lesson, plan.gains, &mut plan.row);
                let shows = option.iter().find(|run| plan.row.is_shown_by(run)).map_or(1, |run| run.seed);
                plan.row.reproduce = Some(command(asked, &trial.variant, &plan.row.scenario, shows));
            }
        }
        proof.agrees &= plan.row.agrees;
        proof.rows.push(plan.row);
    }
    Ok(proof)
}

fn command(asked: &Asked, variant: &Variant, scenario: &str, seed: u64) -> String {
    let asked = Asked {
        with: variant.choices.clone(),
        scenario: scenario.to_owned(),
        faults: variant.faults.clone(),
        ..asked.clone()
    };
    asked.command(seed)
}

struct Bench<'a> {
    file: &'a File,
    problem: &'a Problem,
    trials: Vec<Trial>,
}

impl<'a> Bench<'a> {
    /// Every row, and the trials they need, each once.
    fn plans(&mut self, extent: &Extent) -> Result<Vec<Plan<'a>>, Vec<Diagnostic>> {
        let problem = self.problem;
        let mut plans = Vec::new();
        let Some(default) = problem.scenarios.first() else { return Ok(plans) };
        if extent.reference {
            self.reference(&default.id, extent.faults, &mut plans)?;
        }
        for decision in problem.decisions.iter().filter(|decision| extent.wants(&decision.id)) {
            self.decision(&default.id, decision, &mut plans)?;
        }
        Ok(plans)
    }

    fn reference(
        &mut self,
        default: &str,
        faults: bool,
        plans: &mut Vec<Plan<'a>>,
    ) -> Result<(), Vec<Diagnostic>> {
        let problem = self.problem;
        for scenario in problem.proofs() {
            let trial = self.trial(scenario, &[])?;
            plans.push(Plan::chosen(self.row(None, None, "chosen", scenario), trial));
        }
        for fault in problem.design.iter().flat_map(|design| &design.faults).filter(|_| faults) {
            let trial = self.struck(default, &fault.id)?;
            let row = Row { faults: vec![fault.id.clone()], ..self.row(None, None, "chosen", default) };
            plans.push(Plan::chosen(row, trial));
        }
        Ok(())
    }

    fn decision(
        &mut self,
        default: &'a str,
        decision: &'a Decision,
        plans: &mut Vec<Plan<'a>>,
    ) -> Result<(), Vec<Diagnostic>> {
        let shown = |choice: &'a Choice| choice.shown_in.as_deref().unwrap_or(default);
        let mut scenarios: Vec<&str> = Vec::new();
        for choice in &decision.options {
            let runs = !matches!(choice.lesson, Lesson::Chosen | Lesson::Argued { .. });
            if runs && !scenarios.contains(&shown(choice)) {
                scenarios.push(shown(choice));
            }
        }
        for choice in &decision.options {
            if choice.lesson == Lesson::Chosen {
                for scenario in &scenarios {
                    let trial = self.trial(scenario, &[])?;
                    let row = self.row(Some(&decision.id), Some(&choice.id), "chosen", scenario);
                    plans.push(Plan::chosen(row, trial));
                }
            } else {
                plans.push(self.option(&decision.id, choice, shown(choice)));
            }
        }
        Ok(())
    }

    fn option(&mut self, decision: &str, choice: &'a Choice, scenario: &str) -> Plan<'a> {
        let (kind, declared, may_break) = match &choice.lesson {
            Lesson::Chosen => ("chosen", Vec::new(), Vec::new()),
            Lesson::Wrong { breaks, may_break } => ("wrong", breaks.clone(), may_break.clone()),
            Lesson::Defensible { pays } => ("defensible", pays.clone(), Vec::new()),
            Lesson::Dominated { worse } => ("dominated", worse.clone(), Vec::new()),
            Lesson::Needless { .. } => ("needless", Vec::new(), Vec::new()),
            Lesson::Argued { .. } => ("argued", Vec::new(), Vec::new()),
        };
        let mut row = self.row(Some(decision), Some(&choice.id), kind, scenario);
        row.declared = declared;
        row.may_break = may_break;
        row.given = choice.given.iter().cloned().collect();
        let mut seen = Observables::default();
        let runs = if kind == "argued" {
            Runs::Nothing
        } else {
            match self.pair(decision, choice, scenario) {
                Err(errors) => Runs::Refused(
                    errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join("; "),
                ),
                Ok((option, reference)) => {
                    for trial in [reference, option] {
                        seen = Observables::of(choice, &self.trials[trial].program.design);
                        let wanted = &mut self.trials[trial].wanted;
                        for (name, side) in &seen.wanted {
                            if wanted.iter().all(|(known, _)| known != name) {
                                wanted.push((name.clone(), side.clone()));
                            }
                        }
                    }
                    Runs::Trials(option, reference)
                }
            }
        };
        Plan { row, lesson: &choice.lesson, gains: &choice.gains, runs, seen }
    }

    /// The trials with an option and without it, under what it needs beside it.
    fn pair(
        &mut self,
        decision: &str,
        choice: &Choice,
        scenario: &str,
    ) -> Result<(usize, usize), Vec<Diagnostic>> {
        let option = self.trial(scenario, &[(decision.to_owned(), choice.id.clone())])?;
        // A wrong option is judged by itself.
        let alone = matches!(choice.lesson, Lesson::Wrong { .. });
        let reference = if alone { option } else { self.trial(scenario, &choice.given)? };
        Ok((option, reference))
    }

    fn row(&self, decision: Option<&str>, option: Option<&str>, kind: &'static str, scenario: &str) -> Row {
        Row {
            problem: self.problem.id.clone(),
            decision: decision.map(str::to_owned),
            option: option.map(str::to_owned),
            kind,
            scenario: scenario.to_owned(),
            ..Row::default()
        }
    }

    /// The trial of these choices in a scenario, made where there is none.
    fn trial(&mut self, scenario: &str, choices: &[(String, String)]) -> Result<usize, Vec<Diagnostic>> {
        let variant =
            Variant { scenario: Some(scenario.to_owned()), choices: choices.to_vec(), ..Variant::default() };
        if let Some(known) = self.trials.iter().position(|trial| trial.variant == variant) {
            return Ok(known);
        }
        let design = self.file.design(&variant).map_err(|refused| refused.diagnostics)?;
        self.add(variant, &design)
    }

    /// The trial of the reference in a scenario under one more fault. That may cost what is promised about how well
    /// and when, never what is promised about what is true.
    fn struck(&mut self, scenario: &str, fault: &str) -> Result<usize, Vec<Diagnostic>> {
        let faults = vec![fault.to_owned()];
        let variant = Variant { scenario: Some(scenario.to_owned()), faults, ..Variant::default() };
        let mut design = self.file.design(&variant).map_err(|refused| refused.diagnostics)?;
        let timely = |rule: &&Invariant| matches!(rule.when, When::AlwaysWithin(_) | When::AtEndWithin(_));
        let promised = design.invariants.iter().filter(timely).map(|rule| rule.id.clone());
        let promised = promised.chain(design.objectives.iter().map(|rule| rule.id.clone()));
        design.scenario.may_miss = promised.collect();
        self.add(variant, &design)
    }

    fn add(&mut self, variant: Variant, design: &Design) -> Result<usize, Vec<Diagnostic>> {
        let program = compile(design)
            .map_err(|refusal| vec![Diagnostic::error("not-yet", refusal.span, refusal.message)])?;
        self.trials.push(Trial { variant, program, wanted: Vec::new() });
        Ok(self.trials.len() - 1)
    }
}
