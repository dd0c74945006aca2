use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::field::{Field, Typed, one_line, shared};
use super::held::{Held, Pane};
use super::time::{clock, left};
use crate::mock::{Closing, counted};
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;
use crate::tui::widgets::{cells, cut, split};

/// What the fields are, and what an empty one shows.
const FIELDS: [(&str, &str); 6] = [
    ("component", "what it is, and what it is the truth of"),
    ("component", ""),
    ("component", ""),
    ("trade-off", "we chose X over Y because Z, accepting W"),
    ("trade-off", ""),
    ("improvement", "what you would do next"),
];
const COMPONENTS: usize = 3;
const TRADE_OFFS: usize = 2;
/// Cells of the labels.
const LABEL: u16 = 13;
/// The last minute, in milliseconds.
const MINUTE: u64 = 60_000;

/// Three components, two trade-offs, one improvement, and a minute to say them in.
pub(super) struct WrapupPane {
    fields: Vec<Field>,
    at: usize,
}

impl WrapupPane {
    /// With what was written so far.
    pub fn new(held: &Held) -> Self {
        let Closing { components, trade_offs, improvement, .. } = &held.attempt.answers.wrapup;
        let text =
            |list: &[String], at: usize| Field::new(&one_line(list.get(at).map_or("", String::as_str)));
        let mut fields: Vec<Field> = (0..COMPONENTS).map(|at| text(components, at)).collect();
        fields.extend((0..TRADE_OFFS).map(|at| text(trade_offs, at)));
        fields.push(Field::new(&one_line(improvement)));
        Self { fields, at: 0 }
    }

    fn keep(&self, held: &mut Held) {
        let texts = |fields: &[Field]| {
            let mut texts: Vec<String> = fields.iter().map(Field::text).collect();
            texts.truncate(texts.iter().rposition(|text| !text.trim().is_empty()).map_or(0, |last| last + 1));
            texts
        };
        let seconds = held.attempt.answers.wrapup.seconds;
        held.attempt.answers.wrapup = Closing {
            seconds,
            components: texts(&self.fields[..COMPONENTS]),
            trade_offs: texts(&self.fields[COMPONENTS..COMPONENTS + TRADE_OFFS]),
            improvement: self.fields[COMPONENTS + TRADE_OFFS].text(),
        };
    }

    /// How many words there are, and how many seconds they take aloud.
    fn length(&self, held: &Held) -> (usize, usize) {
        let count = |field: &Field| {
            let words = |line: &String| {
                line.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).count()
            };
            field.lines().iter().map(words).sum::<usize>()
        };
        let words: usize = self.fields.iter().map(count).sum();
        let minute = held.interview.standards.communication.words.max(1);
        (words, (words * 60).div_ceil(minute))
    }

    /// The minute, and how long the text takes.
    fn minute(&self, held: &Held, theme: &Theme) -> Line<'static> {
        let (words, seconds) = self.length(held);
        let long = if seconds > 60 { ": too long for a minute" } else { "" };
        let style = if seconds > 60 { theme.warn } else { theme.dim };
        let mut line = Line::from(Span::styled(
            format!(" {}, about {seconds} s aloud{long}", counted(words, "word")),
            style,
        ));
        let (text, style) = match held.aloud {
            None => ("Ctrl-O starts the minute".to_owned(), theme.key),
            Some(aloud) => {
                let (text, style) = match aloud.checked_sub(MINUTE) {
                    None => (format!("{} left", left(MINUTE - aloud)), theme.accent),
                    Some(over) => (format!("{} over the minute", clock(over)), theme.bad),
                };
                (if held.is_aloud { text } else { format!("{text}, stopped") }, style)
            }
        };
        line.push_span(Span::raw("   "));
        line.push_span(Span::styled(text, style));
        line
    }
}

impl Pane for WrapupPane {
    // Each field is one thing to say, however many rows it takes: it has no lines.
    fn context(&self) -> Context {
        Context::MockField
    }

    fn act(&mut self, action: Action, held: &mut Held) -> Vec<Wish> {
        if action == Action::See {
            held.is_aloud = !held.is_aloud;
            if held.is_aloud {
                held.aloud = Some(0);
                held.attempt.answers.wrapup.seconds = Some(0);
            }
        } else if self.fields[self.at].act(action) {
            self.keep(held);
        }
        Vec::new()
    }

    fn take(&mut self, typed: Typed<'_>, held: &mut Held) {
        self.fields[self.at].take_line(typed);
        self.keep(held);
    }

    fn step(&mut self, forward: bool, _: &Held) -> bool {
        let next = if forward { self.at + 1 } else { self.at.wrapping_sub(1) };
        let is_there = next < self.fields.len();
        if is_there {
            self.at = next;
        }
        is_there
    }

    fn enter(&mut self, forward: bool, _: &Held) {
        self.at = if forward { 0 } else { self.fields.len() - 1 };
    }

    fn view(&self, held: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let (line, mut rest) = split(area, 1);
        frame.render_widget(self.minute(held, theme), line);
        // Trade-offs are sentences: what room is left is theirs, and then that of longer texts.
        let spare = rest.height.saturating_sub(6);
        let is_long = |at: usize| (COMPONENTS..COMPONENTS + TRADE_OFFS).contains(&at);
        let least = |at: usize| if is_long(at) { (1 + spare / 2).min(4) } else { 1 + u16::from(spare >= 12) };
        let least: Vec<u16> = (0..FIELDS.len()).map(least).collect();
        let wants: Vec<u16> =
            self.fields.iter().map(|field| field.rows(rest.width.saturating_sub(LABEL - 1))).collect();
        let rows = shared(rest.height, &least, &wants);
        for (at, ((label, hint), rows)) in FIELDS.iter().zip(rows).enumerate() {
            let (place, below) = split(rest, rows);
            rest = below;
            let style = if at == self.at { theme.accent } else { theme.dim };
            frame.render_widget(
                Line::styled(format!(" {label}"), style),
                Rect { height: 1.min(place.height), ..place },
            );
            let x = place.x + (LABEL - 1).min(place.width);
            let text = Rect { x, width: place.width.saturating_sub(LABEL - 1), ..place };
            self.fields[at].view(has && at == self.at, theme, frame, text);
            if self.fields[at].is_empty() && cells(hint) > 0 {
                let hint = cut(hint, usize::from(text.width.saturating_sub(3)), &theme.signs);
                let place = Rect { x: text.x + 2.min(text.width), height: 1.min(text.height), ..text };
                frame.render_widget(Line::styled(hint, theme.dim), place);
            }
        }
    }
}
