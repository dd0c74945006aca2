use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::clock::Clock;
use super::early::Early;
use super::framework::Framework;
use super::interviewer::{draw, objections, pushback, turns};
use super::score::{self, Script};
use super::standards::Standards;
use super::{Aid, CueKind};
use crate::problem::model::Problem;

/// A mock under way, whole as it is kept: written again and again, read after a crash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The problem's id.
    pub problem: String,
    /// The framework's id.
    pub framework: String,
    /// The minutes by which its phases were cut: its length, if it holds all of them.
    pub minutes: u32,
    /// The seed of the interviewer.
    pub seed: u64,
    /// The phases that are held, by their places.
    pub phases: Vec<usize>,
    /// What was said.
    pub answers: Answers,
    /// The clock; its phases are those of `phases`.
    pub clock: Clock,
    /// What the interviewer has brought up so far.
    pub said: Script,
    /// A heavy part that was proposed before the first estimate.
    #[serde(default)]
    pub early: Option<Early>,
    /// How far the grading has come that follows the last phase.
    #[serde(default)]
    pub grading: Grading,
    /// A question that is being typed and was not asked yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub draft: String,
}

/// How far one's own grading has come.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grading {
    /// The place of the criterion among those that are graded.
    pub at: usize,
    /// The points of it that were granted or not, so far.
    pub given: Vec<bool>,
}

impl Attempt {
    /// A mock that has not begun: of all phases, or of some.
    pub fn new(
        problem: &Problem,
        framework: &Framework,
        minutes: u32,
        seed: u64,
        phases: Vec<usize>,
    ) -> Self {
        let seconds = framework.seconds(minutes);
        let held: Vec<u64> = phases.iter().filter_map(|at| seconds.get(*at).copied()).collect();
        Self {
            problem: problem.id.clone(),
            framework: framework.id.clone(),
            minutes,
            seed,
            phases,
            answers: Answers::default(),
            clock: Clock::new(&held),
            said: Script::default(),
            early: None,
            grading: Grading::default(),
            draft: String::new(),
        }
    }

    /// A mock that was held elsewhere, with everything that was said in it: its interviewer is taken to have brought
    /// up what the script has, in the order that these choices ask for.
    pub fn held(
        problem: &Problem,
        framework: &Framework,
        minutes: u32,
        seed: u64,
        phases: Vec<usize>,
        answers: Answers,
    ) -> Self {
        let mut attempt = Self::new(problem, framework, minutes, seed, phases);
        attempt.answers = answers;
        let seconds = attempt.seconds(framework);
        let ids = attempt.phases.iter().filter_map(|at| framework.phases.get(*at)).map(|phase| &phase.id);
        let spent = ids.map(|id| attempt.answers.seconds.get(id).copied().unwrap_or(0));
        let planned = attempt.phases.iter().map(|at| seconds[*at].0);
        let timed: Vec<(u64, u64)> = planned.zip(spent).collect();
        if let Some(dive) = attempt.phases.iter().position(|at| framework.phases[*at].aid == Aid::Decisions) {
            while attempt.clock.phase() < dive {
                attempt.clock.next(0);
            }
            while attempt.bring(problem, framework).is_some() {}
        }
        attempt.clock = Clock::over(&timed);
        attempt
    }

    /// The place of the phase that runs in the framework.
    pub fn phase(&self) -> usize {
        self.phases.get(self.clock.phase()).copied().unwrap_or(0)
    }

    /// Planned and spent seconds of every phase of the framework; nothing was planned for what is not held.
    pub fn seconds(&self, framework: &Framework) -> Vec<(u64, u64)> {
        let all = framework.phases.iter().enumerate().map(|(at, _)| {
            let held = self.phases.iter().position(|phase| *phase == at);
            held.map_or((0, 0), |held| (self.clock.planned(held) / 1000, self.clock.spent(held) / 1000))
        });
        all.collect()
    }

    /// What the interviewer brings up now, if it is time for something: what it is, and its id in the file. It counts
    /// as said from here on.
    pub fn cue(&mut self, problem: &Problem, framework: &Framework) -> Option<(CueKind, String)> {
        if self.clock.has_ended() || self.clock.is_paused() {
            return None;
        }
        let spent = self.clock.spent(self.clock.phase()) / 1000;
        self.times().into_iter().filter(|at| *at <= spent).find_map(|at| self.due(problem, framework, at))
    }

    /// What the interviewer would still bring up in the phase that runs, in its order, whatever the clock says: for
    /// who goes on early, and where no clock runs.
    pub fn bring(&mut self, problem: &Problem, framework: &Framework) -> Option<(CueKind, String)> {
        self.times().into_iter().find_map(|at| self.due(problem, framework, at))
    }

    /// When things come up in the phase that runs, in order.
    fn times(&self) -> Vec<u64> {
        let planned = self.clock.planned(self.clock.phase()) / 1000;
        let (change, failure) = turns(planned);
        let mut times = objections(planned);
        times.extend([change, failure]);
        times.sort_unstable();
        times
    }

    /// What is due after so many seconds of the phase that runs.
    fn due(&mut self, problem: &Problem, framework: &Framework, spent: u64) -> Option<(CueKind, String)> {
        let phase = framework.phases.get(self.phase())?;
        if phase.aid != Aid::Decisions {
            return None;
        }
        let planned = self.clock.planned(self.clock.phase()) / 1000;
        let (change, failure) = turns(planned);
        let drawn = draw(problem, self.seed);
        if self.said.change.is_none() && spent >= change {
            if let Some(id) = drawn.change.clone() {
                self.said.change = Some(id.clone());
                return Some((CueKind::Change, id));
            }
        }
        if self.said.failure.is_none() && spent >= failure {
            if let Some(id) = drawn.failure.clone() {
                self.said.failure = Some(id.clone());
                return Some((CueKind::Failure, id));
            }
        }
        let due = objections(planned).iter().filter(|at| **at <= spent).count();
        if self.said.pushback.len() < due {
            let id = pushback(problem, &self.answers, &self.said.pushback, &drawn)?.id.clone();
            self.said.pushback.push(id.clone());
            return Some((CueKind::Pushback, id));
        }
        None
    }

    /// Looks whether a heavy part has been proposed while nothing was estimated yet; to be called after a change of
    /// what was said. What was seen once stays.
    pub fn notice(&mut self, framework: &Framework, standards: &Standards) {
        if self.early.is_none() {
            let phase = framework.phases.get(self.phase()).map_or("", |phase| phase.id.as_str());
            self.early =
                score::early(&self.answers, standards).map(|words| Early { phase: phase.to_owned(), words });
        }
    }
}
