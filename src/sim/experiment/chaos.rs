use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use super::disturbance::{Disturbance, Healed, Times, disturbance};
use super::interval::{median, number};
use super::sentence::usual_times;
use super::{About, NotRun, Watch, each, program};
use crate::problem::File;
use crate::problem::model::{Design, Flow, Kind, Problem, Scenario, Trigger};
use crate::sim::outcome::{Series, duration};
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
    /// Why no flow was looked at under any fault; null where some was.
    pub not_measured: Option<String>,
    /// Flows of which nothing began while a fault would have acted, without one: nothing is said of them.
    pub not_seen: Vec<String>,
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
    /// How long after the end of the fault every flow was as without it, seconds, median; null where `heals` says that
    /// no such time is known.
    pub healed_after: Option<f64>,
    /// Whether that was seen: `healed`; `never`, of a flow that was worse to the end of the load; `not_within_load`,
    /// where no load came after the component was back; `not_measured`, where nothing began while the fault acted.
    pub heals: &'static str,
    /// When the component was back, seconds from the start, where a failover kept it away after the fault; the latest
    /// of the seeds.
    pub back_at: Option<f64>,
    /// Every endpoint and every flow with load, of a topic or of a timer, of which something began while the fault acted,
    /// or would have without it.
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
    /// Whether anything of it began: behind what fails nothing may, and then `good` is 0.
    pub reached: bool,
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
    /// Until when a failover kept each component away, seconds.
    away: Vec<(String, f64)>,
    reproduce: String,
    finished: bool,
}

/// Runs a design with each of its components down and then slow, through the middle third of the load or what is
/// measured of it, and beside them without a fault; all under the same seeds.
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
    let (at, length) = usual_times(&design.scenario);
    let (from, to) = (seconds(at), seconds(at + length));
    let times = Times { from, to, back: to, load: seconds(design.scenario.lasts) };
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
    let seen = |flow: &str| {
        let of_flow = |seen: &Seen| seen.series.iter().any(|over| over.flow == flow && begins(over, times));
        undisturbed.iter().flatten().any(of_flow)
    };
    let judged = design.flows.iter().filter(|flow| is_judged(flow)).map(|flow| &flow.id);
    let not_seen: Vec<String> = judged.filter(|flow| !seen(flow)).cloned().collect();
    let measured = rows.is_empty() || rows.iter().any(|row| !row.flows.is_empty());
    Ok(Chaos {
        about: About::new(problem, &asked, seeds),
        acts: (times.from, times.to),
        not_measured: (!measured).then(|| why_not(&design.scenario, times)),
        not_seen,
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
        let is_asked = |over: &Over| design.flows.iter().any(|flow| flow.id == over.flow && is_judged(flow));
        let away = report.figures.components.iter();
        let away = away.filter_map(|part| Some((part.id.clone(), part.away_until?))).collect();
        let promises = report.objectives.iter().chain(&report.invariants);
        let untrue = report.invariants.iter().filter(|rule| rule.fails());
        Self {
            rules: promises.map(|rule| (rule.id.clone(), rule.fails())).collect(),
            untrue: untrue.map(|rule: &Rule| rule.id.clone()).collect(),
            series: report.series.iter().filter(|over| is_asked(over)).cloned().collect(),
            away,
            finished: report.stop.reason == "finished",
            reproduce: report.reproduce,
        }
    }
}

/// Whether it can be said of a flow what a fault does to it. Who asks may go on whatever the answer is: the endpoint
/// that was asked knows. What a topic or a timer begins nobody asked for, and it fails all the same. Other calls are
/// part of a flow that is judged, and what follows on a caller who is gone has no usual run to be held beside.
fn is_judged(flow: &Flow) -> bool {
    let alone = matches!(flow.trigger, Trigger::Arrive(_) | Trigger::Consume(_) | Trigger::Every(_));
    flow.endpoint.is_some() || alone
}

/// Whether something of a flow began while the fault acted.
fn begins(over: &Over, times: Times) -> bool {
    let acts = times.acts(over.interval);
    over.offered.iter().take(acts.end).skip(acts.start).any(|offered| *offered > 0)
}

/// Why nothing was measured.
fn why_not(scenario: &Scenario, times: Times) -> String {
    let measured = scenario.lasts - scenario.warmup;
    if times.acts(seconds(scenario.lasts) / number(Series::INTERVALS)).is_empty() {
        let time = |nanos: i64| duration(nanos.max(0).cast_unsigned());
        return format!(
            "only {} of {} of load comes after the warm-up, too short to see a fault in",
            time(measured),
            time(scenario.lasts)
        );
    }
    "nothing begins while a fault would act".to_owned()
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
    let mut healed: Vec<Healed> = Vec::new();
    let mut back_at: Option<f64> = None;
    for (with, without) in seen.iter().zip(undisturbed) {
        let back = with.away.iter().find(|(part, _)| part == component).map(|(_, until)| *until);
        back_at = back_at.into_iter().chain(back).reduce(f64::max);
        let times = Times { back: back.unwrap_or(times.to).max(times.to), ..times };
        let mut worst: Option<Healed> = None;
        for usual in &without.series {
            let flow = with.series.iter().find(|flow| flow.flow == usual.flow);
            // One that never began has no series.
            let none = || Over {
                offered: Vec::new(),
                good: Vec::new(),
                errors: Vec::new(),
                latency: Vec::new(),
                ..usual.clone()
            };
            let flow = flow.cloned().unwrap_or_else(none);
            let Some(found) = disturbance(&flow, usual, times) else { continue };
            worst = Some(worst.filter(|worst| *worst >= found.healed).unwrap_or(found.healed));
            by_flow.entry(flow.flow.clone()).or_default().push(found);
        }
        healed.extend(worst);
    }
    let of = |all: &[Disturbance], of: fn(&Disturbance) -> Option<f64>| {
        median(&mut all.iter().map(of).collect::<Vec<_>>())
    };
    let flows = by_flow.into_iter().map(|(flow, all)| {
        let under = FlowUnder {
            good: of(&all, |found| Some(found.good)).unwrap_or(0.0),
            undisturbed: of(&all, |found| Some(found.undisturbed)).unwrap_or(0.0),
            slower: of(&all, |found| found.slower),
            reached: all.iter().any(|found| found.reached),
        };
        (flow, under)
    });
    let (heals, healed_after) = healing(&mut healed);
    ChaosRow {
        component: component.to_owned(),
        fault: fault.to_owned(),
        kind,
        broken,
        untrue,
        healed_after,
        heals,
        back_at,
        flows: flows.collect(),
        reproduce: seen.first().map(|seen| seen.reproduce.clone()).unwrap_or_default(),
    }
}

/// The median of the seeds; where one of the middle two has not healed, that one.
fn healing(seeds: &mut [Healed]) -> (&'static str, Option<f64>) {
    seeds.sort_by(|left, right| left.partial_cmp(right).unwrap_or(Ordering::Equal));
    match seeds.get(seeds.len() / 2) {
        None => ("not_measured", None),
        Some(Healed::Unseen) => ("not_within_load", None),
        Some(Healed::Never) => ("never", None),
        Some(Healed::After(_)) => {
            let after = |healed: &Healed| match healed {
                Healed::After(after) => Some(*after),
                Healed::Unseen | Healed::Never => None,
            };
            ("healed", median(&mut seeds.iter().map(after).collect::<Vec<_>>()))
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a time of a scenario")]
fn seconds(nanos: i64) -> f64 {
    nanos as f64 / 1e9
}
