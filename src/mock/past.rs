use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::criterion::Criterion;
use super::report::Report;
use super::score::Source;

/// A mock that was held, as the history has it: its line, without what was said. Held with the program, or with a
/// human and written down afterwards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// Unlike every other id; its first letters are enough where no other begins with them.
    #[serde(skip)]
    pub id: String,
    /// When it ended, in milliseconds since 1970 in UTC.
    #[serde(skip)]
    pub at: i64,
    /// The problem's id.
    pub problem: String,
    /// Its length in minutes, of a rehearsal that of its phases; 0 where nobody said.
    #[serde(default)]
    pub minutes: u32,
    /// Whether it was held with a human.
    #[serde(default)]
    pub human: bool,
    /// Whether all phases were held.
    #[serde(default)]
    pub whole: bool,
    /// Whether what needs judgement was left out.
    #[serde(default)]
    pub provisional: bool,
    /// From No Hire to Strong Hire.
    pub verdict: String,
    /// Out of 100; `None` where a human judged.
    #[serde(default)]
    pub points: Option<f64>,
    /// Criteria and the share of each that was earned, 0 to 1, in the order of an interview.
    #[serde(default)]
    pub scores: Vec<(String, f64)>,
    /// What went wrong: habits of the standards by their names, then criteria of which less than half was earned,
    /// then decisions and estimates by the ids of their cards.
    #[serde(default)]
    pub gaps: Vec<String>,
    /// What was written down beside it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// Below this share a criterion is a gap.
const MISSED: f64 = 0.5;

/// The signs of an id: none can be taken for another.
const SIGNS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// Their number: 50 bits, so that ten thousand mocks collide once in twenty million histories.
const LENGTH: u32 = 10;

impl Past {
    /// Whether it opens the model answer of its problem: a rehearsal does so if its decisions were among it.
    pub fn is_attempt(&self) -> bool {
        self.human
            || self.whole
            || self.scores.iter().any(|(criterion, _)| criterion == Criterion::Depth.id())
    }

    /// The line of a report.
    pub fn of(id: &str, report: &Report, at: i64) -> Self {
        let judged = &report.assessment;
        let share = |score: &super::Score| {
            let possible = score.possible();
            if possible > 0.0 { (score.points() / possible).clamp(0.0, 1.0) } else { 0.0 }
        };
        let scores: Vec<(String, f64)> =
            judged.scores.iter().map(|score| (score.criterion.id().to_owned(), share(score))).collect();
        let missed =
            scores.iter().filter(|(_, share)| *share < MISSED).map(|(criterion, _)| criterion.clone());
        let parts = missed_parts(report).into_iter().map(|part| format!("{}:{part}", report.problem));
        Self {
            id: id.to_owned(),
            at,
            problem: report.problem.clone(),
            minutes: report.length(),
            human: false,
            whole: report.whole,
            provisional: judged.provisional,
            verdict: judged.verdict.clone(),
            points: Some(judged.points),
            gaps: judged.gaps.iter().cloned().chain(missed).chain(parts).collect(),
            scores,
            note: String::new(),
        }
    }

    /// A new id, from a number that no other run of the program has.
    pub fn new_id(seed: u64) -> String {
        let sign = |place: u32| char::from(SIGNS[usize::try_from(seed >> (5 * place) & 31).unwrap_or(0)]);
        (0..LENGTH).map(sign).collect()
    }

    /// Whether what is said can be so; the error says what cannot.
    ///
    /// # Errors
    /// A sentence about what is wrong.
    pub fn check(&self) -> Result<(), String> {
        if self.problem.is_empty() {
            return Err("`problem` is empty".to_owned());
        }
        if self.verdict.is_empty() {
            return Err("`verdict` is empty".to_owned());
        }
        if self.points.is_some_and(|points| !(0.0..=100.5).contains(&points)) {
            return Err("`points` lies outside 0 to 100".to_owned());
        }
        match self.scores.iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
            Some((criterion, _)) => Err(format!("the share of `{criterion}` lies outside 0 to 1")),
            None => Ok(()),
        }
    }

    /// The share that was earned of a criterion, where it was judged.
    pub fn share(&self, criterion: &str) -> Option<f64> {
        self.scores.iter().find(|(known, _)| known == criterion).map(|(_, share)| *share)
    }
}

/// Decisions and estimates that were left out, decisions that lost points by their option, that broke a promise when
/// they were run, or that nothing here needs: as the ids of cards have them, behind the problem.
fn missed_parts(report: &Report) -> BTreeSet<String> {
    let decision = |id: &str| format!("decision.{id}");
    let mut missed = BTreeSet::new();
    let items = report.assessment.scores.iter().flat_map(|score| &score.items);
    for item in items.filter(|item| item.earned < item.possible) {
        match &item.source {
            Source::File(place) => {
                let estimate = place.strip_prefix("estimates.").map(|id| format!("estimate.{id}"));
                missed.extend(place.strip_prefix("decisions.").map(decision).or(estimate));
            }
            Source::Said { words, .. } => {
                let chosen = report.answers.choices.iter();
                let mut named = chosen.filter(|(id, chosen)| *words == format!("{id}: {}", chosen.option));
                missed.extend(named.next().map(|(id, _)| decision(id)));
            }
            Source::Run(_) | Source::Clock => {}
        }
    }
    let broken = report.evidence.iter().flat_map(|evidence| &evidence.broken);
    missed.extend(broken.filter_map(|broken| broken.decision.as_deref()).map(decision));
    missed.extend(report.needless.iter().map(|needless| decision(&needless.decision)));
    missed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_ten_signs_and_follow_the_number() {
        // 31 is 0b11111: the last sign, then nine times the first.
        assert_eq!(Past::new_id(31), "9aaaaaaaaa");
        assert_eq!(Past::new_id(u64::MAX), "9999999999");
        assert_ne!(Past::new_id(1), Past::new_id(2));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let past = Past { problem: "p".to_owned(), verdict: "Hire".to_owned(), ..Past::default() };
        assert_eq!(past.check(), Ok(()));
        assert!(Past { verdict: String::new(), ..past.clone() }.check().is_err());
        assert!(Past { points: Some(f64::NAN), ..past.clone() }.check().is_err());
        assert!(Past { scores: vec![("depth".to_owned(), 1.5)], ..past }.check().is_err());
    }
}
