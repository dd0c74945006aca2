//! What is talked about in a deep dive: decisions, and what the interviewer brings up.

use super::held::Held;
use crate::mock::{self, Chosen};
use crate::problem::model::{Choice, Decision};

/// A thing to talk about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Entry {
    /// A decision, by its place in the file.
    Decision(usize),
    /// An objection, by its id.
    Objection(String),
    /// The change of a requirement.
    Change(String),
    /// The failure.
    Failure(String),
}

impl Entry {
    /// Every decision, then everything that was brought up so far.
    pub fn all(held: &Held) -> Vec<Self> {
        let decisions = (0..held.interview.problem.decisions.len()).map(Self::Decision);
        decisions.chain(Self::brought_up(held)).collect()
    }

    /// What the interviewer has brought up.
    pub fn brought_up(held: &Held) -> impl Iterator<Item = Self> {
        let said = held.attempt.said.clone();
        let objections = said.pushback.into_iter().map(Self::Objection);
        objections.chain(said.change.map(Self::Change)).chain(said.failure.map(Self::Failure))
    }

    /// Whether the interviewer brought it up.
    pub fn is_brought_up(&self) -> bool {
        !matches!(self, Self::Decision(_))
    }

    /// What it is called in a list.
    pub fn title(&self, held: &Held) -> String {
        match self {
            Self::Decision(_) | Self::Failure(_) => self.says(held),
            Self::Objection(_) => format!("objection: {}", self.says(held)),
            Self::Change(_) => format!("change: {}", self.says(held)),
        }
    }

    /// What is asked or said. A failure is told by what one sees of it: what it is would be the answer.
    pub fn says(&self, held: &Held) -> String {
        let problem = &held.interview.problem;
        let found = match self {
            Self::Decision(at) => problem.decisions.get(*at).map(|decision| &decision.ask),
            Self::Objection(id) => problem.pushback.iter().find(|one| one.id == *id).map(|one| &one.ask),
            Self::Change(id) => problem.changes.iter().find(|one| one.id == *id).map(|one| &one.says),
            Self::Failure(_) => {
                return "Something fails in your system. What is the cause, and what helps?".to_owned();
            }
        };
        found.cloned().unwrap_or_default()
    }

    /// What one sees of a failure: in the candidate's own design where it has run, else as the file has it.
    pub fn symptoms(&self, held: &Held) -> Vec<String> {
        let Self::Failure(id) = self else { return Vec::new() };
        let shown = held.evidence.as_ref().and_then(|evidence| evidence.failure.as_ref());
        if let Some(shown) = shown.filter(|shown| shown.failure == *id && !shown.lines.is_empty()) {
            return shown.lines.clone();
        }
        if held.is_running {
            return vec!["Your design runs with it; what one sees stands here in some seconds.".to_owned()];
        }
        let failure = held.interview.problem.failures.iter().find(|one| one.id == *id);
        failure.map(|failure| failure.symptom.clone()).into_iter().collect()
    }

    /// What its fields ask for.
    pub fn labels(&self) -> &'static [&'static str] {
        match self {
            Self::Decision(_) => &["because", "accepting"],
            Self::Objection(_) | Self::Change(_) => &["you say"],
            Self::Failure(_) => &["cause", "remedy"],
        }
    }

    /// What stands in its fields.
    pub fn texts(&self, held: &Held) -> Vec<String> {
        let answers = &held.attempt.answers;
        match self {
            Self::Decision(at) => {
                let chosen = decision(held, *at).and_then(|decision| answers.choices.get(&decision.id));
                let Chosen { because, accepts, .. } = chosen.cloned().unwrap_or_default();
                vec![because, accepts]
            }
            Self::Objection(id) => vec![answers.replies.get(id).cloned().unwrap_or_default()],
            Self::Change(_) => vec![answers.change.clone()],
            Self::Failure(_) => vec![answers.failure.cause.clone(), answers.failure.remedy.clone()],
        }
    }

    /// Keeps what was written in a field.
    pub fn keep(&self, field: usize, text: String, held: &mut Held) {
        let id =
            if let Self::Decision(at) = self { decision(held, *at).map(|one| one.id.clone()) } else { None };
        let answers = &mut held.attempt.answers;
        match (self, field) {
            (Self::Decision(_), _) => {
                let Some(id) = id else { return };
                let chosen = answers.choices.entry(id.clone()).or_default();
                *(if field == 0 { &mut chosen.because } else { &mut chosen.accepts }) = text;
                if *chosen == Chosen::default() {
                    answers.choices.remove(&id);
                }
            }
            (Self::Objection(id), _) if text.is_empty() => {
                answers.replies.remove(id);
            }
            (Self::Objection(id), _) => {
                answers.replies.insert(id.clone(), text);
            }
            (Self::Change(_), _) => answers.change = text,
            (Self::Failure(_), 0) => answers.failure.cause = text,
            (Self::Failure(_), _) => answers.failure.remedy = text,
        }
    }

    /// Whether something was said to all of it, to some, or to none.
    pub fn is_done(&self, held: &Held) -> Option<bool> {
        let mut parts: Vec<bool> = self.texts(held).iter().map(|text| !text.trim().is_empty()).collect();
        if let Self::Decision(at) = self {
            parts.push(chosen(held, *at).is_some());
        }
        if parts.iter().all(|part| *part) {
            Some(true)
        } else if parts.iter().any(|part| *part) {
            Some(false)
        } else {
            None
        }
    }
}

/// The decision at this place.
fn decision(held: &Held, at: usize) -> Option<&Decision> {
    held.interview.problem.decisions.get(at)
}

/// The options of a decision in the order of this mock.
pub(super) fn options(held: &Held, at: usize) -> Vec<&Choice> {
    mock::options(&held.interview.problem, at, held.attempt.seed)
}

/// The option that was chosen, by its place among [`options`].
pub(super) fn chosen(held: &Held, at: usize) -> Option<usize> {
    let id = &decision(held, at)?.id;
    let option = &held.attempt.answers.choices.get(id)?.option;
    options(held, at).iter().position(|choice| choice.id == *option)
}

/// What an option is called, by its place among [`options`].
pub(super) fn name(held: &Held, at: usize, option: Option<usize>) -> Option<String> {
    Some(options(held, at).get(option?)?.id.replace('_', " "))
}

/// Chooses an option by its place among [`options`].
pub(super) fn choose(held: &mut Held, at: usize, option: usize) {
    let Some(id) = options(held, at).get(option).map(|choice| choice.id.clone()) else { return };
    let Some(decision) = decision(held, at).map(|decision| decision.id.clone()) else { return };
    held.attempt.answers.choices.entry(decision).or_default().option = id;
}
