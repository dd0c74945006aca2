//! `napkin data export [FILE|-]`, `napkin data import FILE|-`: the log as JSON lines.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, IsTerminal, Write};

use clap::ArgMatches;
use serde_json::json;

use super::output::{Exit, Output};
use super::{arguments, learner};
use crate::diag::visible;
use crate::store::{Database, Fault, ImportError, export, import};

/// So many faults are told one by one.
const TOLD: usize = 20;

/// Runs it.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let words = arguments::words(matches);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["export"] | ["export", "-"] => {
            let mut out = BufWriter::new(io::stdout().lock());
            write(output, &mut out)
        }
        ["export", path] => {
            let mut out = match File::create(path) {
                Ok(file) => BufWriter::new(file),
                Err(error) => {
                    return Ok(output.refuse(&format!("error: {} cannot be written: {error}", visible(path))));
                }
            };
            write(output, &mut out)
        }
        ["import", "-"] => read(output, &mut io::stdin().lock()),
        ["import"] if !io::stdin().is_terminal() => read(output, &mut io::stdin().lock()),
        ["import", path] => match File::open(path) {
            Ok(file) => read(output, &mut BufReader::new(file)),
            Err(error) => {
                Ok(output.refuse(&format!("error: {} cannot be read: {error}", visible(path))))
            }
        },
        ["import"] => Ok(output.refuse("error: which file?\nhelp: napkin data import reviews.jsonl; - reads standard input")),
        _ => Ok(output.refuse(
            "error: `data` wants export or import, and at most one file\nhelp: napkin data export > reviews.jsonl; napkin data import reviews.jsonl",
        )),
    }
}

fn write(output: &Output, out: &mut impl Write) -> io::Result<u8> {
    let folder = match learner::folders(output) {
        Ok(folders) => folders.data,
        Err(code) => return Ok(code),
    };
    match Database::find(&folder) {
        Ok(Some(mut database)) => {
            learner::notices(output, &mut database);
            match export(&mut database, out) {
                Ok(written) => {
                    written?;
                    learner::notices(output, &mut database);
                    Ok(Exit::WELL)
                }
                Err(error) => Ok(learner::refuse(output, &error)),
            }
        }
        Ok(None) => {
            output.message(&format!(
                "nothing has been answered yet: no log in {}\n",
                visible(&folder.display().to_string())
            ));
            writeln!(out, "{}", crate::store::header())?;
            out.flush()?;
            Ok(Exit::WELL)
        }
        Err(error) => Ok(learner::refuse(output, &error)),
    }
}

fn read(output: &Output, input: &mut impl io::BufRead) -> io::Result<u8> {
    let folder = match learner::folders(output) {
        Ok(folders) => folders.data,
        Err(code) => return Ok(code),
    };
    match import(|| Database::open(&folder), input) {
        Ok(Ok(done)) => {
            if output.json {
                output.print_json(&json!({ "version": 1, "new": done.new, "known": done.known }))?;
            } else {
                let events = if done.new == 1 { "event" } else { "events" };
                output.print(&format!("{} {events} added, {} known before\n", done.new, done.known))?;
            }
            Ok(Exit::WELL)
        }
        Ok(Err(faults)) => Ok(refuse(output, &faults)),
        Err(ImportError::Log(error)) => Ok(learner::refuse(output, &error)),
        Err(ImportError::Read(error)) => {
            Ok(output.refuse(&format!("error: the lines cannot be read: {error}")))
        }
    }
}

fn refuse(output: &Output, faults: &[Fault]) -> u8 {
    for fault in faults.iter().take(TOLD) {
        output.message(&format!("error: line {}: {}\n", fault.line, visible(&fault.message)));
    }
    if faults.len() > TOLD {
        output.message(&format!("… and {} more\n", faults.len() - TOLD));
    }
    output.refuse("nothing was imported\nhelp: a line is one event, as `napkin data export` writes them")
}
