//! What the screens find outside: the log, the decks, the problems, the user's own sheet.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::calc::capacity::Refs;
use crate::diag::visible;
use crate::mock::{Report, recurring};
use crate::problem::{File, Library};
use crate::sim::report::Asked;
use crate::store::{Clock, Database, read_sheet, set_aside, write_sheet};
use crate::study::card::Card;
use crate::study::deck::Decks;
use crate::study::{Calendar, EventIds, Item, Log, LogError, Plan, Rules, Session};
use crate::tui::screens::{Course, DrillScreen, QuizScreen, SheetScreen, Sitting};
use crate::tui::{Door, Now, Post, Reply, Request, Screen, Standing, Today, World};

use super::mock_runs::{Runnable, Runner};
use super::{held, learner, mock_door};

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
            Some(path) => {
                read_sheet(path).map_err(|error| format!("{} cannot be read: {error}", shown(path)))?
            }
            None => None,
        };
        Ok(Box::new(SheetScreen::new(path.map(Path::to_path_buf), text, self.refs.clone())))
    }

    /// Sets aside a sheet that could not be saved, and says where: beside its file, or else beside the user's own.
    fn kept_aside(&self, path: &Path, text: &str, refused: &str) -> String {
        let own = self.own_sheet.as_deref().zip(path.file_name()).map(|(own, name)| own.with_file_name(name));
        let kept = set_aside(path, text).or_else(|error| set_aside(&own.ok_or(error)?, text));
        match kept {
            Ok(aside) => {
                format!("{refused}. What you wrote is in {}: bring the two together by hand", shown(&aside))
            }
            Err(error) => format!("{refused}. Nor can it be set aside: {error}"),
        }
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
            Door::Mock(problem) => {
                let refs = self.refs.clone();
                let study = self.study()?;
                let opened = mock_door::open(&mut study.database, &study.problems, refs, &problem);
                // What could not be read is said by the commands.
                let _ = study.database.notices();
                opened
            }
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
        let past = self.database.past_mocks()?;
        let mut standings: BTreeMap<String, Standing> = BTreeMap::new();
        // A rehearsal of some phases is no verdict on the whole.
        for mock in past.iter().filter(|mock| mock.whole || mock.human) {
            let standing = standings.entry(mock.problem.clone()).or_default();
            standing.held += 1;
            let points = mock.points.map(|points| format!(", {points:.0}")).unwrap_or_default();
            standing.last = Some(visible(&format!("{}{points}", mock.verdict)).into_owned());
            standing.date = Calendar::date(self.rules.calendar.day(mock.at));
        }
        // The last written comes first and counts.
        for mock in self.database.mocks_under_way()?.into_iter().rev() {
            let clock = &mock.attempt.clock;
            let minutes = (clock.spent_minutes(), clock.minutes());
            standings.entry(mock.attempt.problem).or_default().under_way = Some(minutes);
        }
        let gaps = recurring(&past).into_iter().filter(|gap| gap.times > 1).take(GAPS);
        let title = |gap: &str| visible(&super::history_read::title(gap)).into_owned();
        let gaps = gaps.map(|gap| (title(&gap.gap), gap.times)).collect();
        Ok(Today { cards, skills: self.decks.skills().count(), standings, gaps })
    }

    /// Ends a mock; how many cards are due because of it.
    fn finish(&mut self, id: &str, report: &Report, text: Option<&str>) -> Result<usize, LogError> {
        let file = text.and_then(|text| File::parse(text).ok());
        let problem = file.map(|file| file.read().problem);
        let decks = Arc::make_mut(&mut self.decks);
        let moved = held::finish(&mut self.database, &self.rules, decks, problem.as_ref(), id, report)?;
        Ok(moved.len())
    }
}

/// So many gaps stand on the home screen.
const GAPS: usize = 5;

/// A path as it is safe to show.
fn shown(path: &Path) -> String {
    visible(&path.display().to_string()).into_owned()
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
            Request::SaveSheet { path, known, text, force, aside } => {
                let written = write_sheet(&path, known.as_deref(), &text, force);
                Some(Reply::Saved(match written {
                    Ok(()) => Ok(text),
                    Err(error) => {
                        let refused = format!("{} cannot be saved: {error}", shown(&path));
                        Err(if aside { self.kept_aside(&path, &text, &refused) } else { refused })
                    }
                }))
            }
            Request::FinishMock { id, report } => {
                let text = self.runnable(&report.problem).map(|runnable| runnable.text);
                let finish = |study: &mut Study| study.finish(&id, &report, text.as_deref()).map_err(said);
                Some(Reply::Finished(self.study().and_then(finish)))
            }
            Request::Bell => {
                // A bell that cannot be rung is no loss.
                let mut out = io::stdout().lock();
                let _ = out.write_all(b"\x07").and_then(|()| out.flush());
                None
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
