//! Lines with what they were understood as beside them.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::field::Field;
use super::held::draw;
use crate::tui::theme::Theme;
use crate::tui::widgets::{cells, cut, rule, split};

/// What a line was understood as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remark {
    pub text: String,
    /// Whether it was understood.
    pub is_clear: bool,
}

/// More lines than this get no remark: they are no work of a few minutes.
pub(super) const MOST_LINES: usize = 200;

/// Draws text with a remark beside each line, and below what there is to say of the line with the cursor. An empty
/// text shows the example.
#[expect(clippy::too_many_arguments, reason = "a text, what is said of it, and where")]
pub(super) fn view(
    field: &Field,
    has: bool,
    remarks: &[Option<Remark>],
    detail: Vec<Line<'_>>,
    example: &[&str],
    theme: &Theme,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let below = if area.height >= 14 { 6 } else { 4 };
    let (text, below) = split(area, area.height.saturating_sub(below));
    lines(field, has, remarks, example, theme, frame, text);
    let (line, below) = split(below, 1);
    rule("", theme, frame, line);
    draw(detail, frame, below);
}

fn lines(
    field: &Field,
    has: bool,
    remarks: &[Option<Remark>],
    example: &[&str],
    theme: &Theme,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let width = usize::from(area.width);
    let clear = remarks.iter().flatten().filter(|remark| remark.is_clear);
    let widest = clear.map(|remark| cells(&remark.text)).max().unwrap_or(0);
    let room = if field.is_empty() { 4 } else { (widest + 3).clamp(width / 4, width / 3) };
    #[expect(clippy::cast_possible_truncation, reason = "less than the width of the area")]
    let left = width.saturating_sub(room + 1) as u16;
    let top = field.view(has, theme, frame, Rect { width: left, ..area });
    let text = Rect { x: area.x + 1.min(area.width), width: left.saturating_sub(2), ..area };
    if field.is_empty() {
        let below = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..text };
        let cut = |line: &&str| Line::styled(cut(line, usize::from(text.width), &theme.signs), theme.dim);
        draw(example.iter().map(cut), frame, below);
        return;
    }
    for (y, at) in (area.y..area.bottom()).zip(top..) {
        let place = Rect { x: area.x + left, y, width: area.width.saturating_sub(left), height: 1 };
        let mut spans = vec![Span::styled(theme.signs.wall, theme.border), Span::raw(" ")];
        let here = has && at == field.line();
        let room = room.saturating_sub(2);
        match remarks.get(at) {
            Some(Some(Remark { text, is_clear: true })) => {
                let style = if here { theme.accent } else { theme.text };
                spans.push(Span::styled(cut(text, room, &theme.signs), style));
            }
            // What is being typed is not yet wrong.
            Some(Some(_)) if here => spans.push(Span::styled(theme.signs.more, theme.dim)),
            Some(Some(Remark { text, .. })) => {
                spans.push(Span::styled(cut(text, room, &theme.signs), theme.dim));
            }
            _ => {}
        }
        frame.render_widget(Line::from(spans), place);
    }
}
