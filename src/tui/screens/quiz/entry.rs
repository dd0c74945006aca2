use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::study::card::{Answer, Question, Wants};
use crate::tui::keymap::{Action, Context};
use crate::tui::theme::Theme;
use crate::tui::widgets::{LineInput, split, wrapped};

/// How an answer is given.
#[derive(Clone, Debug)]
pub(in crate::tui::screens) enum Entry {
    /// In the mind.
    Recall,
    /// By choosing.
    Choice { choices: Vec<String>, cursor: usize },
    /// By moving items; `places` are those of the items as they were shown.
    Order { items: Vec<String>, places: Vec<usize>, cursor: usize, grabbed: bool },
    /// By typing.
    Typing(LineInput),
}

impl Entry {
    /// What a question wants.
    pub fn of(question: &Question) -> Self {
        match &question.prompt.wants {
            Wants::Recall => Self::Recall,
            Wants::Choice(choices) => Self::Choice { choices: choices.clone(), cursor: 0 },
            Wants::Order(items) => Self::Order {
                places: (0..items.len()).collect(),
                items: items.clone(),
                cursor: 0,
                grabbed: false,
            },
            Wants::Blanks(_) | Wants::Number { .. } => Self::Typing(LineInput::default()),
        }
    }

    /// What keys mean while it is given.
    pub fn context(&self) -> Context {
        match self {
            Self::Recall => Context::Recall,
            Self::Choice { .. } => Context::Choice,
            Self::Order { .. } => Context::Order,
            Self::Typing(_) => Context::Typing,
        }
    }

    /// Takes an action; the answer, once there is one.
    pub fn act(&mut self, action: Action) -> Option<Answer> {
        match (self, action) {
            (_, Action::Unknown) => Some(Answer::Unknown),
            (Self::Recall, Action::Open) => Some(Answer::Revealed),
            (Self::Choice { cursor, .. }, Action::Open) => Some(Answer::Chosen(*cursor)),
            (Self::Choice { choices, .. }, Action::Pick(number)) => {
                let place = usize::from(number).checked_sub(1)?;
                (place < choices.len()).then_some(Answer::Chosen(place))
            }
            (Self::Choice { choices, cursor }, action) => {
                *cursor = moved(*cursor, choices.len(), action);
                None
            }
            (Self::Order { places, .. }, Action::Open) => Some(Answer::Order(places.clone())),
            (Self::Order { grabbed, .. }, Action::Grab) => {
                *grabbed = !*grabbed;
                None
            }
            (Self::Order { places, cursor, grabbed, .. }, action) => {
                let to = moved(*cursor, places.len(), action);
                if *grabbed {
                    let place = places.remove(*cursor);
                    places.insert(to, place);
                }
                *cursor = to;
                None
            }
            _ => None,
        }
    }

    /// Takes a key that is text.
    pub fn key(&mut self, key: KeyEvent) {
        if let Self::Typing(line) = self {
            line.key(key);
        }
    }

    /// Takes what was pasted.
    pub fn paste(&mut self, text: &str) {
        if let Self::Typing(line) = self {
            line.insert(text);
        }
    }

    /// What is typed, where something is.
    pub fn typed(&self) -> Option<&str> {
        match self {
            Self::Typing(line) => Some(line.text()),
            _ => None,
        }
    }

    /// The lines of it at this width, and the rows of the one with the cursor.
    fn lines(&self, width: usize, theme: &Theme) -> (Vec<Line<'static>>, std::ops::Range<usize>) {
        let (texts, cursor, grabbed): (Vec<&String>, usize, bool) = match self {
            Self::Recall | Self::Typing(_) => return (Vec::new(), 0..0),
            Self::Choice { choices, cursor } => (choices.iter().collect(), *cursor, false),
            Self::Order { items, places, cursor, grabbed } => {
                (places.iter().filter_map(|&place| items.get(place)).collect(), *cursor, *grabbed)
            }
        };
        let mut lines = Vec::new();
        let mut rows = 0..0;
        for (at, text) in texts.into_iter().enumerate() {
            let chosen = at == cursor;
            let from = lines.len();
            for (row, part) in wrapped(text, width.saturating_sub(7)).into_iter().enumerate() {
                let pointer = match (row, chosen, grabbed) {
                    (0, true, true) => theme.signs.arrows.concat(),
                    (0, true, false) => format!("{} ", theme.signs.pointer),
                    _ => "  ".to_owned(),
                };
                let number = if row == 0 { format!("{}  ", at + 1) } else { "   ".to_owned() };
                let line = Line::from(vec![
                    Span::styled(format!(" {pointer}"), theme.accent),
                    Span::styled(number, theme.key),
                    Span::styled(part, if chosen { theme.strong } else { theme.text }),
                ]);
                lines.push(line);
            }
            if chosen {
                rows = from..lines.len();
            }
        }
        (lines, rows)
    }

    /// The rows that it takes whole, with its hint.
    pub fn rows(&self, hint: &str, width: u16, theme: &Theme) -> u16 {
        let lines = match self {
            Self::Typing(_) => 1,
            _ => self.lines(usize::from(width), theme).0.len(),
        };
        let hint = wrapped(self.hint(hint), usize::from(width.saturating_sub(2))).len();
        u16::try_from(lines + usize::from(lines > 0) + hint).unwrap_or(u16::MAX)
    }

    /// What to do: `hint`, where the entry does not know better.
    fn hint<'h>(&self, hint: &'h str) -> &'h str {
        match self {
            Self::Order { grabbed: false, .. } => {
                "Space takes hold of a step, then j and k move it. Enter answers."
            }
            Self::Order { grabbed: true, .. } => "j and k move it, Space lets go.",
            _ => hint,
        }
    }

    /// Draws it; `hint` says what to do, where the entry does not know better.
    pub fn view(&self, hint: &str, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let hint = self.hint(hint);
        let (first, rest) = split(area, 1);
        if let Self::Typing(line) = self {
            frame.render_widget(Span::styled(format!(" {} ", theme.signs.pointer), theme.accent), first);
            let place =
                Rect { x: first.x + 3.min(first.width), width: first.width.saturating_sub(4), ..first };
            line.view(theme.strong, theme, frame, place);
            let (_, below) = split(rest, 1);
            hinted(hint, theme, frame, below);
            return;
        }
        let (lines, cursor) = self.lines(usize::from(area.width), theme);
        let height = usize::from(area.height);
        // The choice with the cursor is in sight.
        let top = cursor.end.saturating_sub(height).min(lines.len().saturating_sub(height));
        let count = lines.len();
        for (y, line) in (area.y..area.bottom()).zip(lines.into_iter().skip(top)) {
            frame.render_widget(line, Rect { y, height: 1, ..area });
        }
        if count < height.saturating_sub(1) {
            let skip = u16::try_from(count + usize::from(count > 0)).unwrap_or(0);
            hinted(hint, theme, frame, split(area, skip).1);
        }
    }
}

fn hinted(hint: &str, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width.saturating_sub(2));
    for (y, line) in (area.y..area.bottom()).zip(wrapped(hint, width)) {
        frame.render_widget(Line::styled(format!(" {line}"), theme.dim), Rect { y, height: 1, ..area });
    }
}

fn moved(cursor: usize, count: usize, action: Action) -> usize {
    let last = count.saturating_sub(1);
    match action {
        Action::Up => cursor.saturating_sub(1),
        Action::Down => (cursor + 1).min(last),
        Action::Top | Action::PageUp => 0,
        Action::Bottom | Action::PageDown => last,
        _ => cursor,
    }
}
