use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::calc::limits::LINE_BYTES;
use crate::tui::theme::Theme;

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
        // Terminals paste line ends as carriage returns.
        for letter in text.trim_end_matches(['\n', '\r']).replace("\r\n", "\n").chars() {
            let letter = if matches!(letter, '\n' | '\r' | '\t') { ' ' } else { letter };
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

    /// Draws it, with the terminal's cursor in it: so much of it as has room around the cursor, with a sign on each
    /// side where it goes on.
    pub fn view(&self, style: Style, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        if area.is_empty() {
            return;
        }
        let width = usize::from(area.width);
        let (spans, column) = self.window(width, theme.signs.more);
        let line = spans.map(|(text, is_sign)| Span::styled(text, if is_sign { theme.dim } else { style }));
        frame.render_widget(Line::from(line.to_vec()), Rect { height: 1, ..area });
        #[expect(clippy::cast_possible_truncation, reason = "less than the width of the area")]
        let x = area.x + column.min(width - 1) as u16;
        frame.set_cursor_position(Position { x, y: area.y });
    }

    /// What is shown in so many cells: a sign where something is to the left of it, text, a sign where something is to
    /// the right, each with whether it is a sign; and the cell of the cursor.
    fn window<'t>(&'t self, width: usize, sign: &'t str) -> ([(&'t str, bool); 3], usize) {
        let (before, behind) = self.text.split_at(self.cursor);
        // The letter that the cursor is on is seen, and the sign behind it; at the end the cursor takes a cell.
        let letter = behind.chars().next().and_then(UnicodeWidthChar::width).unwrap_or(0);
        let kept = behind.width().min(letter + sign.width()).max(1);
        let room = width.saturating_sub(kept);
        let (mut start, mut column) = (0, before.width());
        if column > room {
            (start, column) = (self.cursor, sign.width());
            for (at, letter) in before.char_indices().rev() {
                let wide = letter.width().unwrap_or(0);
                if column + wide > room {
                    break;
                }
                column += wide;
                start = at;
            }
        }
        let left = if start > 0 { sign } else { "" };
        let text = &self.text[start..];
        let room = width.saturating_sub(left.width());
        if text.width() <= room {
            return ([(left, true), (text, false), ("", true)], column);
        }
        let mut used = sign.width();
        let end = text.char_indices().find(|(_, letter)| {
            used += letter.width().unwrap_or(0);
            used > room
        });
        let end = end.map_or(text.len(), |(at, _)| at);
        ([(left, true), (&text[..end], false), (sign, true)], column)
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

    /// What is shown in so many cells, and the cell of the cursor.
    fn shown(input: &LineInput, width: usize) -> (String, usize) {
        let (spans, column) = input.window(width, "…");
        (spans.map(|(text, _)| text).concat(), column)
    }

    #[test]
    fn the_cursor_is_always_in_the_window_and_signs_tell_of_more() {
        let seen = |text: &str, column: usize| (text.to_owned(), column);
        let mut input = LineInput::default();
        input.set("駐車場abc");
        assert_eq!(shown(&input, 5), seen("…abc", 4));
        assert_eq!(shown(&input, 6), seen("…abc", 4));
        assert_eq!(shown(&input, 7), seen("…場abc", 6));
        assert_eq!(shown(&input, 9), seen("…車場abc", 8));
        // The cursor stands behind the nine cells of the text.
        assert_eq!(shown(&input, 10), seen("駐車場abc", 9));
        assert_eq!(shown(&input, 1), seen("…", 1));
        press(&mut input, KeyCode::Left);
        assert_eq!(shown(&input, 9), seen("駐車場abc", 8));
        assert_eq!(shown(&input, 5), seen("…abc", 3));
        press(&mut input, KeyCode::Left);
        press(&mut input, KeyCode::Left);
        // On the a: four cells before it are two too many beside a sign, and of bc the sign is left.
        assert_eq!(shown(&input, 5), seen("…場a…", 3));
        press(&mut input, KeyCode::Left);
        assert_eq!(shown(&input, 5), seen("…場a…", 1));
        press(&mut input, KeyCode::Home);
        assert_eq!(shown(&input, 5), seen("駐車…", 0));
        assert_eq!(shown(&input, 9), seen("駐車場abc", 0));
        for width in 0..12 {
            for at in ["駐車場abc", "abcdefghij"] {
                input.set(at);
                for _ in 0..at.chars().count() {
                    let (text, column) = shown(&input, width);
                    assert!(
                        width < 4 || (text.width() <= width && column < width),
                        "{text} {column} in {width}"
                    );
                    press(&mut input, KeyCode::Left);
                }
            }
        }
    }

    #[test]
    fn what_is_pasted_becomes_one_line_of_bounded_length() {
        let mut input = LineInput::default();
        input.insert("10M/day\nx\t3\u{1b}[2J\n");
        assert_eq!(input.text(), "10M/day x 3[2J");
        input.set("line one\rline two\r\nline three\r");
        assert_eq!(input.text(), "line one line two line three");
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
