use std::path::PathBuf;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::calc::answer_context::Context as AnswerContext;
use crate::calc::answer_text;
use crate::calc::capacity::Refs;
use crate::calc::{Answer, Sheet, answer};
use crate::diag::Diagnostic;
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Input, Reply, Request, Screen, Wish};
use crate::tui::theme::Theme;
use crate::tui::widgets::{Notes, cells, cut, rule, split, wrapped};

/// How long after the last change it is saved.
const PAUSE: Duration = Duration::from_secs(1);
/// What stands in an empty sheet, to show how it is done.
const EXAMPLE: [&str; 4] = [
    "Lines are answered as you type, such as",
    "orders = 10M/day",
    "5 x orders         # at the peak",
    "orders x 20min     # how many at once",
];

/// A notebook of calculations: lines on the left, what they are worth on the right, and below what one would
/// say about the line in which the cursor is.
pub struct SheetScreen {
    path: Option<PathBuf>,
    notes: Notes,
    refs: Refs,
    answers: Vec<Option<Result<Answer, Diagnostic>>>,
    /// What stands in the file; `None` where there is none yet.
    on_disk: Option<String>,
    /// When the text was last changed, until it is saved.
    changed: Option<Duration>,
    /// Why it could not be saved.
    failed: Option<String>,
    is_leaving: bool,
}

impl SheetScreen {
    /// The sheet that stands in a file, or that will; without a path nothing is kept.
    pub fn new(path: Option<PathBuf>, text: Option<String>, refs: Refs) -> Self {
        let mut notes = Notes::unwrapped(text.as_deref().unwrap_or_default());
        notes.to_end();
        let mut screen = Self {
            path,
            notes,
            refs,
            answers: Vec::new(),
            on_disk: text,
            changed: None,
            failed: None,
            is_leaving: false,
        };
        screen.answer();
        screen
    }

    fn answer(&mut self) {
        let mut sheet = Sheet::new();
        self.answers = self.notes.lines().iter().map(|line| answer(&mut sheet, line).transpose()).collect();
    }

    fn edited(&mut self, is_other: bool, now: Now) {
        if is_other {
            self.answer();
            self.changed = Some(now.elapsed);
        }
    }

    /// The request to write it down, where there is something to write.
    fn save(&self, force: bool, aside: bool) -> Option<Request> {
        let path = self.path.clone()?;
        self.changed?;
        Some(Request::SaveSheet { path, known: self.on_disk.clone(), text: self.notes.text(), force, aside })
    }

    fn leave_politely(&mut self) -> Vec<Wish> {
        match self.save(false, false) {
            Some(request) => {
                self.is_leaving = true;
                vec![Wish::Ask(request)]
            }
            None => vec![Wish::Back],
        }
    }

    fn saved(&mut self, saved: Result<String, String>) -> Vec<Wish> {
        let is_leaving = std::mem::take(&mut self.is_leaving);
        match saved {
            Ok(text) => {
                if text == self.notes.text() {
                    self.changed = None;
                }
                self.on_disk = Some(text);
                self.failed = None;
                if is_leaving { vec![Wish::Back] } else { Vec::new() }
            }
            Err(why) => {
                self.failed = Some(why.clone());
                if is_leaving {
                    vec![Wish::Confirm(format!(
                        "{why}. Leave, and set aside what is written in a file beside it?"
                    ))]
                } else {
                    let ways =
                        "Ctrl-S overwrites it; on leaving, what is written here is set aside beside it";
                    vec![Wish::Say(format!("{why}. {ways}"))]
                }
            }
        }
    }

    /// What one would say about the line with the cursor.
    fn detail(&self, width: usize) -> (Vec<String>, bool) {
        match self.answers.get(self.notes.line()) {
            Some(Some(Ok(answer))) => {
                let context = AnswerContext { digits: 2, interview: false, refs: &self.refs };
                (wrapped(&answer_text::whole(answer, &context), width), true)
            }
            Some(Some(Err(error))) => {
                let help = error.help.as_ref().map_or(String::new(), |help| format!("\n{help}"));
                (wrapped(&format!("{}{help}", error.message), width), false)
            }
            _ => (Vec::new(), true),
        }
    }

    /// The answer beside a line, and whether it is one.
    fn beside(&self, line: usize) -> Option<(String, bool)> {
        let context = AnswerContext { digits: 2, interview: false, refs: &self.refs };
        match self.answers.get(line)?.as_ref()? {
            Ok(answer) => Some((answer_text::value(answer, &context), true)),
            Err(error) => Some((error.message.clone(), false)),
        }
    }
}

impl Screen for SheetScreen {
    fn title(&self) -> String {
        let name = self.path.as_ref().and_then(|path| path.file_name());
        name.map_or("sheet".to_owned(), |name| format!("sheet {}", name.to_string_lossy()))
    }

    fn status(&self) -> String {
        let kept = match (&self.path, &self.failed, self.changed) {
            (None, ..) => "not kept",
            (_, Some(_), _) => "not saved",
            (_, None, Some(_)) => "changed",
            (_, None, None) if self.on_disk.is_some() => "saved",
            (_, None, None) => "new",
        };
        format!("line {} of {}, {kept}", self.notes.line() + 1, self.notes.lines().len())
    }

    fn context(&self) -> Context {
        Context::Sheet
    }

    fn update(&mut self, input: Input, now: Now) -> Vec<Wish> {
        match input {
            Input::Key(key) => {
                let is_other = self.notes.key(key);
                self.edited(is_other, now);
            }
            Input::Paste(text) => {
                let is_other = self.notes.paste(&text);
                self.edited(is_other, now);
            }
            Input::Action(Action::Undo) => {
                let is_other = self.notes.undo();
                self.edited(is_other, now);
            }
            Input::Action(Action::Redo) => {
                let is_other = self.notes.redo();
                self.edited(is_other, now);
            }
            Input::Action(Action::Save) => {
                // Whoever was told why and saves again means it.
                return self.save(self.failed.is_some(), false).map(Wish::Ask).into_iter().collect();
            }
            Input::Action(Action::Back) => return self.leave_politely(),
            Input::Tick => return self.save(false, false).map(Wish::Ask).into_iter().collect(),
            Input::Reply(Reply::Saved(saved)) => return self.saved(saved),
            Input::Action(_) | Input::Reply(_) | Input::Shown => {}
        }
        Vec::new()
    }

    fn deadline(&self) -> Option<Duration> {
        // After a failure it waits to be told.
        if self.failed.is_some() || self.path.is_none() { None } else { Some(self.changed? + PAUSE) }
    }

    fn leave(&mut self) -> Vec<Request> {
        self.save(false, true).into_iter().collect()
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let (detail, is_answer) = self.detail(usize::from(area.width.saturating_sub(2)));
        let below = if area.height >= 18 { 7 } else { 6 };
        let (lines, below) = split(area, area.height.saturating_sub(below));
        self.lines(theme, frame, lines);
        let (line, below) = split(below, 1);
        rule("", theme, frame, line);
        for (y, (at, text)) in (below.y..below.bottom()).zip(detail.into_iter().enumerate()) {
            let style = match (is_answer, at) {
                (true, 0) => theme.accent,
                (true, _) => theme.text,
                (false, _) => theme.dim,
            };
            frame.render_widget(Line::styled(format!(" {text}"), style), Rect { y, height: 1, ..below });
        }
    }
}

impl SheetScreen {
    fn lines(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let width = usize::from(area.width);
        let count = self.notes.lines().len();
        let widest = (0..count).filter_map(|line| self.beside(line)).filter(|(_, is_answer)| *is_answer);
        let widest = widest.map(|(text, _)| cells(&text)).max().unwrap_or(0);
        let room = (widest + 3).clamp(width / 4, width / 2);
        #[expect(clippy::cast_possible_truncation, reason = "less than the width of the area")]
        let left = (width - room).saturating_sub(1) as u16;
        let text = Rect { x: area.x + 1.min(area.width), width: left.saturating_sub(1), ..area };
        let top = self.notes.view(frame, text).top;
        if self.notes.lines() == [""] {
            for (y, line) in (area.y + 1..area.bottom()).zip(EXAMPLE) {
                let line = cut(line, usize::from(text.width), &theme.signs);
                frame.render_widget(Line::styled(line, theme.dim), Rect { y, height: 1, ..text });
            }
        }
        for (y, line) in (area.y..area.bottom()).zip(top..) {
            let place = Rect {
                x: area.x + left.min(area.width),
                y,
                width: area.width.saturating_sub(left),
                height: 1,
            };
            let mut spans = vec![Span::styled(theme.signs.wall, theme.border), Span::raw(" ")];
            let here = line == self.notes.line();
            match self.beside(line) {
                Some((text, true)) => {
                    let style = if here { theme.accent } else { theme.text };
                    spans.push(Span::styled(cut(&text, room.saturating_sub(2), &theme.signs), style));
                }
                // What is being typed is not yet wrong.
                Some(_) if here => spans.push(Span::styled(theme.signs.more, theme.dim)),
                Some((text, false)) => {
                    let text = format!("{} {text}", theme.signs.cross);
                    spans.push(Span::styled(cut(&text, room.saturating_sub(2), &theme.signs), theme.bad));
                }
                None => {}
            }
            frame.render_widget(Line::from(spans), place);
        }
    }
}
