//! Mocks in the database. One under way is a row that changes. One that was held is two events of the log, its line
//! (`mock`) and its report (`mock_report`), so that it travels with the log and is never changed; `attempted` stands
//! beside them.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::crash::point;
use super::database::Database;
use super::under_way::{Carried, Kept};
use super::{rows, under_way};
use crate::mock::{Attempt, Past, Report};
use crate::study::{Event, Kind, LogError, Record};

/// The kind of the event that is a held mock's line in the history.
pub const MOCK: &str = "mock";
/// The kind of the event that is its report.
pub const REPORT: &str = "mock_report";

/// The kind of a line that carries a mock under way. It is no event: it becomes a row again.
pub const UNDER_WAY: &str = "mock_under_way";

/// What came of a write.
enum Written {
    Done,
    /// Another terminal has written since this one looked.
    Elsewhere,
    /// It is over, and its report is kept.
    Over,
}

impl Database {
    /// Keeps a mock under way, all of it: the first time, or over what was kept of it before. When this returns it has
    /// survived whatever happens next.
    ///
    /// # Errors
    /// When another terminal has written the mock since this one wrote it or listed it, or has ended it: nothing is
    /// overwritten, and this terminal should stop writing. When the disk refuses.
    pub fn keep_mock(&mut self, id: &str, attempt: &Attempt, now: i64) -> Result<(), LogError> {
        let text = serde_json::to_string(attempt).map_err(|error| unwritable(&error))?;
        let seen = self.seen.get(id).copied();
        point("mock-before");
        let (revision, written) = self.write(|transaction| {
            point("mock-begun");
            let found = under_way::revision(transaction, id)?;
            if rows::is_there(transaction, id)? {
                return Ok((false, (0, Written::Over)));
            }
            if found.is_some() && found != seen {
                return Ok((false, (0, Written::Elsewhere)));
            }
            let revision = found.or(seen).unwrap_or(0) + 1;
            under_way::put(transaction, id, now, revision, &text)?;
            point("mock-written");
            Ok((true, (revision, Written::Done)))
        })?;
        point("mock-kept");
        self.outcome(id, &written)?;
        self.seen.insert(id.to_owned(), revision);
        Ok(())
    }

    /// The mocks under way, the last written first. From here on this terminal may go on with each of them; another
    /// terminal that is at one is told so at its next write. One that does not read is left out, and said.
    pub fn mocks_under_way(&mut self) -> Result<Vec<Kept>, LogError> {
        let found = self.guarded(|connection| under_way::all(connection))?;
        let mut kept = Vec::new();
        for (mock, revision) in found {
            match mock {
                Ok(mock) => {
                    self.seen.insert(mock.id.clone(), revision);
                    kept.push(mock);
                }
                Err(id) => {
                    let help = "it was written by another version, or is damaged, and is left as it is";
                    self.notices.push(format!("the mock {id} under way cannot be read: {help}"));
                }
            }
        }
        Ok(kept)
    }

    /// Ends a mock, in one piece: its line and its report are written to the log, the problem counts as attempted if
    /// its decisions were among what was held, and nothing is under way any more. A mock that was never kept can be ended as well.
    ///
    /// # Errors
    /// As [`Database::keep_mock`].
    pub fn finish_mock(&mut self, id: &str, report: &Report, now: i64) -> Result<(), LogError> {
        let written = serde_json::to_value(report).map_err(|error| unwritable(&error))?;
        let payload = Map::from_iter([("mock".to_owned(), id.into()), ("report".to_owned(), written)]);
        let kind = Kind::Other { name: REPORT.to_owned(), payload };
        let kept = Event { id: format!("{id}-report"), at: now, kind };
        self.end(&Past::of(id, report, now), Some(&kept))
    }

    /// Writes down a mock that was held elsewhere, with a human.
    ///
    /// # Errors
    /// When its id is taken, or the disk refuses.
    pub fn add_mock(&mut self, past: &Past) -> Result<(), LogError> {
        self.end(past, None)
    }

    fn end(&mut self, past: &Past, report: Option<&Event>) -> Result<(), LogError> {
        let line = line(past).map_err(|error| unwritable(&error))?;
        let attempted = Kind::Attempted { problem: past.problem.clone() };
        let attempted = Event { id: format!("{}-attempted", past.id), at: past.at, kind: attempted };
        let seen = self.seen.get(&past.id).copied();
        point("mock-ending");
        let written = self.write(|transaction| {
            let found = under_way::revision(transaction, &past.id)?;
            if found.is_some() && found != seen {
                return Ok((false, Written::Elsewhere));
            }
            if !rows::insert(transaction, &line)? {
                return Ok((false, Written::Over));
            }
            point("mock-line");
            if let Some(report) = report {
                rows::insert(transaction, report)?;
            }
            if past.is_attempt() {
                rows::insert(transaction, &attempted)?;
            }
            under_way::remove(transaction, &past.id)?;
            point("mock-removed");
            Ok((true, Written::Done))
        })?;
        point("mock-ended");
        self.outcome(&past.id, &written)?;
        self.seen.remove(&past.id);
        Ok(())
    }

    /// Gives up a mock under way: nothing is left of it.
    ///
    /// # Errors
    /// When another terminal has written it since this one wrote it or listed it; when the disk refuses.
    pub fn drop_mock(&mut self, id: &str) -> Result<(), LogError> {
        let seen = self.seen.get(id).copied();
        let written = self.write(|transaction| {
            let found = under_way::revision(transaction, id)?;
            if found.is_some() && found != seen {
                return Ok((false, Written::Elsewhere));
            }
            under_way::remove(transaction, id)?;
            Ok((true, Written::Done))
        })?;
        self.outcome(id, &written)?;
        self.seen.remove(id);
        Ok(())
    }

    /// Every mock that was held, in the order of time. One that does not read is left out, and said.
    pub fn past_mocks(&mut self) -> Result<Vec<Past>, LogError> {
        let records = self.guarded(|connection| rows::of_mocks(connection))?;
        let mut mocks = Vec::new();
        for (id, at, payload) in records {
            match past(&id, at, &payload) {
                Ok(past) => mocks.push(past),
                Err(_) => self.notices.push(rows::unread_mock(&id)),
            }
        }
        Ok(mocks)
    }

    /// A mock that was held and its report, by its id, by first letters that no other has, or as `last`. A mock with a
    /// human has no report; one that does not read is said, and left out.
    ///
    /// # Errors
    /// When there is no such mock, or several.
    pub fn mock_report(&mut self, name: &str) -> Result<(Past, Option<Report>), LogError> {
        let mut mocks = self.past_mocks()?;
        let Some(latest) = mocks.last() else {
            return Err(LogError::new("no mock was held yet").help("napkin mock holds one"));
        };
        let name = name.trim();
        let wanted = if name.eq_ignore_ascii_case("last") { latest.id.clone() } else { name.to_owned() };
        if mocks.iter().any(|mock| mock.id == wanted) {
            mocks.retain(|mock| mock.id == wanted);
        } else {
            let wanted = wanted.to_ascii_lowercase();
            mocks.retain(|mock| !wanted.is_empty() && mock.id.to_ascii_lowercase().starts_with(&wanted));
        }
        let past = match mocks.len() {
            0 => {
                let message = format!("no mock has the id `{name}`");
                return Err(LogError::new(message).help("napkin history lists them; `last` is the latest"));
            }
            1 => mocks.remove(0),
            many => {
                let ids: Vec<&str> = mocks.iter().take(3).map(|mock| mock.id.as_str()).collect();
                let more = if many > ids.len() { " …" } else { "" };
                let message =
                    format!("{many} mocks have an id that begins with `{name}`: {}{more}", ids.join(", "));
                return Err(LogError::new(message).help("a letter more tells them apart"));
            }
        };
        let id = format!("{}-report", past.id);
        let Some(payload) = self.guarded(|connection| rows::payload(connection, &id))? else {
            return Ok((past, None));
        };
        let report = serde_json::from_slice::<Reported>(&payload).ok().map(|kept| kept.report);
        if report.is_none() {
            // Its line in the history is worth showing all the same.
            let why = "it was written by another version, or is damaged, and is left as it is";
            self.notices.push(format!("the report of the mock {} cannot be read: {why}", past.id));
        }
        Ok((past, report))
    }

    /// The mocks under way as they are carried.
    pub(super) fn carried(&mut self) -> Result<Vec<Carried>, LogError> {
        self.guarded(|connection| under_way::carried(connection))
    }

    /// Takes in mocks that were under way elsewhere: those that are newer than what is here, and not over; how many.
    pub(super) fn bring(&mut self, mocks: &[Carried]) -> Result<usize, LogError> {
        self.write(|transaction| {
            let mut new = 0;
            for mock in mocks {
                if !rows::is_there(transaction, &mock.id)? {
                    new += usize::from(under_way::bring(transaction, mock)?);
                }
            }
            Ok((true, new))
        })
    }

    fn outcome(&mut self, id: &str, written: &Written) -> Result<(), LogError> {
        match written {
            Written::Done => Ok(()),
            Written::Elsewhere => {
                self.seen.remove(id);
                Err(LogError::new("this mock is open in another terminal: what is typed here is not kept")
                    .help("go on there; or leave there, and open it here again"))
            }
            Written::Over => {
                self.seen.remove(id);
                Err(LogError::new("this mock was ended in another terminal")
                    .help("napkin report last shows it"))
            }
        }
    }
}

/// The payload of a report's event.
#[derive(Deserialize)]
struct Reported {
    report: Report,
}

/// The event that is a mock's line in the history.
fn line(past: &Past) -> serde_json::Result<Event> {
    let payload = match serde_json::to_value(past)? {
        Value::Object(payload) => payload,
        _ => Map::new(),
    };
    let kind = Kind::Other { name: MOCK.to_owned(), payload };
    Ok(Event { id: past.id.clone(), at: past.at, kind })
}

fn past(id: &str, at: i64, payload: &[u8]) -> serde_json::Result<Past> {
    let past: Past = serde_json::from_slice(payload)?;
    Ok(Past { id: id.to_owned(), at, ..past })
}

/// Whether a record that claims to be a mock reads as one; the error says what is wrong with it. What a later version
/// says beside it stays.
pub fn check(record: &Record) -> Result<(), String> {
    match record.name.as_str() {
        MOCK => {
            let past: Past = serde_json::from_value(Value::Object(record.payload.clone()))
                .map_err(|error| format!("as a `mock` it does not read: {error}"))?;
            past.check()
        }
        REPORT if !record.payload.get("report").is_some_and(Value::is_object) => {
            Err("a `mock_report` without `report`".to_owned())
        }
        _ => Ok(()),
    }
}

/// The line that carries a mock under way, and back.
pub fn to_record(mock: &Carried) -> serde_json::Result<Record> {
    let attempt = serde_json::from_str(&mock.attempt)?;
    let payload = Map::from_iter([("begun".to_owned(), mock.begun.into()), ("attempt".to_owned(), attempt)]);
    Ok(Record { id: mock.id.clone(), at: mock.touched, name: UNDER_WAY.to_owned(), payload })
}

/// The mock under way that a line carries; the error says why it carries none.
pub fn of_record(mut record: Record) -> Result<Carried, String> {
    let begun = record.payload.get("begun").and_then(Value::as_i64).unwrap_or(record.at);
    let attempt = record.payload.shift_remove("attempt").unwrap_or(Value::Null);
    let text = attempt.to_string();
    serde_json::from_value::<Attempt>(attempt)
        .map_err(|error| format!("as a `{UNDER_WAY}` it does not read: {error}"))?;
    Ok(Carried { id: record.id, begun, touched: record.at, attempt: text })
}

fn unwritable(error: &serde_json::Error) -> LogError {
    LogError::new(format!("the mock cannot be written: {error}"))
}
