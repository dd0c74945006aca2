use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::keymap::Action;
use crate::tui::theme::Theme;

/// A line of a list.
#[derive(Clone, Debug)]
pub struct Item {
    /// What it shows.
    pub line: Line<'static>,
    /// Whether the cursor can stand on it; a heading cannot be chosen.
    pub can_choose: bool,
}

impl Item {
    /// A line that can be chosen.
    pub fn choice(line: impl Into<Line<'static>>) -> Self {
        Self { line: line.into(), can_choose: true }
    }

    /// A heading, or a gap.
    pub fn heading(line: impl Into<Line<'static>>) -> Self {
        Self { line: line.into(), can_choose: false }
    }
}

/// Lines with a cursor; what does not fit is scrolled.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The cursor, counted among the lines that can be chosen.
    selected: usize,
    top: Cell<usize>,
    /// Rows when it was last drawn.
    height: Cell<usize>,
}

impl List {
    /// Where the cursor is, counted among the lines that can be chosen.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Puts the cursor there.
    pub fn select(&mut self, selected: usize) {
        self.selected = selected;
    }

    /// Moves the cursor among `choices` lines; whether the action was a move.
    pub fn go(&mut self, action: Action, choices: usize) -> bool {
        let last = choices.saturating_sub(1);
        let page = self.height.get().saturating_sub(1).max(1);
        self.selected = match action {
            Action::Up => self.selected.saturating_sub(1),
            Action::Down => self.selected + 1,
            Action::PageUp => self.selected.saturating_sub(page),
            Action::PageDown => self.selected + page,
            Action::Top => 0,
            Action::Bottom => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// Draws the lines.
    pub fn view(&self, items: &[Item], theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let height = usize::from(area.height);
        self.height.set(height);
        if height == 0 || area.width == 0 {
            return;
        }
        let choices = items.iter().enumerate().filter(|(_, item)| item.can_choose).map(|(at, _)| at);
        let choices: Vec<usize> = choices.collect();
        let cursor = choices.get(self.selected).copied();
        // The heading above the first line is shown with it.
        let from = cursor.map_or(0, |cursor| if self.selected == 0 { 0 } else { cursor });
        let to = cursor.map_or(0, |cursor| {
            if Some(&cursor) == choices.last() { items.len().saturating_sub(1) } else { cursor }
        });
        let top = self.top.get().min(items.len().saturating_sub(height));
        let top = top.max((to + 1).saturating_sub(height)).min(from);
        self.top.set(top);
        for (row, (at, item)) in (area.y..area.bottom()).zip(items.iter().enumerate().skip(top)) {
            let line = Rect { y: row, height: 1, ..area };
            let chosen = Some(at) == cursor;
            let pointer = if chosen { theme.signs.pointer } else { " " };
            if item.can_choose {
                frame.render_widget(Span::styled(pointer, theme.accent), line);
            }
            let text = Rect { x: line.x + 2.min(line.width), width: line.width.saturating_sub(2), ..line };
            frame.render_widget(&item.line, text);
            if chosen {
                frame.buffer_mut().set_style(line, theme.selected);
            }
        }
        let [up, down] = theme.signs.arrows;
        let edge = |y| Rect { x: area.right() - 1, y, width: 1, height: 1 };
        if top > 0 {
            frame.render_widget(Span::styled(up, theme.dim), edge(area.y));
        }
        if top + height < items.len() {
            frame.render_widget(Span::styled(down, theme.dim), edge(area.bottom() - 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;

    use super::*;
    use crate::tui::theme::Palette;

    fn drawn(list: &List, items: &[Item], height: u16) -> Vec<String> {
        let theme = Theme::new(Palette::None, true);
        let mut terminal = Terminal::new(TestBackend::new(8, height)).unwrap();
        terminal.draw(|frame| list.view(items, &theme, frame, frame.area())).unwrap();
        let rows = terminal.backend().buffer().content.chunks(8);
        rows.map(|row| row.iter().map(ratatui::buffer::Cell::symbol).collect::<String>()).collect()
    }

    #[test]
    fn the_cursor_skips_headings_and_stays_in_sight() {
        let items = [
            Item::heading("Head"),
            Item::choice("one"),
            Item::choice("two"),
            Item::heading("More"),
            Item::choice("three"),
        ];
        let mut list = List::default();
        assert_eq!(drawn(&list, &items, 3), ["  Head  ", "> one   ", "  two  v"]);
        assert!(list.go(Action::Bottom, 3));
        assert_eq!(drawn(&list, &items, 3), ["  two  ^", "  More  ", "> three "]);
        list.go(Action::Down, 3);
        list.go(Action::Up, 3);
        assert_eq!(list.selected(), 1);
        list.go(Action::Up, 3);
        assert_eq!(drawn(&list, &items, 3), ["  Head  ", "> one   ", "  two  v"]);
        assert!(!list.go(Action::Open, 3));
    }

    #[test]
    fn an_empty_list_and_an_empty_screen_are_no_trouble() {
        let mut list = List::default();
        assert!(list.go(Action::PageDown, 0));
        assert_eq!(list.selected(), 0);
        assert_eq!(drawn(&list, &[], 1), ["        "]);
    }
}
