//! Mocks under way as rows: written again and again, read after a crash.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::rows::{bytes, text};
use crate::mock::Attempt;

/// A mock under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// The mock's id; it stays when the mock is over.
    pub id: String,
    /// When it was first written, in milliseconds since 1970 in UTC.
    pub begun: i64,
    /// When it was last written, likewise.
    pub touched: i64,
    /// All of it.
    pub attempt: Attempt,
}

impl Kept {
    /// The mock of this problem to go on with: the last that was written.
    pub fn of<'a>(all: &'a [Self], problem: &str) -> Option<&'a Self> {
        all.iter().filter(|mock| mock.attempt.problem == problem).max_by_key(|mock| mock.touched)
    }
}

/// A mock under way as it is carried from machine to machine.
#[derive(Clone, Debug, PartialEq)]
pub struct Carried {
    /// Its id.
    pub id: String,
    /// When it was first written, in milliseconds since 1970 in UTC.
    pub begun: i64,
    /// When it was last written, likewise.
    pub touched: i64,
    /// All of it, as JSON.
    pub attempt: String,
}

/// Every mock under way as it is carried, the first begun first.
pub fn carried(connection: &Connection) -> rusqlite::Result<Vec<Carried>> {
    let sql = "SELECT id, begun, touched, attempt FROM mocks ORDER BY begun, id";
    let mut statement = connection.prepare_cached(sql)?;
    let row = |row: &Row<'_>| {
        Ok(Carried { id: text(row, 0)?, begun: row.get(1)?, touched: row.get(2)?, attempt: text(row, 3)? })
    };
    statement.query_map([], row)?.collect()
}

/// Takes in a mock that was carried here, unless what is here is as new; whether it did.
pub fn bring(connection: &Connection, mock: &Carried) -> rusqlite::Result<bool> {
    let sql = "SELECT revision, touched FROM mocks WHERE id = ?1";
    let mut statement = connection.prepare_cached(sql)?;
    let read = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let found = statement.query_row([&mock.id], read).optional()?;
    if found.is_some_and(|(_, touched)| touched >= mock.touched) {
        return Ok(false);
    }
    let revision = found.map_or(0, |(revision, _)| revision) + 1;
    put(connection, &mock.id, mock.begun, revision, &mock.attempt)?;
    put(connection, &mock.id, mock.touched, revision, &mock.attempt)?;
    Ok(true)
}

/// A row: the mock, or its id where it does not read; and its revision.
pub type Found = (Result<Kept, String>, i64);

/// Every mock under way, the last written first.
pub fn all(connection: &Connection) -> rusqlite::Result<Vec<Found>> {
    let sql = "SELECT id, begun, touched, attempt, revision FROM mocks ORDER BY touched DESC, id";
    let mut statement = connection.prepare_cached(sql)?;
    statement.query_map([], found)?.collect()
}

fn found(row: &Row<'_>) -> rusqlite::Result<Found> {
    let id = text(row, 0)?;
    let kept = match serde_json::from_slice(&bytes(row, 3)?) {
        Ok(attempt) => Ok(Kept { id, begun: row.get(1)?, touched: row.get(2)?, attempt }),
        Err(_) => Err(id),
    };
    Ok((kept, row.get(4)?))
}

/// How often a mock was written; `None` where there is none.
pub fn revision(connection: &Connection, id: &str) -> rusqlite::Result<Option<i64>> {
    let mut statement = connection.prepare_cached("SELECT revision FROM mocks WHERE id = ?1")?;
    statement.query_row([id], |row| row.get(0)).optional()
}

/// Writes a mock. When it began stays as it was first written.
pub fn put(
    connection: &Connection,
    id: &str,
    now: i64,
    revision: i64,
    attempt: &str,
) -> rusqlite::Result<()> {
    let sql = "INSERT INTO mocks (id, begun, touched, revision, attempt) VALUES (?1, ?2, ?2, ?3, ?4)
        ON CONFLICT (id) DO UPDATE SET touched = ?2, revision = ?3, attempt = ?4";
    connection.prepare_cached(sql)?.execute(params![id, now, revision, attempt]).map(drop)
}

/// Takes a mock away; whether it was there.
pub fn remove(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    connection.execute("DELETE FROM mocks WHERE id = ?1", [id]).map(|removed| removed > 0)
}

/// Copies one from a damaged file: id, begun, touched, revision, attempt.
pub fn copy(row: &Row<'_>, into: &Connection) -> rusqlite::Result<()> {
    let (id, begun, touched): (String, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let (revision, attempt): (i64, String) = (row.get(3)?, row.get(4)?);
    put(into, &id, begun, revision, &attempt)?;
    put(into, &id, touched, revision, &attempt)
}
