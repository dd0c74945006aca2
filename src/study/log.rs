use super::event::Event;
use super::ledger::Ledger;
use super::rules::Rules;

/// Where events are kept, and the memory that they amount to.
pub trait Log {
    /// Writes an event. When this returns it has survived whatever happens next.
    fn append(&mut self, event: &Event) -> Result<(), LogError>;

    /// Every event, ordered by time and then by id.
    fn events(&mut self) -> Result<Vec<Event>, LogError>;

    /// What the events amount to under these rules: from a cache where that is good, else computed anew.
    fn ledger(&mut self, rules: &Rules) -> Result<Ledger, LogError>;
}

/// Why a log could not be read or written: sentences for the user, the second says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct LogError {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl LogError {
    /// An error with its sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    /// What to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
