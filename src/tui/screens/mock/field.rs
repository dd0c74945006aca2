use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use crate::tui::keymap::Action;
use crate::tui::widgets::Notes;

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

/// Some text of the candidate, in one line or several.
#[derive(Clone, Debug)]
pub(super) struct Field {
    notes: Notes,
    bytes: usize,
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
        Self { notes, bytes }
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

    /// Draws it, with the terminal's cursor in it where it `has` the keys; the first line that is shown.
    pub fn view(&self, has: bool, frame: &mut Frame<'_>, area: Rect) -> usize {
        if has { self.notes.view(frame, area) } else { self.notes.draw(frame, area) }
    }
}
