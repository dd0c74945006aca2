use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::Serialize;

use super::compared::Compared;
use super::{About, Effort, NotRun, Watch, each, program};
use crate::problem::File;
use crate::problem::model::{Design, Problem};
use crate::sim::report::{Asked, Kind, Report, Rule};
use crate::sim::run::{Settings, run};

/// Two variants of a design under the same seeds: which rules each holds, and by how much every figure differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// What it was about: the choices are those that both sides change, the seeds those that both ran to the end.
    #[serde(flatten)]
    pub about: About,
    /// The first seed.
    pub seed: u64,
    /// How many seeds were asked for.
    pub wanted: usize,
    /// What both sides change, as typed: options, values, load, faults.
    pub both: String,
    /// One side.
    pub a: Side,
    /// The other.
    pub b: Side,
    /// Every figure.
    pub figures: Vec<Compared>,
    /// Runs that did not come to their end, beside those that somebody interrupted; their seeds are in nothing above.
    pub left_out: Vec<LeftOut>,
    /// Whether somebody asked to end.
    pub interrupted: bool,
    /// The command that repeats it.
    pub reproduce: String,
}

/// What one side changes beside what was asked of both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Decisions and options.
    pub with: Vec<(String, String)>,
    /// Paths and values.
    pub set: Vec<(String, String)>,
}

/// What is compared.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    /// What is asked of both.
    pub asked: &'a Asked,
    /// What A and B change beside it.
    pub sides: [&'a Change; 2],
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Side {
    /// What it changes beside what both do, as typed; empty for nothing.
    pub change: String,
    /// The option of every decision.
    pub choices: BTreeMap<String, String>,
    /// In how many seeds the whole run holds what the file promises, and in how many it does not.
    pub verdicts: Verdicts,
    /// What cost runs their verdict beside the rules, and in how many seeds.
    pub reasons: BTreeMap<String, usize>,
    /// Every rule.
    pub rules: Vec<Held>,
}

/// How many runs hold what the file promises.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdicts {
    /// So many do.
    pub pass: usize,
    /// So many do not.
    pub fail: usize,
}

/// A rule under one side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Held {
    /// Its name.
    pub id: String,
    /// What it promises.
    pub kind: Kind,
    /// In how many seeds it holds.
    pub held: usize,
    /// Whether the scenario allows it to be missed.
    pub may_miss: bool,
    /// The command that runs the first seed that breaks it; null where none does.
    pub reproduce: Option<String>,
    /// The sentence for people.
    #[serde(skip)]
    pub says: String,
}

/// A run that did not come to its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// Of which side: `a` or `b`.
    pub side: &'static str,
    /// Its seed.
    pub seed: u64,
    /// `max_events`, `failed`
    pub reason: &'static str,
    /// Why, as a sentence.
    pub message: String,
    /// Where the expression stands in the file, in bytes, of a run that failed.
    #[serde(skip)]
    pub span: Option<[usize; 2]>,
}

/// Why there is no comparison.
#[derive(Clone, Debug)]
pub enum NotCompared {
    /// A side does not run: 0 for A, 1 for B.
    NotRun(usize, NotRun),
    /// Both sides are one design.
    Same,
}

impl Change {
    /// What a side asks, all in all.
    fn of(&self, asked: &Asked) -> Asked {
        let mut asked = asked.clone();
        asked.with.extend(self.with.iter().cloned());
        asked.set.extend(self.set.iter().cloned());
        asked
    }

    /// As it is typed behind `--a` and `--b`.
    pub fn text(&self) -> String {
        let all = self.with.iter().chain(&self.set).map(|(left, right)| format!("{left}={right}"));
        all.collect::<Vec<_>>().join(",")
    }
}

/// Runs both sides with the same seeds, so that they meet the same requests and the same luck, and pairs what they
/// come to seed by seed.
///
/// # Errors
/// Why there is nothing to compare.
pub fn compare(
    file: &File,
    problem: &Problem,
    reference: &Design,
    pair: Pair<'_>,
    effort: Effort,
    watch: Watch<'_>,
) -> Result<Comparison, NotCompared> {
    let made = |side: usize| {
        let asked = pair.sides[side].of(pair.asked);
        let program = program(file, reference, &asked).map_err(|why| NotCompared::NotRun(side, why))?;
        let scenario = program.design.scenario.id.clone();
        Ok((program, Asked { scenario, ..asked }))
    };
    let sides = [made(0)?, made(1)?];
    if sides[0].0.design == sides[1].0.design {
        return Err(NotCompared::Same);
    }
    let load = pair.asked.multiple().unwrap_or(1.0);
    // The sides take turns: what was run when somebody asks to end is pairs.
    let runs = each(2 * effort.seeds, effort.threads, watch, |job| {
        let (program, asked) = &sides[job % 2];
        let seed = effort.seed + (job / 2) as u64;
        let settings = Settings { max_events: effort.max_events, ..Settings::new(seed) };
        let outcome = run(program, &settings, watch.cancel);
        let mut report = Report::new(problem, &program.design, asked, load, &outcome);
        // Nothing here shows it, and of many seeds it is most of the memory.
        report.series = Vec::new();
        report
    });
    let mut ended = [Vec::new(), Vec::new()];
    let mut left_out = Vec::new();
    let mut runs = runs.into_iter();
    while let (Some(a), Some(b)) = (runs.next(), runs.next()) {
        let (Some(a), Some(b)) = (a, b) else { continue };
        left_out.extend([("a", &a), ("b", &b)].into_iter().filter_map(|(side, run)| LeftOut::of(side, run)));
        if is_finished(&a) && is_finished(&b) {
            ended[0].push(a);
            ended[1].push(b);
        }
    }
    let scenario = sides[0].1.scenario.clone();
    let asked = Asked { scenario, ..pair.asked.clone() };
    let typed = ["a", "b"].into_iter().zip(pair.sides.map(Change::text));
    let typed: Vec<(&str, String)> = typed.filter(|(_, text)| !text.is_empty()).collect();
    let side = |side: usize| Side::of(problem, &sides[side].1, pair.sides[side], &ended[side]);
    Ok(Comparison {
        about: About::new(problem, &asked, ended[0].len()),
        seed: effort.seed,
        wanted: effort.seeds,
        both: both(&asked),
        a: side(0),
        b: side(1),
        left_out,
        interrupted: watch.cancelled(),
        reproduce: asked.command_of_comparison(&typed, effort.seed, effort.seeds),
        figures: Compared::all(ended),
    })
}

/// What is asked of both sides.
fn both(asked: &Asked) -> String {
    let changes = Change { with: asked.with.clone(), set: asked.set.clone() }.text();
    let load = asked.load.as_ref().map(|load| format!("load {load}"));
    let only = asked.only.as_ref().map(|only| format!("only {only}"));
    let changes = Some(changes).filter(|changes| !changes.is_empty());
    changes
        .into_iter()
        .chain(load)
        .chain(only)
        .chain(asked.faults.iter().cloned())
        .collect::<Vec<_>>()
        .join(",")
}

impl Comparison {
    /// Which side holds more: `Less` for A with fewer rules broken over all seeds, those aside that the scenario
    /// allows to be missed; `Equal` where neither.
    pub fn broken(&self) -> Ordering {
        let broken = |side: &Side| -> usize {
            let counted = side.rules.iter().filter(|rule| !rule.may_miss);
            counted.map(|rule| self.about.seeds - rule.held).sum()
        };
        broken(&self.a).cmp(&broken(&self.b))
    }

    /// The rules of both sides, side by side, that do not hold in equally many seeds.
    pub fn told_apart(&self) -> Vec<(&Held, &Held)> {
        let both = self.a.rules.iter().filter_map(|a| Some((a, self.b.rules.iter().find(|b| b.id == a.id)?)));
        both.filter(|(a, b)| a.held != b.held).collect()
    }

    /// Whether anything tells the sides apart: a rule, a verdict, or a figure.
    pub fn differs(&self) -> bool {
        !self.told_apart().is_empty()
            || self.a.verdicts != self.b.verdicts
            || self.figures.iter().any(|figure| figure.differs == Some(true))
    }
}

impl Side {
    fn of(problem: &Problem, asked: &Asked, change: &Change, reports: &[Report]) -> Self {
        let pass = reports.iter().filter(|report| report.verdict.passed()).count();
        let mut reasons: BTreeMap<String, usize> = BTreeMap::new();
        for reason in reports.iter().flat_map(|report| &report.reasons) {
            *reasons.entry(reason.clone()).or_default() += 1;
        }
        let rules: Vec<&Rule> = reports.first().map(|first| first.rules().collect()).unwrap_or_default();
        let held = rules.iter().enumerate().map(|(place, rule)| {
            let breaks =
                |report: &&Report| report.rules().nth(place).is_some_and(|rule| !rule.verdict.passed());
            Held {
                id: rule.id.clone(),
                kind: rule.kind,
                held: reports.len() - reports.iter().filter(breaks).count(),
                may_miss: rule.may_miss,
                reproduce: reports.iter().find(breaks).map(|report| report.reproduce.clone()),
                says: rule.says.clone(),
            }
        });
        Self {
            change: change.text(),
            choices: asked.choices(problem),
            verdicts: Verdicts { pass, fail: reports.len() - pass },
            reasons,
            rules: held.collect(),
        }
    }
}

impl LeftOut {
    /// Of a run; `None` where it came to its end, or was interrupted.
    fn of(side: &'static str, report: &Report) -> Option<Self> {
        if is_finished(report) || report.stop.reason == "cancelled" {
            return None;
        }
        Some(Self {
            side,
            seed: report.seed,
            reason: report.stop.reason,
            message: report.reasons.first().cloned().unwrap_or_default(),
            span: report.stop.span,
        })
    }
}

fn is_finished(report: &Report) -> bool {
    report.stop.reason == "finished"
}
