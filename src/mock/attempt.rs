use serde::{Deserialize, Serialize};

use super::answers::Answers;
use super::clock::Clock;
use super::framework::Framework;
use super::interviewer::{draw, objections, pushback, turns};
use super::score::Script;
use super::{Aid, CueKind};
use crate::problem::model::Problem;

/// A mock under way, whole as it is kept: written again and again, read after a crash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The problem's id.
    pub problem: String,
    /// The framework's id.
    pub framework: String,
    /// Its length in minutes.
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
        }
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
        let phase = framework.phases.get(self.phase())?;
        if phase.aid != Aid::Decisions || self.clock.has_ended() || self.clock.is_paused() {
            return None;
        }
        let held = self.clock.phase();
        let (planned, spent) = (self.clock.planned(held) / 1000, self.clock.spent(held) / 1000);
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
}
