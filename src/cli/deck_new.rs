//! `napkin deck new ID`: a deck to begin with.

use std::io;
use std::path::Path;

use clap::ArgMatches;

use super::arguments;
use super::new::{hint, write, wrong_id};
use super::output::{Exit, Output};
use crate::diag::visible;

/// What a new deck says, with `{{id}}` in place of its id.
const SKELETON: &str = include_str!("../../data/new-deck.toml");

/// Writes `ID.toml` into the current folder, and never over another file.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let words = arguments::words(matches);
    let id = match words.as_slice() {
        [id] => id,
        [] => return Ok(output.refuse("error: what is the new deck called?\nhelp: napkin deck new queues")),
        _ => {
            return Ok(output
                .refuse("error: one deck at a time\nhelp: an id has no spaces: napkin deck new two-words"));
        }
    };
    if let Some(wrong) = wrong_id(id) {
        return Ok(output.refuse(&format!("error: `{}` is no id: {wrong}\nhelp: {}", visible(id), hint(id))));
    }
    let name = format!("{id}.toml");
    if let Err(error) = write(Path::new(&name), &SKELETON.replace("{{id}}", id)) {
        let (why, help) = if error.kind() == io::ErrorKind::AlreadyExists {
            ("it is there already".to_owned(), "choose another id, or move the file away")
        } else {
            (error.to_string(), "go to a folder that can be written to")
        };
        return Ok(output.refuse(&format!("error: {name} cannot be written: {why}\nhelp: {help}")));
    }
    if output.json {
        output.print_json(&serde_json::json!({ "version": 1, "id": id, "path": name }))?;
    } else {
        output.print(&format!("{name} is written. What next: napkin deck check {name}\n"))?;
    }
    Ok(Exit::WELL)
}
