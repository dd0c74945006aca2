use std::sync::Arc;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::asked::Asked;
use super::explain::explain;
use super::grades::grades;
use super::summary::{Tally, summary};
use crate::problem::page::brief;
use crate::problem::{File, Library};
use crate::study::card::{Answer, Marking};
use crate::study::deck::Decks;
use crate::study::{Event, Rating, Session};
use crate::tui::clock::Now;
use crate::tui::keymap::{Action, Context};
use crate::tui::screen::{Input, Reply, Request, Screen, Wish};
use crate::tui::screens::PageScreen;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Scrolled, bar, rule, split, wrapped_within};

/// What a sitting is made of.
#[derive(Clone, Debug)]
pub struct Sitting {
    /// What the screen is called: `quiz`, `drill`.
    pub name: String,
    /// The cards and their order.
    pub session: Session,
    /// The decks they are from.
    pub decks: Arc<Decks>,
    /// The problems that cards may be about.
    pub problems: Arc<Library>,
    /// Whether to ask how sure one is.
    pub confidence: bool,
}

/// A sitting on the screen.
pub struct QuizScreen {
    sitting: Sitting,
    phase: Phase,
    tally: Tally,
    /// Everything as it was before each action that can be taken back.
    before: Vec<Tally>,
    /// The sitting before the event that is on its way to the disk.
    unwritten: Option<(Session, Tally, Vec<Tally>)>,
    now: Now,
    /// The most cards that were left at any time.
    most: usize,
    text: Scrolled,
}

/// Where one is with a card.
#[derive(Clone, Debug)]
enum Phase {
    /// Nothing was shown yet.
    Opening,
    /// The question is to be answered.
    Asking(Box<Asked>),
    /// How sure is one?
    Sure(Box<Asked>),
    /// The answer is shown and waits for its grade.
    Shown(Box<Asked>, Box<Marking>),
    /// Nothing is left, or nothing now.
    End,
}

impl QuizScreen {
    /// The first card is asked when the screen is shown.
    pub fn new(sitting: Sitting) -> Self {
        Self {
            phase: Phase::Opening,
            tally: Tally::default(),
            before: Vec::new(),
            unwritten: None,
            now: Now::default(),
            most: sitting.session.counts().left(),
            text: Scrolled::default(),
            sitting,
        }
    }

    /// Shows the card whose turn it is.
    fn next(&mut self) {
        self.text.to_top();
        self.most = self.most.max(self.sitting.session.counts().left());
        let turn = self.sitting.session.current();
        let asked = turn.and_then(|turn| Asked::new(turn, &self.sitting.decks, self.now.elapsed));
        self.phase = asked.map_or(Phase::End, |asked| Phase::Asking(Box::new(asked)));
    }

    fn act(&mut self, action: Action) -> Vec<Wish> {
        match action {
            Action::Back => return vec![Wish::Back],
            Action::Undo => return self.undo(),
            Action::Rest => return self.step(crate::study::Session::suspend),
            Action::Flag => return self.flag(),
            Action::Problem => return self.problem(),
            Action::Confidence => return self.toggle_confidence(),
            _ => {}
        }
        match &mut self.phase {
            Phase::Asking(asked) => {
                let typed = asked.entry.typed().map(|text| asked.question.read(text));
                let answer = match (action, typed) {
                    (Action::Open, Some(Ok(answer))) => Some(answer),
                    (Action::Open, Some(Err(unclear))) => {
                        return vec![Wish::Say(match unclear.help {
                            Some(help) => format!("{}: {help}", unclear.message),
                            None => unclear.message,
                        })];
                    }
                    _ => asked.entry.act(action),
                };
                answer.map_or_else(Vec::new, |answer| self.answer(answer))
            }
            Phase::Sure(asked) => {
                match action {
                    Action::Pick(level) => asked.is_sure(level),
                    Action::Open => {}
                    _ => return Vec::new(),
                }
                let asked = asked.clone();
                self.reveal(asked)
            }
            Phase::Shown(asked, marking) => {
                let rating = match action {
                    Action::Pick(number) => Rating::ALL.into_iter().find(|rating| rating.number() == number),
                    Action::Open => match asked.proposed(marking) {
                        Some(rating) => Some(rating),
                        None => return vec![Wish::Say("grade yourself: 1 to 4".to_owned())],
                    },
                    _ => None,
                };
                match rating {
                    Some(rating) => self.grade(rating),
                    None => {
                        self.text.go(action);
                        Vec::new()
                    }
                }
            }
            Phase::End => {
                self.text.go(action);
                Vec::new()
            }
            Phase::Opening => Vec::new(),
        }
    }

    /// Takes an answer: first how sure one is, then what is right.
    fn answer(&mut self, answer: Answer) -> Vec<Wish> {
        let Phase::Asking(asked) = &mut self.phase else { return Vec::new() };
        let wants_confidence = self.sitting.confidence && asked.can_be_sure_of(&answer);
        // What cannot be read is said before anything else is asked.
        if let Err(unclear) = asked.question.grade(&answer) {
            return vec![Wish::Say(match unclear.help {
                Some(help) => format!("{}: {help}", unclear.message),
                None => unclear.message,
            })];
        }
        asked.answered = Some((answer, self.now.elapsed.saturating_sub(asked.since)));
        let asked = asked.clone();
        if wants_confidence {
            self.phase = Phase::Sure(asked);
            return Vec::new();
        }
        self.reveal(asked)
    }

    fn reveal(&mut self, asked: Box<Asked>) -> Vec<Wish> {
        let marking = asked.answered.as_ref().and_then(|(answer, _)| asked.question.grade(answer).ok());
        if let Some(marking) = marking {
            self.text.to_top();
            self.phase = Phase::Shown(asked, Box::new(marking));
        }
        Vec::new()
    }

    fn grade(&mut self, rating: Rating) -> Vec<Wish> {
        let Phase::Shown(asked, marking) = &self.phase else { return Vec::new() };
        let outcome = asked.outcome(marking, rating);
        let mut tally = self.tally.clone();
        tally.time += outcome.duration.unwrap_or(0);
        let was_right = outcome.correct.unwrap_or(rating.passed());
        tally.sure.extend(outcome.confidence.map(|percent| (percent, was_right)));
        if !rating.passed() {
            let card = (asked.question.prompt.text.clone(), marking.answer.clone());
            tally.forgotten.retain(|known| *known != card);
            tally.forgotten.push(card);
        }
        let wishes = self.step(|session, now| session.answer(now, outcome));
        if !wishes.is_empty() {
            self.before.push(std::mem::replace(&mut self.tally, tally));
        }
        wishes
    }

    /// Does something that the log must keep; the next card waits until it is on disk.
    fn step(&mut self, act: impl FnOnce(&mut Session, i64) -> Option<Event>) -> Vec<Wish> {
        if self.unwritten.is_some() {
            return Vec::new();
        }
        let before = (self.sitting.session.clone(), self.tally.clone(), self.before.clone());
        let Some(event) = act(&mut self.sitting.session, self.now.utc_ms) else { return Vec::new() };
        self.unwritten = Some(before);
        vec![Wish::Ask(Request::Append(event))]
    }

    fn flag(&mut self) -> Vec<Wish> {
        let wishes = self.step(Session::flag);
        let flagged = self.sitting.session.current().is_some_and(|turn| turn.flagged);
        if let Phase::Asking(asked) | Phase::Sure(asked) | Phase::Shown(asked, _) = &mut self.phase {
            asked.turn.flagged = flagged;
        }
        wishes
    }

    fn undo(&mut self) -> Vec<Wish> {
        let answered = self.sitting.session.counts().answered;
        let wishes = self.step(Session::undo);
        if wishes.is_empty() {
            return vec![Wish::Say("nothing to take back".to_owned())];
        }
        if self.sitting.session.counts().answered < answered {
            self.tally = self.before.pop().unwrap_or_default();
        }
        wishes
    }

    fn written(&mut self, appended: Result<(), String>) -> Vec<Wish> {
        let Some((session, tally, before)) = self.unwritten.take() else { return Vec::new() };
        match appended {
            Ok(()) => {
                // A mark does not end a turn.
                let shown = match &self.phase {
                    Phase::Asking(asked) | Phase::Sure(asked) | Phase::Shown(asked, _) => Some(&asked.turn),
                    Phase::Opening | Phase::End => None,
                };
                if shown != self.sitting.session.current().as_ref() || shown.is_none() {
                    self.next();
                }
                Vec::new()
            }
            Err(why) => {
                self.sitting.session = session;
                self.tally = tally;
                self.before = before;
                vec![Wish::Say(format!("not kept, try again: {why}"))]
            }
        }
    }

    fn problem(&self) -> Vec<Wish> {
        let asked = match &self.phase {
            Phase::Asking(asked) | Phase::Sure(asked) | Phase::Shown(asked, _) => asked,
            Phase::Opening | Phase::End => return Vec::new(),
        };
        let Some(id) = &asked.problem else {
            return vec![Wish::Say("this card belongs to no problem".to_owned())];
        };
        let file = self.sitting.problems.find(id).and_then(|entry| File::parse(&entry.text).ok());
        match file {
            Some(file) => vec![Wish::Open(Box::new(PageScreen::new(id, brief(&file.read().problem, id))))],
            None => vec![Wish::Say(format!("there is no problem {id} any more"))],
        }
    }

    fn toggle_confidence(&mut self) -> Vec<Wish> {
        self.sitting.confidence = !self.sitting.confidence;
        let said =
            if self.sitting.confidence { "asks how sure you are" } else { "asks no more how sure you are" };
        let mut wishes = vec![Wish::Say(said.to_owned())];
        if let Phase::Sure(asked) = &self.phase {
            let asked = asked.clone();
            wishes.extend(self.reveal(asked));
        }
        wishes
    }
}

impl Screen for QuizScreen {
    fn title(&self) -> String {
        self.sitting.name.clone()
    }

    fn status(&self) -> String {
        let counts = self.sitting.session.counts();
        let parts = [(counts.review, "due"), (counts.learning, "learning"), (counts.new, "new")];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, what)| format!("{count} {what}")).collect();
        if parts.is_empty() { "nothing left".to_owned() } else { format!("left: {}", parts.join(", ")) }
    }

    fn context(&self) -> Context {
        match &self.phase {
            Phase::Opening => Context::Quiz,
            Phase::Asking(asked) => asked.entry.context(),
            Phase::Sure(_) => Context::Sure,
            Phase::Shown(..) => Context::Grade,
            Phase::End => Context::Summary,
        }
    }

    fn update(&mut self, input: Input, now: Now) -> Vec<Wish> {
        self.now = now;
        match input {
            Input::Action(action) => return self.act(action),
            Input::Reply(Reply::Appended(appended)) => return self.written(appended),
            Input::Shown if matches!(self.phase, Phase::Opening) => self.next(),
            Input::Tick => {
                self.sitting.session.wake(now.utc_ms);
                if self.sitting.session.current().is_some() {
                    self.next();
                }
            }
            Input::Key(key) => {
                if let Phase::Asking(asked) = &mut self.phase {
                    asked.entry.key(key);
                }
            }
            Input::Paste(text) => {
                if let Phase::Asking(asked) = &mut self.phase {
                    asked.entry.paste(&text);
                }
            }
            Input::Reply(_) | Input::Shown => {}
        }
        Vec::new()
    }

    fn deadline(&self) -> Option<Duration> {
        if !matches!(self.phase, Phase::End) {
            return None;
        }
        let wait = self.sitting.session.later()? - self.now.utc_ms;
        Some(self.now.elapsed + Duration::from_millis(u64::try_from(wait).unwrap_or(0)))
    }

    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let (top, rest) = split(area, 1);
        self.progress(theme, frame, top);
        match &self.phase {
            Phase::Opening => {}
            Phase::Asking(asked) => {
                let hint = asked.question.prompt.wants.hint();
                let most = room(rest, rest.height / 2, asked.entry.rows(&hint, area.width, theme));
                let rest = self.question(asked, theme, frame, rest, most);
                asked.entry.view(&hint, theme, frame, rest);
            }
            Phase::Sure(asked) => {
                let lines = sure(theme);
                let most = room(rest, rest.height / 2, rows(&lines));
                let rest = self.question(asked, theme, frame, rest, most);
                for (y, line) in (rest.y..rest.bottom()).zip(lines) {
                    frame.render_widget(line, Rect { y, height: 1, ..rest });
                }
            }
            Phase::Shown(asked, marking) => {
                let least = if rest.height >= 20 { 5 } else { 3 };
                let (body, foot) = split(rest, rest.height.saturating_sub(3));
                let width = usize::from(area.width);
                let lines = explain(marking, asked.confidence, asked.beside.as_ref(), width, theme);
                let body = self.question(asked, theme, frame, body, room(body, least, rows(&lines)));
                self.text.view(lines, theme, frame, body);
                let (line, foot) = split(foot, 1);
                rule("", theme, frame, line);
                if let Some(preview) = self.sitting.session.preview(self.now.utc_ms) {
                    grades(&preview, asked.proposed(marking), theme, frame, foot);
                }
            }
            Phase::End => {
                let session = &self.sitting.session;
                let width = usize::from(area.width);
                let (counts, later) = (session.counts(), session.later());
                let lines = summary(&self.tally, counts, later, self.now.utc_ms, width, theme);
                self.text.view(lines, theme, frame, split(rest, 1).1);
            }
        }
    }
}

impl QuizScreen {
    /// A bar that is full when nothing is left; a card that was forgotten is still to come.
    fn progress(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect) {
        let counts = self.sitting.session.counts();
        #[expect(clippy::cast_precision_loss, reason = "cards of a sitting")]
        let share = 1.0 - counts.left() as f64 / self.most.max(1) as f64;
        let mut line = Line::from(Span::raw(" "));
        line.extend(bar(share, 20, theme).spans);
        line.push_span(Span::styled(format!(" {} answered", counts.answered), theme.dim));
        frame.render_widget(line, area);
    }

    /// Draws the question in at most so many rows; what is left below it.
    fn question(&self, asked: &Asked, theme: &Theme, frame: &mut Frame<'_>, area: Rect, most: u16) -> Rect {
        let prompt = &asked.question.prompt;
        let (head, rest) = split(area, 1);
        let dot = theme.signs.dot;
        let mut told = vec![prompt.topic.clone(), asked.kind.clone()];
        told.extend(asked.marks().into_iter().map(str::to_owned));
        let told = told.join(&format!(" {dot} "));
        frame.render_widget(Line::styled(format!(" {told}"), theme.dim), head);
        let width = usize::from(area.width.saturating_sub(2)).min(100);
        let mut asks = prompt.text.trim_end().to_owned();
        if let (Some((other, _)), Phase::Asking(_)) = (&asked.beside, &self.phase) {
            asks.push_str(&format!("\nOften forgotten. Tell it from: {other}"));
        }
        let lines = wrapped_within(&asks, width, usize::from(most.max(2)), &theme.signs);
        let (text, rest) = split(rest, rows(&lines));
        for (y, line) in (text.y..text.bottom()).zip(lines) {
            frame
                .render_widget(Line::styled(format!(" {line}"), theme.strong), Rect { y, height: 1, ..text });
        }
        split(rest, 1).1
    }
}

/// The rows that a question may take of an area above something of so many rows: what that leaves beside the head and
/// the line between, and at least so many.
fn room(area: Rect, least: u16, below: u16) -> u16 {
    area.height.saturating_sub(2).saturating_sub(below).max(least)
}

/// As many rows as lines.
fn rows<T>(lines: &[T]) -> u16 {
    u16::try_from(lines.len()).unwrap_or(u16::MAX)
}

/// Asks how sure one is.
fn sure(theme: &Theme) -> Vec<Line<'static>> {
    const LEVELS: [(&str, &str); 4] =
        [("a guess", "25%"), ("unsure", "50%"), ("fairly sure", "75%"), ("certain", "95%")];
    let mut lines = vec![Line::styled(" How sure are you?", theme.accent)];
    for (at, (word, percent)) in LEVELS.iter().enumerate() {
        lines.push(Line::from(vec![
            Span::styled(format!("   {}  ", at + 1), theme.key),
            Span::styled(format!("{word:<12}"), theme.text),
            Span::styled(*percent, theme.dim),
        ]));
    }
    lines.push(Line::styled(" Enter skips; c asks no more.", theme.dim));
    lines
}
