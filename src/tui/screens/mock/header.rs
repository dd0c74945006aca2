//! What stands above every phase: which it is, its time, and where one is in it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::held::Held;
use super::time::{clock, left};
use crate::mock::{Aid, Mark};
use crate::tui::theme::Theme;
use crate::tui::widgets::{bar, cells, cut};

/// Where one writes: the aid of the phase, its notes, or the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    Aid,
    Notes,
    Sheet,
}

/// From this width on there is room for a sentence beside the phase.
const ROOMY: u16 = 76;

/// The phase, its time and its mark.
pub(super) fn header(held: &Held, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let time = &held.attempt.clock;
    let at = time.phase();
    let title = held.phase().map_or("", |phase| phase.title.as_str());
    let (spent, planned) = (time.spent(at), time.planned(at));
    let (mark, style) = match time.mark() {
        _ if time.is_paused() && area.width >= ROOMY => {
            (format!("paused, {} in all; typing goes on", clock(time.stood())), theme.warn)
        }
        _ if time.is_paused() => (format!("paused {}", clock(time.stood())), theme.warn),
        Mark::Within => (format!("{} left", left(planned - spent)), theme.dim),
        Mark::Soon => (format!("ends in {}", left(planned - spent)), theme.warn),
        Mark::Over(over) => (format!("{} over", clock(over)), theme.bad),
    };
    let number = format!(" {}/{} ", at + 1, held.attempt.phases.len());
    let spent_of = format!("  {} of {}  ", clock(spent), clock(planned));
    let width = usize::from(area.width);
    let room = width.saturating_sub(cells(&number) + cells(&spent_of) + cells(&mark) + 1);
    let title = cut(title, room, &theme.signs);
    let used = cells(&number) + cells(&title) + cells(&spent_of) + cells(&mark);
    let mut line = Line::from(vec![
        Span::styled(number, theme.dim),
        Span::styled(title, theme.strong),
        Span::styled(spent_of, theme.text),
        Span::styled(mark, style),
    ]);
    if width > used + 14 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds of an hour")]
        let share = spent as f64 / planned.max(1) as f64;
        line.push_span("  ");
        line.extend(bar(share, (width - used - 4).min(20), theme).spans);
    }
    frame.render_widget(line, area);
}

/// The pages of the phase, the one with the keys in brackets.
pub(super) fn pages(held: &Held, page: Page, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
    let aid = held.phase().map(|phase| phase.aid);
    let mut pages = vec![(Page::Aid, aid.map_or("", name), ""), (Page::Notes, "notes", "F3")];
    if aid != Some(Aid::Napkin) {
        pages.push((Page::Sheet, "sheet", "F4"));
    }
    let rule = |cells: usize| Span::styled(theme.signs.rule.repeat(cells), theme.border);
    let mut line = Line::from(rule(1));
    for (which, name, key) in pages {
        let shown = if which == page {
            Span::styled(format!("[{name}]"), theme.accent)
        } else if key.is_empty() {
            Span::styled(format!(" {name} "), theme.dim)
        } else {
            Span::styled(format!(" {name} {key} "), theme.dim)
        };
        line.push_span(shown);
        line.push_span(rule(1));
    }
    let width = usize::from(area.width);
    let fits = |more: &&str| line.width() + cells(more) < width;
    let more =
        [" F5 what to do  F6 the brief ", " F5 guide  F6 brief ", ""].into_iter().find(fits).unwrap_or("");
    line.push_span(rule(width.saturating_sub(line.width() + cells(more) + 1)));
    line.push_span(Span::styled(more, theme.dim));
    line.push_span(rule(1));
    frame.render_widget(line, area);
}

/// What an aid is called.
fn name(aid: Aid) -> &'static str {
    match aid {
        Aid::Questions => "questions",
        Aid::Napkin => "sheet",
        Aid::Entities => "tables",
        Aid::Endpoints => "endpoints",
        Aid::Sketch => "sketch",
        Aid::Decisions => "decisions",
        Aid::Growth => "growth",
        Aid::Wrapup => "wrap-up",
    }
}
