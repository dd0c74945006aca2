use super::computed::computes;
use crate::mock::answers::Answers;
use crate::mock::early::Early;
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
    /// A heavy part that was seen to be proposed before the first estimate.
    pub early: Option<&'a Early>,
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

    /// The phase and the line in which a heavy part was proposed before any number: as it was seen, or by the order
    /// of the phases, where only what was said is known and not when.
    pub fn heavy_before_numbers(&self) -> Option<(String, String)> {
        if let Some(early) = self.early {
            return Some((early.phase.clone(), early.words.clone()));
        }
        let until = self.framework.phase_of(Aid::Napkin)?;
        let noted = self.framework.phases[..until].iter().find_map(|phase| {
            let note = self.answers.notes.get(&phase.id)?;
            Some((phase.id.clone(), proposal(note, self.standards)?))
        });
        noted.or_else(|| Some((self.phase(Aid::Sketch), early(self.answers, self.standards)?)))
    }
}

/// The line that proposes a heavy part, in answers without a single line that computes something.
pub fn early(answers: &Answers, standards: &Standards) -> Option<String> {
    if computes(&answers.napkin) {
        return None;
    }
    let chosen = answers.choices.values().map(|chosen| chosen.option.replace('_', " "));
    let mut said = answers.notes.values().cloned().chain([answers.sketch.clone()]).chain(chosen);
    said.find_map(|text| proposal(&text, standards))
}

/// The first line of a text that proposes a heavy part; one that rules it out proposes nothing.
fn proposal(text: &str, standards: &Standards) -> Option<String> {
    let line = text.lines().find(|line| {
        let said = words(line);
        said.iter().any(|word| standards.heavy.contains(word))
            && !said.iter().any(|word| ["no", "not", "without", "never", "later"].contains(&word.as_str()))
    });
    line.map(|line| line.trim().to_owned())
}
