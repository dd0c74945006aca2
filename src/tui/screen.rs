//! What every screen is, and what it can ask for.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use ratatui::Frame;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;

use super::clock::Now;
use super::keymap::{Action, Context};
use super::theme::Theme;
use crate::mock::{Attempt, Evidence, Report};
use crate::study::{Counts, Event};

/// What reaches a screen.
pub enum Input {
    /// A key that the keymap knows here.
    Action(Action),
    /// Any other key: text, where text is written.
    Key(KeyEvent),
    /// Text that was pasted.
    Paste(String),
    /// The screen's deadline has come.
    Tick,
    /// The answer to a request.
    Reply(Reply),
    /// The screen is on top: it was opened, or another was left. The first screen is told when the program begins.
    Shown,
}

/// What a screen wants done. Opening and leaving screens is the shell's business; a request goes outside.
pub enum Wish {
    /// Opens a screen on top of this one.
    Open(Box<dyn Screen>),
    /// Leaves this screen.
    Back,
    /// Asks first, and leaves this screen on yes.
    Confirm(String),
    /// Says something in the line above the bar.
    Say(String),
    /// Something that only the outside can do.
    Ask(Request),
}

/// A screen that needs something from disk before it can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Door {
    /// The user's own sheet.
    Sheet,
    /// The cards that are due.
    Quiz,
    /// Napkin math with fresh numbers.
    Drill,
    /// The mock of a problem, by its id: the one under way, or a new one.
    Mock(String),
}

/// What only the outside can do.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Opens a screen.
    Open(Door),
    /// What there is to do today; answered by [`Reply::Today`].
    Today,
    /// Writes an event of the log; the answer comes once it is on disk.
    Append(Event),
    /// Writes a sheet.
    SaveSheet {
        /// Where to.
        path: PathBuf,
        /// What stands there as far as the screen knows; something else is not overwritten. `None` for nothing.
        known: Option<String>,
        /// The sheet.
        text: String,
        /// Whether to overwrite in any case.
        force: bool,
        /// Whether nobody can ask again: what cannot be saved is then set aside in a file beside it.
        aside: bool,
    },
    /// Writes a mock under way; answered by [`Reply::Kept`] once it is on disk.
    KeepMock {
        /// The mock.
        id: String,
        /// All of it.
        attempt: Box<Attempt>,
    },
    /// Writes the report of a mock that is over, and moves the cards of what went wrong to due; answered by
    /// [`Reply::Finished`] once that is on disk.
    FinishMock {
        /// The mock.
        id: String,
        /// What is left of it.
        report: Box<Report>,
    },
    /// Rings the terminal's bell.
    Bell,
    /// Runs the design that was chosen in a mock; answered by [`Reply::Ran`], at once where it has run before, else
    /// when it has. A screen that was not on top by then asks again: nothing is run twice. Another choice ends runs
    /// that are under way.
    RunMock {
        /// The mock.
        id: String,
        /// What was chosen in it.
        attempt: Box<Attempt>,
    },
}

/// What there is to do today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Today {
    /// Cards that would be asked in a quiz.
    pub cards: Counts,
    /// Skills to drill.
    pub skills: usize,
    /// What was done with each problem, by its id; those with which nothing was done are left out.
    pub standings: BTreeMap<String, Standing>,
    /// What went wrong in mocks, the most frequent first, and how often.
    pub gaps: Vec<(String, usize)>,
}

/// What was done with a problem so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Mocks that were held.
    pub held: usize,
    /// The last verdict, with its points.
    pub last: Option<String>,
    /// The day of it.
    pub date: String,
    /// Minutes spent and planned of the mock that is under way.
    pub under_way: Option<(u64, u32)>,
}

/// What came of a request.
pub enum Reply {
    /// A screen, which the shell puts on top; or why there is none.
    Opened(Result<Box<dyn Screen>, String>),
    /// What there is to do today.
    Today(Today),
    /// The event is on disk, or why it is not.
    Appended(Result<(), String>),
    /// The text that a sheet's file now has, or why it has not.
    Saved(Result<String, String>),
    /// The mock is on disk, or why it is not.
    Kept(Result<(), String>),
    /// The report of the mock is on disk, and so many cards are due because of it; or why it is not.
    Finished(Result<usize, String>),
    /// What runs of the chosen design show.
    Ran {
        /// The mock.
        id: String,
        /// What came of it.
        evidence: Box<Evidence>,
    },
}

impl Reply {
    /// What went wrong, if anything did.
    pub fn complaint(&self) -> Option<&str> {
        match self {
            Self::Saved(saved) => saved.as_ref().err().map(String::as_str),
            Self::Appended(done) | Self::Kept(done) => done.as_ref().err().map(String::as_str),
            Self::Finished(done) => done.as_ref().err().map(String::as_str),
            Self::Today(_) | Self::Ran { .. } => None,
            Self::Opened(opened) => opened.as_ref().err().map(String::as_str),
        }
    }
}

/// A screen. It is changed by what reaches it and by nothing else; it draws what it is.
pub trait Screen: Send {
    /// Its name in the line at the top.
    fn title(&self) -> String;

    /// What stands to the right of the name: how far one is, what is saved.
    fn status(&self) -> String {
        String::new()
    }

    /// What its keys mean at this moment.
    fn context(&self) -> Context;

    /// Takes what reached it.
    fn update(&mut self, input: Input, now: Now) -> Vec<Wish>;

    /// Draws it.
    fn view(&self, theme: &Theme, frame: &mut Frame<'_>, area: Rect);

    /// When it wants a tick, measured from the start of the screens.
    fn deadline(&self) -> Option<Duration> {
        None
    }

    /// The last it can ask for before it goes, be it by Esc, by a signal or with the terminal.
    fn leave(&mut self) -> Vec<Request> {
        Vec::new()
    }
}
