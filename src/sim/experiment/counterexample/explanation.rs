use std::collections::BTreeMap;

use serde::Serialize;

use super::found::{Counterexample, options};
use crate::problem::model::{Nanos, Problem};
use crate::sim::outcome::Violation;
use crate::sim::sequence::{Broken, Scene, stage};

/// A counterexample as it is shown: the rule, the requests, the diagram, the reason the file gives, the way back.
/// Its JSON is a contract: keys may be added, none may change.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// Of the contract.
    pub version: u32,
    /// The problem.
    pub problem: String,
    /// What it is called.
    pub title: String,
    /// The scenario.
    pub scenario: String,
    /// The seed.
    pub seed: u64,
    /// The options that were asked for.
    pub choices: BTreeMap<String, String>,
    /// A rule is broken.
    pub verdict: &'static str,
    /// The rule.
    pub rule: BrokenRule,
    /// The requests of load that arrive, as `--only` takes them.
    pub requests: Vec<String>,
    /// How many arrived before it broke where nothing was left out.
    pub of: usize,
    /// Seconds from the first arrival to the moment when it broke.
    pub seconds: f64,
    /// Faults that act in it.
    pub faults: Vec<String>,
    /// Inputs and rows that are smaller than was asked for: paths and values.
    pub changed: BTreeMap<String, String>,
    /// Faults of the scenario that it does without.
    pub without: Vec<String>,
    /// What the file says of the options.
    pub why: Vec<Reason>,
    /// Whether the chosen options hold the rule in the same run; null where no others were asked for.
    pub chosen_holds: Option<bool>,
    /// Lanes and events.
    #[serde(flatten)]
    pub scene: Scene,
    /// How many runs the search took.
    pub runs: u64,
    /// Somebody asked to end: the smallest so far.
    pub interrupted: bool,
    /// The command that runs exactly this.
    pub reproduce: String,
}

/// The rule that broke, and of what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BrokenRule {
    /// Its name.
    pub id: String,
    /// The sentence for people.
    pub says: String,
    /// As the file writes it.
    pub rule: String,
    /// Seconds since the start of the run.
    pub at: f64,
    /// The row or the group, by its key; empty for the whole design.
    pub row: String,
    /// What the row says.
    pub saw: String,
    /// The comparison that is untrue: `2 <= 1`.
    pub sides: String,
}

/// What the file says of an option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// The decision.
    pub decision: String,
    /// The option.
    pub option: String,
    /// The option that the file chooses in its place.
    pub chosen: String,
    /// Why one might take it.
    pub tempting: String,
    /// How it fails.
    pub fails: String,
}

impl Explanation {
    /// Of a counterexample of a problem.
    pub fn new(problem: &Problem, found: &Counterexample) -> Self {
        let design = &found.program.design;
        let rule = &design.invariants[found.rule];
        let violation = found.outcome.invariants[found.rule].first.as_ref();
        let at = violation.map_or(0, |violation| violation.at).min(found.outcome.ended);
        let told = violation.map_or(usize::MAX, |violation| violation.told).min(found.outcome.trace.len());
        let story = &found.outcome.trace[..told];
        let first = found.outcome.arrived.first().map_or(0, |(_, at)| *at);
        let table = rule.each.as_ref().map(|walk| design.tables[walk.table.index()].id.as_str());
        let text = violation.map_or_else(String::new, |violation| sentence(&rule.id, table, violation));
        let acting = design.scenario.faults.iter().map(|fault| design.faults[fault.index()].id.clone());
        Self {
            version: 1,
            problem: problem.id.clone(),
            title: problem.title.clone(),
            scenario: design.scenario.id.clone(),
            seed: found.seed,
            choices: found.asked.with.iter().cloned().collect(),
            verdict: "fail",
            rule: BrokenRule {
                id: rule.id.clone(),
                says: rule.says.clone(),
                rule: rule.text.clone(),
                at: seconds(at),
                row: violation.map(|violation| violation.row.clone()).unwrap_or_default(),
                saw: violation.map(|violation| violation.saw.clone()).unwrap_or_default(),
                sides: violation.map(|violation| violation.sides.clone()).unwrap_or_default(),
            },
            requests: found
                .requests
                .iter()
                .map(|request| format!("{}:{}", design.flows[request.flow.index()].id, request.number))
                .collect(),
            of: found.of,
            seconds: seconds(at - first),
            faults: acting.collect(),
            changed: found.changed.iter().cloned().collect(),
            without: found.without.clone(),
            why: reasons(problem, found, &rule.id),
            chosen_holds: found.chosen_holds,
            scene: stage(
                design,
                story,
                Some(Broken {
                    at,
                    text,
                    rule: rule.text.clone(),
                    table: table.map(str::to_owned),
                    row: violation.map(|violation| violation.row.clone()).unwrap_or_default(),
                }),
            ),
            runs: found.runs,
            interrupted: found.interrupted,
            reproduce: found.asked.command(found.seed),
        }
    }
}

/// What broke, in words: `never_oversold breaks for lines[dc 0, item 3]: 2 <= 1 is not true`.
fn sentence(id: &str, table: Option<&str>, violation: &Violation) -> String {
    let mut text = format!("{id} breaks");
    if let (Some(table), false) = (table, violation.row.is_empty()) {
        text.push_str(&format!(" for {table}[{}]", violation.row));
    }
    // The row itself has been seen when it was written.
    if !violation.sides.is_empty() {
        text.push_str(&format!(": {} is not true", violation.sides));
    } else if !violation.saw.is_empty() {
        text.push_str(&format!(": {}", violation.saw));
    }
    text
}

fn reasons(problem: &Problem, found: &Counterexample, rule: &str) -> Vec<Reason> {
    let asked = found.asked.with.iter();
    let pairs = asked.zip(options(problem, &found.asked));
    pairs
        .map(|((decision, _), option)| {
            let of = problem.decisions.iter().find(|known| known.id == *decision);
            let chosen = of.and_then(|decision| decision.options.get(decision.chosen));
            // A rule that only may break has a reason of its own.
            let because = option.because.iter().find(|(known, _)| known == rule);
            Reason {
                decision: decision.clone(),
                option: option.id.clone(),
                chosen: chosen.map(|chosen| chosen.id.clone()).unwrap_or_default(),
                tempting: option.tempting.clone(),
                fails: because.map_or_else(|| option.fails.clone(), |(_, reason)| reason.clone()),
            }
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "times of a run keep their nanoseconds in 53 bits")]
fn seconds(at: Nanos) -> f64 {
    at as f64 / 1e9
}
