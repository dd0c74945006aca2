//! The whole screen: a line at the top, the screen, the calculator where it is open, the bar of keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::keymap::{self, Action, Context};
use super::state::{SMALLEST, State};
use super::theme::Theme;
use super::widgets::{cells, cut, dialog, rule, split, wrapped, wrapped_within};

/// From this height on there is room for a line below the title.
const ROOMY: u16 = 20;
/// More lines than this are no message.
const MESSAGE: usize = 4;

/// Draws everything; on a terminal of any size.
pub fn view(state: &State, theme: &Theme, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        too_small(theme, frame, area);
        return;
    }
    let Some(screen) = state.screen() else { return };
    let (top, rest) = split(area, 1);
    title(&screen.title(), &screen.status(), theme, frame, top);
    let rest = if area.height >= ROOMY {
        let (line, rest) = split(rest, 1);
        rule("", theme, frame, line);
        rest
    } else {
        rest
    };
    let said = state.said.as_deref().map(|said| message(said, area.width, theme)).unwrap_or_default();
    let bar = u16::try_from(said.len()).unwrap_or(1).max(1);
    let below = bar + state.calculator.as_ref().map_or(0, |calculator| calculator.height(area.width));
    let (body, foot) = split(rest, rest.height.saturating_sub(below));
    screen.view(theme, frame, body);
    let (above, bar) = split(foot, foot.height.saturating_sub(bar));
    if let Some(calculator) = &state.calculator {
        calculator.view(theme, frame, above);
    }
    if said.is_empty() {
        hints(state.context(), theme, frame, bar);
    }
    for (y, line) in (bar.y..bar.bottom()).zip(said) {
        frame.render_widget(Line::styled(format!(" {line}"), theme.warn), Rect { y, height: 1, ..bar });
    }
    if let Some(help) = &state.help {
        help.view(theme, frame, body.union(above));
    }
    if let Some(text) = &state.question {
        question(text, theme, frame, body.union(above));
    }
}

/// What is said in place of the keys: as many lines as it takes, within reason.
fn message(said: &str, width: u16, theme: &Theme) -> Vec<String> {
    wrapped_within(said, usize::from(width.saturating_sub(2)), MESSAGE, &theme.signs)
}

fn title(name: &str, status: &str, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    let status = cut(status, width / 2, &theme.signs);
    let room = width.saturating_sub(cells(&status) + 12);
    let name = cut(name, room, &theme.signs);
    let left = Line::from(vec![
        Span::styled(" napkin ", theme.accent),
        Span::styled(format!("{} ", theme.signs.dot), theme.dim),
        Span::styled(name, theme.strong),
    ]);
    frame.render_widget(left, area);
    frame.render_widget(Line::styled(format!("{status} "), theme.dim).right_aligned(), area);
}

/// As many keys as there is room for; the help is always among them.
fn hints(context: Context, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let hints = keymap::hints(context);
    let (help, others): (Vec<_>, Vec<_>) = hints.into_iter().partition(|hint| hint.2 == Action::Help);
    let shown = |(key, word, _): &(super::key::Key, &'static str, Action)| {
        let key = key.to_string();
        let width = cells(&key) + 1 + cells(word) + 2;
        (
            vec![
                Span::styled(key, theme.key),
                Span::raw(" "),
                Span::styled(*word, theme.dim),
                Span::raw("  "),
            ],
            width,
        )
    };
    let mut room = usize::from(area.width).saturating_sub(1);
    let (tail, used) = help.first().map(shown).unwrap_or_default();
    room = room.saturating_sub(used);
    let mut spans = vec![Span::raw(" ")];
    for hint in &others {
        let (hint, used) = shown(hint);
        if used > room {
            break;
        }
        room -= used;
        spans.extend(hint);
    }
    spans.extend(tail);
    frame.render_widget(Line::from(spans), area);
}

fn question(text: &str, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let lines = wrapped(text, 50);
    let width = lines.iter().map(|line| cells(line)).max().unwrap_or(0);
    let size = [width, lines.len()].map(|cells| u16::try_from(cells).unwrap_or(50));
    let inner = dialog("?", (size[0], size[1]), theme, frame, area);
    for (y, line) in (inner.y..inner.bottom()).zip(lines) {
        frame.render_widget(Line::raw(line), Rect { y, height: 1, ..inner });
    }
}

fn too_small(theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let (columns, rows) = SMALLEST;
    let text = format!(
        "napkin needs {columns} columns and {rows} rows; here are {} and {}. Make the window larger, or press Ctrl-C to end.",
        area.width, area.height
    );
    for (y, line) in (area.y..area.bottom()).zip(wrapped(&text, usize::from(area.width))) {
        frame.render_widget(Line::styled(line, theme.text), Rect { y, height: 1, ..area });
    }
}
