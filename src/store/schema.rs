//! The tables of the database, and how an older one becomes a newer one.

use rusqlite::{Connection, TransactionBehavior};

use super::crash::point;

/// `NAPK`: the mark by which a database is known as ours.
const APPLICATION: i32 = 0x4e41_504b;

/// The format that this program writes: the number of steps below.
pub const FORMAT: i32 = 2;

/// Each step leads from the format of its place to the next. A step is never changed once it was released.
const STEPS: [&str; FORMAT as usize] = [EVENTS, MOCKS];

/// The log, and a cache of what it amounts to.
const EVENTS: &str = "
    CREATE TABLE events (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        card TEXT,
        payload TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_of_card ON events (card, at, id) WHERE card IS NOT NULL;
    CREATE INDEX events_of_none ON events (at, id) WHERE card IS NULL;
    CREATE TRIGGER events_stay BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END;
    CREATE TRIGGER events_remain BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END;

    CREATE TABLE memories (
        card TEXT PRIMARY KEY,
        stage INTEGER NOT NULL,
        step INTEGER NOT NULL,
        stability REAL NOT NULL,
        difficulty REAL NOT NULL,
        last INTEGER NOT NULL,
        first_day INTEGER NOT NULL,
        counted_day INTEGER NOT NULL,
        due INTEGER NOT NULL,
        interval INTEGER NOT NULL,
        reviews INTEGER NOT NULL,
        lapses INTEGER NOT NULL,
        streak INTEGER NOT NULL,
        suspended INTEGER NOT NULL,
        flagged INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    -- under which rules the memories were computed; no row where they are stale
    CREATE TABLE cache (rules TEXT NOT NULL) STRICT;
";

/// Mocks under way; those that were held are events.
const MOCKS: &str = "
    CREATE TABLE mocks (
        id TEXT PRIMARY KEY,
        begun INTEGER NOT NULL,
        touched INTEGER NOT NULL,
        -- counts the writes: who writes must have seen the last one
        revision INTEGER NOT NULL,
        attempt TEXT NOT NULL
    ) STRICT;
    CREATE INDEX events_of_mocks ON events (at, id) WHERE kind = 'mock';
";

/// What stands in the way of using a database.
#[derive(Debug)]
pub enum Unfit {
    /// It belongs to another program.
    Foreign,
    /// A later version of the program wrote it, in this format.
    Newer(i32),
    /// The disk, or the file, cannot be written.
    ReadOnly,
    /// `SQLite` says why.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Unfit {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

/// Whether a database is ours and can be read; it is left as it is.
pub fn check(connection: &Connection) -> Result<(), Unfit> {
    format(connection).map(drop)
}

/// Makes the tables, or brings them up to date. Two processes may do so at once.
pub fn prepare(connection: &mut Connection) -> Result<(), Unfit> {
    if format(connection)? == FORMAT {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another process may have been quicker.
    let found = format(&transaction)?;
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or_default()) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", FORMAT)?;
    point("tables");
    transaction.commit()?;
    Ok(())
}

/// The format of a database, 0 where it is empty.
fn format(connection: &Connection) -> Result<i32, Unfit> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let format = pragma("user_version")?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_empty = format == 0 && tables == 0;
    if !is_empty && pragma("application_id")? != APPLICATION {
        return Err(Unfit::Foreign);
    }
    if format > FORMAT {
        return Err(Unfit::Newer(format));
    }
    Ok(format.max(0))
}
