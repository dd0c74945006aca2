//! Parts of the screen and the lines between them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::text::{cells, cut};
use crate::tui::theme::Theme;

/// Cuts so many rows off the top, or as many as there are; the rows and the rest.
pub fn split(area: Rect, rows: u16) -> (Rect, Rect) {
    let rows = rows.min(area.height);
    let top = Rect { height: rows, ..area };
    (top, Rect { y: area.y + rows, height: area.height - rows, ..area })
}

/// A line from left to right with a name in it.
pub fn rule(name: &str, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let name = if name.is_empty() {
        String::new()
    } else {
        format!(" {} ", cut(name, width.saturating_sub(4), &theme.signs))
    };
    let before = 1.min(width);
    let after = width.saturating_sub(before + cells(&name));
    let line = Line::from(vec![
        Span::styled(theme.signs.rule.repeat(before), theme.border),
        Span::styled(name, theme.dim),
        Span::styled(theme.signs.rule.repeat(after), theme.border),
    ]);
    frame.render_widget(line, Rect { height: area.height.min(1), ..area });
}
