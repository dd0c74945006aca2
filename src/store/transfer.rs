//! The log as JSON lines: one event a line, for a backup or another machine.

use std::io::{self, BufRead, Write};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::database::Database;
use super::mocks;
use super::under_way::Carried;
use crate::study::{LogError, Record};

/// The format of the lines.
const VERSION: u64 = 1;
/// The longest line, in bytes: the report of a mock in which a lot was pasted.
const LONGEST: u64 = 16 << 20;

/// What an import did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Events that were written.
    pub new: usize,
    /// Events that were there before.
    pub known: usize,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// The log as lines: a header, then every event, ordered by time and then by id; then the mocks under way.
pub fn export(database: &mut Database, out: &mut impl Write) -> Result<io::Result<usize>, LogError> {
    let mut records = database.records()?;
    // What is under way and does not read stays here.
    records.extend(database.carried()?.iter().filter_map(|mock| mocks::to_record(mock).ok()));
    Ok(write(&records, out).map(|()| records.len()))
}

fn write(records: &[Record], out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "{}", header())?;
    for record in records {
        let mut line = Map::new();
        line.insert("id".to_owned(), record.id.as_str().into());
        line.insert("at".to_owned(), time(record.at));
        line.insert("kind".to_owned(), record.name.as_str().into());
        line.extend(record.payload.clone());
        writeln!(out, "{}", Value::Object(line))?;
    }
    out.flush()
}

/// The first line of an export.
pub fn header() -> Value {
    json!({ "version": VERSION, "napkin": "log" })
}

/// A time as RFC 3339; milliseconds where no calendar reaches it.
fn time(at: i64) -> Value {
    Timestamp::from_millisecond(at).map_or_else(|_| at.into(), |time| time.to_string().into())
}

/// Adds the events of such lines to the log, those that it has left out: all of them, or none where a line is
/// wrong. Reading the same lines again changes nothing.
pub fn import(
    database: impl FnOnce() -> Result<Database, LogError>,
    input: &mut impl BufRead,
) -> Result<Result<Imported, Vec<Fault>>, ImportError> {
    let mut records: Vec<(Record, Option<String>)> = Vec::new();
    let mut under_way = Vec::new();
    let mut lines: Vec<usize> = Vec::new();
    let mut faults = Vec::new();
    for number in 1.. {
        match next_line(input)? {
            None => break,
            Some(Ok(line)) if line.trim().is_empty() => {}
            Some(read) => match read.and_then(|line| parse(&line)) {
                Ok(Some(Line::Event(record, card))) => {
                    records.push((record, card));
                    lines.push(number);
                }
                Ok(Some(Line::Mock(mock))) => under_way.push(mock),
                Ok(None) => {}
                Err(message) => faults.push(Fault { line: number, message }),
            },
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let mut database = database()?;
    Ok(match database.merge(&records)? {
        Ok(new) => {
            let new = new + database.bring(&under_way)?;
            Ok(Imported { new, known: records.len() + under_way.len() - new })
        }
        Err(place) => Err(vec![Fault {
            line: lines[place],
            message: format!("the log has another event under the id `{}`", records[place].0.id),
        }]),
    })
}

/// Why an import came to nothing before its lines were judged.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The lines cannot be read.
    #[error("{0}")]
    Read(#[from] io::Error),
    /// The log cannot be used.
    #[error("{0}")]
    Log(#[from] LogError),
}

fn next_line(input: &mut impl BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut line = Vec::new();
    let length = io::Read::take(&mut *input, LONGEST).read_until(b'\n', &mut line)?;
    if length == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && length as u64 == LONGEST {
        // It may have no end.
        return Err(io::Error::other("a line is longer than 16 MiB, and no line of a log is"));
    }
    Ok(Some(String::from_utf8(line).map_err(|_| "it is not valid UTF-8".to_owned())))
}

/// What a line carries.
enum Line {
    /// An event, and the card that it is about.
    Event(Record, Option<String>),
    /// A mock under way.
    Mock(Carried),
}

/// What a line carries; `None` for a header.
fn parse(line: &str) -> Result<Option<Line>, String> {
    let value: Value = serde_json::from_str(line)
        .map_err(|error| format!("it is not JSON: {} at column {}", reason(&error), error.column()))?;
    let Value::Object(mut payload) = value else { return Err("it is no JSON object".to_owned()) };
    if payload.contains_key("napkin") {
        return match payload.get("version").and_then(Value::as_u64) {
            Some(VERSION) => Ok(None),
            Some(other) => Err(format!(
                "a later version of napkin wrote this (format {other}, and this one reads {VERSION})"
            )),
            None => Err("the header has no `version`".to_owned()),
        };
    }
    let mut take = |key: &str| match payload.shift_remove(key) {
        Some(Value::String(text)) if !text.is_empty() => Ok(text),
        Some(_) => Err(format!("`{key}` is no text")),
        None => Err(format!("`{key}` is missing")),
    };
    let (id, at, name) = (take("id")?, take("at")?, take("kind")?);
    let at =
        at.parse::<Timestamp>().map_err(|_| format!("`at` is `{at}`, and that is no time in RFC 3339"))?;
    let record = Record { id, at: at.as_millisecond(), name, payload };
    if record.name == mocks::UNDER_WAY {
        return mocks::of_record(record).map(Line::Mock).map(Some);
    }
    let event = record
        .clone()
        .event()
        .map_err(|error| format!("as a `{}` it does not read: {}", record.name, reason(&error)))?;
    event.kind.check()?;
    mocks::check(&record)?;
    let card = event.kind.card().map(str::to_owned);
    Ok(Some(Line::Event(record, card)))
}

/// What a parser says, without the place: that is a place in one line of many.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
