//! `napkin history`: the mocks that were held, how each criterion goes, and what returns.

use std::io;

use clap::ArgMatches;

use super::output::{Exit, Output};
use super::{arguments, history_add, history_read, history_text};
use crate::diag::visible;

/// Runs it.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let words = arguments::words(matches);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["add"] => history_add::run(output, matches),
        [] => {
            const ADDS: [&str; 5] = ["verdict", "date", "gap", "note", "minutes"];
            if let Some(flag) = ADDS.iter().find(|flag| matches.contains_id(flag)) {
                return Ok(output.refuse(&format!(
                    "error: `--{flag}` belongs to a mock that is written down\nhelp: napkin history add --problem P --verdict V"
                )));
            }
            list(output, matches)
        }
        [word, ..] => Ok(output.refuse(&format!(
            "error: `history` does not know `{}`\nhelp: `napkin history` lists the mocks, `napkin history add` writes one down",
            visible(if *word == "add" { words[1] } else { word })
        ))),
    }
}

fn list(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    match history_read::found(output, matches) {
        Ok(history) if output.json => {
            output.print_json(&history_text::json(&history))?;
            Ok(Exit::WELL)
        }
        Ok(history) => {
            let text = history_text::text(&history, output.width(), matches.get_flag("all"));
            output.print(&output.drawing(text))?;
            Ok(Exit::WELL)
        }
        Err(code) => Ok(code),
    }
}
