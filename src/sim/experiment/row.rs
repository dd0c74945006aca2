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
mod tests {
    use super::*;

    #[test]
    fn a_run_shows_what_the_row_complains_of() {
        let run = |broken: &[&str]| Evidence {
            broken: broken.iter().map(|rule| (*rule).to_owned()).collect(),
            ..Evidence::default()
        };
        let row = |broken: &[(&str, f64)]| Row {
            declared: vec!["said".to_owned(), "seldom".to_owned()],
            may_break: vec!["perhaps".to_owned()],
            broken: broken.iter().map(|(rule, share)| ((*rule).to_owned(), *share)).collect(),
            ..Row::default()
        };
        // What nobody declared comes first, then what breaks too seldom, then what was declared.
        let all = row(&[("extra", 0.2), ("perhaps", 0.3), ("said", 1.0), ("seldom", 0.5)]);
        assert!(all.is_shown_by(&run(&["extra"])) && !all.is_shown_by(&run(&["said", "seldom", "perhaps"])));
        let seldom = row(&[("perhaps", 0.3), ("said", 1.0), ("seldom", 0.5)]);
        assert!(seldom.is_shown_by(&run(&["seldom"])) && !seldom.is_shown_by(&run(&["said", "perhaps"])));
        let well = row(&[("perhaps", 0.3), ("said", 1.0)]);
        assert!(well.is_shown_by(&run(&["said"])) && !well.is_shown_by(&run(&["perhaps"])));
        let cut = Evidence { reasons: vec!["cut".to_owned()], ..Evidence::default() };
        assert!(all.is_shown_by(&cut) && !row(&[]).is_shown_by(&run(&[])));
    }
    use crate::calc::Dimension;

    fn runs(seeds: usize, run: impl Fn(usize) -> Evidence) -> Vec<Evidence> {
        (0..seeds).map(|seed| Evidence { seed: seed as u64, verdicts: vec![true], ..run(seed) }).collect()
    }

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn broken(rules: &[&str]) -> Evidence {
        Evidence { broken: names(rules), ..Evidence::default() }
    }

    fn row() -> Row {
        Row {
            problem: "p".into(),
            decision: Some("reserve".into()),
            option: Some("bad".into()),
            kind: "wrong",
            scenario: "flash".into(),
            ..Row::default()
        }
    }

    fn judged(lesson: &Lesson, gains: &[&str], reference: &[Evidence], option: &[Evidence]) -> Row {
        let named =
            [Promised { name: "order.latency.p99".into(), more_is_worse: true, dimension: Dimension::TIME }];
        let objectives =
            [Promised { name: "available".into(), more_is_worse: false, dimension: Dimension::TIME }];
        let mut row = row();
        Tried { reference, option, named: &named, objectives: &objectives }.judge(
            lesson,
            &names(gains),
            &mut row,
        );
        row
    }

    #[test]
    fn a_wrong_option_breaks_what_it_says_and_nothing_else() {
        let lesson = Lesson::Wrong { breaks: names(&["oversold"]), may_break: names(&["books"]) };
        let fine = runs(20, |_| Evidence::default());
        let wrong = |misses: usize, also: &'static str| {
            let run = runs(20, |seed| if seed < misses { broken(&[]) } else { broken(&["oversold"]) });
            let mut run = run;
            run[19].broken.push(also.to_owned());
            judged(&lesson, &[], &fine, &run)
        };
        // 18 of 20 seeds are 90 %, 17 are not.
        assert!(wrong(2, "books").agrees);
        let row = wrong(3, "books");
        assert_eq!((row.agrees, row.broken["oversold"], row.broken["books"]), (false, 0.85, 0.05));
        assert_eq!(row.disagreements, ["`oversold` breaks in 85 % of seeds, not in 90 %"]);
        let row = wrong(0, "late");
        assert_eq!(row.disagreements, ["`late` breaks too, in 5 % of seeds"]);
    }

    #[test]
    fn the_chosen_option_holds_every_rule_and_shows_its_evidence() {
        let fine = runs(20, |_| Evidence::default());
        assert!(judged(&Lesson::Chosen, &[], &fine, &fine).agrees);
        let once = runs(20, |seed| if seed == 7 { broken(&["oversold"]) } else { broken(&[]) });
        assert!(!judged(&Lesson::Chosen, &[], &once, &once).agrees);
        let blind = runs(20, |_| Evidence { missing: names(&["crashed"]), ..Evidence::default() });
        let row = judged(&Lesson::Chosen, &[], &blind, &blind);
        assert_eq!(row.disagreements, ["the scenario's evidence `crashed` is missing in 20 of 20 seeds"]);
        let dead =
            runs(20, |_| Evidence { reasons: names(&["shop completed nothing"]), ..Evidence::default() });
        assert!(!judged(&Lesson::Chosen, &[], &dead, &dead).agrees);
    }

    fn measured(latency: f64, availability: f64) -> Evidence {
        let measured = [("order.latency.p99".to_owned(), latency), ("available".to_owned(), availability)];
        Evidence { measured: measured.into(), ..Evidence::default() }
    }

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "a few seeds")]
    fn what_an_option_pays_is_paired_seed_by_seed() {
        // Latencies of 1 s to 20 s by seed: only the pairs show that the option is 0.1 s to 0.2 s slower.
        let reference = runs(20, |seed| measured(1.0 + seed as f64, 0.9));
        let slower = runs(20, |seed| measured(1.1 + seed as f64 + 0.1 * (seed % 2) as f64, 0.9));
        let pays = Lesson::Defensible { pays: names(&["order.latency.p99"]) };
        let row = judged(&pays, &[], &reference, &slower);
        assert!(row.agrees, "{row:?}");
        let found = row.differences[0].difference.unwrap();
        assert!((found.mean - 0.15).abs() < 1e-9 && found.low > 0.1 && found.high < 0.2, "{found:?}");
        assert!(!judged(&pays, &[], &slower, &reference).agrees, "faster is no price");
        assert!(!judged(&pays, &[], &reference, &reference).agrees, "the same is no price");
        assert!(judged(&pays, &["order.latency.p99"], &slower, &reference).disagreements.len() == 1);
    }

    #[test]
    fn one_seed_judges_what_holds_and_no_price() {
        let pays = Lesson::Defensible { pays: names(&["order.latency.p99"]) };
        let (before, after) = (runs(1, |_| measured(1.0, 0.9)), runs(1, |_| measured(2.0, 0.9)));
        let row = judged(&pays, &[], &before, &after);
        assert_eq!((row.agrees, row.not_judged), (true, names(&["order.latency.p99"])));
        assert_eq!(row.differences[0].trend, Trend::Unjudged);
        // What is not measured is another matter, and so is a rule.
        let row = judged(&pays, &[], &before, &runs(1, |_| Evidence::default()));
        assert_eq!(row.disagreements, ["`order.latency.p99` has no figure in some seed"]);
        let breaks = runs(1, |_| Evidence { broken: names(&["oversold"]), ..measured(2.0, 0.9) });
        assert!(!judged(&pays, &[], &before, &breaks).agrees);
        // Two have an interval, a wide one.
        let (before, after) = (runs(2, |_| measured(1.0, 0.9)), runs(2, |_| measured(2.0, 0.9)));
        let row = judged(&pays, &[], &before, &after);
        assert!(row.agrees && row.not_judged.is_empty(), "{row:?}");
        let row = judged(&pays, &[], &before, &before);
        assert_eq!(
            row.disagreements,
            [
                "`order.latency.p99` is not shown to be worse: the interval holds 0, and more seeds make it narrower"
            ]
        );
    }

    #[test]
    fn a_dominated_option_gains_nothing() {
        let reference = runs(20, |_| measured(1.0, 0.5));
        let worse = Lesson::Dominated { worse: names(&["order.latency.p99"]) };
        let both = runs(20, |_| measured(2.0, 0.5));
        let row = judged(&worse, &[], &reference, &both);
        assert!(row.agrees, "{row:?}");
        let gains = runs(20, |_| measured(2.0, 0.6));
        let row = judged(&worse, &[], &reference, &gains);
        assert_eq!(row.disagreements, ["`available` is better: something is gained"]);
    }

    #[test]
    fn a_needless_option_changes_no_verdict() {
        let needless = Lesson::Needless { adds: "a broker".into() };
        let fine = runs(20, |_| measured(1.0, 0.5));
        assert!(judged(&needless, &["order.latency.p99"], &fine, &fine).agrees);
        let mut changed = fine.clone();
        changed[4].verdicts = vec![false];
        let row = judged(&needless, &[], &fine, &changed);
        assert_eq!(row.disagreements, ["a verdict changes in 1 of 20 seeds"]);
        let faster = runs(20, |_| measured(0.5, 0.5));
        assert!(!judged(&needless, &["order.latency.p99"], &fine, &faster).agrees);
    }

    #[test]
    fn a_figure_that_is_missing_shows_nothing() {
        let reference = runs(20, |_| measured(1.0, 0.5));
        let mut option = runs(20, |_| measured(2.0, 0.5));
        option[3].measured.clear();
        let row =
            judged(&Lesson::Defensible { pays: names(&["order.latency.p99"]) }, &[], &reference, &option);
        assert_eq!(row.disagreements, ["`order.latency.p99` has no figure in some seed"]);
    }
}
