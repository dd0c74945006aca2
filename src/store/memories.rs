//! The cache: memory states as rows.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::study::{Ledger, Memory, Stage, State};

/// The rules under which the cache was computed; `None` where it is stale.
pub fn rules(connection: &Connection) -> rusqlite::Result<Option<String>> {
    connection.query_row("SELECT rules FROM cache", [], |row| row.get(0)).optional()
}

/// Declares the cache stale.
pub fn forget(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM cache", []).map(drop)
}

/// Every memory, by card.
pub fn load(connection: &Connection, ledger: &mut Ledger) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("SELECT * FROM memories")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        ledger.memories.insert(row.get(0)?, memory(row)?);
    }
    Ok(())
}

/// Writes the whole cache anew.
pub fn replace(connection: &Connection, rules: &str, ledger: &Ledger) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM memories", [])?;
    for (card, memory) in &ledger.memories {
        put(connection, card, memory)?;
    }
    forget(connection)?;
    connection.execute("INSERT INTO cache (rules) VALUES (?1)", [rules]).map(drop)
}

/// Writes the memory of a card.
pub fn put(connection: &Connection, card: &str, memory: &Memory) -> rusqlite::Result<()> {
    let (stage, step) = match memory.stage {
        Stage::New => (0, 0),
        Stage::Learning(step) => (1, step),
        Stage::Review => (2, 0),
        Stage::Relearning(step) => (3, step),
    };
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO memories VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15)",
    )?;
    let written = statement.execute(params![
        card,
        stage,
        step,
        memory.state.stability,
        memory.state.difficulty,
        memory.last,
        memory.first_day,
        memory.counted_day,
        memory.due,
        memory.interval,
        memory.reviews,
        memory.lapses,
        memory.streak,
        memory.suspended,
        memory.flagged,
    ]);
    written.map(drop)
}

fn memory(row: &Row<'_>) -> rusqlite::Result<Memory> {
    let step = row.get(2)?;
    Ok(Memory {
        stage: match row.get::<_, u8>(1)? {
            0 => Stage::New,
            1 => Stage::Learning(step),
            2 => Stage::Review,
            _ => Stage::Relearning(step),
        },
        state: State { stability: row.get(3)?, difficulty: row.get(4)? },
        last: row.get(5)?,
        first_day: row.get(6)?,
        counted_day: row.get(7)?,
        due: row.get(8)?,
        interval: row.get(9)?,
        reviews: row.get(10)?,
        lapses: row.get(11)?,
        streak: row.get(12)?,
        suspended: row.get(13)?,
        flagged: row.get(14)?,
    })
}
