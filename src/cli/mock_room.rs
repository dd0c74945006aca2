use std::io::{self, IsTerminal};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::interrupt;
use super::lines::next_line;
use super::mock_kept::Place;
use super::mock_plain::{Heard, Room};
use super::output::Output;
use crate::mock::{Attempt, Evidence, Symptoms, gather, symptoms};
use crate::problem::File;
use crate::problem::model::Problem;
use crate::sim::experiment::{Watch, threads};
use crate::sim::report::Asked;
use crate::store::{Clock, Database};
use crate::study::LogError;

/// How often Ctrl-C is looked for while nobody types.
const LOOK: Duration = Duration::from_millis(50);
/// Lines that are read ahead of the talk, from a pipe.
const AHEAD: usize = 64;

/// Standard input and output, the log and the simulator around a mock that is held line by line.
pub struct Desk<'a> {
    output: &'a Output,
    file: &'a File,
    problem: &'a Problem,
    asked: &'a Asked,
    lines: Receiver<io::Result<Heard>>,
    is_typed: bool,
    /// When it began, in milliseconds since 1970 in UTC: where nobody types the clock stands there.
    began: u64,
    /// Where the mock is kept; `None` where there is no log.
    pub kept: Option<Keeping>,
    /// What was run last: the choices, and what they showed.
    ran: Option<(Vec<(String, String)>, Evidence)>,
}

impl<'a> Desk<'a> {
    /// Begins to read standard input.
    pub fn new(
        output: &'a Output,
        file: &'a File,
        problem: &'a Problem,
        asked: &'a Asked,
        kept: Option<Keeping>,
    ) -> Self {
        // From here on Ctrl-C is told and ends nothing by itself.
        let _ = interrupt::flag();
        let (sender, lines) = mpsc::sync_channel(AHEAD);
        thread::spawn(move || {
            let mut input = io::stdin().lock();
            loop {
                let heard = match next_line(&mut input) {
                    Ok(None) => Ok(Heard::End),
                    Ok(Some(Ok(line))) => Ok(Heard::Line(line)),
                    Ok(Some(Err(error))) => Ok(Heard::Unclear(error)),
                    Err(error) => Err(error),
                };
                let is_last = !matches!(heard, Ok(Heard::Line(_) | Heard::Unclear(_)));
                if sender.send(heard).is_err() || is_last {
                    return;
                }
            }
        });
        let is_typed = io::stdin().is_terminal();
        Self { output, file, problem, asked, lines, is_typed, began: now(), kept, ran: None }
    }

    fn watch() -> Watch<'static> {
        Watch { cancel: interrupt::flag(), progress: &interrupt::progress }
    }
}

/// The log, and the mock in it.
pub struct Keeping {
    /// The log.
    pub database: Database,
    /// The mock's id.
    pub id: String,
    /// What there is of it.
    pub place: Place,
}

impl Keeping {
    /// Keeps the mock, once there is something to keep: who only looks begins none. What it takes the place of is not
    /// given up before a word was said.
    fn keep(&mut self, attempt: &Attempt) -> Result<(), String> {
        let clock = &attempt.clock;
        let has_moved = clock.phase() > 0 || clock.total() > 0;
        let is_worth_it = match self.place {
            Place::Kept => true,
            Place::Free => has_moved || !attempt.answers.is_empty(),
            Place::Taken => !attempt.answers.is_empty(),
        };
        if !is_worth_it {
            return Ok(());
        }
        self.database.keep_mock(&self.id, attempt, Clock.now()).map_err(|error| sentence(&error))?;
        self.place = Place::Kept;
        Ok(())
    }

    /// Gives up a mock that is over and in which nothing was said.
    pub fn drop(&mut self) -> Result<(), LogError> {
        if self.place != Place::Kept {
            return Ok(());
        }
        self.place = Place::Free;
        self.database.drop_mock(&self.id)
    }
}

impl Room for Desk<'_> {
    fn hear(&mut self) -> io::Result<Heard> {
        loop {
            if interrupt::flag().load(Ordering::Relaxed) {
                return Ok(Heard::Interrupt);
            }
            match self.lines.recv_timeout(LOOK) {
                Ok(Ok(Heard::End)) | Err(RecvTimeoutError::Disconnected) => {
                    return Ok(if self.is_typed { Heard::Leave } else { Heard::End });
                }
                Ok(heard) => return heard,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    fn say(&mut self, text: &str) -> io::Result<()> {
        if self.output.json {
            // The report is the answer; all else is talk.
            self.output.message(text);
            return Ok(());
        }
        // A sign at the end of the line stays there.
        let wrapped = self.output.wrapped(text);
        self.output.print(if text.ends_with('\n') { &wrapped } else { text })
    }

    fn now(&self) -> u64 {
        if self.is_typed { now() } else { self.began }
    }

    fn is_typed(&self) -> bool {
        self.is_typed
    }

    fn keep(&mut self, attempt: &Attempt) -> Result<(), String> {
        self.kept.as_mut().map_or(Ok(()), |kept| kept.keep(attempt))
    }

    fn symptoms(&mut self, attempt: &Attempt, failure: &str) -> Symptoms {
        let found = symptoms(self.file, self.problem, self.asked, &attempt.answers, failure, Self::watch());
        interrupt::end_progress();
        found
    }

    fn evidence(&mut self, attempt: &Attempt) -> Option<Evidence> {
        let choices = attempt.answers.choices.iter();
        let choices: Vec<(String, String)> =
            choices.map(|(decision, chosen)| (decision.clone(), chosen.option.clone())).collect();
        if let Some((_, evidence)) = self.ran.as_ref().filter(|(ran, _)| *ran == choices) {
            return Some(evidence.clone());
        }
        let failure = attempt.said.failure.as_deref();
        let watch = Self::watch();
        let evidence =
            gather(self.file, self.problem, self.asked, &attempt.answers, failure, threads(), watch);
        interrupt::end_progress();
        if watch.cancelled() {
            return None;
        }
        self.ran = Some((choices, evidence.clone()));
        Some(evidence)
    }
}

/// This moment, as clocks of mocks have it: whoever takes one up again may sit at another kind of terminal.
fn now() -> u64 {
    u64::try_from(Clock.now()).unwrap_or(0)
}

/// What the log says, in one sentence.
pub fn sentence(error: &LogError) -> String {
    error.help.as_ref().map_or_else(|| error.message.clone(), |help| format!("{}: {help}", error.message))
}
