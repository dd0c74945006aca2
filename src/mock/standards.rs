use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::criterion::Criterion;
use super::words;
use crate::diag::{Diagnostic, Span};

/// How a mock is judged: every threshold of the assessment, as data.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standards {
    /// The version of the form: 1.
    pub schema: u32,
    /// Where the verdict changes, upwards.
    pub verdicts: Vec<Step>,
    /// What broken promises leave of a verdict, whatever the points: more of them leave less.
    pub caps: Vec<Ceiling>,
    /// The share of a criterion that is granted to oneself; at most 0.3.
    pub self_graded: f64,
    /// Points out of 100, by criterion.
    pub weights: BTreeMap<Criterion, f64>,
    /// Topics to ask about.
    pub requirements: Topics,
    /// Napkin math.
    pub estimates: Napkin,
    /// Entities and endpoints.
    pub data: Data,
    /// Decisions.
    pub depth: Depth,
    /// Growth.
    pub scaling: Share,
    /// The clock and the last minute.
    pub communication: Communication,
    /// Words that are a reason for anything.
    pub generic: BTreeSet<String>,
    /// What a box in a sketch is called, by kind.
    pub kinds: BTreeMap<String, BTreeSet<String>>,
    /// Parts that nobody should propose before a number.
    pub heavy: BTreeSet<String>,
    /// Habits that return.
    pub gaps: BTreeMap<String, Habit>,
}

/// A verdict and the points from which it is given.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Points.
    pub from: f64,
    /// The verdict.
    pub says: String,
}

/// The best verdict for a design that breaks so many promises.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ceiling {
    /// From so many on.
    pub broken: usize,
    /// The verdict.
    pub at_most: String,
}

/// What is wanted of requirements.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Topics {
    /// How many different topics are all that is wanted.
    pub topics: usize,
}

/// What is wanted of napkin math.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Napkin {
    /// How many estimates are all that is wanted.
    pub wanted: usize,
    /// Within this ratio an estimate counts whole.
    pub close: f64,
    /// Within this ratio it counts half.
    pub near: f64,
    /// More lines than this that meet nothing are numbers without a question.
    pub most_stray: usize,
}

/// What is wanted of tables and endpoints.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// How many tables are wanted.
    pub entities: usize,
    /// How many unique constraints.
    pub uniques: usize,
    /// How many endpoints.
    pub endpoints: usize,
}

/// What is wanted of decisions.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depth {
    /// How many decisions, argued.
    pub decisions: usize,
    /// The share of the words of the file that an answer has to meet.
    pub share: f64,
}

/// What is wanted of growth.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The share of the words of the file that an answer has to meet.
    pub share: f64,
}

/// What is wanted of the last minute and the clock.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Communication {
    /// What sixty seconds hold, read aloud.
    pub words: usize,
    /// What the wrap-up may take in seconds when it is said aloud against the clock.
    pub seconds: u64,
    /// A phase this many times its plan is an overrun that is named.
    pub over: f64,
    /// A phase that took less than this share of its plan was left too early.
    pub under: f64,
}

/// A mistake that returns from mock to mock.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Habit {
    /// What it is.
    pub says: String,
    /// Topics of which every card helps.
    #[serde(default)]
    pub topics: Vec<String>,
    /// Cards that help, by their ids.
    #[serde(default)]
    pub cards: Vec<String>,
    /// The drill that helps.
    pub drill: Option<String>,
}

/// The standards that come with the program.
pub const BUILT_IN: &str = include_str!("../../data/assessment.toml");

/// No more than this share of a score may be granted to oneself.
const MOST_SELF_GRADED: f64 = 0.3;

impl Standards {
    /// Reads standards.
    ///
    /// # Errors
    /// What is wrong with the file: its form, weights that are not 100 in all, too large a share for oneself.
    pub fn read(text: &str) -> Result<Self, Diagnostic> {
        let mut standards: Self = toml::from_str(text).map_err(|error| {
            let span = error.span().map_or(Span::new(0, 0), Span::from);
            Diagnostic::error("assessment", span, error.message().to_owned())
        })?;
        let wrong = |message: String| Err(Diagnostic::error("assessment", Span::new(0, 0), message));
        let sum: f64 = Criterion::ALL.iter().map(|criterion| standards.weight(*criterion)).sum();
        if (sum - 100.0).abs() > 1e-9 {
            return wrong(format!("the weights add up to {sum}, not to 100"));
        }
        if !(0.0..=MOST_SELF_GRADED).contains(&standards.self_graded) {
            return wrong(format!("at most {MOST_SELF_GRADED} of a score may be granted to oneself"));
        }
        if standards.verdicts.first().is_none_or(|step| step.from > 0.0)
            || !standards.verdicts.is_sorted_by(|a, b| a.from < b.from)
        {
            return wrong("verdicts rise from 0".to_owned());
        }
        for ceiling in &standards.caps {
            if standards.place(&ceiling.at_most).is_none() {
                return wrong(format!("a cap names `{}`, which is no verdict", ceiling.at_most));
            }
        }
        let falls = |a: &Ceiling, b: &Ceiling| {
            a.broken < b.broken && standards.place(&a.at_most) > standards.place(&b.at_most)
        };
        if standards.caps.first().is_some_and(|first| first.broken == 0)
            || !standards.caps.is_sorted_by(falls)
        {
            return wrong("caps begin at one broken promise, and more leave less".to_owned());
        }
        standards.generic = standards.generic.iter().flat_map(|word| words::words(word)).collect();
        standards.heavy = standards.heavy.iter().flat_map(|word| words::words(word)).collect();
        Ok(standards)
    }

    /// Points out of 100.
    pub fn weight(&self, criterion: Criterion) -> f64 {
        self.weights.get(&criterion).copied().unwrap_or(0.0)
    }

    /// The place of the verdict for so many points in [`Standards::verdicts`].
    pub fn verdict(&self, points: f64) -> usize {
        self.verdicts.iter().rposition(|step| points >= step.from).unwrap_or(0)
    }

    /// The place of a verdict by its name.
    fn place(&self, says: &str) -> Option<usize> {
        self.verdicts.iter().position(|step| step.says == says)
    }

    /// The place of the best verdict for a design that breaks so many promises; `None`: any.
    pub fn ceiling(&self, broken: usize) -> Option<usize> {
        let ceiling = self.caps.iter().rfind(|ceiling| ceiling.broken <= broken)?;
        self.place(&ceiling.at_most)
    }

    /// The kind of a box by its name; `None` where no word of it is known.
    pub fn kind(&self, name: &str) -> Option<&str> {
        let name = name.to_lowercase();
        let known = |word: &str| {
            self.kinds.iter().find(|(_, words)| words.contains(word)).map(|(kind, _)| kind.as_str())
        };
        // The last word says what a thing is: `order queue` is a queue, `payment worker` a worker.
        name.split(|sign: char| !sign.is_alphanumeric()).rev().find_map(known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_standards_are_sound_and_know_boxes() {
        let standards = Standards::read(BUILT_IN).unwrap();
        assert_eq!(standards.verdicts[standards.verdict(64.9)].says, "Borderline");
        assert_eq!(standards.verdicts[standards.verdict(82.0)].says, "Strong Hire");
        assert_eq!(standards.ceiling(0), None);
        assert_eq!(standards.ceiling(1).map(|at| standards.verdicts[at].says.as_str()), Some("Borderline"));
        assert_eq!(standards.ceiling(9).map(|at| standards.verdicts[at].says.as_str()), Some("No Hire"));
        assert_eq!(standards.kind("order_api"), Some("service"));
        assert_eq!(standards.kind("payment worker"), Some("worker"));
        assert_eq!(standards.kind("orders db"), Some("postgres"));
        assert_eq!(standards.kind("thing"), None);
    }

    #[test]
    fn weights_that_do_not_add_up_are_refused() {
        let error = Standards::read(&BUILT_IN.replacen("depth = 26", "depth = 20", 1)).unwrap_err();
        assert_eq!(error.message, "the weights add up to 94, not to 100");
        assert!(Standards::read(&BUILT_IN.replacen("self_graded = 0.3", "self_graded = 0.5", 1)).is_err());
    }

    #[test]
    fn caps_that_rise_or_name_no_verdict_are_refused() {
        let one = r#"{ broken = 1, at_most = "Borderline" }"#;
        assert!(BUILT_IN.contains(one));
        let with = |cap: &str| Standards::read(&BUILT_IN.replacen(one, cap, 1)).unwrap_err().message;
        assert_eq!(
            with(r#"{ broken = 1, at_most = "Perhaps" }"#),
            "a cap names `Perhaps`, which is no verdict"
        );
        let falls = "caps begin at one broken promise, and more leave less";
        assert_eq!(with(r#"{ broken = 1, at_most = "No Hire" }"#), falls);
        assert_eq!(with(r#"{ broken = 0, at_most = "Hire" }"#), falls);
    }
}
