//! Text in cells of the terminal: a wide letter takes two, an accent none.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diag::visible;
use crate::tui::theme::Signs;

/// How many cells a text takes.
pub fn cells(text: &str) -> usize {
    text.width()
}

/// The text in at most `width` cells; where something is cut off, a sign says so.
pub fn cut(text: &str, width: usize, signs: &Signs) -> String {
    let text = visible(text);
    if text.width() <= width {
        return text.into_owned();
    }
    let room = width.saturating_sub(signs.more.width());
    let mut kept = String::new();
    let mut used = 0;
    for letter in text.chars() {
        let wide = letter.width().unwrap_or(0);
        if used + wide > room {
            break;
        }
        used += wide;
        kept.push(letter);
    }
    if width > 0 {
        kept.push_str(signs.more);
    }
    kept
}

/// The text in exactly `width` cells.
pub fn padded(text: &str, width: usize, signs: &Signs) -> String {
    let text = cut(text, width, signs);
    let pad = width.saturating_sub(text.width());
    text + &" ".repeat(pad)
}

/// The text in lines of at most `width` cells, safe to show; line feeds are kept.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let options = textwrap::Options::new(width.max(1)).word_splitter(textwrap::WordSplitter::NoHyphenation);
    let text = visible(text);
    let lines = text.lines().flat_map(|line| textwrap::wrap(line, &options));
    lines.map(std::borrow::Cow::into_owned).collect()
}

/// The text in at most so many lines of at most `width` cells; where lines are cut off, a sign ends the last.
pub fn wrapped_within(text: &str, width: usize, rows: usize, signs: &Signs) -> Vec<String> {
    let mut lines = wrapped(text, width);
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last}{}", signs.more), width, signs);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::{Palette, Theme};

    #[test]
    fn cells_are_counted_and_not_letters() {
        let signs = Theme::new(Palette::None, false).signs;
        assert_eq!(cut("駐車場", 6, &signs), "駐車場");
        // 5 cells hold two letters of two and the sign.
        assert_eq!(cut("駐車場", 5, &signs), "駐車…");
        assert_eq!(cut("駐車場", 4, &signs), "駐…");
        assert_eq!(padded("駐車場", 4, &signs), "駐… ");
        assert_eq!((cut("abc", 0, &signs), cut("abc", 1, &signs)), (String::new(), "…".to_owned()));
    }

    #[test]
    fn a_sign_ends_lines_that_are_cut_off() {
        let signs = Theme::new(Palette::None, false).signs;
        let lines = |width, rows| wrapped_within("one two three", width, rows, &signs);
        assert_eq!(lines(7, 2), ["one two", "three"]);
        // The sign takes a cell of its own, of the last letter where there is none.
        assert_eq!((lines(8, 1), lines(7, 1)), (vec!["one two…".to_owned()], vec!["one tw…".to_owned()]));
        assert!(lines(7, 0).is_empty());
    }

    #[test]
    fn nothing_moves_the_cursor() {
        let signs = Theme::new(Palette::None, true).signs;
        assert_eq!(cut("a\u{1b}[2J", 20, &signs), "a\\x1b[2J");
        assert_eq!(wrapped("one two\nthree\u{7}", 5), ["one", "two", "three", "\\x07"]);
    }
}
