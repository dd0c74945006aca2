use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::fold::{Item, folded};
use super::scene::{Event, EventKind, Scene};
use crate::diag::visible;

/// Cells between the time and the first lane, and between the last lane and the words.
const GAP: usize = 2;
/// A space at which no line breaks.
const GLUE: char = '\u{a0}';
/// A wait that is longer, in seconds, is drawn as a gap.
const PAUSE: f64 = 1.0;

/// The diagram in `width` cells: a column of times, a lane for each party, words.
pub fn text(scene: &Scene, width: usize) -> String {
    drawn(scene, width, scene.events.iter().map(Item::One))
}

/// The same, with what happens again and again in the same way told twice and counted.
pub fn brief(scene: &Scene, width: usize) -> String {
    drawn(scene, width, folded(&scene.events))
}

fn drawn<'s>(scene: &'s Scene, width: usize, items: impl IntoIterator<Item = Item<'s>>) -> String {
    if scene.events.is_empty() {
        return String::new();
    }
    let drawing = Drawing::new(scene, width);
    let mut lines = drawing.head();
    let mut last: Option<&Event> = None;
    for item in items {
        let event = match item {
            Item::One(event) => event,
            Item::Again(times, events) => {
                lines.push(drawing.again(times));
                last = events.last();
                continue;
            }
        };
        if let Some(before) = last.filter(|before| event.at - before.at >= PAUSE) {
            lines.push(drawing.pause(event.at - before.at));
        }
        let time = drawing.time(event.at);
        let shown = last.is_none_or(|before| drawing.time(before.at) != time);
        lines.extend(drawing.event(event, if shown { &time } else { "" }));
        last = Some(event);
    }
    if let Some(line) = not_drawn(&scene.not_drawn) {
        lines.push(shortened(line, width));
    }
    let mut drawn = String::new();
    for line in lines {
        drawn.push_str(line.trim_end());
        drawn.push('\n');
    }
    drawn
}

/// Who takes part and has no lane: `not drawn: visit 89..92, buy 7`.
fn not_drawn(titles: &[String]) -> Option<String> {
    let mut runs: Vec<(&str, Option<u64>, Option<u64>)> = Vec::new();
    for title in titles {
        let (flow, number) = match title.rsplit_once(' ').map(|(flow, number)| (flow, number.parse().ok())) {
            Some((flow, Some(number))) => (flow, Some(number)),
            _ => (title.as_str(), None),
        };
        match runs.last_mut() {
            Some((last, _, Some(end))) if *last == flow && number == Some(*end + 1) => *end += 1,
            _ => runs.push((flow, number, number)),
        }
    }
    let words = runs.iter().map(|(flow, first, last)| match (first, last) {
        (Some(first), Some(last)) if first == last => format!("{flow} {first}"),
        (Some(first), Some(last)) => format!("{flow} {first}..{last}"),
        _ => (*flow).to_owned(),
    });
    let words = words.collect::<Vec<_>>().join(", ");
    (!titles.is_empty()).then(|| visible(&format!("not drawn, {}: {words}", titles.len())).into_owned())
}

/// The words of an event with spaces that do not break: those in a key, around an arrow, and, behind the colon of
/// rows, between a column and its value.
fn glued(text: &str, rows: bool) -> String {
    let text = text.replace(" -> ", &format!("{GLUE}->{GLUE}"));
    let (head, tail) = text.split_once(": ").filter(|_| rows).unwrap_or((&text, ""));
    let mut out = String::new();
    let mut depth = 0;
    for letter in head.chars() {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        out.push(if letter == ' ' && depth > 0 { GLUE } else { letter });
    }
    if !tail.is_empty() {
        out.push_str(": ");
        let row = |row: &str| row.split(", ").map(pair).collect::<Vec<_>>().join(", ");
        out.push_str(&tail.split("; ").map(row).collect::<Vec<_>>().join("; "));
    }
    out
}

/// A column and its value, behind the key of its row where it is the first: `[row 1] item 3`, `stock[item 3] is …`.
fn pair(text: &str) -> String {
    let glue = |text: &str| text.replace(' ', &GLUE.to_string());
    match text.split_once("] ") {
        Some((key, rest)) => {
            let (is, rest) = rest.strip_prefix("is ").map_or(("", rest), |rest| ("is ", rest));
            format!("{}] {is}{}", glue(key), glue(rest))
        }
        None => glue(text),
    }
}

/// A line that is no wider than this.
fn shortened(text: String, width: usize) -> String {
    if text.width() <= width {
        return text;
    }
    let mut short = String::new();
    for letter in text.chars() {
        if short.width() + letter.width().unwrap_or(0) >= width {
            break;
        }
        short.push(letter);
    }
    short + "…"
}

struct Drawing<'s> {
    scene: &'s Scene,
    /// Digits behind the point of a second.
    digits: usize,
    /// Where the lanes begin, and how far they are apart.
    first: usize,
    step: usize,
    /// Where the words begin, and how wide they are.
    words: usize,
    room: usize,
}

impl<'s> Drawing<'s> {
    fn new(scene: &'s Scene, width: usize) -> Self {
        let digits = 4;
        let longest = scene.events.iter().map(|event| format!("{:.digits$} s", event.at).len()).max();
        let first = longest.unwrap_or(0) + GAP;
        let lanes = scene.parties.len().max(1);
        let least = (width * 9 / 20).clamp(20, 60);
        let room = width.saturating_sub(first + GAP + 1 + least);
        let step = (room / lanes.saturating_sub(1).max(1)).clamp(2, 9);
        let words = first + step * (lanes - 1) + 1 + GAP;
        Self { scene, digits, first, step, words, room: width.saturating_sub(words).max(16) }
    }

    fn time(&self, at: f64) -> String {
        format!("{at:.*} s", self.digits)
    }

    fn lane(&self, lane: usize) -> usize {
        self.first + self.step * lane
    }

    /// A line of cells with its lanes.
    fn cells(&self, lane: char) -> Vec<char> {
        let mut cells = vec![' '; self.words];
        for at in 0..self.scene.parties.len() {
            cells[self.lane(at)] = lane;
        }
        cells
    }

    /// A line for each party, hung on its lane.
    fn head(&self) -> Vec<String> {
        let parties = &self.scene.parties;
        let line = |at: usize| {
            let mut text: String = self.cells('│')[..self.lane(at)].iter().collect();
            let party = &parties[at];
            text.push_str(&visible(&party.label));
            if party.title != party.label {
                text.push_str("  ");
                text.push_str(&visible(&party.title));
            }
            shortened(text, self.words + self.room)
        };
        let mut lines: Vec<String> = (0..parties.len()).map(line).collect();
        lines.push(self.cells('│').iter().collect());
        lines
    }

    fn pause(&self, seconds: f64) -> String {
        let cells: String = self.cells('┊').iter().collect();
        let time =
            if seconds >= 60.0 { format!("{:.1} min", seconds / 60.0) } else { format!("{seconds:.1} s") };
        format!("{cells}{time} later")
    }

    fn again(&self, times: usize) -> String {
        let cells: String = self.cells('┊').iter().collect();
        shortened(format!("{cells}{times} more times the same"), self.words + self.room)
    }

    fn event(&self, event: &Event, time: &str) -> Vec<String> {
        let mut cells = self.cells('│');
        self.mark(event, &mut cells);
        let pad = self.first - GAP;
        for (at, letter) in format!("{time:>pad$}").chars().enumerate() {
            cells[at] = letter;
        }
        let text = glued(&visible(&event.text), !event.rows.is_empty());
        let options = textwrap::Options::new(self.room).subsequent_indent("  ");
        let mut wrapped = textwrap::wrap(&text, options).into_iter();
        let first: String = cells.iter().collect();
        let mut lines = vec![format!("{first}{}", wrapped.next().unwrap_or_default())];
        let plain: String = self.cells('│').iter().collect();
        lines.extend(wrapped.map(|part| format!("{plain}{part}")));
        lines.iter().map(|line| line.replace(GLUE, " ")).collect()
    }

    /// The arrow of an event, or its sign.
    fn mark(&self, event: &Event, cells: &mut [char]) {
        let (from, to) = (self.lane(event.from), self.lane(event.to));
        let across = |cells: &mut [char], line: char, crossing: char| {
            for cell in cells.iter_mut().take(from.max(to)).skip(from.min(to) + 1) {
                *cell = if *cell == '│' { crossing } else { line };
            }
        };
        match event.kind {
            EventKind::Broken | EventKind::Fault => {
                let (line, crossing) =
                    if event.kind == EventKind::Broken { ('═', '╪') } else { ('╌', '┼') };
                across(cells, line, crossing);
                cells[from] = crossing;
                cells[to] = crossing;
                return;
            }
            _ => {}
        }
        let by = event.by.as_deref().unwrap_or_default();
        if from == to {
            match event.kind {
                EventKind::Wait => cells[from] = '◌',
                _ => cells[from] = '•',
            }
            return;
        }
        let line = match event.kind {
            EventKind::Start | EventKind::Answer | EventKind::Lost => '╌',
            _ => '─',
        };
        across(cells, line, '┼');
        let right = to > from;
        let head = match (event.kind, right) {
            (EventKind::Wait | EventKind::Lost | EventKind::Miss, _) => 'x',
            (_, true) => '>',
            (_, false) => '<',
        };
        let last = if right { to - 1 } else { to + 1 };
        cells[last] = head;
        self.source(event, by, from, right, cells);
    }

    /// Where an arrow begins: the letter of the party where that is not its own lane.
    fn source(&self, event: &Event, by: &str, from: usize, right: bool, cells: &mut [char]) {
        let own = self.scene.parties[event.from].label == by;
        if own {
            cells[from] = if right { '├' } else { '┤' };
            return;
        }
        let room = self.step.saturating_sub(2);
        for (at, letter) in by.chars().take(room).enumerate() {
            cells[if right { from + at } else { from }] = letter;
            if !right {
                break;
            }
        }
    }
}
