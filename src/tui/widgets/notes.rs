use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::widgets::{Clear, Widget};
use ratatui_textarea::{CursorMove, DataCursor, TextArea, WrapMode};

/// So many changes can be taken back.
const UNDO: usize = 10_000;
/// No more is taken at once: a slip of the clipboard is no notes.
const LARGEST_PASTE: usize = 100_000;

/// Several lines of text with a cursor.
#[derive(Clone, Debug)]
pub struct Notes {
    area: TextArea<'static>,
}

/// What is to be seen of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InSight {
    /// Rows above it.
    pub top: usize,
    /// Cells to its left.
    pub left: usize,
    /// Whether there are rows below it.
    pub is_below: bool,
}

impl Notes {
    /// Notes in which long lines are broken.
    pub fn new(text: &str) -> Self {
        Self::with(text.lines().map(clean).collect(), WrapMode::WordOrGlyph)
    }

    /// Lines that stay whole; what is beyond the edge is scrolled.
    pub fn unwrapped(text: &str) -> Self {
        Self::with(text.lines().map(clean).collect(), WrapMode::None)
    }

    fn with(lines: Vec<String>, wrap: WrapMode) -> Self {
        let mut area = TextArea::new(lines);
        area.set_max_histories(UNDO);
        area.set_tab_length(2);
        area.set_wrap_mode(wrap);
        area.set_cursor_line_style(Style::new());
        // The terminal's own cursor stands there.
        area.set_cursor_style(Style::new());
        Self { area }
    }

    /// Whether long lines are broken.
    pub fn is_wrapped(&self) -> bool {
        self.area.wrap_mode() != WrapMode::None
    }

    /// The lines; there is always one.
    pub fn lines(&self) -> &[String] {
        self.area.lines()
    }

    /// The whole text, with a line feed behind each line.
    pub fn text(&self) -> String {
        if self.area.is_empty() {
            return String::new();
        }
        let lines = self.area.lines();
        // An empty last line is what the last line feed leaves.
        let last = usize::from(lines.len() > 1 && lines.last().is_some_and(String::is_empty));
        lines[..lines.len() - last].iter().map(|line| line.clone() + "\n").collect()
    }

    /// The line in which the cursor is.
    pub fn line(&self) -> usize {
        self.area.cursor().0
    }

    /// Puts the cursor at the end of the text.
    pub fn to_end(&mut self) {
        self.area.move_cursor(CursorMove::Bottom);
        self.area.move_cursor(CursorMove::End);
    }

    /// Takes a key; whether the text is another now.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        self.area.input(key)
    }

    /// Puts text at the cursor; whether there was any.
    pub fn paste(&mut self, text: &str) -> bool {
        let mut end = text.len().min(LARGEST_PASTE);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        // Terminals paste line ends as carriage returns.
        let text = text[..end].replace("\r\n", "\n").replace('\r', "\n");
        let lines: Vec<String> = text.split('\n').map(clean).collect();
        self.area.insert_str(lines.join("\n"))
    }

    /// Takes back the last change; whether there was one.
    pub fn undo(&mut self) -> bool {
        self.area.undo()
    }

    /// Brings it back.
    pub fn redo(&mut self) -> bool {
        self.area.redo()
    }

    /// How many rows the text takes in so many cells.
    pub fn rows(&self, width: u16) -> usize {
        // The text area wraps only what it draws; this one draws where nobody looks.
        let area = Rect { x: 0, y: 0, width, height: 1 };
        let copy = self.copy();
        Widget::render(&copy, area, &mut Buffer::empty(area));
        rows(&copy)
    }

    /// The same text with the cursor at the same place, as if it had never been drawn.
    fn copy(&self) -> TextArea<'static> {
        let mut copy = Self::with(self.area.lines().to_vec(), self.area.wrap_mode()).area;
        let DataCursor(line, letter) = self.area.cursor();
        let [line, letter] = [line, letter].map(|at| u16::try_from(at).unwrap_or(u16::MAX));
        copy.move_cursor(CursorMove::Jump(line, letter));
        copy
    }

    /// Draws it without a cursor.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect) -> InSight {
        if area.is_empty() {
            return InSight::default();
        }
        frame.render_widget(&self.area, area);
        let all = rows(&self.area);
        let mut offset = self.area.scroll_offset();
        // In a place that has grown, it stays scrolled as far as it was: no row is left empty while text stands above.
        if offset.0 > 0 && usize::from(offset.0) + usize::from(area.height) > all {
            let copy = self.copy();
            frame.render_widget(Clear, area);
            frame.render_widget(&copy, area);
            offset = copy.scroll_offset();
        }
        let (top, left) = (usize::from(offset.0), usize::from(offset.1));
        InSight { top, left, is_below: top + usize::from(area.height) < all }
    }

    /// Draws it with the terminal's cursor in it.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect) -> InSight {
        let shown = self.draw(frame, area);
        if area.is_empty() {
            return shown;
        }
        let cursor = self.area.screen_cursor();
        let place = |at: usize, scrolled: usize, start: u16, room: u16| {
            let at = u16::try_from(at.saturating_sub(scrolled)).unwrap_or(u16::MAX);
            start + at.min(room - 1)
        };
        frame.set_cursor_position(Position {
            x: place(cursor.col, shown.left, area.x, area.width),
            y: place(cursor.row, shown.top, area.y, area.height),
        });
        shown
    }
}

/// The rows of a text area as it was drawn last.
fn rows(area: &TextArea<'_>) -> usize {
    // A row behind the last is the last one.
    let last = area.screen_to_data(usize::MAX, 0);
    let (mut low, mut high) = (0, area.lines().iter().map(|line| line.len() + 1).sum());
    while low < high {
        let middle = usize::midpoint(low, high);
        if area.screen_to_data(middle, 0) == last {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low + 1
}

/// A line without what cannot be seen; a tab becomes two spaces.
fn clean(line: &str) -> String {
    // Marks that turn the direction of what follows would turn the whole line on the screen.
    let turns = |letter: &char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    line.replace('\t', "  ").chars().filter(|letter| !letter.is_control() && !turns(letter)).collect()
}

#[cfg(test)]
mod tests {
    use ratatui::crossterm::event::KeyCode;

    use super::*;

    #[test]
    fn a_text_comes_out_as_it_went_in() {
        for text in ["", "one\n", "one\n\ntwo\n"] {
            assert_eq!(Notes::new(text).text(), text);
        }
        assert_eq!(Notes::new("no end").text(), "no end\n");
    }

    #[test]
    fn a_thousand_changes_can_be_taken_back() {
        let mut notes = Notes::new("");
        for _ in 0..1000 {
            notes.key(KeyEvent::from(KeyCode::Char('x')));
        }
        while notes.undo() {}
        assert_eq!(notes.text(), "");
        assert!(notes.redo());
    }

    #[test]
    fn what_is_pasted_keeps_its_lines_and_loses_its_escapes() {
        let mut notes = Notes::new("");
        notes.paste("a = 1\r\nb\t=\u{1b}2\rc");
        assert_eq!(notes.lines(), ["a = 1", "b  =2", "c"]);
    }
}
