//! What is read over a phase: the brief, what to do, and how a mock begins.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::held::Held;
use crate::mock::in_minutes;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Scrolled, cut, split, wrapped};

/// Something to read, scrolled.
pub(super) struct Panel {
    pub kind: Kind,
    pub scrolled: Scrolled,
}

/// What it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The mock has not begun.
    Start,
    /// What to do, what a strong answer has, typical mistakes.
    Guide,
    /// What the interviewer said at first.
    Brief,
    /// Whether to end.
    End,
}

/// How many cells a line is that one reads.
const WIDEST: usize = 90;

impl Panel {
    /// From its beginning.
    pub fn new(kind: Kind) -> Self {
        Self { kind, scrolled: Scrolled::default() }
    }

    /// Draws it, one cell away from the edge.
    pub fn view(&self, held: &Held, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let width = usize::from(area.width.saturating_sub(3)).min(WIDEST);
        let (area, foot) = split(area, area.height.saturating_sub(1));
        let (mut lines, keys) = match self.kind {
            Kind::Start => (start(held, width, theme), "Enter begins, and the clock with it; Esc leaves"),
            Kind::Guide => (guide(held, width, theme), "Esc goes back to the phase"),
            Kind::Brief => (brief(held, width, theme), "Esc goes back to the phase"),
            Kind::End => (end(held, width, theme), "y ends the mock, n goes on with it"),
        };
        for line in &mut lines {
            line.spans.insert(0, " ".into());
        }
        self.scrolled.view(lines, theme, frame, area);
        let keys = cut(keys, usize::from(foot.width.saturating_sub(2)), &theme.signs);
        frame.render_widget(Line::styled(format!(" {keys}"), theme.key), foot);
    }
}

struct Text<'t> {
    lines: Vec<Line<'static>>,
    width: usize,
    theme: &'t Theme,
}

impl<'t> Text<'t> {
    fn new(width: usize, theme: &'t Theme) -> Self {
        Self { lines: Vec::new(), width, theme }
    }

    fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        self.lines
            .extend(wrapped(text, self.width).into_iter().map(|line| Line::styled(line, self.theme.accent)));
    }

    fn paragraph(&mut self, text: &str) {
        self.lines.extend(
            wrapped(text.trim(), self.width).into_iter().map(|line| Line::styled(line, self.theme.text)),
        );
    }

    fn points(&mut self, points: &[String]) {
        for point in points {
            for (at, line) in wrapped(point, self.width.saturating_sub(2)).into_iter().enumerate() {
                let before = if at == 0 { self.theme.signs.dot } else { " " };
                self.lines.push(Line::styled(format!("{before} {line}"), self.theme.text));
            }
        }
    }
}

fn statement(held: &Held, text: &mut Text<'_>) {
    let problem = &held.interview.problem;
    text.heading(&problem.title);
    text.paragraph(&problem.statement);
    if !problem.out_of_scope.is_empty() {
        text.heading("Out of scope");
        text.points(&problem.out_of_scope);
    }
}

fn brief(held: &Held, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut text = Text::new(width, theme);
    statement(held, &mut text);
    text.lines
}

fn start(held: &Held, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut text = Text::new(width, theme);
    statement(held, &mut text);
    let (attempt, framework) = (&held.attempt, &held.interview.framework);
    text.heading(&format!(
        "{}, {} of {} phases",
        in_minutes(attempt.clock.minutes()),
        attempt.phases.len(),
        framework.phases.len()
    ));
    let phases = attempt.phases.iter().filter_map(|at| framework.phases.get(*at));
    let phases: Vec<&str> = phases.map(|phase| phase.title.as_str()).collect();
    text.paragraph(&format!("{}.", phases.join(", ")));
    text.paragraph(
        "Write in plain notes, or with the aid of each phase: none is a form to fill. Every keystroke is kept; \
         a mock that was left goes on where it stood. F1 tells every key.",
    );
    text.lines
}

fn guide(held: &Held, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut text = Text::new(width, theme);
    if let Some(phase) = held.phase() {
        text.heading(&format!("{}: what to do", phase.title));
        text.points(&phase.does);
        text.heading("A strong answer");
        text.points(&phase.strong);
        text.heading("Typical mistakes");
        text.points(&phase.mistakes);
    }
    text.lines
}

fn end(held: &Held, width: usize, theme: &Theme) -> Vec<Line<'static>> {
    let mut text = Text::new(width, theme);
    text.heading("End the mock here?");
    text.paragraph("This was the last phase. Afterwards you grade yourself where judgement is needed, and the report is written.");
    let (framework, attempt) = (&held.interview.framework, &held.attempt);
    let clock = &attempt.clock;
    let unseen = attempt.phases.iter().enumerate().filter(|(held, _)| clock.spent(*held) == 0);
    let unseen: Vec<&str> =
        unseen.filter_map(|(_, at)| framework.phases.get(*at)).map(|phase| phase.title.as_str()).collect();
    if !unseen.is_empty() {
        text.paragraph(&format!("Never opened: {}.", unseen.join(", ")));
    }
    text.lines
}
