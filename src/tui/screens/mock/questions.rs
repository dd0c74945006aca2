use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::field::Typed;
use super::held::{Held, Pane, draw};
use crate::mock::{Question, nearest};
use crate::problem::model::Answer;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;
use crate::tui::widgets::{LineInput, cut, rule, split, wrapped};

/// Lines by which the transcript is scrolled.
const STEP: usize = 5;
/// So many ways of asking tell an answer from the others.
const WAYS: usize = 2;

/// Questions to the interviewer, who tells only what was asked.
pub(super) struct QuestionsPane {
    input: LineInput,
    /// Answers that may be meant: their ids. While there are some, the question waits for a key.
    offers: Vec<String>,
    /// How many lines one has scrolled back from the end.
    back: Cell<usize>,
}

impl QuestionsPane {
    /// With the question that was being typed.
    pub fn new(held: &Held) -> Self {
        let mut input = LineInput::default();
        input.set(&held.attempt.draft);
        Self { input, offers: Vec::new(), back: Cell::new(0) }
    }

    fn ask(&mut self, held: &mut Held) {
        let text = self.input.text().trim().to_owned();
        if text.is_empty() {
            return;
        }
        let near = nearest(&held.interview.problem, &text);
        self.offers = near.iter().map(|near| near.answer.id.clone()).collect();
        if self.offers.is_empty() {
            self.settle(None, held);
        }
    }

    /// Keeps the question with what was meant by it.
    fn settle(&mut self, meant: Option<String>, held: &mut Held) {
        let text = self.input.text().trim().to_owned();
        let phase = held.phase().map(|phase| phase.id.clone());
        held.attempt.answers.questions.push(Question { text, meant, settled: true, phase });
        held.attempt.draft.clear();
        self.input.set("");
        self.offers.clear();
        self.back.set(0);
    }

    fn offered(&self, held: &Held, theme: &Theme) -> Vec<Line<'static>> {
        let mut lines = vec![Line::styled(" Which did you mean?", theme.accent)];
        for (at, id) in self.offers.iter().enumerate() {
            let Some(answer) = answer(held, id) else { continue };
            let ways: Vec<&str> = answer.asks.iter().take(WAYS).map(String::as_str).collect();
            lines.push(Line::from(vec![
                Span::styled(format!("   {}  ", at + 1), theme.key),
                Span::styled(format!("{}: ", answer.about), theme.text),
                Span::styled(ways.join(", "), theme.dim),
            ]));
        }
        lines.push(Line::from(vec![
            Span::styled("   0  ", theme.key),
            Span::styled("none of these", theme.text),
        ]));
        lines
    }
}

/// What was asked and told.
fn transcript(held: &Held, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    let mut say = |who: &str, text: &str, style| {
        for (at, part) in wrapped(text, width.saturating_sub(7)).into_iter().enumerate() {
            let who = if at == 0 { who } else { "" };
            lines.push(Line::from(vec![
                Span::styled(format!(" {who:<5}"), theme.dim),
                Span::styled(part, style),
            ]));
        }
    };
    let questions = &held.attempt.answers.questions;
    for question in questions {
        say("you", &question.text, theme.strong);
        match question.meant.as_deref().and_then(|id| answer(held, id)) {
            Some(answer) => say("", &answer.says, theme.text),
            None => say("", "I do not know. Assume something sensible, and say what.", theme.dim),
        }
    }
    if questions.is_empty() {
        say(
            "",
            "Ask as you would ask an interviewer, one thing at a time. Only what is asked is told.",
            theme.dim,
        );
    }
    lines
}

fn answer<'h>(held: &'h Held, id: &str) -> Option<&'h Answer> {
    held.interview.problem.answers.iter().find(|answer| answer.id == id)
}

impl Pane for QuestionsPane {
    fn context(&self) -> Context {
        if self.offers.is_empty() { Context::MockLine } else { Context::MockOffer }
    }

    fn act(&mut self, action: Action, held: &mut Held) -> Vec<Wish> {
        match action {
            Action::Open if self.offers.is_empty() => self.ask(held),
            Action::Pick(number) => {
                if let Some(id) = self.offers.get(usize::from(number).saturating_sub(1)).cloned() {
                    self.settle(Some(id), held);
                }
            }
            Action::No if !self.offers.is_empty() => self.settle(None, held),
            // The question is to be mended first.
            Action::Undo => self.offers.clear(),
            Action::PageUp | Action::Up => self.back.set(self.back.get() + STEP),
            Action::PageDown | Action::Down => self.back.set(self.back.get().saturating_sub(STEP)),
            _ => {}
        }
        Vec::new()
    }

    fn take(&mut self, typed: Typed<'_>, held: &mut Held) {
        if !self.offers.is_empty() {
            // Who goes on typing meant none of these.
            self.settle(None, held);
        }
        match typed {
            Typed::Key(key) => {
                self.input.key(key);
            }
            Typed::Paste(text) => self.input.insert(text),
        }
        self.input.text().clone_into(&mut held.attempt.draft);
    }

    fn view(&self, held: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let foot = if self.offers.is_empty() { 0 } else { self.offers.len() + 2 };
        let foot = u16::try_from(foot).unwrap_or(0) + 2;
        let (above, foot) = split(area, area.height.saturating_sub(foot));
        let lines = transcript(held, usize::from(above.width), theme);
        let height = usize::from(above.height);
        let end = lines.len().saturating_sub(height);
        self.back.set(self.back.get().min(end));
        let top = end - self.back.get();
        let [up, down] = theme.signs.arrows;
        let edge = |y| Rect { x: above.right().saturating_sub(1), y, width: 1.min(above.width), height: 1 };
        draw(lines.into_iter().skip(top), frame, above);
        if top > 0 && !above.is_empty() {
            frame.render_widget(Span::styled(up, theme.key), edge(above.y));
        }
        if top < end && !above.is_empty() {
            frame.render_widget(Span::styled(down, theme.key), edge(above.bottom() - 1));
        }
        let (line, foot) = split(foot, 1);
        rule("question, Enter asks", theme, frame, line);
        let (input, foot) = split(foot, 1);
        let inner = Rect { x: input.x + 1.min(input.width), width: input.width.saturating_sub(2), ..input };
        if has && self.offers.is_empty() {
            self.input.view(theme.text, theme, frame, inner);
        } else {
            let text = cut(self.input.text(), usize::from(inner.width), &theme.signs);
            frame.render_widget(Line::styled(text, theme.text), inner);
        }
        if !self.offers.is_empty() {
            draw(self.offered(held, theme), frame, foot);
        }
    }
}
