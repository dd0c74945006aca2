//! Events as rows.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::study::{Event, Record};

/// Writes an event whose id is new; whether it was.
pub fn insert(connection: &Connection, event: &Event) -> rusqlite::Result<bool> {
    let record =
        Record::of(event).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    insert_record(connection, &record, event.kind.card())
}

/// The same for an event as it is carried, with the card that it is about.
pub fn insert_record(connection: &Connection, record: &Record, card: Option<&str>) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached(
        "INSERT OR IGNORE INTO events (id, at, kind, card, payload) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let payload = serde_json::to_string(&record.payload)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    Ok(statement.execute(params![record.id, record.at, record.name, card, payload])? == 1)
}

/// Every event, ordered by time and then by id. Reports of mocks are left out: they are long, and nothing is learned
/// from them.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Event>> {
    let sql = "SELECT id, at, kind, payload FROM events WHERE kind <> 'mock_report' ORDER BY at, id";
    read(connection, sql, None)
}

/// The events of a card, in that order.
pub fn of_card(connection: &Connection, card: &str) -> rusqlite::Result<Vec<Event>> {
    read(connection, "SELECT id, at, kind, payload FROM events WHERE card = ?1 ORDER BY at, id", Some(card))
}

/// The events that are about no card, in that order; mocks are left out.
pub fn of_none(connection: &Connection) -> rusqlite::Result<Vec<Event>> {
    let sql = "SELECT id, at, kind, payload FROM events
        WHERE card IS NULL AND kind NOT IN ('mock', 'mock_report') ORDER BY at, id";
    read(connection, sql, None)
}

/// The event of an id, as it is kept.
pub fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Record>> {
    let mut statement =
        connection.prepare_cached("SELECT id, at, kind, payload FROM events WHERE id = ?1")?;
    statement.query_row([id], record).optional()
}

/// Whether there is an event of this id, whatever it says.
pub fn is_there(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM events WHERE id = ?1")?.exists([id])
}

/// Every event as it is kept, ordered by time and then by id; and the ids of those of mocks that do not read.
pub fn records(connection: &Connection) -> rusqlite::Result<(Vec<Record>, Vec<String>)> {
    let mut statement =
        connection.prepare_cached("SELECT id, at, kind, payload FROM events ORDER BY at, id")?;
    let mut rows = statement.query([])?;
    let (mut records, mut unread) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        match record(row) {
            Ok(record) => records.push(record),
            Err(_) if is_of_mock(row) => unread.push(text(row, 0)?),
            Err(error) => return Err(error),
        }
    }
    Ok((records, unread))
}

/// Mocks that were held, in that order: id, time and payload as it is written, whatever bytes that are.
pub fn of_mocks(connection: &Connection) -> rusqlite::Result<Vec<(String, i64, Vec<u8>)>> {
    let sql = "SELECT id, at, payload FROM events WHERE kind = 'mock' ORDER BY at, id";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([], |row| Ok((text(row, 0)?, row.get(1)?, bytes(row, 2)?)))?.collect()
}

/// The payload of an event as it is written.
pub fn payload(connection: &Connection, id: &str) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut statement = connection.prepare_cached("SELECT payload FROM events WHERE id = ?1")?;
    statement.query_row([id], |row| bytes(row, 0)).optional()
}

/// What stands in a column of text, though it may be none.
pub fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u8>> {
    Ok(row.get_ref(column)?.as_bytes()?.to_vec())
}

/// The same as text, with signs for what is none.
pub fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(String::from_utf8_lossy(&bytes(row, column)?).into_owned())
}

/// That a row of a mock does not read.
pub fn unread_mock(id: &str) -> String {
    format!("the mock {id} in the history cannot be read: it is left out, and stays as it is in the log")
}

/// Whether a row that does not read is about a mock: one that is lost makes no other wrong.
fn is_of_mock(row: &Row<'_>) -> bool {
    text(row, 2).is_ok_and(|kind| matches!(kind.as_str(), "mock" | "mock_report"))
}

fn read(connection: &Connection, sql: &str, about: Option<&str>) -> rusqlite::Result<Vec<Event>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = match about {
        Some(word) => statement.query([word])?,
        None => statement.query([])?,
    };
    let mut events = Vec::new();
    while let Some(row) = rows.next()? {
        match event(row) {
            Ok(event) => events.push(event),
            // The history of mocks says so.
            Err(_) if is_of_mock(row) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(events)
}

/// The event of a row of id, time, kind and payload.
pub fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    record(row)?.event().map_err(unread)
}

fn record(row: &Row<'_>) -> rusqlite::Result<Record> {
    let payload = serde_json::from_str(row.get_ref(3)?.as_str()?).map_err(unread)?;
    Ok(Record { id: row.get(0)?, at: row.get(1)?, name: row.get(2)?, payload })
}

fn unread(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(3, Type::Text, Box::new(error))
}
