use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::problem::page::{Page, text};
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;

/// A page, as wide as there is room, scrolled.
#[derive(Clone, Debug)]
pub struct PageView {
    page: Page,
    top: Cell<usize>,
    /// Rows and lines when it was last drawn.
    height: Cell<usize>,
    lines: Cell<usize>,
}

impl PageView {
    /// The page from its beginning.
    pub fn new(page: Page) -> Self {
        Self { page, top: Cell::new(0), height: Cell::new(1), lines: Cell::new(0) }
    }

    /// Scrolls; whether the action was a move.
    pub fn go(&mut self, action: Action) -> bool {
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

    /// How far one has read: `all`, `top`, `end`, or a share.
    pub fn place(&self) -> String {
        let (top, height, lines) = (self.top.get(), self.height.get(), self.lines.get());
        match () {
            () if lines <= height => String::new(),
            () if top == 0 => "top".to_owned(),
            () if top + height >= lines => "end".to_owned(),
            () => format!("{}%", (top + height) * 100 / lines),
        }
    }

    /// Draws it, one cell away from the left edge.
    pub fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let width = usize::from(area.width.saturating_sub(2));
        let written = text(&self.page, width);
        let lines: Vec<&str> = written.lines().collect();
        let height = usize::from(area.height);
        self.height.set(height);
        self.lines.set(lines.len());
        let top = self.top.get().min(lines.len().saturating_sub(height));
        self.top.set(top);
        for (row, at) in (area.y..area.bottom()).zip(top..lines.len()) {
            let place = Rect {
                x: area.x + 1.min(area.width),
                y: row,
                width: area.width.saturating_sub(1),
                height: 1,
            };
            frame.render_widget(styled(lines[at], lines.get(at + 1).copied(), theme), place);
        }
    }
}

/// A line with the look of what it is: a heading stands above its rule.
fn styled<'a>(line: &'a str, next: Option<&str>, theme: &Theme) -> Line<'a> {
    let is_rule = |line: &str| !line.is_empty() && line.chars().all(|c| matches!(c, '=' | '-'));
    if is_rule(line) {
        Line::styled(theme.signs.rule.repeat(line.len()), theme.border)
    } else if next.is_some_and(is_rule) {
        Line::styled(line, theme.accent)
    } else if let Some(point) = line.trim_start().strip_prefix("- ") {
        let indent = &line[..line.len() - point.len() - 2];
        Line::from(vec![
            Span::raw(indent),
            Span::styled(theme.signs.dot, theme.dim),
            Span::raw(" "),
            Span::styled(point, theme.text),
        ])
    } else {
        Line::styled(line, theme.text)
    }
}
