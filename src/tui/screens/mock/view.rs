//! How a mock looks: what stands above every phase, and the page below.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::header::{Page, header, pages};
use super::held::{Pane, draw as lines_down};
use super::panel::Kind;
use super::screen::MockScreen;
use crate::mock::Aid;
use crate::tui::theme::Theme;
use crate::tui::widgets::{cells, cut, split, wrapped};

/// From this width on the notes stand beside the aid.
const WIDE: u16 = 110;
/// So many lines tell what the interviewer says; all of it is a key away.
const NEWS: usize = 2;

impl MockScreen {
    /// Draws the phase, or what is read over it.
    pub(super) fn draw(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        if let Some(panel) = self.panel.as_ref().filter(|panel| panel.kind == Kind::Start) {
            panel.view(&self.held, theme, frame, area);
            return;
        }
        let (line, rest) = split(area, 1);
        header(&self.held, theme, frame, line);
        let rest = self.notices(theme, frame, rest);
        if let Some(panel) = &self.panel {
            panel.view(&self.held, theme, frame, split(rest, 1).1);
            return;
        }
        let (line, rest) = split(rest, 1);
        pages(&self.held, self.page, theme, frame, line);
        let rest = self.hints(area.height, theme, frame, rest);
        self.body(theme, frame, rest);
    }

    /// What must be seen wherever one is: that nothing is kept, and what the interviewer says. What is left below.
    fn notices(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) -> Rect {
        let width = usize::from(area.width.saturating_sub(2));
        let mut lines = Vec::new();
        if let Some(why) = &self.failed {
            let text = cut(&format!("not kept, it is tried again: {why}"), width, &theme.signs);
            lines.push(Line::styled(format!(" {text}"), theme.bad));
        }
        let aid = self.held.phase().and_then(|phase| self.aids.get(&phase.aid));
        let news = aid.map(|pane| pane.news(&self.held)).unwrap_or_default();
        if let Some(first) = news.first() {
            let key = "  Ctrl-O answers";
            // What was said first stays until it was looked at; the rest waits behind it.
            let who = match news.len() {
                1 => "The interviewer".to_owned(),
                many => format!("The interviewer, 1 of {many}"),
            };
            let mut text = wrapped(&format!("{who}: {first}"), width.saturating_sub(cells(key)));
            if text.len() > NEWS {
                text.truncate(NEWS);
                if let Some(last) = text.last_mut() {
                    last.push_str(theme.signs.more);
                }
            }
            lines.extend(text.into_iter().map(|part| Line::styled(format!(" {part}"), theme.accent)));
            if let Some(last) = lines.last_mut() {
                last.push_span(Span::styled(key, theme.key));
            }
        }
        let (above, below) = split(area, u16::try_from(lines.len()).unwrap_or(0));
        lines_down(lines, frame, above);
        below
    }

    /// What to do in this phase, as far as there is room; the guide has the rest. What is left below.
    fn hints(&self, height: u16, theme: &Theme, frame: &mut Frame<'_>, area: Rect) -> Rect {
        let Some(phase) = self.held.phase() else { return area };
        let most = match height {
            0..18 => 1,
            18..30 => 2,
            _ => 3,
        };
        let width = usize::from(area.width.saturating_sub(2));
        let mut lines = wrapped(&phase.does.join(" "), width.saturating_sub(cells(theme.signs.more)));
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.push_str(theme.signs.more);
            }
        }
        let (above, below) = split(area, u16::try_from(lines.len()).unwrap_or(0));
        lines_down(lines.into_iter().map(|line| Line::styled(format!(" {line}"), theme.dim)), frame, above);
        below
    }

    fn body(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let Some(phase) = self.held.phase() else { return };
        let (aid, sheet) = (self.aids.get(&phase.aid), self.aids.get(&Aid::Napkin));
        let notes = self.notes.get(self.held.attempt.clock.phase());
        let left = if self.page == Page::Sheet { sheet } else { aid };
        if area.width >= WIDE {
            let width = area.width * 5 / 8;
            if let Some(pane) = left {
                pane.view(&self.held, self.page != Page::Notes, theme, frame, Rect { width, ..area });
            }
            for y in area.y..area.bottom() {
                let place = Rect { x: area.x + width, y, width: 1, height: 1 };
                frame.render_widget(Span::styled(theme.signs.wall, theme.border), place);
            }
            let right = Rect { x: area.x + width + 1, width: area.width - width - 1, ..area };
            let (line, right) = split(right, 1);
            frame.render_widget(Line::styled(" notes", theme.dim), line);
            if let Some(pane) = notes {
                pane.view(&self.held, self.page == Page::Notes, theme, frame, right);
            }
        } else if self.page == Page::Notes {
            if let Some(pane) = notes {
                pane.view(&self.held, true, theme, frame, area);
            }
        } else if let Some(pane) = left {
            pane.view(&self.held, true, theme, frame, area);
        }
    }
}
