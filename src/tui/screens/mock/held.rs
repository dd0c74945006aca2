use std::sync::Arc;

use ratatui::layout::Rect;
use ratatui::{Frame, text::Line};

use super::field::Typed;
use crate::calc::capacity::Refs;
use crate::mock::{Attempt, Evidence, Framework, Phase, Standards};
use crate::problem::model::Problem;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;

/// What a mock is held by.
#[derive(Clone, Debug)]
pub struct Interview {
    /// The problem.
    pub problem: Arc<Problem>,
    /// The phases.
    pub framework: Arc<Framework>,
    /// What is wanted.
    pub standards: Arc<Standards>,
    /// The reference numbers of the calculator.
    pub refs: Refs,
}

/// A mock under way: what it is held by, what was said, what runs showed.
pub(super) struct Held {
    pub interview: Interview,
    pub attempt: Attempt,
    /// What runs of the chosen design show, once they are there.
    pub evidence: Option<Evidence>,
    /// Whether somebody waits for these runs.
    pub is_running: bool,
    /// Whether the last minute is being said aloud.
    pub is_aloud: bool,
    /// Milliseconds since it was begun, without those in which it was stopped.
    pub aloud: Option<u64>,
}

impl Held {
    /// A mock as it is kept.
    pub fn new(interview: Interview, attempt: Attempt) -> Self {
        let aloud = attempt.answers.wrapup.seconds.map(|seconds| seconds.saturating_mul(1000));
        Self { interview, attempt, evidence: None, is_running: false, is_aloud: false, aloud }
    }

    /// Lets time go by for whoever speaks.
    pub fn speak(&mut self, milliseconds: u64) {
        if self.is_aloud {
            let aloud = self.aloud.unwrap_or(0).saturating_add(milliseconds);
            self.aloud = Some(aloud);
            self.attempt.answers.wrapup.seconds = Some(aloud / 1000);
        }
    }
    /// The phase that runs. A framework has one phase at least, and an attempt holds phases of its framework.
    pub fn phase(&self) -> Option<&Phase> {
        self.interview.framework.phases.get(self.attempt.phase())
    }

    /// Whether the problem has a design that runs.
    pub fn can_run(&self) -> bool {
        self.interview.problem.design.is_some()
    }
}

/// A part of a phase that takes text or choices: an aid, or the notes.
pub(super) trait Pane: Send {
    /// What keys mean in it.
    fn context(&self) -> Context;

    /// Takes an action of the keymap.
    fn act(&mut self, action: Action, held: &mut Held) -> Vec<Wish>;

    /// Takes what is typed or pasted.
    fn take(&mut self, typed: Typed<'_>, held: &mut Held);

    /// Goes to the next field or the one before; whether there was one.
    fn step(&mut self, _forward: bool, _held: &Held) -> bool {
        false
    }

    /// Goes to the first field, or the last.
    fn enter(&mut self, _forward: bool, _held: &Held) {}

    /// Takes notice of what the interviewer has brought up.
    fn refresh(&mut self, _held: &Held) {}

    /// What the interviewer said and nobody has looked at yet, in the order in which it was said.
    fn news(&self, _held: &Held) -> Vec<String> {
        Vec::new()
    }

    /// Draws it; the terminal's cursor stands in it only where it `has` the keys.
    fn view(&self, held: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect);
}

/// Draws lines from the top of an area, as many as there is room for.
pub(super) fn draw<'a>(lines: impl IntoIterator<Item = Line<'a>>, frame: &mut Frame<'_>, area: Rect) {
    for (y, line) in (area.y..area.bottom()).zip(lines) {
        frame.render_widget(line, Rect { y, height: 1, ..area });
    }
}
