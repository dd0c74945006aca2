use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::beside::{self, MOST_LINES, Remark};
use super::field::{Field, Typed};
use super::held::{Held, Pane};
use crate::calc::answer_context::Context as AnswerContext;
use crate::calc::capacity::Refs;
use crate::calc::{Answer, Sheet, answer, answer_text};
use crate::diag::Diagnostic;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;
use crate::tui::widgets::wrapped;

/// What stands in an empty sheet, to show how it is done.
const EXAMPLE: [&str; 4] = [
    "Lines are answered as you type, such as",
    "orders = 10M/day",
    "5 x orders         # at the peak",
    "orders x 20min     # how many at once",
];

/// Napkin math, answered as one types; the same lines in every phase.
pub(super) struct NapkinPane {
    field: Field,
    refs: Refs,
    answers: Vec<Option<Result<Answer, Diagnostic>>>,
    remarks: Vec<Option<Remark>>,
}

impl NapkinPane {
    /// The lines of this mock.
    pub fn new(held: &Held) -> Self {
        let mut pane = Self {
            field: Field::unwrapped(&held.attempt.answers.napkin),
            refs: held.interview.refs.clone(),
            answers: Vec::new(),
            remarks: Vec::new(),
        };
        pane.answer();
        pane
    }

    fn answer(&mut self) {
        let mut sheet = Sheet::new();
        let lines = self.field.lines().iter().take(MOST_LINES);
        self.answers = lines.map(|line| answer(&mut sheet, line).transpose()).collect();
        let context = AnswerContext { digits: 2, interview: false, refs: &self.refs };
        let remark = |answered: &Result<Answer, Diagnostic>| match answered {
            Ok(answer) => Remark { text: answer_text::value(answer, &context), is_clear: true },
            Err(error) => Remark { text: error.message.clone(), is_clear: false },
        };
        self.remarks = self.answers.iter().map(|answered| answered.as_ref().map(remark)).collect();
    }

    fn changed(&mut self, held: &mut Held) {
        self.answer();
        held.attempt.answers.napkin = self.field.text();
    }
}

impl Pane for NapkinPane {
    fn context(&self) -> Context {
        Context::MockLines
    }

    fn act(&mut self, action: Action, held: &mut Held) -> Vec<Wish> {
        if self.field.act(action) {
            self.changed(held);
        }
        Vec::new()
    }

    fn take(&mut self, typed: Typed<'_>, held: &mut Held) {
        self.field.take(typed);
        self.changed(held);
    }

    fn view(&self, _: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let width = usize::from(area.width.saturating_sub(2));
        let context = AnswerContext { digits: 2, interview: false, refs: &self.refs };
        let detail = match self.answers.get(self.field.line()) {
            Some(Some(Ok(answer))) => {
                let lines = wrapped(&answer_text::whole(answer, &context), width).into_iter().enumerate();
                let style = |at: usize| if at == 0 { theme.accent } else { theme.text };
                lines.map(|(at, line)| Line::styled(format!(" {line}"), style(at))).collect()
            }
            Some(Some(Err(error))) => {
                let help = error.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
                let lines = wrapped(&format!("{}{help}", error.message), width);
                lines.into_iter().map(|line| Line::styled(format!(" {line}"), theme.dim)).collect()
            }
            None if !self.field.is_empty() => {
                let text = format!(" only the first {MOST_LINES} lines are answered");
                vec![Line::styled(text, theme.dim)]
            }
            _ => Vec::new(),
        };
        beside::view(&self.field, has, &self.remarks, detail, &EXAMPLE, theme, frame, area);
    }
}
