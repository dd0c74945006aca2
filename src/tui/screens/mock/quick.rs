use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::field::{Field, Typed};
use super::held::{Held, Pane, draw};
use crate::mock::{QuickEndpoint, QuickEntity, endpoints, entities};
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;
use crate::tui::widgets::{cut, rule, split, wrapped};

/// What the lines are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quick {
    Entities,
    Endpoints,
}

/// What an empty page shows.
const TABLES: [&str; 4] = [
    "One table a line, read as you type, such as",
    "orders: id key, user_id, state; unique (user_id, key)",
    "holds: id key, until; index (until)",
    "# a line with # is left out",
];
const CALLS: [&str; 4] = [
    "One endpoint a line, read as you type, such as",
    "POST /orders -> 201, 409; Idempotency-Key",
    "GET /orders/{id} -> 200, 404",
    "# a line with # is left out",
];

/// So many lines are read: no more are judged.
const MOST_READ: usize = 40;

/// What a line was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    /// A table with so many unique constraints and indexes.
    Table(usize, usize),
    Call,
    /// Something else.
    Note,
    TooMany,
}

/// Tables or endpoints in the quick syntax, with what was understood below them.
pub(super) struct QuickPane {
    of: Quick,
    field: Field,
    read: Vec<Read>,
}

impl QuickPane {
    /// The lines of this mock.
    pub fn new(of: Quick, held: &Held) -> Self {
        let answers = &held.attempt.answers;
        let text = if of == Quick::Entities { &answers.entities } else { &answers.endpoints };
        let mut pane = Self { of, field: Field::new(text), read: Vec::new() };
        pane.read();
        pane
    }

    fn read(&mut self) {
        let lines = self.field.lines().iter().map(|line| line.trim());
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        let read = lines.enumerate().map(|(at, line)| match self.of {
            _ if at >= MOST_READ => Read::TooMany,
            Quick::Entities => {
                entities(line).first().map_or(Read::Note, |entity| match entity.fields.len() {
                    0 => Read::Note,
                    _ => Read::Table(entity.uniques.len(), entity.indexes.len()),
                })
            }
            Quick::Endpoints if endpoints(line).is_empty() => Read::Note,
            Quick::Endpoints => Read::Call,
        });
        self.read = read.collect();
    }

    /// What was understood in all.
    fn summary(&self) -> String {
        let count = |wanted: fn(&Read) -> bool| self.read.iter().filter(|read| wanted(read)).count();
        let sum = |part: fn(&Read) -> usize| self.read.iter().map(part).sum::<usize>();
        let mut parts = Vec::new();
        let mut say = |count: usize, one: &str, many: &str| {
            if count > 0 {
                parts.push(if count == 1 { format!("1 {one}") } else { format!("{count} {many}") });
            }
        };
        say(count(|read| matches!(read, Read::Table(..))), "table", "tables");
        say(
            sum(|read| if let Read::Table(uniques, _) = read { *uniques } else { 0 }),
            "unique constraint",
            "unique constraints",
        );
        say(sum(|read| if let Read::Table(_, indexes) = read { *indexes } else { 0 }), "index", "indexes");
        say(count(|read| matches!(read, Read::Call)), "endpoint", "endpoints");
        say(count(|read| matches!(read, Read::Note)), "note", "notes");
        say(
            count(|read| matches!(read, Read::TooMany)),
            "line too many to be read",
            "lines too many to be read",
        );
        parts.join(", ")
    }

    fn changed(&mut self, held: &mut Held) {
        self.read();
        let answers = &mut held.attempt.answers;
        let text = if self.of == Quick::Entities { &mut answers.entities } else { &mut answers.endpoints };
        *text = self.field.text();
    }

    /// What was understood of the line with the cursor.
    fn detail(&self, width: usize, theme: &Theme) -> Vec<Line<'static>> {
        let line = self.field.lines().get(self.field.line()).map_or("", String::as_str);
        let mut lines = Vec::new();
        let mut say = |name: &str, text: &str, theme: &Theme| {
            let room = width.saturating_sub(11);
            for (at, part) in wrapped(text, room).into_iter().take(2).enumerate() {
                let name = if at == 0 { name } else { "" };
                lines.push(Line::from(vec![
                    Span::styled(format!(" {name:<9} "), theme.dim),
                    Span::styled(part, theme.text),
                ]));
            }
        };
        match self.of {
            Quick::Entities => {
                if let Some(QuickEntity { name, fields, uniques, indexes, .. }) = entities(line).first() {
                    if fields.is_empty() {
                        say("note", "A table has its fields after a colon, with commas between.", theme);
                        return lines;
                    }
                    say("table", name, theme);
                    say("fields", &fields.join(", "), theme);
                    say("unique", &without("unique", uniques), theme);
                    say("index", &without("index", indexes), theme);
                }
            }
            Quick::Endpoints => match endpoints(line).first() {
                Some(QuickEndpoint { method, path, codes, rest, .. }) => {
                    let codes: Vec<String> = codes.iter().map(ToString::to_string).collect();
                    say("call", &format!("{method} /{}", path.join("/")), theme);
                    say("answers", &codes.join(", "), theme);
                    say("all", rest, theme);
                }
                None if !line.trim().is_empty() && !line.trim().starts_with('#') => {
                    say(
                        "note",
                        "An endpoint begins with GET, POST, PUT, PATCH or DELETE and a path; other lines are notes.",
                        theme,
                    );
                }
                None => {}
            },
        }
        lines
    }
}

/// Constraints without the word that stands beside them anyway.
fn without(word: &str, parts: &[String]) -> String {
    let bare = |part: &String| part.strip_prefix(word).unwrap_or(part).trim().to_owned();
    parts.iter().map(bare).collect::<Vec<_>>().join(", ")
}

impl Pane for QuickPane {
    fn context(&self) -> Context {
        Context::MockLines
    }

    fn act(&mut self, action: Action, held: &mut Held) -> Vec<Wish> {
        if self.field.act(action) {
            self.changed(held);
        }
        Vec::new()
    }

    fn take(&mut self, typed: Typed<'_>, held: &mut Held) {
        self.field.take(typed);
        self.changed(held);
    }

    fn view(&self, _: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let below = if area.height >= 14 { 7 } else { 5 };
        let (text, below) = split(area, area.height.saturating_sub(below));
        self.field.view(has, theme, frame, text);
        let inner = Rect { x: text.x + 1.min(text.width), width: text.width.saturating_sub(2), ..text };
        if self.field.is_empty() {
            let example = if self.of == Quick::Entities { &TABLES } else { &CALLS };
            let cut =
                |line: &&str| Line::styled(cut(line, usize::from(inner.width), &theme.signs), theme.dim);
            draw(example.iter().map(cut), frame, split(inner, 1).1);
        }
        let (line, below) = split(below, 1);
        rule(&self.summary(), theme, frame, line);
        draw(self.detail(usize::from(area.width), theme), frame, below);
    }
}
