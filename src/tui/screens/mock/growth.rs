use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::field::{Field, Typed};
use super::held::{Held, Pane, draw};
use crate::mock::Tenfold;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::Wish;
use crate::tui::theme::Theme;
use crate::tui::widgets::{rule, split, wrapped};

/// What the fields ask for.
const LABELS: [&str; 2] = ["breaks first", "then"];
/// Cells of the labels.
const LABEL: u16 = 14;

/// What breaks first at ten times the load, and then a look at it.
pub(super) struct GrowthPane {
    fields: [Field; 2],
    at: usize,
    /// Whether the run is shown.
    is_shown: bool,
    /// Whether it was asked for before anything was written.
    is_asked: bool,
}

impl GrowthPane {
    /// With what was written so far.
    pub fn new(held: &Held) -> Self {
        let growth = &held.attempt.answers.growth;
        Self {
            fields: [Field::new(&growth.breaks), Field::new(&growth.then)],
            at: 0,
            is_shown: false,
            is_asked: false,
        }
    }

    fn keep(&self, held: &mut Held) {
        let growth = &mut held.attempt.answers.growth;
        growth.breaks = self.fields[0].text();
        growth.then = self.fields[1].text();
    }

    /// What the run at ten times the load shows.
    fn shown(&self, held: &Held, width: usize, theme: &Theme) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        let mut say = |text: &str, style| {
            lines
                .extend(wrapped(text, width).into_iter().map(|line| Line::styled(format!(" {line}"), style)));
        };
        if !held.can_run() {
            say(
                "The design of this problem does not run: your answer is compared with the file's.",
                theme.dim,
            );
        } else if !self.is_shown {
            say("Write what breaks first; then Ctrl-O shows your design at ten times the load.", theme.dim);
        } else if let Some(evidence) = &held.evidence {
            match &evidence.tenfold {
                Some(tenfold) => {
                    for (text, is_good) in tenfold_lines(held, tenfold) {
                        say(&text, if is_good { theme.text } else { theme.warn });
                    }
                    say(&tenfold.reproduce, theme.dim);
                }
                None => say("Your design could not be run at ten times the load.", theme.dim),
            }
            for left in &evidence.left_out {
                say(&format!("Not run: {left}"), theme.dim);
            }
        } else if held.is_running {
            say("Your design runs at ten times the load; this takes some seconds.", theme.dim);
        } else {
            say("There are no runs of your design.", theme.dim);
        }
        lines
    }
}

/// What a run says in sentences, and whether each is good news.
fn tenfold_lines(held: &Held, tenfold: &Tenfold) -> Vec<(String, bool)> {
    let limits = format!("At ten times the load {}.", tenfold.text());
    let mut lines = vec![(limits, tenfold.busiest.is_none())];
    if tenfold.missed.is_empty() {
        lines.push(("Every objective holds.".to_owned(), true));
    }
    for rule in &tenfold.missed {
        let promise = held.interview.problem.promises.iter().find(|promise| promise.id == *rule);
        let says = promise.map_or(rule.as_str(), |promise| promise.says.as_str());
        lines.push((format!("Missed: {says}"), false));
    }
    lines
}

impl Pane for GrowthPane {
    fn context(&self) -> Context {
        Context::MockLines
    }

    fn act(&mut self, action: Action, held: &mut Held) -> Vec<Wish> {
        if action == Action::See {
            if self.fields[0].is_empty() && !self.is_asked && !self.is_shown {
                self.is_asked = true;
                return vec![Wish::Say("say first what you expect; Ctrl-O again shows it anyway".to_owned())];
            }
            self.is_shown = true;
        } else if self.fields[self.at].act(action) {
            self.keep(held);
        }
        Vec::new()
    }

    fn take(&mut self, typed: Typed<'_>, held: &mut Held) {
        self.fields[self.at].take(typed);
        self.keep(held);
    }

    fn step(&mut self, forward: bool, _: &Held) -> bool {
        match (forward, self.at) {
            (true, 0) => self.at = 1,
            (false, 1) => self.at = 0,
            _ => return false,
        }
        true
    }

    fn enter(&mut self, forward: bool, _: &Held) {
        self.at = usize::from(!forward);
    }

    fn view(&self, held: &Held, has: bool, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let shown = self.shown(held, usize::from(area.width.saturating_sub(2)), theme);
        let below = u16::try_from(shown.len() + 1).unwrap_or(u16::MAX).min(area.height.saturating_sub(4));
        let (fields, below) = split(area, area.height.saturating_sub(below));
        let (first, second) = split(fields, fields.height.div_ceil(2));
        for (at, place) in [first, second].into_iter().enumerate() {
            let style = if at == self.at { theme.accent } else { theme.dim };
            frame.render_widget(
                Line::styled(format!(" {}", LABELS[at]), style),
                Rect { height: 1.min(place.height), ..place },
            );
            let x = place.x + (LABEL - 1).min(place.width);
            let text = Rect { x, width: place.width.saturating_sub(LABEL - 1), ..place };
            self.fields[at].view(has && at == self.at, theme, frame, text);
        }
        let (line, below) = split(below, 1);
        rule("ten times the load", theme, frame, line);
        draw(shown, frame, below);
    }
}
