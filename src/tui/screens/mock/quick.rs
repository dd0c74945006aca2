use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::beside::{self, Remark};
use super::field::Field;
use super::held::{Held, Pane};
use crate::mock::{QuickEndpoint, QuickEntity, endpoints, entities};
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;
use crate::tui::widgets::wrapped;

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

/// Tables or endpoints in the quick syntax, with what was understood beside them.
pub(super) struct QuickPane {
    of: Quick,
    field: Field,
    remarks: Vec<Option<Remark>>,
}

impl QuickPane {
    /// The lines of this mock.
    pub fn new(of: Quick, held: &Held) -> Self {
        let answers = &held.attempt.answers;
        let text = if of == Quick::Entities { &answers.entities } else { &answers.endpoints };
        let mut pane = Self { of, field: Field::unwrapped(text), remarks: Vec::new() };
        pane.read();
        pane
    }

    fn read(&mut self) {
        let mut read = 0;
        let mut remarks = Vec::new();
        for line in self.field.lines() {
            let remark = match self.of {
                _ if line.trim().is_empty() || line.trim().starts_with('#') => None,
                Quick::Entities => entities(line).first().map(table),
                Quick::Endpoints => Some(endpoints(line).first().map_or_else(not_a_call, call)),
            };
            read += usize::from(remark.is_some());
            let over = Remark { text: format!("not read: over {MOST_READ} lines"), is_clear: false };
            remarks.push(if read > MOST_READ { remark.map(|_| over) } else { remark });
        }
        self.remarks = remarks;
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
                    say("table", name, theme);
                    say("fields", &fields.join(", "), theme);
                    say("unique", &without("unique", uniques), theme);
                    say("index", &without("index", indexes), theme);
                }
            }
            Quick::Endpoints => match endpoints(line).first() {
                Some(QuickEndpoint { method, path, rest, .. }) => {
                    say("call", &format!("{method} /{}", path.join("/")), theme);
                    say("then", rest, theme);
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

fn table(entity: &QuickEntity) -> Remark {
    if entity.fields.is_empty() {
        let text =
            if entity.line.contains([':', '(']) { "no fields yet" } else { "a table; fields after a colon" };
        return Remark { text: text.to_owned(), is_clear: false };
    }
    let mut parts = vec![counted(entity.fields.len(), "field", "fields")];
    if !entity.uniques.is_empty() {
        parts.push(format!("{} unique", entity.uniques.len()));
    }
    if !entity.indexes.is_empty() {
        parts.push(counted(entity.indexes.len(), "index", "indexes"));
    }
    Remark { text: parts.join(", "), is_clear: true }
}

fn call(endpoint: &QuickEndpoint) -> Remark {
    let codes: Vec<String> = endpoint.codes.iter().map(ToString::to_string).collect();
    let text =
        if codes.is_empty() { "no answer named".to_owned() } else { format!("answers {}", codes.join(", ")) };
    Remark { text, is_clear: true }
}

/// Constraints without the word that stands beside them anyway.
fn without(word: &str, parts: &[String]) -> String {
    let bare = |part: &String| part.strip_prefix(word).unwrap_or(part).trim().to_owned();
    parts.iter().map(bare).collect::<Vec<_>>().join(", ")
}

fn not_a_call() -> Remark {
    Remark { text: "a note".to_owned(), is_clear: false }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
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

    fn key(&mut self, key: KeyEvent, held: &mut Held) {
        self.field.key(key);
        self.changed(held);
    }

    fn paste(&mut self, text: &str, held: &mut Held) {
        self.field.paste(text);
        self.changed(held);
    }

    fn view(&self, _: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let detail = self.detail(usize::from(area.width), theme);
        let example = if self.of == Quick::Entities { &TABLES } else { &CALLS };
        beside::view(&self.field, has, &self.remarks, detail, example, theme, frame, area);
    }
}
