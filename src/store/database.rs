use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};

use super::crash::point;
use super::schema::{self, FORMAT, Unfit};
use super::{memories, rows, salvage};
use crate::study::{Event, Kind, Ledger, Log, LogError, Record, Rules, Schedule};

const ELSEWHERE: &str = "name a folder that can be written with --data-dir or NAPKIN_DATA_DIR";

/// How long to wait for another terminal that is writing.
const PATIENCE: Duration = Duration::from_secs(10);

/// The log in a file of `SQLite`: every event once and for good, and a cache of what they amount to.
///
/// Each event is one transaction that is on disk before [`Log::append`] returns (WAL with `synchronous=FULL`).
/// Several processes may write at once. Where the file turns out to be damaged it is set aside under another
/// name, what can still be read of it goes into a new file, and [`Database::notices`] says so.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    path: PathBuf,
    pub(super) notices: Vec<String>,
    /// The revision of each mock under way that was last seen here, by the mock's id.
    pub(super) seen: BTreeMap<String, i64>,
    /// Under which rules memories are kept up to date while events are written.
    cached: Option<(String, Schedule)>,
}

impl Database {
    /// The name of the file in the data folder.
    pub const NAME: &str = "napkin.db";

    /// Opens the log of a data folder; makes both where they are missing.
    pub fn open(folder: &Path) -> Result<Self, LogError> {
        fs::create_dir_all(folder).map_err(|error| cannot_make(folder, &error))?;
        let path = folder.join(Self::NAME);
        if path.is_dir() {
            let message = format!("{} is a folder, and the log is kept in a file of that name", shown(&path));
            return Err(LogError::new(message).help("move the folder away, or name another with --data-dir"));
        }
        let mut notices = Vec::new();
        let connection = match connect(&path) {
            Err(Unfit::Sqlite(error)) if is_damaged(&error) => {
                let (connection, notice) = replace_damaged(&path)?;
                notices.push(notice);
                connection
            }
            connected => connected.map_err(|unfit| refusal(&path, unfit))?,
        };
        Ok(Self { connection, path, notices, seen: BTreeMap::new(), cached: None })
    }

    /// Opens the log of a data folder where there is one.
    pub fn find(folder: &Path) -> Result<Option<Self>, LogError> {
        if folder.join(Self::NAME).exists() { Self::open(folder).map(Some) } else { Ok(None) }
    }

    /// Where the log is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the user should know since this was last asked, a line or two each.
    pub fn notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    /// The problems that were attempted, by id.
    pub fn attempted(&mut self) -> Result<BTreeSet<String>, LogError> {
        let events = self.guarded(|connection| rows::of_none(connection))?;
        let problems = events.into_iter().filter_map(|event| match event.kind {
            Kind::Attempted { problem } => Some(problem),
            _ => None,
        });
        Ok(problems.collect())
    }

    /// Every event as it is kept, ordered by time and then by id.
    pub fn records(&mut self) -> Result<Vec<Record>, LogError> {
        let (records, unread) = self.guarded(|connection| rows::records(connection))?;
        self.notices.extend(unread.iter().map(|id| rows::unread_mock(id)));
        Ok(records)
    }

    /// Writes the events that are not there yet, with the cards they are about, all or none; how many were new.
    /// An event that is there under the same id and says something else is refused: its place is the error.
    pub fn merge(&mut self, events: &[(Record, Option<String>)]) -> Result<Result<usize, usize>, LogError> {
        self.write(|transaction| {
            let mut new = 0;
            for (place, (record, card)) in events.iter().enumerate() {
                if rows::insert_record(transaction, record, card.as_deref())? {
                    new += 1;
                } else if rows::find(transaction, &record.id)?.as_ref() != Some(record) {
                    return Ok((false, Err(place)));
                }
            }
            memories::forget(transaction)?;
            Ok((true, Ok(new)))
        })
    }

    /// Runs a transaction; it is committed where the first of its two results says so.
    pub(super) fn write<T>(
        &mut self,
        act: impl Fn(&Transaction<'_>) -> rusqlite::Result<(bool, T)>,
    ) -> Result<T, LogError> {
        self.guarded(|connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let (keep, result) = act(&transaction)?;
            if keep {
                transaction.commit()?;
            }
            Ok(result)
        })
    }

    /// Does something with the database; where it proves to be damaged, again with a new one.
    pub(super) fn guarded<T>(
        &mut self,
        act: impl Fn(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LogError> {
        let first = act(&mut self.connection);
        let again = match first {
            Err(error) if is_damaged(&error) => {
                // The file is let go before it is moved.
                self.connection =
                    Connection::open_in_memory().map_err(|error| trouble(&self.path, &error))?;
                let (connection, notice) = replace_damaged(&self.path)?;
                self.connection = connection;
                self.notices.push(notice);
                act(&mut self.connection)
            }
            result => result,
        };
        again.map_err(|error| trouble(&self.path, &error))
    }
}

impl Log for Database {
    fn append(&mut self, event: &Event) -> Result<(), LogError> {
        let cached = self.cached.clone();
        point("before-append");
        self.write(|transaction| {
            point("begun");
            rows::insert(transaction, event)?;
            point("inserted");
            if let Some(card) = event.kind.card() {
                match &cached {
                    Some((rules, schedule)) if memories::rules(transaction)?.as_ref() == Some(rules) => {
                        let events = rows::of_card(transaction, card)?;
                        memories::put(transaction, card, &Ledger::of_card(&events, schedule))?;
                    }
                    _ => memories::forget(transaction)?,
                }
            } else if matches!(event.kind, Kind::Parameters { .. }) {
                memories::forget(transaction)?;
            }
            point("cached");
            Ok((true, ()))
        })?;
        point("committed");
        Ok(())
    }

    fn events(&mut self) -> Result<Vec<Event>, LogError> {
        self.guarded(|connection| rows::all(connection))
    }

    fn ledger(&mut self, rules: &Rules) -> Result<Ledger, LogError> {
        let (fingerprint, ledger) = self.guarded(|connection| {
            let mut ledger = Ledger::of(&rows::of_none(connection)?, rules);
            let fingerprint = format!("{} weights {:?}", rules.fingerprint(), ledger.weights);
            if memories::rules(connection)?.as_ref() == Some(&fingerprint) {
                memories::load(connection, &mut ledger)?;
                return Ok((fingerprint, ledger));
            }
            // Nothing may come between reading the events and writing what they amount to.
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let ledger = Ledger::of(&rows::all(&transaction)?, rules);
            let fingerprint = format!("{} weights {:?}", rules.fingerprint(), ledger.weights);
            memories::replace(&transaction, &fingerprint, &ledger)?;
            point("rebuilt");
            transaction.commit()?;
            Ok((fingerprint, ledger))
        })?;
        self.cached = Some((fingerprint, ledger.schedule(rules)));
        Ok(ledger)
    }
}

/// Opens a file and makes it ready.
fn connect(path: &Path) -> Result<Connection, Unfit> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    if connection.is_readonly("main")? {
        return Err(Unfit::ReadOnly);
    }
    connection.pragma_update(None, "synchronous", "FULL")?;
    schema::check(&connection)?;
    // The mode stays with the file; where WAL cannot be had the older one is as safe, only slower.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    schema::prepare(&mut connection)?;
    Ok(connection)
}

/// Moves a damaged file aside and begins a new one with what can still be read of it.
fn replace_damaged(path: &Path) -> Result<(Connection, String), LogError> {
    let aside = free_name(path);
    fs::rename(path, &aside).map_err(|error| {
        let message = format!("the log {} is damaged and cannot be set aside: {error}", shown(path));
        LogError::new(message).help("move the file away yourself, or name another folder with --data-dir")
    })?;
    for end in ["-wal", "-shm"] {
        let beside = |path: &Path| PathBuf::from(format!("{}{end}", path.display()));
        // What is not there need not be moved.
        let _ = fs::rename(beside(path), beside(&aside));
    }
    let connection = connect(path).map_err(|unfit| refusal(path, unfit))?;
    let found = salvage::copy(&aside, &connection);
    let notice = format!(
        "the log {} is damaged: it was set aside as {}, and a new one begun with {found}",
        shown(path),
        shown(&aside),
    );
    Ok((connection, notice))
}

/// `napkin.db.damaged`, or with a number behind it.
fn free_name(path: &Path) -> PathBuf {
    let name = |number: u32| {
        let end = if number == 1 { String::new() } else { format!("-{number}") };
        PathBuf::from(format!("{}.damaged{end}", path.display()))
    };
    let mut number = 1;
    while name(number).exists() {
        number += 1;
    }
    name(number)
}

fn is_damaged(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(code) => matches!(code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase),
        // A row that does not read as what was written.
        None => matches!(
            error,
            rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..)
        ),
    }
}

fn shown(path: &Path) -> String {
    crate::diag::visible(&path.display().to_string()).into_owned()
}

fn cannot_make(folder: &Path, error: &io::Error) -> LogError {
    let place = shown(folder);
    let message = if folder.exists() {
        format!("{place} is a file, and the log needs a folder")
    } else {
        format!("the folder {place} cannot be made: {error}")
    };
    LogError::new(message).help(ELSEWHERE)
}

fn refusal(path: &Path, unfit: Unfit) -> LogError {
    let place = shown(path);
    match unfit {
        Unfit::Newer(format) => LogError::new(format!(
            "the log {place} was written by a later version of napkin (format {format}, and this one reads {FORMAT})"
        ))
        .help("install that version; the file was left as it is"),
        Unfit::Foreign => LogError::new(format!("{place} is the database of another program"))
            .help("move it away, or name another folder with --data-dir; the file was left as it is"),
        Unfit::ReadOnly => cannot_write(path),
        Unfit::Sqlite(error) => trouble(path, &error),
    }
}

fn cannot_write(path: &Path) -> LogError {
    let place = shown(path);
    LogError::new(format!("the log {place} cannot be written: answers would be lost")).help(ELSEWHERE)
}

fn trouble(path: &Path, error: &rusqlite::Error) -> LogError {
    let place = shown(path);
    match error.sqlite_error_code() {
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => cannot_write(path),
        Some(ErrorCode::DiskFull) => LogError::new(format!("no room is left on the disk of the log {place}"))
            .help("make room, or name a folder elsewhere with --data-dir"),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            LogError::new(format!("another program has kept the log {place} locked for ten seconds"))
                .help("close it and try again")
        }
        _ => LogError::new(format!("the log {place} cannot be used: {error}")).help(ELSEWHERE),
    }
}
