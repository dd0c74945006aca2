use std::cell::Cell;
use std::collections::BTreeMap;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::entry::{Entry, choose, chosen, name, options};
use super::field::{Field, Typed, shared};
use super::held::{Held, Pane, draw};
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Item, List, Scrolled, cells, cut, rule, split, wrapped};

/// From this width on the list stands beside what is talked about; from this height on above it.
const WIDE: u16 = 96;
const TALL: u16 = 14;
/// The list, where it stands beside.
const LIST: u16 = 36;
/// Cells of the labels of fields.
const LABEL: u16 = 11;

/// Decisions to take and to argue, and what the interviewer brings up meanwhile.
pub(super) struct DecisionsPane {
    list: List,
    focus: Focus,
    option: usize,
    fields: BTreeMap<Entry, Vec<Field>>,
    /// What was brought up and not looked at; the first waits longest and is next.
    unseen: Vec<Entry>,
    text: Scrolled,
    /// Whether the field with the keys had one row when it was drawn.
    is_low: Cell<bool>,
}

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    List,
    Options,
    Field(usize),
}

impl DecisionsPane {
    /// With what was decided and said so far.
    pub fn new(held: &Held) -> Self {
        let mut pane = Self {
            list: List::default(),
            focus: Focus::List,
            option: 0,
            fields: BTreeMap::new(),
            unseen: Vec::new(),
            text: Scrolled::default(),
            is_low: Cell::new(false),
        };
        pane.refresh(held);
        // What was said to before the program went is not new.
        pane.unseen.retain(|entry| entry.is_done(held).is_none());
        pane
    }

    fn entry(&self, held: &Held) -> Option<Entry> {
        Entry::all(held).get(self.list.selected()).cloned()
    }

    fn select(&mut self, at: usize, held: &Held) {
        self.list.select(at.min(Entry::all(held).len().saturating_sub(1)));
        self.text.to_top();
        self.option = match self.entry(held) {
            Some(Entry::Decision(decision)) => chosen(held, decision).unwrap_or(0),
            _ => 0,
        };
    }

    fn focus(&mut self, focus: Focus, held: &Held) {
        self.focus = focus;
        if focus != Focus::List {
            let entry = self.entry(held);
            self.unseen.retain(|unseen| Some(unseen) != entry.as_ref());
        }
    }

    /// What can have the keys, in order.
    fn stops(entry: &Entry) -> Vec<Focus> {
        let mut stops = vec![Focus::List];
        if matches!(entry, Entry::Decision(_)) {
            stops.push(Focus::Options);
        }
        stops.extend((0..entry.labels().len()).map(Focus::Field));
        stops
    }

    fn field(&mut self, held: &Held) -> Option<(Entry, usize, &mut Field)> {
        let Focus::Field(at) = self.focus else { return None };
        let entry = self.entry(held)?;
        let field = self.fields.get_mut(&entry)?.get_mut(at)?;
        Some((entry, at, field))
    }

    fn edit(&mut self, held: &mut Held, edit: impl FnOnce(&mut Field)) {
        if let Some((entry, at, field)) = self.field(held) {
            edit(field);
            let text = field.text();
            entry.keep(at, text, held);
        }
    }

    /// Goes to what was brought up first and not looked at; else to the next thing that was not answered.
    fn answer(&mut self, held: &Held) -> Vec<Wish> {
        let all = Entry::all(held);
        let open = |entry: &&Entry| entry.is_brought_up() && entry.is_done(held).is_none();
        let here = (self.list.selected() + 1).min(all.len());
        let wanted = self.unseen.first().or_else(|| all[here..].iter().chain(&all[..here]).find(open));
        let Some(at) = wanted.and_then(|wanted| all.iter().position(|entry| entry == wanted)) else {
            return vec![Wish::Say("the interviewer waits for nothing".to_owned())];
        };
        self.select(at, held);
        self.focus(Focus::Field(0), held);
        Vec::new()
    }
}

/// What has been chosen, in words, and how to change it.
fn told(held: &Held, at: usize, before: Option<usize>) -> String {
    let now = chosen(held, at);
    let what = name(held, at, now).unwrap_or_default();
    let change = "Shift-Tab goes back to change it";
    match name(held, at, before.filter(|_| before != now)) {
        Some(other) => format!("you chose {what} in place of {other}; {change}"),
        None => format!("you chose {what}; {change}"),
    }
}

impl Pane for DecisionsPane {
    fn context(&self) -> Context {
        match self.focus {
            Focus::List | Focus::Options => Context::MockList,
            Focus::Field(_) if self.is_low.get() => Context::MockField,
            Focus::Field(_) => Context::MockLines,
        }
    }

    fn act(&mut self, action: Action, held: &mut Held) -> Vec<Wish> {
        let entry = self.entry(held);
        match (self.focus, action, &entry) {
            (_, Action::See, _) => return self.answer(held),
            (Focus::Field(_), Action::Undo | Action::Redo, _) => self.edit(held, |field| {
                field.act(action);
            }),
            (_, Action::PageUp | Action::PageDown, _) => {
                self.text.go(action);
            }
            (Focus::List, Action::Open, Some(_)) => {
                self.step(true, held);
            }
            (Focus::List, Action::Pick(number), Some(Entry::Decision(at))) => {
                let number = usize::from(number).saturating_sub(1);
                if number < options(held, *at).len() {
                    self.option = number;
                    self.focus(Focus::Options, held);
                }
            }
            (Focus::List, action, _) => {
                let mut list = self.list.clone();
                if list.go(action, Entry::all(held).len()) {
                    self.select(list.selected(), held);
                }
            }
            // A digit only moves: it may have been meant for something else.
            (Focus::Options, Action::Pick(number), Some(Entry::Decision(at))) => {
                let option = usize::from(number).saturating_sub(1);
                if option < options(held, *at).len() {
                    self.option = option;
                }
            }
            (Focus::Options, Action::Open, Some(Entry::Decision(at))) => {
                let before = chosen(held, *at);
                choose(held, *at, self.option);
                let said = told(held, *at, before);
                self.focus(Focus::Field(0), held);
                return vec![Wish::Say(said)];
            }
            (Focus::Options, action, Some(Entry::Decision(at))) => {
                let mut list = List::default();
                list.select(self.option);
                if list.go(action, options(held, *at).len()) {
                    self.option = list.selected();
                }
            }
            _ => {}
        }
        Vec::new()
    }

    fn take(&mut self, typed: Typed<'_>, held: &mut Held) {
        self.edit(held, |field| if field.is_low() { field.take_line(typed) } else { field.take(typed) });
    }

    fn step(&mut self, forward: bool, held: &Held) -> bool {
        let Some(entry) = self.entry(held) else { return false };
        let stops = Self::stops(&entry);
        let at = stops.iter().position(|stop| *stop == self.focus).unwrap_or(0);
        match (forward, at) {
            // Behind the last field of one decision comes the next.
            (true, at) if at + 1 >= stops.len() => {
                self.focus(Focus::List, held);
                self.select(self.list.selected() + 1, held);
            }
            (true, at) => self.focus(stops[at + 1], held),
            (false, 0) => return false,
            (false, at) => self.focus(stops[at - 1], held),
        }
        true
    }

    fn refresh(&mut self, held: &Held) {
        for entry in Entry::all(held) {
            if !self.fields.contains_key(&entry) {
                let fields = entry.texts(held).iter().map(|text| Field::new(text)).collect();
                if entry.is_brought_up() {
                    // What stands between in the list moves what is selected.
                    let selected = self.list.selected();
                    let place = Entry::all(held).iter().position(|one| *one == entry).unwrap_or(usize::MAX);
                    if place <= selected && !self.fields.is_empty() {
                        self.list.select(selected + 1);
                    }
                    self.unseen.push(entry.clone());
                }
                self.fields.insert(entry, fields);
            }
        }
    }

    fn news(&self, held: &Held) -> Vec<String> {
        self.unseen.iter().map(|entry| entry.says(held)).collect()
    }

    fn view(&self, held: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        if area.width >= WIDE {
            let left = Rect { width: LIST, ..area };
            self.list(held, theme, frame, left);
            for y in area.y..area.bottom() {
                let place = Rect { x: area.x + LIST, y, width: 1, height: 1 };
                frame.render_widget(Span::styled(theme.signs.wall, theme.border), place);
            }
            let right = Rect { x: area.x + LIST + 1, width: area.width - LIST - 1, ..area };
            self.detail(held, has, theme, frame, right);
        } else if area.height >= TALL {
            // The interviewer's part has a heading.
            let lines = Entry::all(held).len() + usize::from(Entry::brought_up(held).next().is_some());
            let rows = u16::try_from(lines).unwrap_or(u16::MAX).min(area.height / 3);
            let (above, below) = split(area, rows);
            self.list(held, theme, frame, above);
            let (line, below) = split(below, 1);
            rule("", theme, frame, line);
            self.detail(held, has, theme, frame, below);
        } else if self.focus == Focus::List {
            self.list(held, theme, frame, area);
        } else {
            self.detail(held, has, theme, frame, area);
        }
    }
}

impl DecisionsPane {
    fn list(&self, held: &Held, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let room = usize::from(area.width.saturating_sub(5));
        let mut items = Vec::new();
        let mut last = false;
        for entry in Entry::all(held) {
            if entry.is_brought_up() && !last {
                items.push(Item::heading(Line::styled("The interviewer", theme.dim)));
            }
            last = entry.is_brought_up();
            let (sign, style) = match entry.is_done(held) {
                _ if self.unseen.contains(&entry) => ("!", theme.warn),
                Some(true) => (theme.signs.tick, theme.good),
                Some(false) => (theme.signs.dot, theme.text),
                None => (" ", theme.text),
            };
            let mut line = Line::from(Span::styled(sign, style));
            let taken = if let Entry::Decision(at) = entry { name(held, at, chosen(held, at)) } else { None };
            let taken = taken.map(|taken| format!(" = {}", cut(&taken, room * 2 / 3, &theme.signs)));
            let left = room.saturating_sub(taken.as_deref().map_or(0, cells));
            line.push_span(Span::styled(
                format!(" {}", cut(&entry.title(held), left, &theme.signs)),
                theme.text,
            ));
            line.extend(taken.map(|taken| Span::styled(taken, theme.accent)));
            items.push(Item::choice(line));
        }
        if items.is_empty() {
            let text = " This problem names no decisions: take notes of yours (F3).";
            frame.render_widget(Line::styled(text, theme.dim), area);
            return;
        }
        self.list.view(&items, theme, frame, area);
    }

    fn detail(&self, held: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let Some(entry) = self.entry(held) else { return };
        let width = usize::from(area.width.saturating_sub(3));
        let mut lines: Vec<Line<'_>> = wrapped(&entry.says(held), width)
            .into_iter()
            .map(|line| Line::styled(format!(" {line}"), theme.strong))
            .collect();
        for symptom in entry.symptoms(held) {
            for (at, line) in wrapped(&symptom, width.saturating_sub(2)).into_iter().enumerate() {
                let before = if at == 0 { theme.signs.dot } else { " " };
                lines.push(Line::styled(format!(" {before} {line}"), theme.text));
            }
        }
        let picks = self.picks(held, &entry, has, theme, width);
        let fields = entry.labels().len();
        let least = u16::try_from(picks.len() + fields).unwrap_or(u16::MAX);
        let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let rows = wanted.min(area.height.saturating_sub(least)).max(1);
        let (text, rest) = split(area, rows);
        // Where not all of it fits, the last line tells how to go on.
        let (text, foot) = split(text, if wanted > rows { rows.saturating_sub(1).max(1) } else { rows });
        self.text.view(lines, theme, frame, text);
        if !foot.is_empty() {
            let place = self.text.place();
            let hint = format!(" PgUp and PgDn: the rest of it ({place})");
            frame.render_widget(Line::styled(hint, theme.key), foot);
        }
        let (place, rest) = split(rest, u16::try_from(picks.len()).unwrap_or(0));
        draw(picks, frame, place);
        if has && self.focus == Focus::Options && !place.is_empty() {
            let row = u16::try_from(self.option).unwrap_or(0).min(place.height - 1);
            frame.set_cursor_position((place.x, place.y + row));
        }
        let written = self.fields.get(&entry).map(Vec::as_slice).unwrap_or_default();
        let each = (rest.height / u16::try_from(fields.max(1)).unwrap_or(1)).clamp(1, 4);
        let wants: Vec<u16> =
            written.iter().map(|field| field.rows(rest.width.saturating_sub(LABEL - 1))).collect();
        let rows = shared(rest.height, &vec![each; fields], &wants);
        let mut rest = rest;
        for (at, ((label, field), rows)) in entry.labels().iter().zip(written).zip(rows).enumerate() {
            let (place, below) = split(rest, rows);
            rest = below;
            let here = self.focus == Focus::Field(at);
            let style = if here { theme.accent } else { theme.dim };
            frame.render_widget(
                Span::styled(format!(" {label}"), style),
                Rect { height: 1.min(place.height), ..place },
            );
            let text = Rect {
                x: place.x + (LABEL - 1).min(place.width),
                width: place.width.saturating_sub(LABEL - 1),
                ..place
            };
            field.view(has && here, theme, frame, text);
            if here {
                self.is_low.set(field.is_low());
            }
        }
    }

    /// The options of a decision, the chosen one marked.
    fn picks(
        &self,
        held: &Held,
        entry: &Entry,
        has: bool,
        theme: &Theme,
        width: usize,
    ) -> Vec<Line<'static>> {
        let Entry::Decision(at) = entry else { return Vec::new() };
        let taken = chosen(held, *at);
        let lines = options(held, *at).into_iter().enumerate().map(|(place, choice)| {
            let here = has && self.focus == Focus::Options && place == self.option;
            let pointer = if here { theme.signs.pointer } else { " " };
            let mark = if taken == Some(place) { "(x)" } else { "( )" };
            let name = cut(&choice.id.replace('_', " "), width.saturating_sub(8), &theme.signs);
            let style = if here { theme.selected } else { theme.text };
            Line::from(vec![
                Span::styled(format!("{pointer} {}", place + 1), theme.key),
                Span::styled(format!(" {mark} {name} "), style),
            ])
        });
        lines.collect()
    }
}
