//! `napkin refs [WORD…]`: the reference numbers.

use std::io;

use serde_json::json;

use super::output::{Exit, Output};
use crate::calc::capacity::{Capacity, Reference, Refs};
use crate::diag::{nearest, visible};
use crate::problem::page::table::{Column, table};
use crate::store::{self, Folders};

/// The reference numbers with the user's own; what is wrong with those is said at once.
pub fn reference_numbers(output: &Output) -> Refs {
    with_the_users(Refs::built_in(), output)
}

/// Those that plain answers name, with the user's own.
pub fn headlines(output: &Output) -> Refs {
    with_the_users(Refs::headlines(), output)
}

fn with_the_users(built_in: Refs, output: &Output) -> Refs {
    let folders = Folders::find();
    let (refs, complaint) =
        store::reference_numbers(built_in, folders.as_ref().map(|folders| folders.config.as_path()));
    if let Some(complaint) = complaint {
        output.message(&complaint);
    }
    refs
}

/// Lists the numbers in which every word occurs.
pub fn run(output: &Output, words: &[String]) -> io::Result<u8> {
    let refs = reference_numbers(output);
    let found = chosen(&refs, words);
    let count = found.capacity.len() + found.latency.len() + found.size.len() + found.cost.len();
    if output.json {
        output.print_json(&all_json(&found))?;
        return Ok(Exit::WELL);
    }
    if count == 0 {
        let typed = words.join(" ");
        let names: Vec<&str> = refs.capacity.iter().flat_map(|entry| entry.name.split(' ')).collect();
        let help = match nearest(&typed, names) {
            Some(close) => format!("did you mean `{close}`?"),
            None => "`napkin refs` lists them all".to_owned(),
        };
        return Ok(output
            .refuse(&format!("error: no reference number mentions `{}`\nhelp: {help}", visible(&typed))));
    }
    output.print(&text(&found, output.width()))?;
    Ok(Exit::WELL)
}

fn chosen(refs: &Refs, words: &[String]) -> Refs {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mentions = |texts: &[&str]| {
        let whole = texts.join(" ").to_lowercase();
        words.iter().all(|word| whole.contains(word.as_str()))
    };
    let plain = |entries: &[Reference], section: &str| {
        let keeps = |entry: &&Reference| mentions(&[&entry.name, &entry.what, &entry.id, section]);
        entries.iter().filter(keeps).cloned().collect::<Vec<_>>()
    };
    let keeps =
        |entry: &&Capacity| mentions(&[&entry.name, &entry.what, &entry.id, &entry.scales_by, "capacity"]);
    Refs {
        capacity: refs.capacity.iter().filter(keeps).cloned().collect(),
        latency: plain(&refs.latency, "latency"),
        size: plain(&refs.size, "size"),
        cost: plain(&refs.cost, "cost"),
    }
}

fn text(refs: &Refs, width: usize) -> String {
    let mut text = String::new();
    let mut section = |title: &str, rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            let gap = if text.is_empty() { "" } else { "\n" };
            let drawn = table(&rows, &[Column::Flexible, Column::Right, Column::Flexible], width);
            text.push_str(&format!("{gap}{title}\n{drawn}"));
        }
    };
    let capacities = refs.capacity.iter().map(|entry| {
        row(
            &entry.name,
            &format!("{} (one {})", entry.what, entry.unit),
            &entry.value,
            &entry.source,
            &entry.date,
        )
    });
    section("Capacity of one unit", capacities.collect());
    for (title, entries) in [("Latency", &refs.latency), ("Size", &refs.size), ("Cost", &refs.cost)] {
        section(title, entries.iter().map(|e| row(&e.name, &e.what, &e.value, &e.source, &e.date)).collect());
    }
    text
}

fn row(name: &str, what: &str, value: &str, source: &str, date: &str) -> Vec<String> {
    let cells = [&format!("  {name}: {what}"), value, &format!("{source}, {date}")];
    cells.iter().map(|cell| visible(cell).into_owned()).collect()
}

fn all_json(refs: &Refs) -> serde_json::Value {
    let plain = |entries: &[Reference]| {
        let entry = |e: &Reference| json!({ "id": e.id, "name": e.name, "what": e.what, "value": e.value, "source": e.source, "date": e.date, "note": e.note });
        entries.iter().map(entry).collect::<Vec<_>>()
    };
    let capacity = refs.capacity.iter().map(|e| {
        json!({
            "id": e.id, "name": e.name, "what": e.what, "value": e.value, "unit": e.unit, "scales_by": e.scales_by,
            "pipelined": e.pipelined, "needless_below": e.needless_below, "instead": e.instead,
            "source": e.source, "date": e.date, "note": e.note,
        })
    });
    json!({
        "version": 1,
        "capacity": capacity.collect::<Vec<_>>(),
        "latency": plain(&refs.latency),
        "size": plain(&refs.size),
        "cost": plain(&refs.cost),
    })
}
