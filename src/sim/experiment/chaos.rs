use std::collections::BTreeMap;

use serde::Serialize;

use super::disturbance::{Disturbance, Times, disturbance};
use super::interval::{median, number};
use super::{About, NotRun, Watch, each, program};
use crate::problem::File;
use crate::problem::model::{Design, Kind, Problem, Trigger};
use crate::sim::program::Program;
use crate::sim::report::{Asked, Over, Report, Rule};
use crate::sim::run::{Settings, run};

/// How many times as slow a component becomes.
const SLOW: u32 = 10;
/// A flow stops where less than this share of what is answered well without the fault is answered with it.
const STOPS: f64 = 0.5;
/// It is held up where its answers take so many times as long: half of what is done to the component.
const HELD_UP: f64 = 5.0;

/// Each component of a design down, then slow, in turn: what breaks, and how long until it heals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chaos {
    /// What it was about.
    #[serde(flatten)]
    pub about: About,
    /// From when to when each fault acts, seconds.
    pub acts: (f64, f64),
    /// Components without which some flow stops, and those flows.
    pub points_of_failure: BTreeMap<String, Vec<String>>,
    /// Components that stop or hold up some flow when they are slow, and those flows.
    pub points_of_slowness: BTreeMap<String, Vec<String>>,
    /// Whether every invariant holds under every fault.
    pub invariants_hold: bool,
    /// One for each component and fault.
    pub rows: Vec<ChaosRow>,
    /// Faults whose runs did not come to their end within the limit on events, or before somebody asked to end.
    pub left_out: Vec<String>,
    /// Whether somebody asked to end.
    pub interrupted: bool,
}

/// A fault of a component.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChaosRow {
    /// The component.
    pub component: String,
    /// The fault, as `--fault` takes it: `db slow x10`.
    pub fault: String,
    /// What it does: `down` or `slow`.
    pub kind: &'static str,
    /// The share of seeds in which each rule breaks; those that hold are left out.
    pub broken: BTreeMap<String, f64>,
    /// The invariants among them.
    pub untrue: Vec<String>,
    /// How long after the end of the fault every flow was as without it, seconds, median; null where one was not up to
    /// the end of the load, or where nothing began while the fault acted.
    pub healed_after: Option<f64>,
    /// Every endpoint and every flow with load of which something began while the fault acted.
    pub flows: BTreeMap<String, FlowUnder>,
    /// The command that runs the first seed.
    pub reproduce: String,
}

/// A flow while a fault acts: medians over the seeds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FlowUnder {
    /// The share that is answered well.
    pub good: f64,
    /// The same without the fault.
    pub undisturbed: f64,
    /// How many times as long the good answers take; null where there are none.
    pub slower: Option<f64>,
}

impl FlowUnder {
    /// Whether most of what is answered well without the fault is not.
    pub fn stops(&self) -> bool {
        self.good < STOPS * self.undisturbed
    }

    /// Whether its answers take much longer.
    pub fn is_held_up(&self) -> bool {
        self.slower.is_some_and(|slower| slower >= HELD_UP)
    }
}

/// What a proof by failure needs of a run.
struct Seen {
    rules: Vec<(String, bool)>,
    untrue: Vec<String>,
    series: Vec<Over>,
    reproduce: String,
    finished: bool,
}

/// Runs a design with each of its components down and then slow, through the middle third of the load, and beside
/// them without a fault; all under the same seeds.
///
/// # Errors
/// Why what was asked for does not run.
pub fn chaos(
    file: &File,
    problem: &Problem,
    reference: &Design,
    asked: &Asked,
    settings: &[Settings],
    threads: usize,
    watch: Watch<'_>,
) -> Result<Chaos, NotRun> {
    let design = program(file, reference, asked)?.design;
    let asked = Asked { scenario: design.scenario.id.clone(), ..asked.clone() };
    let hit = design.components.iter().filter(|part| !matches!(part.kind, Kind::Client | Kind::World));
    let faults: Vec<(&str, &'static str, String)> = hit
        .flat_map(|part| {
            let id = part.id.as_str();
            [(id, "down", format!("{id} down")), (id, "slow", format!("{id} slow x{SLOW}"))]
        })
        .collect();
    let variant = |fault: Option<&String>| {
        let mut asked = asked.clone();
        asked.faults.extend(fault.cloned());
        asked
    };
    // Without a fault first.
    let variants: Vec<Asked> =
        std::iter::once(variant(None)).chain(faults.iter().map(|(.., fault)| variant(Some(fault)))).collect();
    let programs = variants
        .iter()
        .map(|asked| program(file, reference, asked))
        .collect::<Result<Vec<Program>, NotRun>>()?;
    let seeds = settings.len();
    let load = asked.multiple().unwrap_or(1.0);
    let one = |job: usize| {
        let (program, asked) = (&programs[job / seeds], &variants[job / seeds]);
        let outcome = run(program, &settings[job % seeds], watch.cancel);
        Seen::of(&program.design, Report::new(problem, &program.design, asked, load, &outcome))
    };
    let mut runs = each(programs.len() * seeds, threads, watch, one).into_iter();
    let mut variant_runs = || -> Option<Vec<Seen>> {
        let all: Vec<Option<Seen>> = runs.by_ref().take(seeds).collect();
        all.into_iter().map(|seen| seen.filter(|seen| seen.finished)).collect()
    };
    let third = seconds(design.scenario.lasts / 3);
    let times = Times { from: third, to: 2.0 * third, load: seconds(design.scenario.lasts) };
    let undisturbed = variant_runs();
    let (mut rows, mut left_out) = (Vec::new(), Vec::new());
    for (component, kind, fault) in &faults {
        match (&undisturbed, variant_runs()) {
            (Some(undisturbed), Some(seen)) => {
                rows.push(row(component, kind, fault, &seen, undisturbed, times));
            }
            _ => left_out.push(fault.clone()),
        }
    }
    let points = |kind: &str, is_point: fn(&FlowUnder) -> bool| {
        let of_kind = rows.iter().filter(|row| row.kind == kind);
        let flows = |row: &ChaosRow| -> Vec<String> {
            row.flows.iter().filter(|(_, under)| is_point(under)).map(|(flow, _)| flow.clone()).collect()
        };
        let points = of_kind.map(|row| (row.component.clone(), flows(row)));
        points.filter(|(_, flows)| !flows.is_empty()).collect()
    };
    Ok(Chaos {
        about: About::new(problem, &asked, seeds),
        acts: (times.from, times.to),
        points_of_failure: points("down", FlowUnder::stops),
        points_of_slowness: points("slow", |flow| flow.stops() || flow.is_held_up()),
        invariants_hold: rows.iter().all(|row| row.untrue.is_empty()),
        interrupted: watch.cancelled(),
        left_out,
        rows,
    })
}

impl Seen {
    fn of(design: &Design, report: Report) -> Self {
        // Who asks may go on whatever the answer is: the endpoint that was asked knows.
        let is_asked = |over: &Over| {
            let flow = design.flows.iter().find(|flow| flow.id == over.flow);
            flow.is_some_and(|flow| flow.endpoint.is_some() || matches!(flow.trigger, Trigger::Arrive(_)))
        };
        let promises = report.objectives.iter().chain(&report.invariants);
        let untrue = report.invariants.iter().filter(|rule| rule.fails());
        Self {
            rules: promises.map(|rule| (rule.id.clone(), rule.fails())).collect(),
            untrue: untrue.map(|rule: &Rule| rule.id.clone()).collect(),
            series: report.series.iter().filter(|over| is_asked(over)).cloned().collect(),
            finished: report.stop.reason == "finished",
            reproduce: report.reproduce,
        }
    }
}

fn row(
    component: &str,
    kind: &'static str,
    fault: &str,
    seen: &[Seen],
    undisturbed: &[Seen],
    times: Times,
) -> ChaosRow {
    let seeds = number(seen.len());
    let mut broken = BTreeMap::new();
    for (rule, _) in seen.iter().flat_map(|seen| &seen.rules).filter(|(_, fails)| *fails) {
        *broken.entry(rule.clone()).or_insert(0.0) += 1.0 / seeds;
    }
    let mut untrue: Vec<String> = seen.iter().flat_map(|seen| seen.untrue.iter().cloned()).collect();
    untrue.sort();
    untrue.dedup();
    let mut by_flow: BTreeMap<String, Vec<Disturbance>> = BTreeMap::new();
    let mut healed = Vec::new();
    for (with, without) in seen.iter().zip(undisturbed) {
        let mut last = Some(0.0_f64);
        let before = healed.len();
        for flow in &with.series {
            let Some(usual) = without.series.iter().find(|usual| usual.flow == flow.flow) else { continue };
            let Some(found) = disturbance(flow, usual, times) else { continue };
            last = last.zip(found.healed_after).map(|(last, this)| last.max(this));
            by_flow.entry(flow.flow.clone()).or_default().push(found);
            healed.truncate(before);
            healed.push(last);
        }
    }
    let of = |all: &[Disturbance], of: fn(&Disturbance) -> Option<f64>| {
        median(&mut all.iter().map(of).collect::<Vec<_>>())
    };
    let flows = by_flow.into_iter().map(|(flow, all)| {
        let under = FlowUnder {
            good: of(&all, |found| Some(found.good)).unwrap_or(0.0),
            undisturbed: of(&all, |found| Some(found.undisturbed)).unwrap_or(0.0),
            slower: of(&all, |found| found.slower),
        };
        (flow, under)
    });
    ChaosRow {
        component: component.to_owned(),
        fault: fault.to_owned(),
        kind,
        broken,
        untrue,
        healed_after: median(&mut healed),
        flows: flows.collect(),
        reproduce: seen.first().map(|seen| seen.reproduce.clone()).unwrap_or_default(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a time of a scenario")]
fn seconds(nanos: i64) -> f64 {
    nanos as f64 / 1e9
}
