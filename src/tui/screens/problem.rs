use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::mock::in_minutes;
use crate::problem::page::{Page, brief};
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Door, Input, Reply, Request, Screen, Standing, Wish};
use crate::tui::theme::Theme;
use crate::tui::widgets::{Item, List, padded, split, wrapped};

/// A problem as the home screen shows it.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// `easy`, `medium`, `hard`
    pub level: String,
    /// How long a mock takes.
    pub minutes: u32,
    /// What it is about.
    pub themes: Vec<String>,
    /// The statement.
    pub statement: String,
    /// The brief.
    pub brief: Page,
}

impl From<&crate::problem::model::Problem> for Problem {
    fn from(problem: &crate::problem::model::Problem) -> Self {
        Self {
            id: problem.id.clone(),
            title: problem.title.clone(),
            level: problem.level.clone(),
            minutes: problem.minutes,
            themes: problem.themes.clone(),
            statement: problem.statement.clone(),
            brief: brief(problem, &problem.id),
        }
    }
}

/// A problem that was chosen: to hold its mock, to go on with it, or to read the brief.
pub struct ProblemScreen {
    problem: Problem,
    standing: Standing,
    list: List,
}

/// What can be done with it.
const CHOICES: usize = 2;

impl ProblemScreen {
    /// The problem, and what was done with it so far.
    pub fn new(problem: Problem, standing: Standing) -> Self {
        Self { problem, standing, list: List::default() }
    }

    fn open(&self) -> Vec<Wish> {
        match self.list.selected() {
            0 => vec![Wish::Ask(Request::Open(Door::Mock(self.problem.id.clone())))],
            _ => {
                vec![Wish::Open(Box::new(super::PageScreen::new(
                    &self.problem.id,
                    self.problem.brief.clone(),
                )))]
            }
        }
    }

    fn items(&self, theme: &Theme) -> Vec<Item> {
        let mock = match self.standing.under_way {
            Some((spent, whole)) => {
                let are = if whole == 1 { "is" } else { "are" };
                ("Go on", format!("{spent} of {} of the mock {are} spent", in_minutes(whole)))
            }
            None => ("Mock", format!("{} minutes with an interviewer, then a verdict", self.problem.minutes)),
        };
        let choices = [mock, ("Brief", "what the interviewer hands you".to_owned())];
        let row = |(name, what): (&str, String)| {
            Item::choice(Line::from(vec![
                Span::styled(padded(name, 10, &theme.signs), theme.strong),
                Span::styled(what, theme.dim),
            ]))
        };
        choices.into_iter().map(row).collect()
    }

    /// Level, themes, mocks so far, the statement.
    fn about(&self, width: usize, theme: &Theme) -> Vec<Line<'static>> {
        let Standing { held, last, date, .. } = &self.standing;
        let so_far = match (held, last) {
            (0, _) | (_, None) => "not held yet".to_owned(),
            (1, Some(last)) => format!("held once: {last} on {date}"),
            (many, Some(last)) => format!("held {many} times, last: {last} on {date}"),
        };
        let themes = format!("{}: {}", self.problem.level, self.problem.themes.join(", "));
        let mut lines = vec![Line::styled(self.problem.title.clone(), theme.accent)];
        let dim = wrapped(&themes, width).into_iter().chain(wrapped(&so_far, width));
        lines.extend(dim.map(|line| Line::styled(line, theme.dim)));
        lines.push(Line::default());
        lines.extend(
            wrapped(&self.problem.statement, width).into_iter().map(|line| Line::styled(line, theme.text)),
        );
        lines
    }
}

impl Screen for ProblemScreen {
    fn title(&self) -> String {
        self.problem.id.clone()
    }

    fn context(&self) -> Context {
        Context::Problem
    }

    fn update(&mut self, input: Input, _: Now) -> Vec<Wish> {
        match input {
            Input::Action(Action::Open) => self.open(),
            Input::Action(Action::Back) => vec![Wish::Back],
            Input::Action(action) => {
                self.list.go(action, CHOICES);
                Vec::new()
            }
            // A mock may have been held in between.
            Input::Shown => vec![Wish::Ask(Request::Today)],
            Input::Reply(Reply::Today(mut today)) => {
                self.standing = today.standings.remove(&self.problem.id).unwrap_or_default();
                Vec::new()
            }
            Input::Reply(Reply::Opened(Err(why))) => vec![Wish::Say(why)],
            _ => Vec::new(),
        }
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let rows = u16::try_from(CHOICES + 1).unwrap_or(u16::MAX);
        let (top, rest) = split(area, rows);
        self.list.view(&self.items(theme), theme, frame, top);
        let width = usize::from(rest.width.saturating_sub(3));
        for (y, line) in (rest.y..rest.bottom()).zip(self.about(width, theme)) {
            let place =
                Rect { x: rest.x + 2.min(rest.width), width: rest.width.saturating_sub(2), y, height: 1 };
            frame.render_widget(line, place);
        }
    }
}
