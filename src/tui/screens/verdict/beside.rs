use ratatui::text::{Line, Span};

use super::lines::{heading, point};
use crate::mock::{Criterion, Framework, Report, model, said};
use crate::problem::model::Problem;
use crate::tui::theme::Theme;
use crate::tui::widgets::{padded, wrapped};

/// From this width on the two answers stand side by side.
const WIDE: usize = 90;

/// What was said and the model answer, section by section: side by side where there is room, else one below the other.
pub(super) fn beside(
    report: &Report,
    problem: &Problem,
    framework: &Framework,
    width: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    // A rehearsal gives away nothing of the phases that were not held.
    let held =
        |criterion: &Criterion| report.assessment.scores.iter().any(|score| score.criterion == *criterion);
    for criterion in Criterion::ALL.into_iter().filter(held) {
        let mine = said(&report.answers, framework, criterion);
        let theirs = model(problem, criterion);
        if mine.is_empty() && theirs.is_empty() {
            continue;
        }
        heading(&mut lines, criterion.title(), theme);
        if width >= WIDE {
            lines.extend(columns(&mine, &theirs, width, theme));
        } else {
            lines.push(Line::styled(" you", theme.key));
            lines.extend(listed(&mine, width, theme));
            lines.push(Line::styled(" the model answer", theme.key));
            lines.extend(listed(&theirs, width, theme));
        }
    }
    lines
}

fn listed(texts: &[String], width: usize, theme: &Theme) -> Vec<Line<'static>> {
    if texts.is_empty() {
        return vec![Line::styled(" nothing", theme.dim)];
    }
    texts.iter().flat_map(|text| point(&format!("- {text}"), width, theme)).collect()
}

fn columns(mine: &[String], theirs: &[String], width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let left = (width - 3) / 2;
    let right = width - 3 - left;
    let cells = |texts: &[String], width: usize| -> Vec<String> {
        if texts.is_empty() {
            return vec!["nothing".to_owned()];
        }
        let lines = texts.iter().flat_map(|text| {
            let lines = wrapped(text, width.saturating_sub(2)).into_iter().enumerate();
            lines.map(|(at, line)| format!("{} {line}", if at == 0 { theme.signs.dot } else { " " }))
        });
        lines.collect()
    };
    let (mine, theirs) = (cells(mine, left), cells(theirs, right));
    let row = |at: usize| {
        let cell = |all: &[String], width: usize| {
            padded(all.get(at).map_or("", String::as_str), width, &theme.signs)
        };
        Line::from(vec![
            Span::styled(format!(" {}", cell(&mine, left)), theme.text),
            Span::styled(format!(" {} ", theme.signs.wall), theme.border),
            Span::styled(cell(&theirs, right), theme.text),
        ])
    };
    let names = Line::from(vec![
        Span::styled(format!(" {}", padded("you", left, &theme.signs)), theme.key),
        Span::styled(format!(" {} ", theme.signs.wall), theme.border),
        Span::styled("the model answer", theme.key),
    ]);
    [names].into_iter().chain((0..mine.len().max(theirs.len())).map(row)).collect()
}
