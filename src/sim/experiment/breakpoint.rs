use std::collections::BTreeMap;

use serde::Serialize;

use super::interval::{median, number};
use super::ladder::{Edge, Tried, climb};
use super::{About, NotRun, Summary, Watch, each, program};
use crate::problem::File;
use crate::problem::model::{Arrivals, Design, Problem, Trigger};
use crate::sim::report::{Asked, ComponentFigures, Report, Rule};
use crate::sim::run::{Settings, run};

/// From this share of its slots on a component is called full: at 80 % an M/M/1 server has on average four in it.
const FULL: f64 = 0.8;

/// How much load a design takes: the least multiple of the file's that was found to break a rule, and what it breaks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Breakpoint {
    /// What it was about; a load breaks a rule where at least half of the seeds do.
    #[serde(flatten)]
    pub about: About,
    /// The least multiple that breaks a rule; null where none was found to.
    pub load: Option<f64>,
    /// The greatest multiple below it that holds, a step of two digits away; null where none was found to.
    pub holds: Option<f64>,
    /// The rule that breaks there in most seeds; of several the first objective, else the first invariant. Null where
    /// a flow completes nothing, which is no rule.
    pub objective: Option<String>,
    /// The component that is full there; null where none is.
    pub component: Option<String>,
    /// What keeps the search from more; null where nothing does.
    pub limit: Option<Limit>,
    /// Every load that was run, in ascending order.
    pub curve: Vec<Point>,
    /// The command that runs the first seed in which it breaks.
    pub reproduce: Option<String>,
    /// That rule, as it is there.
    #[serde(skip)]
    pub rule: Option<Rule>,
    /// Whether somebody asked to end.
    pub interrupted: bool,
}

/// What a load comes to: medians over the seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// The multiple.
    pub load: f64,
    /// Whether it breaks no rule in more than half of the seeds.
    pub holds: bool,
    /// Requests of load.
    pub offered: f64,
    /// Those answered well, of them.
    pub good: f64,
    /// The share of seeds in which each rule breaks; those that hold are left out.
    pub broken: BTreeMap<String, f64>,
    /// Flows with load that complete nothing in some seed.
    pub dead: Vec<String>,
    /// What was measured of every rule, in base units; of an invariant how often it was untrue.
    pub measured: BTreeMap<String, Option<f64>>,
    /// The component with the greatest share of its slots in use, and that share.
    pub busiest: Option<(String, f64)>,
    /// Events of a run.
    pub events: u64,
}

/// What keeps a search from more.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// More load takes more than so many events a run.
    Events(u64),
    /// At this load nothing arrives any more.
    Nothing(f64),
    /// At this load a run has no end: why.
    Failed(f64, String),
    /// Somebody asked to end.
    Interrupted,
    /// The file has no objective and no invariant, so that no load could be judged.
    NoRule,
}

/// How far a search goes.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// The first seed.
    pub seed: u64,
    /// How many seeds each load is run with.
    pub seeds: usize,
    /// Events of one run at most.
    pub max_events: u64,
    /// Threads.
    pub threads: usize,
}

/// Why there is no breakpoint.
#[derive(Clone, Debug)]
pub enum NoBreakpoint {
    /// What was asked for does not run.
    NotRun(NotRun),
    /// No load of the scenario grows with its multiple.
    NoLoad,
}

/// Searches for the least multiple of the load at which a rule breaks. Every load is run with the same seeds, so all
/// meet the same luck. What a scenario must show, and what it allows to be missed, is no break. `tries` is told of each
/// load before it is run.
///
/// # Errors
/// Why what was asked for does not run.
pub fn breakpoint(
    file: &File,
    problem: &Problem,
    reference: &Design,
    asked: &Asked,
    effort: Effort,
    watch: Watch<'_>,
    tries: &dyn Fn(f64),
) -> Result<Breakpoint, NoBreakpoint> {
    let first = program(file, reference, asked).map_err(NoBreakpoint::NotRun)?;
    let asked = &Asked { scenario: first.design.scenario.id.clone(), ..asked.clone() };
    if !first.design.flows.iter().any(|flow| grows(&flow.trigger)) {
        return Err(NoBreakpoint::NoLoad);
    }
    let mut search = Search { points: Vec::new(), limit: None, asked, effort, watch };
    let mut refused = None;
    let edge = climb(|load| {
        tries(load);
        let asked = Asked { load: Some(format!("{load}x")), ..asked.clone() };
        match program(file, reference, &asked) {
            Ok(program) => search.at(load, |seed| {
                let settings =
                    Settings { max_events: effort.max_events, ..Settings::new(effort.seed + seed) };
                let outcome = run(&program, &settings, watch.cancel);
                let mut report = Report::new(problem, &program.design, &asked, load, &outcome);
                report.series.clear();
                report
            }),
            Err(why) => {
                refused = Some(why);
                Tried::Ended
            }
        }
    });
    match refused {
        Some(why) => Err(NoBreakpoint::NotRun(why)),
        None => Ok(search.found(problem, edge)),
    }
}

/// Whether more of it comes under a multiple of the load.
fn grows(trigger: &Trigger) -> bool {
    match trigger {
        Trigger::Arrive(Arrivals::Rate { rate, .. }) => *rate > 0.0,
        Trigger::Arrive(Arrivals::Burst { count, .. }) => *count > 0,
        Trigger::Arrive(Arrivals::Each { every, .. }) => every.is_some(),
        Trigger::Called | Trigger::Consume(_) | Trigger::Every(_) | Trigger::Gone { .. } => false,
    }
}

struct Search<'a> {
    /// What was run, with the report that stands for its seeds and the command of the first that breaks.
    points: Vec<(Point, Report, Option<String>)>,
    limit: Option<Limit>,
    asked: &'a Asked,
    effort: Effort,
    watch: Watch<'a>,
}

impl Search<'_> {
    /// Runs a load with every seed and judges it.
    fn at(&mut self, load: f64, one: impl Fn(u64) -> Report + Sync) -> Tried {
        let Effort { seeds, max_events, threads, .. } = self.effort;
        let before = self.points.iter().map(|(point, ..)| point).max_by(|a, b| a.load.total_cmp(&b.load));
        let expected = before.map_or(0.0, |before| events(before.events) / before.load * load);
        if expected > events(max_events) {
            self.limit = Some(Limit::Events(max_events));
            return Tried::TooMuch;
        }
        let reports: Vec<Report> =
            each(seeds, threads, self.watch, |index| one(index as u64)).into_iter().flatten().collect();
        if self.watch.cancelled() || reports.len() < seeds {
            self.limit = Some(Limit::Interrupted);
            return Tried::Ended;
        }
        if reports.iter().any(|report| report.stop.reason == "max_events") {
            self.limit = Some(Limit::Events(max_events));
            return Tried::TooMuch;
        }
        if let Some(failed) = reports.iter().find(|report| report.stop.reason != "finished") {
            self.limit = Some(Limit::Failed(load, failed.reasons.join(", ")));
            return Tried::Ended;
        }
        let Some((point, report, command)) = judged(load, reports) else { return Tried::Ended };
        if point.offered <= 0.0 {
            self.limit = Some(Limit::Nothing(load));
            return Tried::Ended;
        }
        let tried = if point.holds { Tried::Holds } else { Tried::Breaks };
        self.points.push((point, report, command));
        tried
    }

    fn found(mut self, problem: &Problem, edge: Edge) -> Breakpoint {
        self.points.sort_by(|(one, ..), (other, ..)| one.load.total_cmp(&other.load));
        let breaks = self.points.iter().find(|(point, ..)| Some(point.load) == edge.breaks);
        let rule = breaks.and_then(|(point, report, _)| first_broken(point, report)).cloned();
        let component = breaks.and_then(|(_, report, _)| full(report)).map(|component| component.id.clone());
        // That nothing breaks where there is nothing to break is no finding; that a flow completes nothing is one.
        let no_rule = edge.breaks.is_none()
            && !self.points.is_empty()
            && self.points.iter().all(|(point, ..)| point.measured.is_empty());
        if no_rule && !self.watch.cancelled() {
            self.limit = Some(Limit::NoRule);
        }
        Breakpoint {
            about: About::new(problem, self.asked, self.effort.seeds),
            load: edge.breaks,
            holds: edge.holds.filter(|_| !no_rule),
            objective: rule.as_ref().map(|rule| rule.id.clone()),
            component,
            // What was too much to run matters no more where less was found to break.
            limit: self.limit.filter(|limit| edge.breaks.is_none() || !matches!(limit, Limit::Events(_))),
            reproduce: breaks.and_then(|(.., command)| command.clone()),
            rule,
            interrupted: self.watch.cancelled(),
            curve: self.points.into_iter().map(|(point, ..)| point).collect(),
        }
    }
}

/// What the runs of a load come to, the report that stands for them and the command of the first that breaks.
fn judged(load: f64, reports: Vec<Report>) -> Option<(Point, Report, Option<String>)> {
    let seeds = number(reports.len());
    let dead = |report: &Report| -> Vec<String> {
        let flows = report.figures.flows.iter().filter(|flow| flow.trigger == "load");
        flows
            .filter(|flow| flow.offered.0 > 0.0 && flow.completed.0 <= 0.0)
            .map(|flow| flow.id.clone())
            .collect()
    };
    let breaks = |report: &Report| promises(report).any(Rule::fails) || !dead(report).is_empty();
    let command = reports.iter().find(|report| breaks(report)).map(|report| report.reproduce.clone());
    let breaking = number(reports.iter().filter(|report| breaks(report)).count());
    let mut broken = BTreeMap::new();
    for rule in reports.iter().flat_map(promises).filter(|rule| rule.fails()) {
        *broken.entry(rule.id.clone()).or_insert(0.0) += 1.0 / seeds;
    }
    let mut all_dead: Vec<String> = reports.iter().flat_map(dead).collect();
    all_dead.sort();
    all_dead.dedup();
    let of_load = |of: fn(&crate::sim::report::FlowFigures) -> f64| {
        let sum = |report: &Report| {
            report.figures.flows.iter().filter(|flow| flow.trigger == "load").map(of).sum::<f64>()
        };
        median(&mut reports.iter().map(|report| Some(sum(report))).collect::<Vec<_>>()).unwrap_or(0.0)
    };
    let (offered, good) = (of_load(|flow| flow.offered.0), of_load(|flow| flow.good.0));
    let report = Summary::of(reports, String::new())?.report;
    let measured = promises(&report).map(|rule| (rule.id.clone(), rule.measured)).collect();
    let busiest = report.figures.components.iter().max_by(|a, b| a.utilization.total_cmp(&b.utilization));
    let point = Point {
        load,
        holds: 2.0 * breaking < seeds,
        offered,
        good,
        broken,
        dead: all_dead,
        measured,
        busiest: busiest.map(|component| (component.id.clone(), component.utilization)),
        events: report.events,
    };
    Some((point, report, command))
}

/// What the file promises, objectives first.
fn promises(report: &Report) -> impl Iterator<Item = &Rule> {
    report.objectives.iter().chain(&report.invariants)
}

/// The rule that breaks in the most seeds; of several the first.
fn first_broken<'a>(point: &Point, report: &'a Report) -> Option<&'a Rule> {
    let share = |rule: &Rule| point.broken.get(&rule.id).copied().unwrap_or(0.0);
    let most = promises(report).map(share).fold(0.0, f64::max);
    promises(report).find(|rule| most > 0.0 && share(rule) >= most)
}

/// The component that is full: the one with the greatest share of its slots in use; where none has many in use, the one
/// at which more than one waits at any time, as before a single hot instance of many.
fn full(report: &Report) -> Option<&ComponentFigures> {
    let components = &report.figures.components;
    let most = |of: fn(&ComponentFigures) -> f64| components.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
    most(|component| component.utilization)
        .filter(|component| component.utilization >= FULL)
        .or_else(|| most(|component| component.queue_mean).filter(|component| component.queue_mean >= 1.0))
}

#[expect(clippy::cast_precision_loss, reason = "no run has 2^53 events")]
fn events(count: u64) -> f64 {
    count as f64
}
