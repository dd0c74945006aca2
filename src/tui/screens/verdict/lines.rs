//! Text in lines, one cell away from the edge.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::tui::theme::Theme;
use crate::tui::widgets::wrapped;

/// A paragraph.
pub(super) fn paragraph(text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    let lines = wrapped(text, width).into_iter();
    lines.map(|line| Line::styled(format!(" {line}"), style)).collect()
}

/// A line of a report: a point where it begins with `- `, its further lines below its first word.
pub(super) fn point(text: &str, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let indent = text.len() - text.trim_start().len();
    let Some(rest) = text.trim_start().strip_prefix("- ") else { return paragraph(text, width, theme.text) };
    let lines = wrapped(rest, width.saturating_sub(indent + 2)).into_iter().enumerate();
    let lines = lines.map(|(at, line)| {
        let sign = if at == 0 { theme.signs.dot } else { " " };
        Line::from(vec![
            Span::raw(" ".repeat(indent + 1)),
            Span::styled(sign, theme.dim),
            Span::styled(format!(" {line}"), theme.text),
        ])
    });
    lines.collect()
}

/// A heading with a line above it, where something stands before.
pub(super) fn heading(lines: &mut Vec<Line<'static>>, text: &str, theme: &Theme) {
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines.push(Line::styled(format!(" {text}"), theme.accent));
}
