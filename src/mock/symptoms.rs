use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::choices::choices;
use crate::problem::model::{Failure, Problem};
use crate::problem::{File, Variant};
use crate::sim::experiment::{Watch, each};
use crate::sim::program::{Program, compile};
use crate::sim::report::{Asked, Count, FlowFigures, Report};
use crate::sim::run::{Settings, run};

/// What one sees of a failure, without its name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Symptoms {
    /// The failure: its id in the file.
    pub failure: String,
    /// Whether a run of the candidate's design was measured; else the file tells them.
    pub measured: bool,
    /// What one sees, a line each.
    pub lines: Vec<String>,
    /// The command that shows them. It names the fault: not before the end.
    pub reproduce: Option<String>,
}

/// Runs no longer than this, so that symptoms are there while one waits for them.
const MOST_EVENTS: u64 = 2_000_000;
/// No more lines than this: what is seen first counts.
const MOST_LINES: usize = 8;
/// A figure that is this many times another has changed.
const CHANGED: f64 = 1.5;

/// The symptoms of a failure in the candidate's design: its scenario, run with the fault and without it, on the same
/// luck. Where the file ties no fault to the failure, or the design does not run, the file's words stand instead.
pub fn symptoms(
    file: &File,
    problem: &Problem,
    asked: &Asked,
    answers: &Answers,
    failure: &str,
    watch: Watch<'_>,
) -> Symptoms {
    let Some(failure) = problem.failures.iter().find(|known| known.id == failure) else {
        return Symptoms::default();
    };
    measured(file, problem, asked, answers, failure, watch).unwrap_or_else(|| Symptoms {
        failure: failure.id.clone(),
        measured: false,
        lines: vec![failure.symptom.clone()],
        reproduce: None,
    })
}

fn measured(
    file: &File,
    problem: &Problem,
    asked: &Asked,
    answers: &Answers,
    failure: &Failure,
    watch: Watch<'_>,
) -> Option<Symptoms> {
    let (fault, design) = (failure.fault.as_ref()?, problem.design.as_ref()?);
    let place = design.faults.iter().position(|known| known.id == *fault)?;
    let shows =
        problem.scenarios.iter().find(|scenario| scenario.faults.iter().any(|id| id.index() == place));
    let scenario = &shows.or(problem.scenarios.first())?.id;
    let (choices, _) = choices(file, problem, answers);
    let variant = Variant {
        scenario: Some(scenario.clone()),
        choices: choices.clone(),
        faults: vec![fault.clone()],
        ..Variant::default()
    };
    let failing = file.design(&variant).ok()?;
    let mut sound = failing.clone();
    let faults = &failing.faults;
    sound.scenario.faults.retain(|id| faults.get(id.index()).is_some_and(|known| known.id != *fault));
    let programs: Vec<Program> =
        [&failing, &sound].into_iter().filter_map(|design| compile(design).ok()).collect();
    let asked = Asked {
        with: choices,
        scenario: scenario.clone(),
        faults: if shows.is_some() { Vec::new() } else { vec![fault.clone()] },
        ..asked.clone()
    };
    let settings = Settings { max_events: MOST_EVENTS, ..Settings::new(1) };
    let done = each(programs.len(), 2, watch, |at| {
        let outcome = run(&programs[at], &settings, watch.cancel);
        Some(Report::new(problem, &programs[at].design, &asked, 1.0, &outcome))
    });
    let reports: Vec<Report> = done.into_iter().flatten().flatten().collect();
    let [with, without] = reports.as_slice() else { return None };
    if watch.cancelled() {
        return None;
    }
    Some(Symptoms {
        failure: failure.id.clone(),
        measured: true,
        lines: lines(with, without, failure),
        reproduce: Some(with.reproduce.clone()),
    })
}

/// What differs between two runs, as somebody who watches the system would tell it.
fn lines(with: &Report, without: &Report, failure: &Failure) -> Vec<String> {
    let mut lines = Vec::new();
    let pairs = with.figures.flows.iter().zip(&without.figures.flows);
    let outside: Vec<(&FlowFigures, &FlowFigures)> =
        pairs.filter(|(flow, _)| flow.trigger == "load").collect();
    for (flow, usual) in &outside {
        if let Some(failed) = errors(flow, usual, with) {
            lines.push(failed);
        } else {
            lines.extend(slower(flow, usual));
            lines.extend(answers_of(flow, usual));
        }
    }
    let seen_by_users = !lines.is_empty();
    lines.extend(piles(with, without));
    let inside = with.figures.flows.iter().zip(&without.figures.flows);
    let inside = inside.filter(|(flow, _)| flow.trigger != "load");
    lines
        .extend(inside.filter_map(|(flow, usual)| errors(flow, usual, with).or_else(|| slower(flow, usual))));
    lines.extend(promises(with, without));
    lines.truncate(MOST_LINES);
    if !seen_by_users {
        let names: Vec<&str> = outside.iter().map(|(flow, _)| flow.id.as_str()).collect();
        let rest = if lines.is_empty() { ", and nothing piles up" } else { "" };
        if lines.is_empty() {
            // Then only time would tell, or figures that no run takes.
            lines.push(failure.symptom.clone());
        }
        lines.insert(
            0,
            format!("Users see nothing: {} answer as fast and as well as ever{rest}.", names.join(", ")),
        );
    }
    lines
}

/// Failed requests: how many, from when to when, and how their callers were told.
fn errors(flow: &FlowFigures, usual: &FlowFigures, report: &Report) -> Option<String> {
    let failed = |flow: &FlowFigures| flow.errors.values().map(|count| count.0).sum::<f64>();
    let (now, before) = (failed(flow), failed(usual));
    if now < 1.0 || !changed(now, before) {
        return None;
    }
    let share = percent(now, flow.offered.0);
    let over = report.series.iter().find(|over| over.flow == flow.id);
    let place = over.and_then(|over| {
        let first = over.errors.iter().position(|count| *count > 0)?;
        let last = over.errors.iter().rposition(|count| *count > 0)?;
        let most = over.errors.iter().max().map(|most| count(*most) / over.interval)?;
        let at = |place: usize| clock(count(u64::try_from(place).unwrap_or(0)) * over.interval);
        Some(format!(", at most {} a second, from {} to {}", short(most), at(first), at(last + 1)))
    });
    let mut reasons: Vec<(&String, f64)> =
        flow.errors.iter().map(|(reason, count)| (reason, count.0)).collect();
    reasons.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let reasons: Vec<&str> = reasons.iter().take(3).map(|(reason, _)| reason.as_str()).collect();
    let otherwise = if before < 1.0 {
        "otherwise none".to_owned()
    } else {
        format!("otherwise {}", percent(before, usual.offered.0))
    };
    Some(format!(
        "{}: {share} of the requests fail ({otherwise}){}: {}",
        flow.id,
        place.unwrap_or_default(),
        reasons.join(", ")
    ))
}

/// Latency that has changed.
fn slower(flow: &FlowFigures, usual: &FlowFigures) -> Option<String> {
    let usual = usual.p99?;
    match flow.p99 {
        Some(p99) if changed(p99, usual) => {
            Some(format!("{}: p99 is {}, otherwise {}", flow.id, time(p99), time(usual)))
        }
        _ => None,
    }
}

/// Answers that come more often or more rarely than otherwise.
fn answers_of(flow: &FlowFigures, usual: &FlowFigures) -> Vec<String> {
    let all = |flow: &FlowFigures| flow.answers.values().map(|count| count.0).sum::<f64>();
    let (now, before) = (all(flow), all(usual));
    let statuses: BTreeSet<&String> = flow.answers.keys().chain(usual.answers.keys()).collect();
    let told =
        statuses.into_iter().filter(|status| !flow.errors.contains_key(*status)).filter_map(|status| {
            let share = |flow: &FlowFigures, all: f64| {
                if all > 0.0 { flow.answers.get(status).map_or(0.0, |count| count.0) / all } else { 0.0 }
            };
            let (now, before) = (share(flow, now), share(usual, before));
            ((now - before).abs() >= 0.02).then(|| {
                format!(
                    "{}: {} of the answers are {status}, otherwise {}",
                    flow.id,
                    percent(now, 1.0),
                    percent(before, 1.0)
                )
            })
        });
    told.collect()
}

/// What waits: in front of parts, and in topics.
fn piles(with: &Report, without: &Report) -> Vec<String> {
    let mut piles: Vec<(f64, String)> = Vec::new();
    for (part, usual) in with.figures.components.iter().zip(&without.figures.components) {
        let (now, before) = (part.queue_max.0, usual.queue_max.0);
        if now >= 10.0 && changed(now, before) {
            let says = format!(
                "{}: up to {} wait in front of it, otherwise {}",
                part.id,
                whole(part.queue_max),
                whole(usual.queue_max)
            );
            piles.push((now, says));
        } else if (part.utilization - usual.utilization).abs() >= 0.05
            && changed(part.utilization, usual.utilization)
        {
            let (now, before) = (percent(part.utilization, 1.0), percent(usual.utilization, 1.0));
            piles.push((1.0, format!("{}: {now} busy, otherwise {before}", part.id)));
        } else if part.arrival_rate.max(usual.arrival_rate) >= 1.0
            && changed(part.arrival_rate, usual.arrival_rate)
        {
            let (now, before) = (short(part.arrival_rate), short(usual.arrival_rate));
            piles.push((0.5, format!("{}: {now} visits a second, otherwise {before}", part.id)));
        }
    }
    for (topic, usual) in with.figures.topics.iter().zip(&without.figures.topics) {
        let (now, before) = (topic.lag_max.0, usual.lag_max.0);
        if now >= 10.0 && changed(now, before) {
            let says = format!(
                "{}: up to {} messages lie there, otherwise {}",
                topic.id,
                whole(topic.lag_max),
                whole(usual.lag_max)
            );
            piles.push((now, says));
        }
        if topic.duplicates.0 > usual.duplicates.0 + 1.0 || topic.redelivered.0 > usual.redelivered.0 + 1.0 {
            let again = Count(topic.duplicates.0 + topic.redelivered.0);
            piles.push((2.0, format!("{}: {} deliveries are repeats", topic.id, whole(again))));
        }
    }
    piles.sort_by(|a, b| b.0.total_cmp(&a.0));
    piles.into_iter().map(|(_, says)| says).collect()
}

/// Promises that hold otherwise.
fn promises(with: &Report, without: &Report) -> Vec<String> {
    let held: BTreeSet<&str> =
        without.rules().filter(|rule| rule.verdict.passed()).map(|rule| rule.id.as_str()).collect();
    let broken = with.invariants.iter().chain(&with.objectives);
    let broken = broken.filter(|rule| !rule.verdict.passed() && held.contains(rule.id.as_str()));
    let says = broken.map(|rule| {
        let says = if rule.says.is_empty() { &rule.rule } else { &rule.says };
        format!("no longer true: {says}")
    });
    says.collect()
}

fn changed(now: f64, before: f64) -> bool {
    now > before * CHANGED || before > now * CHANGED
}

#[expect(clippy::cast_precision_loss, reason = "shown to a few digits")]
fn count(count: u64) -> f64 {
    count as f64
}

fn whole(count: Count) -> String {
    format!("{:.0}", count.0)
}

fn short(number: f64) -> String {
    if number < 10.0 { format!("{number:.1}") } else { format!("{number:.0}") }
}

fn percent(part: f64, of: f64) -> String {
    if of <= 0.0 {
        return "none".to_owned();
    }
    let share = 100.0 * part / of;
    if share > 0.0 && share < 1.0 { format!("{share:.1} %") } else { format!("{share:.0} %") }
}

/// Seconds to two or three digits, in the unit that suits them.
fn time(seconds: f64) -> String {
    let (value, unit) = match seconds {
        small if small < 1e-3 => (small * 1e6, "us"),
        small if small < 1.0 => (small * 1e3, "ms"),
        some if some < 120.0 => (some, "s"),
        long => (long / 60.0, "min"),
    };
    format!("{} {unit}", short(value))
}

/// A moment of a run.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative, far below 2^64")]
fn clock(seconds: f64) -> String {
    let seconds = libm::round(seconds) as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
