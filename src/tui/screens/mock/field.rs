use std::cell::Cell;

use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::Span;

use crate::tui::keymap::Action;
use crate::tui::theme::Theme;
use crate::tui::widgets::{InSight, Notes, cells};

/// More text than this is taken into no field: nobody says so much in an hour.
const MOST: usize = 100_000;

/// Text on its way into a field.
#[derive(Clone, Copy)]
pub(super) enum Typed<'a> {
    /// A key that is text.
    Key(KeyEvent),
    /// What was pasted.
    Paste(&'a str),
}

/// Cells at either side of a text, for signs.
const EDGE: u16 = 1;

/// Some text of the candidate, in one line or several.
#[derive(Clone, Debug)]
pub(super) struct Field {
    notes: Notes,
    bytes: usize,
    /// Rows when it was last drawn.
    height: Cell<u16>,
}

impl Field {
    /// A text whose long lines are broken, with the cursor behind it.
    pub fn new(text: &str) -> Self {
        Self::with(Notes::new(text))
    }

    /// A text whose lines stay whole.
    pub fn unwrapped(text: &str) -> Self {
        Self::with(Notes::unwrapped(text))
    }

    fn with(mut notes: Notes) -> Self {
        notes.to_end();
        let bytes = notes.text().len();
        Self { notes, bytes, height: Cell::new(0) }
    }

    /// What stands in it, without line feeds at its end.
    pub fn text(&self) -> String {
        self.notes.text().trim_end_matches('\n').to_owned()
    }

    /// The lines; there is always one.
    pub fn lines(&self) -> &[String] {
        self.notes.lines()
    }

    /// The line in which the cursor is.
    pub fn line(&self) -> usize {
        self.notes.line()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.notes.lines() == [""]
    }

    /// Whether there was room for one row of it when it was drawn.
    pub fn is_low(&self) -> bool {
        self.height.get() == 1
    }

    /// How many rows it takes in a place so wide.
    pub fn rows(&self, width: u16) -> u16 {
        u16::try_from(self.notes.rows(width.saturating_sub(2 * EDGE))).unwrap_or(u16::MAX)
    }

    /// Takes a key, or what was pasted as one line: where one row is shown, a further one would hide what was written.
    pub fn take_line(&mut self, typed: Typed<'_>) {
        match typed {
            Typed::Key(key) => self.key(key),
            Typed::Paste(text) => self.paste(&one_line(text)),
        }
    }

    /// Takes a key, or as much of what was pasted as there is room for.
    pub fn take(&mut self, typed: Typed<'_>) {
        match typed {
            Typed::Key(key) => self.key(key),
            Typed::Paste(text) => self.paste(text),
        }
    }

    fn key(&mut self, key: KeyEvent) {
        if self.notes.key(key) {
            self.bytes = self.notes.text().len();
        }
    }

    fn paste(&mut self, text: &str) {
        let mut end = text.len().min(MOST.saturating_sub(self.bytes));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        self.notes.paste(&text[..end]);
        self.bytes = self.notes.text().len();
    }

    /// Takes changes back or brings them back; whether the action was one of these.
    pub fn act(&mut self, action: Action) -> bool {
        match action {
            Action::Undo => self.notes.undo(),
            Action::Redo => self.notes.redo(),
            _ => return false,
        };
        self.bytes = self.notes.text().len();
        true
    }

    /// Draws it between two edges, with the terminal's cursor in it where it `has` the keys; the first line that is
    /// shown. Where text goes on out of sight, a sign at the edge says so.
    pub fn view(&self, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) -> usize {
        self.height.set(area.height);
        let inner =
            Rect { x: area.x + EDGE.min(area.width), width: area.width.saturating_sub(2 * EDGE), ..area };
        let shown = if has { self.notes.view(frame, inner) } else { self.notes.draw(frame, inner) };
        if !inner.is_empty() {
            self.signs(shown, theme, frame, inner);
        }
        shown.top
    }

    /// The signs at the edges of what is shown.
    fn signs(&self, shown: InSight, theme: &Theme, frame: &mut Frame<'_>, inner: Rect) {
        let mut sign = |sign: &'static str, x: u16, y: u16| {
            frame.render_widget(Span::styled(sign, theme.key), Rect { x, y, width: EDGE, height: 1 });
        };
        let (left, right) = (inner.x - EDGE, inner.right());
        let more = theme.signs.more;
        if !self.notes.is_wrapped() {
            let lines = self.notes.lines().iter().skip(shown.top);
            for (y, line) in (inner.y..inner.bottom()).zip(lines) {
                let wide = cells(line);
                if shown.left.min(wide) > 0 {
                    sign(more, left, y);
                }
                if wide > shown.left + usize::from(inner.width) {
                    sign(more, right, y);
                }
            }
        }
        if inner.height == 1 && self.notes.is_wrapped() {
            // In one row the text goes on to the left and to the right of it.
            if shown.top > 0 {
                sign(more, left, inner.y);
            }
            if shown.is_below {
                sign(more, right, inner.y);
            }
            return;
        }
        let [up, down] = theme.signs.arrows;
        if shown.top > 0 {
            sign(up, right, inner.y);
        }
        if shown.is_below {
            sign(down, right, inner.bottom() - 1);
        }
    }
}

/// A text without its line breaks; terminals paste them as carriage returns.
pub(super) fn one_line(text: &str) -> String {
    text.trim_end_matches(['\n', '\r']).replace("\r\n", " ").replace(['\n', '\r'], " ")
}

/// Shares rows out among fields: to each the `least`, and of what is left as many as it `wants`, the first first.
pub(super) fn shared(rows: u16, least: &[u16], wants: &[u16]) -> Vec<u16> {
    let mut left = rows.saturating_sub(least.iter().sum());
    let share = |(least, wants): (&u16, &u16)| {
        let more = wants.saturating_sub(*least).min(left);
        left -= more;
        least + more
    };
    least.iter().zip(wants).map(share).collect()
}
