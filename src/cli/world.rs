//! What the screens find outside: the log, the decks, the problems, the user's own sheet.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::calc::capacity::Refs;
use crate::diag::visible;
use crate::problem::Library;
use crate::sim::report::Asked;
use crate::store::{Clock, Database, read_sheet, write_sheet};
use crate::study::card::Card;
use crate::study::deck::Decks;
use crate::study::{EventIds, Item, Log, LogError, Plan, Rules, Session};
use crate::tui::screens::{Course, DrillScreen, QuizScreen, SheetScreen, Sitting};
use crate::tui::{Door, Now, Post, Reply, Request, Screen, Today, World};

use super::learner;
use super::mock_runs::{Runnable, Runner};

/// The outside, read as far as it can be before the screens open.
pub struct Outside {
    /// The reference numbers.
    pub refs: Refs,
    /// The user's own sheet; `None` where there is no folder for it.
    pub own_sheet: Option<PathBuf>,
    /// The log and the cards; or why there are none.
    pub study: Result<Study, String>,
    /// The runs of mocks.
    pub runner: Runner,
    /// The problem of the command line, by its id: it may stand in no library.
    pub given: Option<(String, Runnable)>,
}

/// What a quiz needs.
pub struct Study {
    /// Where answers are kept.
    pub database: Database,
    /// What the user set.
    pub rules: Rules,
    /// Every card.
    pub decks: Arc<Decks>,
    /// The problems that are known.
    pub problems: Arc<Library>,
}

impl Outside {
    /// The sheet in a file, or the user's own.
    ///
    /// # Errors
    /// When the file is there and cannot be read; the message says why.
    pub fn sheet(&self, path: Option<&Path>) -> Result<Box<dyn Screen>, String> {
        let path = path.or(self.own_sheet.as_deref());
        let text = match path {
            Some(path) => read_sheet(path).map_err(|error| {
                format!("{} cannot be read: {error}", visible(&path.display().to_string()))
            })?,
            None => None,
        };
        Ok(Box::new(SheetScreen::new(path.map(Path::to_path_buf), text, self.refs.clone())))
    }

    fn study(&mut self) -> Result<&mut Study, String> {
        self.study.as_mut().map_err(|why| why.clone())
    }

    /// The problem with this id, to be run.
    fn runnable(&self, id: &str) -> Option<Runnable> {
        if let Some((_, given)) = self.given.as_ref().filter(|(known, _)| known == id) {
            return Some(given.clone());
        }
        let entry = self.study.as_ref().ok()?.problems.find(id)?;
        let asked = Asked { problem: id.to_owned(), ..Asked::default() };
        Some(Runnable { text: entry.text.clone(), asked })
    }

    fn open(&mut self, door: Door) -> Result<Box<dyn Screen>, String> {
        match door {
            Door::Sheet => self.sheet(None),
            Door::Quiz => self.study()?.quiz(),
            Door::Drill => self.study()?.drill().map_err(said),
        }
    }
}

impl Study {
    fn quiz(&mut self) -> Result<Box<dyn Screen>, String> {
        let session = self.session().map_err(said)?;
        Ok(Box::new(QuizScreen::new(Sitting {
            name: "quiz".to_owned(),
            session,
            decks: Arc::clone(&self.decks),
            problems: Arc::clone(&self.problems),
            confidence: true,
        })))
    }

    fn drill(&mut self) -> Result<Box<dyn Screen>, LogError> {
        let version = self.database.ledger(&self.rules)?.version;
        let ids = EventIds::new(Clock.seed());
        let skills = self.decks.skills().map(|(card, _)| card.id.clone()).collect();
        let seed = Clock.seed() % learner::SEEDS;
        let decks = Arc::clone(&self.decks);
        let course = Course { decks, skills, count: learner::EXERCISES, level: None, seed, ids, version };
        Ok(Box::new(DrillScreen::new(course)))
    }

    /// The cards of today, those of problems that were attempted among them.
    fn session(&mut self) -> Result<Session, LogError> {
        let attempted = self.database.ledger(&self.rules)?.attempted;
        let is_open = |card: &&Card| learner::problem(card).is_none_or(|id| attempted.contains(id));
        let items = self.decks.cards().filter(is_open).map(learner::item).collect();
        self.sitting(items, Plan::default())
    }

    fn sitting(&mut self, items: Vec<Item>, plan: Plan) -> Result<Session, LogError> {
        let ledger = self.database.ledger(&self.rules)?;
        Ok(Session::new(items, &ledger, &self.rules, plan, Clock.now(), Clock.seed()))
    }

    fn today(&mut self) -> Result<Today, LogError> {
        let cards = self.session()?.counts();
        Ok(Today { cards, skills: self.decks.skills().count() })
    }
}

/// A refusal as one sentence.
fn said(error: LogError) -> String {
    error.help.map_or(error.message.clone(), |help| format!("{}: {help}", error.message))
}

impl World for Outside {
    fn begin(&mut self, post: Post) {
        self.runner.begin(post);
    }

    fn perform(&mut self, request: Request, now: Now) -> Option<Reply> {
        match request {
            Request::Open(door) => Some(Reply::Opened(self.open(door))),
            Request::Today => {
                let today = self.study().ok()?.today();
                today.ok().map(Reply::Today)
            }
            Request::Append(event) => {
                let append = |study: &mut Study| study.database.append(&event).map_err(said);
                Some(Reply::Appended(self.study().and_then(append)))
            }
            Request::SaveSheet { path, known, text, force } => {
                let written = write_sheet(&path, known.as_deref(), &text, force);
                let shown = path.display().to_string();
                let refused = |error: std::io::Error| format!("{} cannot be saved: {error}", visible(&shown));
                Some(Reply::Saved(written.map(|()| text).map_err(refused)))
            }
            Request::RunMock { id, attempt } => {
                let mut runner = std::mem::take(&mut self.runner);
                let reply = runner.run(&id, &attempt, |problem| self.runnable(problem));
                self.runner = runner;
                reply
            }
            Request::KeepMock { id, attempt } => {
                let keep =
                    |study: &mut Study| study.database.keep_mock(&id, &attempt, now.utc_ms).map_err(said);
                Some(Reply::Kept(self.study().and_then(keep)))
            }
        }
    }
}
