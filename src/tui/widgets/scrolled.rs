use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::keymap::Action;
use crate::tui::theme::Theme;

/// How far lines are scrolled that may be more than there is room for.
#[derive(Clone, Debug, Default)]
pub struct Scrolled {
    top: Cell<usize>,
    /// Rows and lines when they were last drawn.
    height: Cell<usize>,
    lines: Cell<usize>,
}

impl Scrolled {
    /// Back to the first line.
    pub fn to_top(&self) {
        self.top.set(0);
    }

    /// Scrolls; whether the action was a move.
    pub fn go(&self, action: Action) -> bool {
        let page = self.height.get().saturating_sub(2).max(1);
        let top = self.top.get();
        let end = self.lines.get().saturating_sub(self.height.get());
        let top = match action {
            Action::Up => top.saturating_sub(1),
            Action::Down => top + 1,
            Action::PageUp => top.saturating_sub(page),
            Action::PageDown => top + page,
            Action::Top => 0,
            Action::Bottom => end,
            _ => return false,
        };
        self.top.set(top.min(end));
        true
    }

    /// Where one is: nothing where all is shown, else `top`, `end`, or the share that was seen.
    pub fn place(&self) -> String {
        let (top, height, lines) = (self.top.get(), self.height.get(), self.lines.get());
        match () {
            () if lines <= height => String::new(),
            () if top == 0 => "top".to_owned(),
            () if top + height >= lines => "end".to_owned(),
            () => format!("{}%", (top + height) * 100 / lines),
        }
    }

    /// Draws the lines that are in sight; signs at the edge tell of more.
    pub fn view(&self, lines: Vec<Line<'_>>, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let height = usize::from(area.height);
        self.height.set(height);
        self.lines.set(lines.len());
        let end = lines.len().saturating_sub(height);
        let top = self.top.get().min(end);
        self.top.set(top);
        for (y, line) in (area.y..area.bottom()).zip(lines.into_iter().skip(top)) {
            frame.render_widget(line, Rect { y, height: 1, ..area });
        }
        if area.is_empty() {
            return;
        }
        let [up, down] = theme.signs.arrows;
        let edge = |y| Rect { x: area.right() - 1, y, width: 1, height: 1 };
        if top > 0 {
            frame.render_widget(Span::styled(up, theme.key), edge(area.y));
        }
        if top < end {
            frame.render_widget(Span::styled(down, theme.key), edge(area.bottom() - 1));
        }
    }
}
