use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::field::{Field, Typed};
use super::held::{Held, Pane};
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;
use crate::tui::widgets::cut;

/// Plain notes of a phase: whatever is written without an aid.
pub(super) struct PlainPane {
    phase: String,
    field: Field,
}

impl PlainPane {
    /// The notes of the phase with this id.
    pub fn new(phase: &str, held: &Held) -> Self {
        let text = held.attempt.answers.notes.get(phase).map_or("", String::as_str);
        Self { phase: phase.to_owned(), field: Field::new(text) }
    }

    fn keep(&self, held: &mut Held) {
        let notes = &mut held.attempt.answers.notes;
        let text = self.field.text();
        if text.is_empty() {
            notes.remove(&self.phase);
        } else {
            notes.insert(self.phase.clone(), text);
        }
    }
}

impl Pane for PlainPane {
    fn context(&self) -> Context {
        Context::MockLines
    }

    fn act(&mut self, action: Action, held: &mut Held) -> Vec<Wish> {
        if self.field.act(action) {
            self.keep(held);
        }
        Vec::new()
    }

    fn take(&mut self, typed: Typed<'_>, held: &mut Held) {
        self.field.take(typed);
        self.keep(held);
    }

    fn view(&self, _: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        self.field.view(has, theme, frame, area);
        let area = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(2), ..area };
        if self.field.is_empty() && area.height > 1 {
            let hint = cut(
                "Plain notes of this phase: anything you would say.",
                usize::from(area.width),
                &theme.signs,
            );
            frame.render_widget(Line::styled(hint, theme.dim), Rect { y: area.y + 1, height: 1, ..area });
        }
    }
}
