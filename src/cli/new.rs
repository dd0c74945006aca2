//! `napkin new ID`: a problem file to begin with.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use clap::ArgMatches;

use super::output::{Exit, Output};
use super::{arguments, problems};
use crate::diag::visible;
use crate::problem::Library;

/// What a new file says, with `{{id}}` in place of its id.
const SKELETON: &str = include_str!("../../data/new-problem.toml");
/// The longest id.
const LONGEST: usize = 40;

/// Writes `ID.toml` into the current folder, and never over another file.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let words = arguments::words(matches);
    let id = match words.as_slice() {
        [id] => id,
        [] => return Ok(output.refuse("error: what is the new problem called?\nhelp: napkin new parking")),
        _ => {
            return Ok(output
                .refuse("error: one problem at a time\nhelp: an id has no spaces: napkin new two-words"));
        }
    };
    if let Some(wrong) = wrong_id(id) {
        return Ok(output.refuse(&format!("error: `{}` is no id: {wrong}\nhelp: {}", visible(id), hint(id))));
    }
    let folder = matches.get_one::<String>("problems").map(String::as_str);
    let text = match matches.get_one::<String>("from") {
        None => SKELETON.replace("{{id}}", id),
        Some(from) => {
            let opened =
                problems::library(output, folder).and_then(|library| problems::open(output, &library, from));
            match opened {
                Ok(opened) => renamed(opened.file.text(), id),
                Err(code) => return Ok(code),
            }
        }
    };
    let name = format!("{id}.toml");
    if let Err(error) = write(Path::new(&name), &text) {
        let (why, help) = if error.kind() == io::ErrorKind::AlreadyExists {
            ("it is there already".to_owned(), "choose another id, or move the file away")
        } else {
            (error.to_string(), "go to a folder that can be written to")
        };
        return Ok(output.refuse(&format!("error: {name} cannot be written: {why}\nhelp: {help}")));
    }
    if Library::built_in().find(id).is_some() {
        output.message(&format!(
            "warning: a problem that comes with napkin has the id {id} as well: wherever this file is found, it takes that one's place\nhelp: another id keeps both\n"
        ));
    }
    if output.json {
        output.print_json(&serde_json::json!({ "version": 1, "id": id, "path": name }))?;
    } else {
        output.print(&format!("{name} is written. What next: napkin check {name}\n"))?;
    }
    Ok(Exit::WELL)
}

/// Writes a file that is not there yet.
pub(super) fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// Why this cannot be an id.
pub(super) fn wrong_id(id: &str) -> Option<String> {
    if id.len() > LONGEST {
        return Some(format!("it has more than {LONGEST} letters"));
    }
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Some("it begins with a lower-case letter".to_owned());
    }
    let wrong = id.chars().find(|&c| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'));
    wrong.map(|_| "it has lower-case letters, digits and hyphens alone".to_owned())
}

/// The id that was probably meant.
pub(super) fn hint(id: &str) -> String {
    let stem = id.rsplit(['/', '\\']).next().unwrap_or(id);
    let stem = stem.strip_suffix(".toml").unwrap_or(stem);
    let words = stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let close = words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-");
    if close != id && wrong_id(&close).is_none() {
        format!("try `{close}`")
    } else {
        "such as `parking` or `food-delivery`".to_owned()
    }
}

/// The text of another problem under a new id.
fn renamed(text: &str, id: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let (mut top, mut done) = (true, false);
    for line in text.lines() {
        top &= !line.trim_start().starts_with('[');
        let is_id =
            line.trim_start().strip_prefix("id").is_some_and(|rest| rest.trim_start().starts_with('='));
        if top && is_id && !done {
            lines.push(format!("id = \"{id}\""));
            done = true;
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_words_are_ids() {
        for id in ["parking", "food-delivery", "a1"] {
            assert_eq!(wrong_id(id), None, "{id}");
        }
        for id in ["", "Parking", "1a", "-a", "a b", "../a", "a.toml", "a_b", "ü", &"a".repeat(41)] {
            assert!(wrong_id(id).is_some(), "{id}");
        }
        assert_eq!(hint("Food Delivery.toml"), "try `food-delivery`");
        assert_eq!(hint("../parking"), "try `parking`");
    }

    #[test]
    fn only_the_id_of_the_file_is_changed() {
        let text = "schema = 1\nid   = \"old\" # here\nidle = 1\n[x]\nid = \"step\"\n";
        assert_eq!(renamed(text, "new"), "schema = 1\nid = \"new\"\nidle = 1\n[x]\nid = \"step\"\n");
    }
}
