use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::study::{Memory, Rating};
use crate::tui::theme::Theme;
use crate::tui::widgets::padded;

/// Draws the four grades, each with the time until the card comes back, and below them nothing: two rows.
pub(super) fn grades(
    preview: &[Memory; 4],
    proposed: Option<Rating>,
    theme: &Theme,
    frame: &mut Frame<'_>,
    area: Rect,
) {
    let cell = (area.width / 4).min(20);
    for (at, (rating, memory)) in (0u16..).zip(Rating::ALL.into_iter().zip(preview)) {
        let is_proposed = proposed == Some(rating);
        let x = area.x + at * cell;
        let place = |row: u16| Rect { x, y: area.y + row, width: cell, height: 1 }.intersection(area);
        let pointer = if is_proposed { theme.signs.pointer } else { " " };
        let name = Line::from(vec![
            Span::styled(pointer, theme.accent),
            Span::styled(format!("{} ", rating.number()), theme.key),
            Span::styled(capital(rating.word()), if is_proposed { theme.strong } else { theme.text }),
        ]);
        let wait = padded(&format!("   {}", memory.rest()), usize::from(cell), &theme.signs);
        frame.render_widget(name, place(0));
        frame.render_widget(Line::styled(wait, theme.dim), place(1));
        if is_proposed {
            frame.buffer_mut().set_style(place(0), theme.selected);
            frame.buffer_mut().set_style(place(1), theme.selected);
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A time of minutes or hours, given in milliseconds.
pub(super) fn span(milliseconds: i64) -> String {
    let minutes = (milliseconds.max(0) + 30_000) / 60_000;
    match minutes {
        0 => "under a minute".to_owned(),
        1 => "1 minute".to_owned(),
        2..90 => format!("{minutes} minutes"),
        90..2160 => format!("{} hours", (minutes + 30) / 60),
        _ => format!("{} days", (minutes + 720) / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_the_unit_one_would_say() {
        let waits = [20_000, 60_000, 600_000, 7_200_000, 259_200_000].map(span);
        assert_eq!(waits, ["under a minute", "1 minute", "10 minutes", "2 hours", "3 days"]);
    }
}
