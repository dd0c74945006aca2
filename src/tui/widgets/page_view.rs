use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::scrolled::Scrolled;
use crate::problem::page::{Page, text};
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;

/// A page, as wide as there is room, scrolled.
#[derive(Clone, Debug)]
pub struct PageView {
    page: Page,
    lines: Scrolled,
}

impl PageView {
    /// The page from its beginning.
    pub fn new(page: Page) -> Self {
        Self { page, lines: Scrolled::default() }
    }

    /// Scrolls; whether the action was a move.
    pub fn go(&self, action: Action) -> bool {
        self.lines.go(action)
    }

    /// How far one has read.
    pub fn place(&self) -> String {
        self.lines.place()
    }

    /// Draws it, one cell away from the left edge.
    pub fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let written = text(&self.page, usize::from(area.width.saturating_sub(2)));
        let lines: Vec<&str> = written.lines().collect();
        let styled =
            lines.iter().enumerate().map(|(at, line)| styled(line, lines.get(at + 1).copied(), theme));
        let inner = Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
        self.lines.view(styled.collect(), theme, frame, inner);
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
