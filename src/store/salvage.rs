//! What a damaged log gives back: row by row, so that what does not read costs nothing but itself.

use std::fmt;
use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row, Statement};

use super::{rows, under_way};

/// Rows are read so many at a time, and one by one where one of them does not read.
const CHUNK: i64 = 16;
/// No row takes fewer bytes of a file than this.
const SMALLEST: u64 = 16;

/// What was found, in words: `the 40 events that could be read`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Found {
    events: usize,
    mocks: usize,
    /// Rows that are there and do not read.
    unread: usize,
}

impl fmt::Display for Found {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        write!(formatter, "the {}", count(self.events, "event"))?;
        if self.mocks > 0 {
            write!(formatter, " and {} under way", count(self.mocks, "mock"))?;
        }
        formatter.write_str(" that could be read")?;
        match self.unread {
            0 => Ok(()),
            many => write!(formatter, "; {} could not", count(many, "row")),
        }
    }
}

/// Copies every event and every mock under way that can be read from a damaged file.
pub fn copy(damaged: &Path, into: &Connection) -> Found {
    let copy = || -> rusqlite::Result<Found> {
        let from = Connection::open_with_flags(damaged, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let bytes = fs::metadata(damaged).map_or(0, |data| data.len());
        let most = i64::try_from(bytes / SMALLEST).unwrap_or(i64::MAX);
        let transaction = into.unchecked_transaction()?;
        let events = table(
            &from,
            most,
            "SELECT max(seq) FROM events NOT INDEXED",
            "SELECT id, at, kind, payload, seq FROM events NOT INDEXED WHERE seq BETWEEN ?1 AND ?2 ORDER BY seq",
            |row| rows::event(row).and_then(|event| rows::insert(&transaction, &event)).map(drop),
        );
        // A file of the first format has no mocks under way.
        let mocks = table(
            &from,
            most,
            "SELECT max(rowid) FROM mocks NOT INDEXED",
            "SELECT id, begun, touched, revision, attempt, rowid FROM mocks NOT INDEXED
                WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid",
            |row| under_way::copy(row, &transaction),
        );
        transaction.commit()?;
        let ((events, lost), (mocks, more)) = (events.unwrap_or_default(), mocks.unwrap_or_default());
        Ok(Found { events, mocks, unread: lost + more })
    };
    copy().unwrap_or_default()
}

/// Copies the rows of a table by their numbers, the last of which `last` asks for; how many were copied, and how many
/// between the first and the last of these were not.
fn table(
    from: &Connection,
    most: i64,
    last: &str,
    sql: &str,
    mut copy: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
) -> rusqlite::Result<(usize, usize)> {
    let mut statement = from.prepare(sql)?;
    // Where the last page is lost nobody knows the last number: there are no more than have room.
    let known = from.query_row(last, [], |row| row.get::<_, Option<i64>>(0));
    let (last, is_known) = known.map_or((most, false), |last| (last.unwrap_or(0), true));
    let (mut copied, mut lost, mut since) = (0, 0, 0);
    let mut take = |row: Result<&Row<'_>, ()>| match row.and_then(|row| copy(row).map_err(drop)) {
        Ok(()) => {
            copied += 1;
            lost += std::mem::take(&mut since);
        }
        // Behind the last row that reads there may be none.
        Err(()) if is_known => lost += 1,
        Err(()) => since += 1,
    };
    let mut first = 1;
    while first <= last {
        let end = first.saturating_add(CHUNK - 1).min(last);
        if let Err(next) = chunk(&mut statement, first, end, &mut take) {
            for number in next..=end {
                if chunk(&mut statement, number, number, &mut take).is_err() {
                    take(Err(()));
                }
            }
        }
        first = end.saturating_add(1);
    }
    Ok((copied, lost))
}

/// Takes the rows of a few numbers; where one cannot be fetched, the number behind the last that could is the error.
fn chunk(
    statement: &mut Statement<'_>,
    first: i64,
    end: i64,
    take: &mut impl FnMut(Result<&Row<'_>, ()>),
) -> Result<(), i64> {
    let mut next = first;
    let number = statement.column_count() - 1;
    let mut rows = statement.query([first, end]).map_err(|_| next)?;
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                next = row.get::<_, i64>(number).map_or(next, |number| number + 1);
                take(Ok(row));
            }
            Ok(None) => return Ok(()),
            Err(_) => return Err(next),
        }
    }
}
