use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_width::UnicodeWidthChar;

use crate::calc::limits::LINE_BYTES;

/// A line of text with a cursor in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineInput {
    text: String,
    /// In bytes, between two letters.
    cursor: usize,
}

impl LineInput {
    /// What stands in it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Puts another text there, with the cursor behind it.
    pub fn set(&mut self, text: &str) {
        self.text.clear();
        self.cursor = 0;
        self.insert(text);
    }

    /// Puts text at the cursor. Lines become one; what cannot be seen is left out.
    pub fn insert(&mut self, text: &str) {
        for letter in text.trim_end_matches(['\n', '\r']).chars() {
            let letter = if matches!(letter, '\n' | '\t') { ' ' } else { letter };
            if letter.is_control() || self.text.len() + letter.len_utf8() > LINE_BYTES {
                continue;
            }
            self.text.insert(self.cursor, letter);
            self.cursor += letter.len_utf8();
        }
    }

    /// Takes a key; whether the text is another now.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        let before = self.text.len();
        match key.code {
            KeyCode::Char('a') if ctrl => self.cursor = 0,
            KeyCode::Char('e') if ctrl => self.cursor = self.text.len(),
            KeyCode::Char('b') if ctrl => self.cursor = self.left(),
            KeyCode::Char('f') if ctrl => self.cursor = self.right(),
            KeyCode::Char('u') if ctrl => self.remove(0, self.cursor),
            KeyCode::Char('k') if ctrl => self.text.truncate(self.cursor),
            KeyCode::Char('w') if ctrl => self.remove(self.word(), self.cursor),
            KeyCode::Backspace if ctrl || alt => self.remove(self.word(), self.cursor),
            KeyCode::Char('h') if ctrl => self.remove(self.left(), self.cursor),
            KeyCode::Char('d') if ctrl => self.remove(self.cursor, self.right()),
            KeyCode::Char(letter) if !ctrl && !alt => {
                self.insert(letter.encode_utf8(&mut [0; 4]));
            }
            KeyCode::Left => self.cursor = self.left(),
            KeyCode::Right => self.cursor = self.right(),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            KeyCode::Backspace => self.remove(self.left(), self.cursor),
            KeyCode::Delete => self.remove(self.cursor, self.right()),
            _ => {}
        }
        self.text.len() != before
    }

    /// Draws it, with the terminal's cursor in it; so much of it as has room around the cursor.
    pub fn view(&self, style: Style, frame: &mut Frame<'_>, area: Rect) {
        let (shown, column) = self.window(usize::from(area.width));
        frame.buffer_mut().set_stringn(area.x, area.y, shown, usize::from(area.width), style);
        if area.height > 0 && area.width > 0 {
            #[expect(clippy::cast_possible_truncation, reason = "less than the width of the area")]
            let x = area.x + column.min(usize::from(area.width) - 1) as u16;
            frame.set_cursor_position(Position { x, y: area.y });
        }
    }

    /// The part of the text that is shown in so many cells, and the cell of the cursor in it.
    fn window(&self, width: usize) -> (&str, usize) {
        let before = &self.text[..self.cursor];
        let mut column = 0;
        let mut start = self.cursor;
        for (at, letter) in before.char_indices().rev() {
            let wide = letter.width().unwrap_or(0);
            if column + wide >= width {
                break;
            }
            column += wide;
            start = at;
        }
        (&self.text[start..], column)
    }

    fn left(&self) -> usize {
        // An accent goes with its letter.
        let mut letters = self.text[..self.cursor].char_indices().rev();
        letters.find(|(_, letter)| letter.width() != Some(0)).map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        let mut letters = self.text[self.cursor..].char_indices().skip(1);
        letters
            .find(|(_, letter)| letter.width() != Some(0))
            .map_or(self.text.len(), |(at, _)| self.cursor + at)
    }

    /// Where the word before the cursor begins.
    fn word(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        before.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(input: &mut LineInput, code: KeyCode) {
        input.key(KeyEvent::from(code));
    }

    #[test]
    fn letters_of_any_width_are_edited_whole() {
        let mut input = LineInput::default();
        input.set("a駐e\u{301}");
        press(&mut input, KeyCode::Backspace);
        assert_eq!(input.text(), "a駐");
        press(&mut input, KeyCode::Left);
        press(&mut input, KeyCode::Char('x'));
        assert_eq!(input.text(), "ax駐");
        press(&mut input, KeyCode::Delete);
        assert_eq!(input.text(), "ax");
        press(&mut input, KeyCode::Delete);
        press(&mut input, KeyCode::Home);
        press(&mut input, KeyCode::Backspace);
        assert_eq!(input.text(), "ax");
    }

    #[test]
    fn the_cursor_is_always_in_the_window() {
        let mut input = LineInput::default();
        input.set("駐車場abc");
        assert_eq!(input.window(5), ("abc", 3));
        assert_eq!(input.window(6), ("場abc", 5));
        assert_eq!(input.window(40), ("駐車場abc", 9));
        assert_eq!(input.window(1), ("", 0));
        press(&mut input, KeyCode::Home);
        assert_eq!(input.window(5), ("駐車場abc", 0));
    }

    #[test]
    fn what_is_pasted_becomes_one_line_of_bounded_length() {
        let mut input = LineInput::default();
        input.insert("10M/day\nx\t3\u{1b}[2J\n");
        assert_eq!(input.text(), "10M/day x 3[2J");
        input.insert(&"9".repeat(10_000));
        assert_eq!(input.text().len(), LINE_BYTES);
    }

    #[test]
    fn words_and_ends_go_at_once() {
        let mut input = LineInput::default();
        input.set("one two  ");
        input.key(KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL));
        assert_eq!(input.text(), "one ");
        assert!(!input.key(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::ALT)));
        input.key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
        assert_eq!(input.text(), "");
    }
}
