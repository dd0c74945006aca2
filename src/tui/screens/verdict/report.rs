use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::beside::beside;
use super::lines::{heading, paragraph, point};
use crate::mock::{Framework, Report, Score, Standards, in_minutes, parts, round, verdict};
use crate::problem::model::Problem;
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Scrolled, bar, padded, rule, split};

/// The pages of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Verdict,
    Debrief,
    Model,
}

const PAGES: [(Page, &str); 3] =
    [(Page::Verdict, "verdict"), (Page::Debrief, "debrief"), (Page::Model, "model answer")];

/// Lines longer than this are hard to read.
const WIDEST: usize = 110;

/// A report, page by page.
pub(super) struct ReportView {
    pub report: Report,
    page: usize,
    lines: [Scrolled; 3],
}

impl ReportView {
    /// The report from its verdict on.
    pub fn new(report: Report) -> Self {
        Self { report, page: 0, lines: Default::default() }
    }

    /// Turns a page, or scrolls.
    pub fn act(&mut self, action: Action) {
        match action {
            Action::NextField => self.page = (self.page + 1) % PAGES.len(),
            Action::LastField => self.page = (self.page + PAGES.len() - 1) % PAGES.len(),
            action => {
                self.lines[self.page].go(action);
            }
        }
    }

    /// How far one has read.
    pub fn status(&self) -> String {
        self.lines[self.page].place()
    }

    /// The names of the pages, and the page.
    pub fn view(
        &self,
        problem: &Problem,
        framework: &Framework,
        standards: &Standards,
        theme: &Theme,
        frame: &mut Frame<'_>,
        area: Rect,
    ) {
        let (top, body) = split(area, 1);
        let mut names = Vec::new();
        for (at, (_, name)) in PAGES.iter().enumerate() {
            let (text, style) = if at == self.page {
                (format!(" [{name}]"), theme.accent)
            } else {
                (format!("  {name} "), theme.dim)
            };
            names.push(Span::styled(text, style));
        }
        frame.render_widget(Line::from(names), top);
        let (line, body) = split(body, 1);
        rule("", theme, frame, line);
        let width = usize::from(body.width.saturating_sub(3));
        let lines = match PAGES[self.page].0 {
            Page::Verdict => self.verdict(standards, width.min(WIDEST), theme),
            Page::Debrief => self.debrief(problem, standards, width.min(WIDEST), theme),
            Page::Model => beside(&self.report, problem, framework, width, theme),
        };
        self.lines[self.page].view(lines, theme, frame, body);
    }

    fn verdict(&self, standards: &Standards, width: usize, theme: &Theme) -> Vec<Line<'static>> {
        let assessment = &self.report.assessment;
        let style = match &assessment.next {
            None => theme.good,
            Some(_) if standards.verdict(assessment.points) == 0 => theme.bad,
            Some(_) => theme.warn,
        };
        let mut lines = vec![Line::from(vec![
            Span::styled(format!(" {}", verdict(assessment)), style),
            Span::styled(
                format!("  {} of 100 points, {}", round(assessment.points), in_minutes(self.report.length())),
                theme.text,
            ),
        ])];
        if !self.report.whole {
            lines.extend(paragraph(
                "Some of the phases were held, and only these are judged.",
                width,
                theme.dim,
            ));
        }
        if assessment.provisional {
            let says = "Provisional: criteria that need judgement were not graded, and count neither way.";
            lines.extend(paragraph(says, width, theme.warn));
        }
        lines.push(Line::default());
        for score in &assessment.scores {
            lines.push(row(score, width, theme));
        }
        if let Some(next) = parts(&self.report, None, standards).first().filter(|_| assessment.next.is_some())
        {
            heading(&mut lines, &next.title, theme);
            for text in &next.lines {
                lines.extend(point(text, width, theme));
            }
        }
        lines
    }

    fn debrief(
        &self,
        problem: &Problem,
        standards: &Standards,
        width: usize,
        theme: &Theme,
    ) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        let all = parts(&self.report, Some(problem), standards);
        // What would have moved the verdict stands below it.
        for part in all.iter().skip(usize::from(self.report.assessment.next.is_some())) {
            heading(&mut lines, &part.title, theme);
            for text in &part.lines {
                lines.extend(point(text, width, theme));
            }
        }
        lines
    }
}

/// A criterion: its bar, its points, what was granted to oneself.
fn row(score: &Score, width: usize, theme: &Theme) -> Line<'static> {
    let possible = score.possible();
    let share = if possible > 0.0 { score.points() / possible } else { 0.0 };
    let title = padded(score.criterion.title(), 23, &theme.signs);
    let mut line = Line::from(vec![Span::styled(format!(" {title}"), theme.text)]);
    line.extend(bar(share, if width >= 70 { 20 } else { 8 }, theme).spans);
    line.push_span(Span::styled(
        format!(" {:>4} of {:<4}", round(score.points()), round(possible)),
        theme.text,
    ));
    let own = match score.granted {
        _ if !score.shown => "not shown".to_owned(),
        Some(granted) => format!("yourself {} of {}", granted.met, granted.of),
        None => "not graded".to_owned(),
    };
    line.push_span(Span::styled(format!(" {own}"), theme.dim));
    line
}
