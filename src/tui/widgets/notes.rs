use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui_textarea::{TextArea, WrapMode};

/// So many changes can be taken back.
const UNDO: usize = 10_000;
/// No more is taken at once: a slip of the clipboard is no notes.
const LARGEST_PASTE: usize = 100_000;

/// Several lines of text with a cursor.
#[derive(Clone, Debug)]
pub struct Notes {
    area: TextArea<'static>,
}

impl Notes {
    /// Notes in which long lines are broken.
    pub fn new(text: &str) -> Self {
        Self::with(text, WrapMode::WordOrGlyph)
    }

    /// Lines that stay whole; what is beyond the edge is scrolled.
    pub fn unwrapped(text: &str) -> Self {
        Self::with(text, WrapMode::None)
    }

    fn with(text: &str, wrap: WrapMode) -> Self {
        let mut area = TextArea::new(text.lines().map(clean).collect());
        area.set_max_histories(UNDO);
        area.set_tab_length(2);
        area.set_wrap_mode(wrap);
        area.set_cursor_line_style(Style::new());
        // The terminal's own cursor stands there.
        area.set_cursor_style(Style::new());
        Self { area }
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
        self.area.move_cursor(ratatui_textarea::CursorMove::Bottom);
        self.area.move_cursor(ratatui_textarea::CursorMove::End);
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

    /// Draws it without a cursor; the first line that is shown.
    pub fn draw(&self, frame: &mut Frame<'_>, area: Rect) -> usize {
        if area.is_empty() {
            return 0;
        }
        frame.render_widget(&self.area, area);
        usize::from(self.area.scroll_offset().0)
    }

    /// Draws it with the terminal's cursor in it; the first line that is shown.
    pub fn view(&self, frame: &mut Frame<'_>, area: Rect) -> usize {
        if area.is_empty() {
            return 0;
        }
        self.draw(frame, area);
        let (top, left) = self.area.scroll_offset();
        let cursor = self.area.screen_cursor();
        let place = |at: usize, scrolled: u16, start: u16, room: u16| {
            let at = u16::try_from(at).unwrap_or(u16::MAX).saturating_sub(scrolled);
            start + at.min(room - 1)
        };
        frame.set_cursor_position(Position {
            x: place(cursor.col, left, area.x, area.width),
            y: place(cursor.row, top, area.y, area.height),
        });
        usize::from(top)
    }
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
