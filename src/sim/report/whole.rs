use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::measure::nanos;
use super::{Asked, EstimateFigures, Figures, Over, Rule, Verdict};
use crate::calc::format::grouped;
use crate::problem::model::{Arrivals, Design, Fault, Moment, Problem, Trigger};
use crate::sim::outcome::{Outcome, RequestNumber, Stop, TraceLine, duration};

/// Everything that one run comes to. Its JSON is a contract: keys may be added, none may change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Of the contract.
    pub version: u32,
    /// The problem.
    pub problem: String,
    /// What it is called.
    pub title: String,
    /// The scenario.
    pub scenario: String,
    /// The multiple of the load.
    pub load: f64,
    /// The seed.
    pub seed: u64,
    /// The option of every decision.
    pub choices: BTreeMap<String, String>,
    /// The requests that alone arrive, as typed; null where all do. Then objectives are not judged.
    pub only: Option<String>,
    /// What went wrong: faults of the scenario and those asked for.
    pub faults: Vec<String>,
    /// Of each of these from when to when it acts, seconds, where the file or the command says so; an end of null is that
    /// of the run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fault_times: Vec<Option<(f64, Option<f64>)>>,
    /// Whether the run holds what the file promises.
    pub verdict: Verdict,
    /// What cost the verdict beside the rules.
    pub reasons: Vec<String>,
    /// Promises about how well.
    pub objectives: Vec<Rule>,
    /// Promises about what is true.
    pub invariants: Vec<Rule>,
    /// Evidence that the scenario tested what it is for.
    pub must: Vec<Rule>,
    /// What was measured.
    #[serde(flatten)]
    pub figures: Figures,
    /// Napkin math beside what the run measured of it.
    pub estimates: Vec<EstimateFigures>,
    /// Every flow over time.
    pub series: Vec<Over>,
    /// The request that was asked for, step by step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trace: Vec<Traced>,
    /// How the run ended.
    pub stop: Stopped,
    /// Events processed.
    pub events: u64,
    /// Virtual time in seconds.
    pub time: f64,
    /// The command that repeats it.
    pub reproduce: String,
}

/// How a run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stopped {
    /// `finished`, `max_events`, `max_time`, `cancelled`, `failed`
    pub reason: &'static str,
    /// What is wrong, of a run that failed.
    pub message: Option<String>,
    /// Where the expression stands in the file, in bytes, of a run that failed.
    pub span: Option<[usize; 2]>,
}

/// A line of a trace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Traced {
    /// Seconds since the start of the run.
    pub at: f64,
    /// How deep in calls.
    pub depth: u16,
    /// Where.
    pub place: String,
    /// What happened.
    pub text: String,
}

impl Report {
    /// Judges a run.
    pub fn new(problem: &Problem, design: &Design, asked: &Asked, load: f64, outcome: &Outcome) -> Self {
        let rules = |rules: &[crate::problem::model::Objective]| -> Vec<Rule> {
            rules.iter().map(|rule| Rule::objective(design, outcome, rule)).collect()
        };
        let invariants = design.invariants.iter().zip(&outcome.invariants);
        let mut report = Self {
            version: 1,
            problem: problem.id.clone(),
            title: problem.title.clone(),
            scenario: design.scenario.id.clone(),
            load,
            seed: outcome.seed,
            choices: asked.choices(problem),
            only: asked.only.clone(),
            faults: design
                .scenario
                .faults
                .iter()
                .map(|fault| design.faults[fault.index()].id.clone())
                .collect(),
            fault_times: design
                .scenario
                .faults
                .iter()
                .map(|fault| times(&design.faults[fault.index()]))
                .collect(),
            verdict: Verdict::Pass,
            reasons: reasons(design, outcome),
            objectives: rules(&design.objectives),
            invariants: invariants.map(|(rule, found)| Rule::invariant(design, rule, found)).collect(),
            must: rules(&design.scenario.must),
            figures: Figures::new(design, outcome),
            estimates: EstimateFigures::all(problem, design, outcome),
            series: Over::all(design, outcome),
            trace: outcome.trace.iter().map(Traced::from).collect(),
            stop: Stopped::from(&outcome.stop),
            events: outcome.events,
            time: nanos(outcome.ended),
            reproduce: asked.command(outcome.seed),
        };
        if asked.only.is_some() {
            // A few requests say what is true, not how well.
            report.objectives.iter_mut().chain(&mut report.must).for_each(|rule| rule.may_miss = true);
        }
        report.verdict = Verdict::of(report.reasons.is_empty() && !report.rules().any(Rule::fails));
        report
    }

    /// Every rule: invariants, objectives, evidence.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.invariants.iter().chain(&self.objectives).chain(&self.must)
    }
}

/// What costs a run its verdict whatever the rules say: it ended early, a flow with load completed nothing, or a fault
/// that it is about never began.
pub fn reasons(design: &Design, outcome: &Outcome) -> Vec<String> {
    let mut reasons = Vec::new();
    match &outcome.stop {
        Stop::Finished => {}
        Stop::MaxEvents => {
            let events = grouped(&outcome.events.to_string());
            let s = if outcome.events == 1 { "" } else { "s" };
            reasons.push(format!("the run was cut after {events} event{s}"));
        }
        Stop::MaxTime => reasons.push("the run was cut before its drain was over".to_owned()),
        Stop::Cancelled => reasons.push("the run was interrupted".to_owned()),
        Stop::Failed(error) => reasons.push(format!("the run stopped: {}", error.message)),
    }
    if let Some(only) = &outcome.only {
        reasons.extend(missing(design, outcome, only));
        return reasons;
    }
    if outcome.stop == Stop::Finished {
        reasons
            .extend(design.scenario.faults.iter().filter_map(|fault| never(design, outcome, fault.index())));
    }
    for (flow, found) in design.flows.iter().zip(&outcome.flows) {
        if found.completed == 0 && has_load(&flow.trigger) {
            reasons.push(match (found.offered, found.early) {
                (0, 0) => format!("no load arrived at {}", flow.id),
                (0, _) if outcome.ended < outcome.window.0 => {
                    format!("the run was cut within the warm-up, where nothing of {} counts", flow.id)
                }
                (0, _) => format!("all load of {} arrived within the warm-up, where nothing counts", flow.id),
                _ => format!("{} completed nothing", flow.id),
            });
        }
    }
    reasons
}

/// From when to when a fault acts that begins at a time.
fn times(fault: &Fault) -> Option<(f64, Option<f64>)> {
    let Moment::At(at) = fault.moment else { return None };
    Some((nanos(at), fault.lasts.map(|lasts| nanos(at.saturating_add(lasts)))))
}

/// That a fault of the scenario has not begun, where that is not luck: what holds then says nothing about it.
fn never(design: &Design, outcome: &Outcome, fault: usize) -> Option<String> {
    let plan = &design.faults[fault];
    if outcome.faults[fault] {
        return None;
    }
    match &plan.moment {
        Moment::At(at) => Some(format!(
            "{} never began: the run is over at {}, before {}",
            plan.id,
            duration(outcome.ended.max(0).cast_unsigned()),
            duration((*at).max(0).cast_unsigned())
        )),
        Moment::AfterNth { flow, step, nth } => Some(format!(
            "{} never began: {}.{step} has run fewer than {} times",
            plan.id,
            design.flows[flow.index()].id,
            grouped(&nth.to_string())
        )),
        Moment::AfterByChance { .. } => None,
    }
}

/// That requests which alone were to arrive did not.
fn missing(design: &Design, outcome: &Outcome, only: &[RequestNumber]) -> Option<String> {
    let came: BTreeSet<RequestNumber> = outcome.arrived.iter().map(|(request, _)| *request).collect();
    let mut missing = only.iter().filter(|request| !came.contains(request));
    let first = missing.next()?;
    let name = format!("{}:{}", design.flows[first.flow.index()].id, first.number);
    Some(match missing.count() {
        0 => format!("{name} does not arrive"),
        more => format!("{name} and {more} more do not arrive"),
    })
}

/// Whether load arrives; a rate of 0 and a burst of 0 are none.
fn has_load(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::Arrive(Arrivals::Rate { rate, .. }) => *rate > 0.0,
        Trigger::Arrive(Arrivals::Burst { count, .. }) => *count > 0,
        Trigger::Arrive(Arrivals::Each { .. }) => true,
        Trigger::Called | Trigger::Consume(_) | Trigger::Every(_) | Trigger::Gone { .. } => false,
    }
}

impl From<&Stop> for Stopped {
    fn from(stop: &Stop) -> Self {
        let (reason, error) = match stop {
            Stop::Finished => ("finished", None),
            Stop::MaxEvents => ("max_events", None),
            Stop::MaxTime => ("max_time", None),
            Stop::Cancelled => ("cancelled", None),
            Stop::Failed(error) => ("failed", Some(error)),
        };
        Self {
            reason,
            message: error.map(|error| error.message.clone()),
            span: error.map(|error| [error.span.start, error.span.end]),
        }
    }
}

impl From<&TraceLine> for Traced {
    fn from(line: &TraceLine) -> Self {
        Self { at: nanos(line.at), depth: line.depth, place: line.place.clone(), text: line.told.text() }
    }
}
