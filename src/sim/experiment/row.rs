use std::collections::BTreeMap;

use serde::Serialize;

use super::interval::number;
use super::{Difference, Evidence, Promised, Trend};
use crate::problem::model::Lesson;

/// The least share of seeds in which a wrong option breaks each rule that it says it breaks.
const SHOWN: f64 = 0.9;

/// Of this much of itself must the figure behind an objective improve before a dominated option counts as gaining
/// by it: with many objectives some interval or other leaves out 0 by luck.
const GAIN: f64 = 0.05;

/// Seeds for each row unless said. With fewer, an interval that holds 0 may be one of too few.
pub const USUAL_SEEDS: usize = 20;

/// One line of a proof: an option in a scenario, what it says of itself, and what the runs say.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Row {
    /// The problem.
    pub problem: String,
    /// The decision; null for the reference as a whole.
    pub decision: Option<String>,
    /// The option; null for the reference as a whole.
    pub option: Option<String>,
    /// `chosen`, `wrong`, `defensible`, `dominated`, `needless`, `argued`
    pub kind: &'static str,
    /// The scenario it ran in.
    pub scenario: String,
    /// Faults beside those of the scenario.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// Options of other decisions beside it.
    pub given: BTreeMap<String, String>,
    /// What it says: rules that break, observables that are worse.
    pub declared: Vec<String>,
    /// Rules that may break.
    pub may_break: Vec<String>,
    /// The share of seeds in which each rule broke; rules that the scenario excuses are left out.
    pub broken: BTreeMap<String, f64>,
    /// The share of seeds in which each rule broke that the scenario excuses.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub excused: BTreeMap<String, f64>,
    /// How the observables it names moved.
    pub differences: Vec<Difference>,
    /// How many seeds ran.
    pub seeds: usize,
    /// The most events of a run.
    pub events: u64,
    /// Whether the runs say what the file says, as far as they are judged.
    pub agrees: bool,
    /// Observables that are not judged: one seed does not tell a price from luck.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_judged: Vec<String>,
    /// Where not, one sentence for each point.
    pub disagreements: Vec<String>,
    /// The command that shows it.
    pub reproduce: Option<String>,
}

impl Row {
    /// Whether a run shows what the row is about: what is wrong with the run itself; else a rule that breaks and should
    /// not, or not often enough; else one that breaks.
    pub(super) fn is_shown_by(&self, run: &Evidence) -> bool {
        let undeclared =
            self.broken.keys().find(|rule| !self.declared.contains(rule) && !self.may_break.contains(rule));
        let declared = || self.broken.iter().filter(|(rule, _)| self.declared.contains(rule));
        let seldom = declared().find(|(_, share)| **share < SHOWN).or_else(|| declared().next());
        match undeclared.or(seldom.map(|(rule, _)| rule)).or(self.broken.keys().next()) {
            _ if !run.reasons.is_empty() => true,
            Some(rule) => run.broken.contains(rule),
            None => false,
        }
    }
}

/// The runs of an option beside those of the reference in the same circumstances, seed by seed.
#[derive(Clone, Copy, Debug)]
pub struct Tried<'a> {
    /// Without the option.
    pub reference: &'a [Evidence],
    /// With it.
    pub option: &'a [Evidence],
    /// The observables that the option names.
    pub named: &'a [Promised],
    /// Those behind objectives, by the names of these, where the lesson asks for them.
    pub objectives: &'a [Promised],
}

impl Tried<'_> {
    /// Fills in the row what the runs say of this lesson.
    pub fn judge(&self, lesson: &Lesson, gains: &[String], row: &mut Row) {
        row.seeds = self.option.len();
        row.events = self.option.iter().map(|run| run.events).max().unwrap_or(0);
        row.broken = shares(self.option, |run| &run.broken);
        row.excused = shares(self.option, |run| &run.excused);
        let mut said = Vec::new();
        for (reason, count) in counts(self.option.iter().flat_map(|run| &run.reasons)) {
            said.push(format!("{reason} ({count} of {} seeds)", row.seeds));
        }
        match lesson {
            Lesson::Chosen => {
                holds(row, &mut said);
                for (rule, count) in counts(self.option.iter().flat_map(|run| &run.missing)) {
                    said.push(format!(
                        "the scenario's evidence `{rule}` is missing in {count} of {} seeds",
                        row.seeds
                    ));
                }
            }
            Lesson::Wrong { breaks, may_break } => {
                for rule in breaks {
                    let share = row.broken.get(rule).copied().unwrap_or(0.0);
                    if share < SHOWN {
                        said.push(format!("`{rule}` breaks in {} of seeds, not in 90 %", percent(share)));
                    }
                }
                for (rule, share) in &row.broken {
                    if !breaks.contains(rule) && !may_break.contains(rule) {
                        said.push(format!("`{rule}` breaks too, in {} of seeds", percent(*share)));
                    }
                }
            }
            Lesson::Defensible { pays } => {
                holds(row, &mut said);
                self.moves(row);
                must_move(pays, Trend::Worse, row, &mut said);
                must_move(gains, Trend::Better, row, &mut said);
            }
            Lesson::Dominated { worse } => {
                holds(row, &mut said);
                self.moves(row);
                must_move(worse, Trend::Worse, row, &mut said);
                self.gains_nothing(&mut said);
            }
            Lesson::Needless { .. } => {
                self.same_verdicts(&mut said);
                self.moves(row);
                for gain in row.differences.iter().filter(|difference| difference.trend == Trend::Better) {
                    said.push(format!("`{}` is better: it is not needless", gain.observable));
                }
            }
            Lesson::Argued { .. } => {}
        }
        row.agrees = said.is_empty();
        row.disagreements = said;
    }

    /// How the observables moved that the option names.
    fn moves(&self, row: &mut Row) {
        row.differences = self.named.iter().map(|promised| self.difference(promised)).collect();
        let unjudged = row.differences.iter().filter(|difference| difference.trend == Trend::Unjudged);
        row.not_judged = unjudged.map(|difference| difference.observable.clone()).collect();
    }

    fn difference(&self, promised: &Promised) -> Difference {
        Difference::of(promised, self.reference, self.option)
    }

    /// What the objectives are about must not be better either.
    fn gains_nothing(&self, said: &mut Vec<String>) {
        for promised in self.objectives {
            let found = self.difference(promised);
            let large = found.difference.zip(found.reference).is_some_and(|(difference, reference)| {
                libm::fabs(difference.mean) > GAIN * libm::fabs(reference)
            });
            if found.trend == Trend::Better && large {
                said.push(format!("`{}` is better: something is gained", found.observable));
            }
        }
    }

    fn same_verdicts(&self, said: &mut Vec<String>) {
        let pairs = self.reference.iter().zip(self.option);
        let changed = pairs.filter(|(before, after)| before.verdicts != after.verdicts).count();
        if changed > 0 {
            said.push(format!("a verdict changes in {changed} of {} seeds", self.option.len()));
        }
    }
}

/// Every rule holds in every seed.
fn holds(row: &Row, said: &mut Vec<String>) {
    for (rule, share) in &row.broken {
        said.push(format!("`{rule}` breaks in {} of seeds", percent(*share)));
    }
}

/// Each of these observables moved this way.
fn must_move(names: &[String], way: Trend, row: &Row, said: &mut Vec<String>) {
    let word = if way == Trend::Worse { "worse" } else { "better" };
    for difference in row.differences.iter().filter(|difference| names.contains(&difference.observable)) {
        let name = &difference.observable;
        match difference.trend {
            trend if trend == way => {}
            Trend::Unjudged => {}
            Trend::Unmeasured => said.push(format!("`{name}` has no figure in some seed")),
            Trend::Same => {
                let more = if row.seeds < USUAL_SEEDS { ", and more seeds make it narrower" } else { "" };
                said.push(format!("`{name}` is not shown to be {word}: the interval holds 0{more}"));
            }
            Trend::Worse => said.push(format!("`{name}` is worse, not better")),
            Trend::Better => said.push(format!("`{name}` is better, not worse")),
        }
    }
}

fn counts<'a>(words: impl Iterator<Item = &'a String>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for word in words {
        *counts.entry(word.as_str()).or_default() += 1;
    }
    counts
}

/// The share of runs in which each of these rules broke.
fn shares(runs: &[Evidence], rules: impl Fn(&Evidence) -> &Vec<String>) -> BTreeMap<String, f64> {
    let all = number(runs.len());
    let counts = counts(runs.iter().flat_map(rules));
    counts.into_iter().map(|(rule, count)| (rule.to_owned(), number(count) / all)).collect()
}

/// A share as people read it: never 100 % or 0 % unless it is.
fn percent(share: f64) -> String {
    let whole = libm::round(share * 100.0);
    if share > 0.0 && whole < 1.0 {
        "under 1 %".to_owned()
    } else if share < 1.0 && whole > 99.0 {
        "over 99 %".to_owned()
    } else {
        format!("{whole} %")
    }
}

#[cfg(test)]
mod tests;
