//! `napkin list`: the problems that are known.

use std::io;

use clap::ArgMatches;
use serde_json::json;

use super::output::{Exit, Output};
use super::problems;
use crate::diag::visible;
use crate::problem::File;
use crate::problem::page::table::Column::{Flexible, Left, Right};
use crate::problem::page::table::table;

/// Lists every problem: those that ship, those of the user's folder, those of `--problems DIR`.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let library = match problems::library(output, matches.get_one::<String>("problems").map(String::as_str)) {
        Ok(library) => library,
        Err(code) => return Ok(code),
    };
    let mut known = Vec::new();
    for entry in library.entries() {
        match File::parse(&entry.text) {
            Ok(file) => known.push((entry, file.read().problem)),
            Err(errors) => {
                problems::broken(output, &errors, &entry.name, &entry.text);
            }
        }
    }
    if output.json {
        let rows = known.iter().map(|(entry, problem)| {
            json!({
                "id": entry.id,
                "title": problem.title,
                "level": problem.level,
                "themes": problem.themes,
                "minutes": problem.minutes,
                "runs": problem.design.is_some(),
                "path": entry.name,
            })
        });
        output.print_json(&json!({ "version": 1, "problems": rows.collect::<Vec<_>>() }))?;
        return Ok(Exit::WELL);
    }
    if known.is_empty() {
        output.message("no problems are known: put files into the folder of --problems DIR\n");
    }
    let rows = known.iter().map(|(entry, problem)| {
        vec![
            entry.id.clone(),
            problem.title.clone(),
            problem.level.clone(),
            format!("{} min", problem.minutes),
            problem.themes.join(", "),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    output.print(&visible(&table(&rows, &[Left, Left, Left, Right, Flexible], output.width())))?;
    Ok(Exit::WELL)
}
