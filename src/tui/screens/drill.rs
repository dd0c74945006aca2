use std::collections::BTreeMap;
use std::sync::Arc;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::quiz::{Entry, explain};
use crate::study::card::{Answer, Marking, Question, Verdict};
use crate::study::deck::Decks;
use crate::study::drill::{Asked, level_after, skill_at};
use crate::study::{EventIds, Kind, Review};
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Input, Reply, Request, Screen, Wish};
use crate::tui::theme::Theme;
use crate::tui::widgets::{Scrolled, bar, split, wrapped_within};

/// What a drill is made of.
#[derive(Clone, Debug)]
pub struct Course {
    /// The decks that the skills are from.
    pub decks: Arc<Decks>,
    /// The cards of the skills.
    pub skills: Vec<String>,
    /// So many exercises.
    pub count: u32,
    /// The level, 1 to 3; without one it rises with right answers in a row.
    pub level: Option<u8>,
    /// What the numbers are drawn from.
    pub seed: u64,
    /// The ids of what it adds to the log.
    pub ids: EventIds,
    /// The version of the weights under which the skills are scheduled.
    pub version: u32,
}

/// Exercises of napkin math, one after another: the answer is typed, the mistake is named, the way is shown.
pub struct DrillScreen {
    course: Course,
    /// Exercises done.
    done: u32,
    right: u32,
    in_a_row: u32,
    /// How often each mistake was made, by what is said about it.
    mistakes: BTreeMap<String, u32>,
    asked: Asked,
    step: Step,
    text: Scrolled,
}

enum Step {
    Asking(Box<Exercise>),
    Shown(Box<Exercise>, Box<Marking>),
    End,
}

struct Exercise {
    question: Question,
    /// What its numbers are drawn from.
    seed: u64,
    /// The skill's title and the level.
    head: String,
    entry: Entry,
}

impl DrillScreen {
    /// The first exercise is asked at once.
    pub fn new(course: Course) -> Self {
        let mut screen = Self {
            course,
            done: 0,
            right: 0,
            in_a_row: 0,
            mistakes: BTreeMap::new(),
            asked: Asked::default(),
            step: Step::End,
            text: Scrolled::default(),
        };
        screen.next();
        screen
    }

    fn next(&mut self) {
        self.text.to_top();
        let exercise = if self.done < self.course.count { self.exercise() } else { None };
        self.step = exercise.map_or(Step::End, |exercise| Step::Asking(Box::new(exercise)));
    }

    fn exercise(&mut self) -> Option<Exercise> {
        let Course { decks, skills, level, seed, .. } = &self.course;
        let number = u64::from(self.done);
        let card = decks.card(skill_at(skills, *seed, number)?)?;
        let level = level.unwrap_or_else(|| level_after(self.in_a_row));
        let seed = seed.wrapping_add(number);
        let (seed, question) = self.asked.fresh(seed, |seed| decks.ask(card, seed, level));
        let entry = Entry::of(&question);
        Some(Exercise { question, seed, head: format!("{}, level {level}", card.ask), entry })
    }

    fn act(&mut self, action: Action, now: Now) -> Vec<Wish> {
        match (&mut self.step, action) {
            (_, Action::Back) => return vec![Wish::Back],
            (Step::Asking(exercise), Action::Open | Action::Unknown) => {
                let typed = exercise.entry.typed().unwrap_or_default();
                let answer = match action {
                    Action::Unknown => Ok(Answer::Unknown),
                    _ => exercise.question.read(typed),
                };
                match answer.and_then(|answer| exercise.question.grade(&answer)) {
                    Ok(marking) => return self.mark(marking, now),
                    Err(unclear) => {
                        let help = unclear.help.map(|help| format!(": {help}")).unwrap_or_default();
                        return vec![Wish::Say(format!("{}{help}", unclear.message))];
                    }
                }
            }
            (Step::Shown(..), Action::Open) => self.next(),
            (_, action) => {
                self.text.go(action);
            }
        }
        Vec::new()
    }

    /// The answer goes to the log, under the seed that its numbers were drawn from.
    fn mark(&mut self, marking: Marking, now: Now) -> Vec<Wish> {
        let mut wishes = Vec::new();
        self.done += 1;
        if marking.verdict == Verdict::Right {
            self.right += 1;
            self.in_a_row += 1;
        } else {
            self.in_a_row = 0;
        }
        if let Some(mistake) = &marking.mistake {
            *self.mistakes.entry(mistake.id.replace('-', " ")).or_default() += 1;
        }
        if let Step::Asking(exercise) = std::mem::replace(&mut self.step, Step::End) {
            self.text.to_top();
            let card = &exercise.question.prompt.card;
            let review = Review::drilled(card, &marking, exercise.seed, self.course.version);
            let kind = Kind::Review(review);
            wishes.push(Wish::Ask(Request::Append(self.course.ids.event(now.utc_ms, kind))));
            self.step = Step::Shown(exercise, Box::new(marking));
        }
        wishes
    }

    fn summary(&self, theme: &Theme) -> Vec<Line<'static>> {
        if self.course.count > 0 && self.done == 0 {
            return vec![Line::styled(" There is no skill to drill.", theme.strong)];
        }
        let exercises = if self.done == 1 { "exercise" } else { "exercises" };
        let mut lines =
            vec![Line::styled(format!(" {} {exercises}, {} right.", self.done, self.right), theme.strong)];
        if !self.mistakes.is_empty() {
            lines.push(Line::default());
            lines.push(Line::styled(" Mistakes that were recognised", theme.accent));
        }
        for (mistake, times) in &self.mistakes {
            lines.push(Line::from(vec![
                Span::styled(format!(" {times:>3}  "), theme.key),
                Span::styled(mistake.clone(), theme.text),
            ]));
        }
        lines
    }
}

impl Screen for DrillScreen {
    fn title(&self) -> String {
        "drill".to_owned()
    }

    fn status(&self) -> String {
        format!("{} right of {}", self.right, self.done)
    }

    fn context(&self) -> Context {
        match self.step {
            Step::Asking(_) => Context::Exercise,
            Step::Shown(..) => Context::Solution,
            Step::End => Context::Page,
        }
    }

    fn update(&mut self, input: Input, now: Now) -> Vec<Wish> {
        match (input, &mut self.step) {
            (Input::Action(action), _) => return self.act(action, now),
            (Input::Reply(Reply::Appended(Err(why))), _) => {
                return vec![Wish::Say(format!("not kept: {why}"))];
            }
            (Input::Key(key), Step::Asking(exercise)) => exercise.entry.key(key),
            (Input::Paste(text), Step::Asking(exercise)) => exercise.entry.paste(&text),
            _ => {}
        }
        Vec::new()
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let (top, rest) = split(area, 1);
        let mut line = Line::from(Span::raw(" "));
        line.extend(bar(f64::from(self.done) / f64::from(self.course.count.max(1)), 20, theme).spans);
        line.push_span(Span::styled(format!(" {} of {}", self.done, self.course.count), theme.dim));
        frame.render_widget(line, top);
        match &self.step {
            Step::Asking(exercise) => {
                let hint = exercise.question.prompt.wants.hint();
                let rest = exercise.view(exercise.entry.rows(&hint, area.width, theme), theme, frame, rest);
                exercise.entry.view(&hint, theme, frame, rest);
            }
            Step::Shown(exercise, marking) => {
                let lines = explain(marking, None, None, usize::from(area.width), theme);
                let below = u16::try_from(lines.len()).unwrap_or(u16::MAX);
                let rest = exercise.view(below, theme, frame, rest);
                self.text.view(lines, theme, frame, rest);
            }
            Step::End => self.text.view(self.summary(theme), theme, frame, split(rest, 1).1),
        }
    }
}

impl Exercise {
    /// Draws the question, above what takes so many rows; what is left below it.
    fn view(&self, below: u16, theme: &Theme, frame: &mut Frame<'_>, area: Rect) -> Rect {
        let (head, rest) = split(area, 1);
        frame.render_widget(Line::styled(format!(" {}", self.head), theme.dim), head);
        let width = usize::from(area.width.saturating_sub(2)).min(100);
        let most = rest.height.saturating_sub(below).saturating_sub(1).max(rest.height / 2);
        let lines = wrapped_within(&self.question.prompt.text, width, usize::from(most), &theme.signs);
        let (text, rest) = split(rest, u16::try_from(lines.len()).unwrap_or(u16::MAX));
        for (y, line) in (text.y..text.bottom()).zip(lines) {
            frame
                .render_widget(Line::styled(format!(" {line}"), theme.strong), Rect { y, height: 1, ..text });
        }
        split(rest, 1).1
    }
}
