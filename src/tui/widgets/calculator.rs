use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::frame::{rule, split};
use super::line_input::LineInput;
use super::text::wrapped;
use crate::calc::answer_context::Context;
use crate::calc::answer_text;
use crate::calc::capacity::Refs;
use crate::calc::{Sheet, answer};
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;

/// Lines of an answer that are shown.
const MOST_LINES: usize = 4;

/// A line that answers as one types, over any screen. Names and `ans` are kept while the program runs.
#[derive(Clone, Debug)]
pub struct Calculator {
    input: LineInput,
    sheet: Sheet,
    refs: Refs,
    /// What the line is worth, or what is wrong with it.
    answered: Result<String, String>,
    before: Vec<String>,
    /// Which of the lines before is shown; their number for a new one.
    recalled: usize,
}

impl Calculator {
    /// An empty line over these reference numbers.
    pub fn new(refs: Refs) -> Self {
        Self {
            input: LineInput::default(),
            sheet: Sheet::new(),
            refs,
            answered: Ok(String::new()),
            before: Vec::new(),
            recalled: 0,
        }
    }

    /// Takes a key that is text.
    pub fn key(&mut self, key: KeyEvent) {
        if self.input.key(key) {
            self.answer();
        }
    }

    /// Takes what was pasted.
    pub fn paste(&mut self, text: &str) {
        self.input.insert(text);
        self.answer();
    }

    /// Keeps the line, or brings one back.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::Open => self.keep(),
            Action::Up => self.recall(self.recalled.saturating_sub(1)),
            Action::Down => self.recall(self.recalled + 1),
            _ => {}
        }
    }

    fn keep(&mut self) {
        let text = self.input.text().trim().to_owned();
        // A line with an error stays, to be mended.
        if text.is_empty() || answer(&mut self.sheet, &text).is_err() {
            return;
        }
        self.before.retain(|line| *line != text);
        self.before.push(text);
        self.recalled = self.before.len();
        self.input.set("");
    }

    fn recall(&mut self, at: usize) {
        self.recalled = at.min(self.before.len());
        let line = self.before.get(self.recalled).cloned().unwrap_or_default();
        self.input.set(&line);
        self.answer();
    }

    fn answer(&mut self) {
        let context = Context { digits: 2, interview: false, refs: &self.refs };
        self.answered = match answer(&mut self.sheet.clone(), self.input.text()) {
            Ok(Some(answer)) => Ok(answer_text::whole(&answer, &context)),
            Ok(None) => Ok(String::new()),
            Err(error) => Err(error.message),
        };
    }

    fn lines(&self, width: u16) -> Vec<String> {
        let (Ok(text) | Err(text)) = &self.answered;
        let mut lines = wrapped(text, usize::from(width.saturating_sub(3)));
        lines.truncate(MOST_LINES);
        lines
    }

    /// Rows that it takes at this width.
    pub fn height(&self, width: u16) -> u16 {
        u16::try_from(self.lines(width).len()).unwrap_or(0).max(1) + 2
    }

    /// Draws it.
    pub fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let (top, rest) = split(area, 1);
        rule("calculator", theme, frame, top);
        let (input, rest) = split(rest, 1);
        frame.render_widget(Span::styled("= ", theme.key), input);
        let inner = Rect { x: input.x + 2.min(input.width), width: input.width.saturating_sub(2), ..input };
        self.input.view(theme.text, theme, frame, inner);
        let lines = self.lines(area.width);
        if lines.is_empty() {
            let hint = "such as 10M orders/day x 20min";
            frame.render_widget(Line::styled(format!("  {hint}"), theme.dim), rest);
            return;
        }
        for (y, (at, line)) in (rest.y..rest.bottom()).zip(lines.into_iter().enumerate()) {
            let style = match (&self.answered, at) {
                (Err(_), _) => theme.dim,
                (Ok(_), 0) => theme.accent,
                (Ok(_), _) => theme.text,
            };
            frame.render_widget(Line::styled(format!("  {line}"), style), Rect { y, height: 1, ..rest });
        }
    }
}
