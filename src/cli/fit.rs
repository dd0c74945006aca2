//! `napkin fit LOAD`: what holds a load, and what is not needed.

use std::io;

use serde_json::json;

use super::answer_json;
use super::output::{Exit, Output};
use super::refs::reference_numbers;
use crate::calc::capacity::{Fit, Row, Verdict, fit};
use crate::calc::format::{self, spoken};
use crate::calc::{Arithmetic, Rational, Sheet};
use crate::diag::{Diagnostic, Source, Span};
use crate::problem::page::table::{Column, table};

/// Compares the load with every component.
pub fn run(output: &Output, words: &[String]) -> io::Result<u8> {
    let text = words.join(" ");
    let found = Sheet::new().quantity(&text).and_then(|load| {
        let span = Span::new(0, text.len());
        let fitted = fit(&reference_numbers(output), &load).map_err(|fault| {
            let (message, help) = match fault {
                crate::calc::Fault::Wants(wants, got) => {
                    (format!("{wants}, not {}", got.words()), "give the load its unit".to_owned())
                }
                crate::calc::Fault::Other(message, help) => (message, help),
                _ => ("this load has no bounds".to_owned(), "give a number or a range".to_owned()),
            };
            Diagnostic::error("load", span, message).help(help)
        })?;
        Ok((load, fitted))
    });
    let (load, fitted) = match found {
        Ok(found) => found,
        Err(error) if output.json => {
            output.print_json(&answer_json::error(&text, &error))?;
            return Ok(Exit::USAGE);
        }
        Err(error) => {
            output.diagnose(&error, Source::typed(&text));
            return Ok(Exit::USAGE);
        }
    };
    let shown = format::show(&load, Arithmetic::Exact);
    if output.json {
        output.print_json(&json(&text, &shown, &fitted))?;
    } else {
        output.print(&describe(&shown, &fitted, output.width()))?;
    }
    Ok(Exit::WELL)
}

fn json(input: &str, shown: &str, fitted: &Fit) -> serde_json::Value {
    let rows = fitted.rows.iter().map(|row| {
        json!({
            "id": row.capacity.id,
            "component": row.capacity.name,
            "what": row.capacity.what,
            "sustains": format::show(&row.sustains, Arithmetic::Exact),
            "verdict": row.verdict.word(),
            "utilization": row.utilization.each_ref().map(Rational::to_f64),
            "shards": row.shards.each_ref().map(Rational::to_f64),
            "meant": row.meant,
            "instead": row.capacity.instead,
            "needed_from": Fit::needed_from(row),
            "source": row.capacity.source,
            "date": row.capacity.date,
        })
    });
    json!({ "version": 1, "input": input, "load": shown, "rows": rows.collect::<Vec<_>>() })
}

fn describe(shown: &str, fitted: &Fit, width: usize) -> String {
    let mut text = format!("{shown}\n\n");
    let (meant, others): (Vec<&Row>, Vec<&Row>) = fitted.rows.iter().partition(|row| row.meant);
    if !meant.is_empty() {
        text.push_str(&rows(&meant, width));
    }
    if !others.is_empty() {
        if !meant.is_empty() {
            text.push_str("\nif each costs something else:\n");
        }
        text.push_str(&rows(&others, width));
    }
    let needless: Vec<&Row> = fitted.rows.iter().filter(|row| row.verdict == Verdict::Needless).collect();
    if !needless.is_empty() {
        text.push_str("\nnot needed at this load:\n");
        let mut lines = Vec::new();
        for row in needless {
            let from = Fit::needed_from(row).unwrap_or_default();
            let instead = row.capacity.instead.clone().unwrap_or_default();
            let part = format!("  {}: {}", row.capacity.name, row.capacity.what);
            lines.push(vec![part, format!("below {from}"), instead]);
        }
        text.push_str(&table(&lines, &[Column::Flexible, Column::Left, Column::Flexible], width));
    }
    text
}

fn rows(rows: &[&Row], width: usize) -> String {
    let mut lines = Vec::new();
    for row in rows {
        let capacity = &row.capacity;
        let busy = busy(&row.utilization);
        let shards = range(&row.shards.each_ref().map(|count| spoken(count, 2)), "");
        let needs = match row.verdict {
            Verdict::Fits => format!("one {}", capacity.unit),
            Verdict::Needless => "none".to_owned(),
            _ if shards == "1" => format!("1 {}", capacity.unit),
            _ => format!("{shards} {}", capacity.units),
        };
        let word = match row.verdict {
            Verdict::No => "does not",
            other => other.word(),
        };
        lines.push(vec![
            format!("  {word}"),
            format!("{}: {}", capacity.name, capacity.what),
            capacity.value.clone(),
            busy,
            needs,
        ]);
    }
    table(&lines, &[Column::Left, Column::Flexible, Column::Right, Column::Right, Column::Left], width)
}

/// Load over capacity: in percent, and from ten times on as a factor.
fn busy(utilization: &[Rational; 2]) -> String {
    if utilization[1] < Rational::integer(10) {
        return range(&utilization.each_ref().map(percent), "%");
    }
    range(&utilization.each_ref().map(|share| spoken(share, 2)), "x")
}

fn percent(share: &Rational) -> String {
    let percent = share.checked_mul(&Rational::integer(100)).unwrap_or_else(|_| share.clone());
    if !percent.is_zero() && percent < Rational::ratio(1, 10) {
        "<0.1".to_owned()
    } else {
        spoken(&percent, 2)
    }
}

fn range(ends: &[String; 2], unit: &str) -> String {
    let [low, high] = ends;
    if low == high { format!("{low}{unit}") } else { format!("{low}..{high}{unit}") }
}
