use crate::mock::answers::Answers;
use crate::mock::evidence::Evidence;
use crate::mock::framework::{Aid, Framework};
use crate::mock::standards::Standards;
use crate::mock::words::{is_copy, is_heap, words};
use crate::problem::model::{Change, Failure, Problem};

/// What the interviewer brought up in this mock.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Script {
    /// The change of a requirement: its id.
    pub change: Option<String>,
    /// The failure that was injected: its id.
    pub failure: Option<String>,
    /// Push-back, in order: ids.
    pub pushback: Vec<String>,
}

/// Everything a criterion is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The problem.
    pub problem: &'a Problem,
    /// What was said.
    pub answers: &'a Answers,
    /// How it is judged.
    pub standards: &'a Standards,
    /// The phases.
    pub framework: &'a Framework,
    /// Planned and spent seconds of each phase; `None` of a mock that no clock watched.
    pub seconds: Option<&'a [(u64, u64)]>,
    /// What the interviewer brought up.
    pub script: &'a Script,
    /// What runs say.
    pub evidence: Option<&'a Evidence>,
}

impl<'a> Given<'a> {
    /// A text as something that was said: `None` where it is empty, copied from the brief, or a heap of terms.
    pub fn said(&self, text: &'a str) -> Option<&'a str> {
        let text = text.trim();
        let copied =
            || is_copy(text, &self.problem.statement) || self.prompts().any(|prompt| is_copy(text, prompt));
        (!text.is_empty() && !is_heap(text) && !copied()).then_some(text)
    }

    /// What the interviewer's side says aloud in this mock: repeating it earns nothing.
    fn prompts(&self) -> impl Iterator<Item = &'a str> {
        let change = self.change().map(|change| change.says.as_str());
        // What is behind the symptom is for the candidate to name.
        let failure = self.failure().map(|failure| failure.symptom.as_str());
        let pushback = self.problem.pushback.iter().map(|pushback| pushback.ask.as_str());
        let decisions = self.problem.decisions.iter().map(|decision| decision.ask.as_str());
        let told = self.problem.requirements.iter().map(String::as_str);
        change.into_iter().chain(failure).chain(pushback).chain(decisions).chain(told)
    }

    /// The change that was brought up.
    pub fn change(&self) -> Option<&'a Change> {
        let id = self.script.change.as_deref()?;
        self.problem.changes.iter().find(|change| change.id == id)
    }

    /// The failure that was injected.
    pub fn failure(&self) -> Option<&'a Failure> {
        let id = self.script.failure.as_deref()?;
        self.problem.failures.iter().find(|failure| failure.id == id)
    }

    /// The name of the phase with this aid, for the line of a transcript.
    pub fn phase(&self, aid: Aid) -> String {
        let at = self.framework.phase_of(aid);
        at.map_or_else(String::new, |at| self.framework.phases[at].id.clone())
    }

    /// Whether a heavy part is named in the notes of phases before the one of napkin math, and the word that names it.
    pub fn heavy_before_numbers(&self) -> Option<(String, String)> {
        let until = self.framework.phase_of(Aid::Napkin)?;
        self.framework.phases[..until].iter().find_map(|phase| {
            let note = self.answers.notes.get(&phase.id)?;
            let line = note
                .lines()
                .find(|line| words(line).iter().any(|word| self.standards.heavy.contains(word)))?;
            Some((phase.id.clone(), line.trim().to_owned()))
        })
    }
}
