use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::lines::paragraph;
use crate::mock::{Attempt, Criterion, Framework, rubric, said};
use crate::problem::model::Problem;
use crate::tui::keymap::Action;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Scrolled, cut, rule, split};

/// The rubric, point by point: what needs judgement is granted by oneself. How far it has come stands in the attempt.
pub(super) struct Grades {
    criteria: Vec<(Criterion, Vec<String>)>,
    said: Scrolled,
}

impl Grades {
    /// The points that a mock of these phases asks for.
    pub fn new(problem: &Problem, framework: &Framework, attempt: &Attempt) -> Self {
        let criteria = rubric(problem, framework, &attempt.phases).into_iter();
        let criteria = criteria.map(|(criterion, points)| (criterion, points.to_vec())).collect();
        Self { criteria, said: Scrolled::default() }
    }

    /// Whether every criterion was graded or left out.
    pub fn are_done(&self, attempt: &Attempt) -> bool {
        attempt.grading.at >= self.criteria.len()
    }

    /// Takes a grade, skips, or goes back; whether anything changed.
    pub fn act(&mut self, action: Action, attempt: &mut Attempt) -> bool {
        match action {
            Action::Yes => self.give(true, attempt),
            Action::No => self.give(false, attempt),
            Action::Skip => self.skip(attempt),
            Action::LastField => self.back(attempt),
            action => {
                self.said.go(action);
                return false;
            }
        }
        self.said.to_top();
        true
    }

    fn give(&mut self, met: bool, attempt: &mut Attempt) {
        let Some((criterion, points)) = self.criteria.get(attempt.grading.at) else { return };
        attempt.grading.given.push(met);
        if attempt.grading.given.len() >= points.len() {
            let given = std::mem::take(&mut attempt.grading.given);
            attempt.answers.grades.insert(criterion.id().to_owned(), given);
            attempt.grading.at += 1;
        }
    }

    fn skip(&mut self, attempt: &mut Attempt) {
        let Some((criterion, _)) = self.criteria.get(attempt.grading.at) else { return };
        attempt.answers.grades.remove(criterion.id());
        attempt.grading.given.clear();
        attempt.grading.at += 1;
    }

    /// Back to the point before, be it in the criterion before.
    pub fn back(&mut self, attempt: &mut Attempt) {
        if attempt.grading.given.pop().is_some() {
            return;
        }
        let Some(before) = attempt.grading.at.checked_sub(1) else { return };
        attempt.grading.at = before;
        if let Some((criterion, _)) = self.criteria.get(before) {
            let mut given = attempt.answers.grades.remove(criterion.id()).unwrap_or_default();
            given.pop();
            attempt.grading.given = given;
        }
    }

    /// How far one is: `3 of 24`.
    pub fn status(&self, attempt: &Attempt) -> String {
        let all: usize = self.criteria.iter().map(|(_, points)| points.len()).sum();
        let before: usize =
            self.criteria.iter().take(attempt.grading.at).map(|(_, points)| points.len()).sum();
        let at = (before + attempt.grading.given.len() + 1).min(all);
        format!("point {at} of {all}")
    }

    /// The point that is asked, and what was said about its criterion.
    pub fn view(
        &self,
        attempt: &Attempt,
        framework: &Framework,
        note: &str,
        theme: &Theme,
        frame: &mut Frame<'_>,
        area: Rect,
    ) {
        let Some((criterion, points)) = self.criteria.get(attempt.grading.at) else { return };
        let place = attempt.grading.given.len();
        let width = usize::from(area.width.saturating_sub(3)).min(100);
        let mut top = vec![Line::from(vec![
            Span::styled(format!(" {}", criterion.title()), theme.accent),
            Span::styled(format!("  point {} of {}", place + 1, points.len()), theme.dim),
        ])];
        for (at, point) in points.iter().enumerate().take(place) {
            let met = attempt.grading.given.get(at).copied().unwrap_or(false);
            let (sign, style) =
                if met { (theme.signs.tick, theme.good) } else { (theme.signs.cross, theme.bad) };
            let point = cut(point, width.saturating_sub(3), &theme.signs);
            top.push(Line::from(vec![
                Span::styled(format!(" {sign} "), style),
                Span::styled(point, theme.dim),
            ]));
        }
        if let Some(point) = points.get(place) {
            top.push(Line::default());
            top.extend(paragraph(point, width, theme.strong));
            top.push(Line::styled(" Did you say that? y or n; s leaves the criterion out", theme.key));
        }
        let most = usize::from(area.height.saturating_sub(4));
        // What is asked now is seen, whatever was granted before it.
        let skip = top.len().saturating_sub(most).min(place);
        top.drain(1..=skip).for_each(drop);
        let rows = u16::try_from(top.len().min(most)).unwrap_or(area.height);
        let (above, below) = split(area, rows);
        for (y, line) in (above.y..above.bottom()).zip(top) {
            frame.render_widget(line, Rect { y, height: 1, ..above });
        }
        let (line, below) = split(below, 1);
        rule("what you said", theme, frame, line);
        let foot = u16::from(!note.is_empty());
        let (body, foot) = split(below, below.height.saturating_sub(foot));
        let mut lines = Vec::new();
        for text in said(&attempt.answers, framework, *criterion) {
            lines.extend(paragraph(&text, width, theme.text));
        }
        if lines.is_empty() {
            lines.push(Line::styled(" nothing", theme.dim));
        }
        self.said.view(lines, theme, frame, body);
        let note = cut(note, usize::from(foot.width.saturating_sub(2)), &theme.signs);
        frame.render_widget(Line::styled(format!(" {note}"), theme.dim), foot);
    }
}
