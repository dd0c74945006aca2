use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

use super::text::{cells, cut};
use crate::tui::theme::Theme;

/// Clears a box in the middle, as large as the area allows, and draws its frame; the room inside.
pub fn dialog(title: &str, size: (u16, u16), theme: &Theme, frame: &mut Frame<'_>, area: Rect) -> Rect {
    let (width, height) = ((size.0 + 4).min(area.width), (size.1 + 2).min(area.height));
    let place =
        Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height };
    frame.render_widget(Clear, place);
    let inner = usize::from(width.saturating_sub(2));
    let title = cut(&format!(" {title} "), inner.saturating_sub(1), &theme.signs);
    let [top_left, top_right, bottom_left, bottom_right] = theme.signs.corners;
    let rule = |cells: usize| Span::styled(theme.signs.rule.repeat(cells), theme.border);
    let corner = |sign: &'static str| Span::styled(sign, theme.border);
    for (at, y) in (place.y..place.bottom()).enumerate() {
        let line = if at == 0 {
            let rest = inner.saturating_sub(1 + cells(&title));
            let title = Span::styled(title.clone(), theme.accent);
            Line::from(vec![corner(top_left), rule(1), title, rule(rest), corner(top_right)])
        } else if y + 1 == place.bottom() {
            Line::from(vec![corner(bottom_left), rule(inner), corner(bottom_right)])
        } else {
            let wall = || Span::styled(theme.signs.wall, theme.border);
            Line::from(vec![wall(), Span::raw(" ".repeat(inner)), wall()])
        };
        frame.render_widget(line, Rect { y, height: 1, ..place });
    }
    Rect {
        x: place.x + 2.min(place.width),
        y: place.y + 1.min(place.height),
        width: place.width.saturating_sub(4),
        height: place.height.saturating_sub(2),
    }
}
