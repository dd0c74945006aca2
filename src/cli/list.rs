//! `napkin list`: the problems that are known.

use std::collections::BTreeSet;
use std::io;

use clap::ArgMatches;
use serde_json::json;

use super::output::{Exit, Output};
use super::{arguments, problems};
use crate::diag::{Diagnostic, nearest, visible};
use crate::problem::model::Problem;
use crate::problem::page::table::Column::{Left, Right};
use crate::problem::page::table::{least_width, table};
use crate::problem::{Entry, File};

/// What the columns are called; the title stands among them where there is room, else below.
const HEAD: [&str; 5] = ["id", "level", "minutes", "decisions", "runs"];
/// Cells by which the themes stand under their problem.
const INDENT: &str = "  ";

/// One problem of the list.
struct Known<'a> {
    entry: &'a Entry,
    problem: Problem,
    /// Whether its file has errors.
    broken: bool,
}

/// Lists every problem, or those that have all the words and the theme that are asked for: those that ship, those
/// of the user's folder, those of `--problems DIR`. Exit 2 where nothing has them.
pub fn run(output: &Output, matches: &ArgMatches) -> io::Result<u8> {
    let library = match problems::library(output, matches.get_one::<String>("problems").map(String::as_str)) {
        Ok(library) => library,
        Err(code) => return Ok(code),
    };
    let mut known = Vec::new();
    for entry in library.entries() {
        match File::parse(&entry.text) {
            Ok(file) => {
                let reading = file.read();
                let broken = reading.diagnostics.iter().any(Diagnostic::is_error);
                known.push(Known { entry, problem: reading.problem, broken });
            }
            Err(errors) => {
                problems::broken(output, &errors, &entry.name, &entry.text);
            }
        }
    }
    let words = arguments::words(matches);
    let theme = matches.get_one::<String>("theme").map(String::as_str);
    let wanted: Vec<&Known<'_>> = known
        .iter()
        .filter(|known| {
            theme.is_none_or(|theme| known.has_theme(theme)) && words.iter().all(|word| known.has(word))
        })
        .collect();
    if output.json {
        let rows: Vec<_> = wanted.iter().map(|known| known.json()).collect();
        output.print_json(&json!({ "version": 1, "problems": rows }))?;
    }
    if known.is_empty() {
        output.message("no problems are known: put files into the folder of --problems DIR\n");
    } else if wanted.is_empty() {
        return Ok(output.refuse(&nothing(&known, &words, theme)));
    }
    if !output.json {
        output.print(&visible(&drawn(&wanted, output.width())))?;
    }
    Ok(Exit::WELL)
}

impl Known<'_> {
    fn has_theme(&self, theme: &str) -> bool {
        let theme = theme.trim().to_lowercase();
        self.problem.themes.iter().any(|known| known.to_lowercase().contains(&theme))
    }

    /// Whether the brief has the word: only what a candidate may see before an attempt is searched.
    fn has(&self, word: &str) -> bool {
        let word = word.trim().to_lowercase();
        let Problem { title, level, statement, .. } = &self.problem;
        let texts = [&self.entry.id, title, level, statement];
        texts.into_iter().chain(&self.problem.themes).any(|text| text.to_lowercase().contains(&word))
    }

    fn runs(&self) -> &'static str {
        match (&self.problem.design, self.broken) {
            (_, true) => "has errors",
            (Some(_), false) => "yes",
            (None, false) => "no",
        }
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "id": self.entry.id,
            "title": self.problem.title,
            "level": self.problem.level,
            "themes": self.problem.themes,
            "minutes": self.problem.minutes,
            "decisions": self.problem.decisions.len(),
            "runs": self.problem.design.is_some(),
            "path": self.entry.name,
        })
    }
}

/// Why the list is empty, with the word that was probably meant.
fn nothing(known: &[Known<'_>], words: &[String], theme: Option<&str>) -> String {
    let themes: BTreeSet<&str> =
        known.iter().flat_map(|known| &known.problem.themes).map(String::as_str).collect();
    let ids = known.iter().map(|known| known.entry.id.as_str());
    let titles = known.iter().flat_map(|known| known.problem.title.split_whitespace());
    let spoken = themes.iter().flat_map(|theme| theme.split_whitespace());
    let missed = theme.filter(|theme| !known.iter().any(|known| known.has_theme(theme)));
    let (near, what) = match missed {
        Some(theme) => (nearest(theme, themes.iter().copied().chain(spoken)), format!("the theme `{theme}`")),
        None => {
            let missed = words.iter().find(|word| !known.iter().any(|known| known.has(word)));
            let near = missed.and_then(|word| {
                nearest(word, ids.chain(themes.iter().copied()).chain(spoken).chain(titles))
            });
            let all = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(" and ");
            let with = theme.map(|theme| format!(" under the theme `{theme}`")).unwrap_or_default();
            (near, all + &with)
        }
    };
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "napkin list alone shows them all, with their themes".to_owned(),
    };
    visible(&format!("error: no problem has {what}\nhelp: {help}")).into_owned()
}

/// A line of figures for each problem, its themes below it.
fn drawn(known: &[&Known<'_>], width: usize) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let figures = known.iter().map(|known| {
        let problem = &known.problem;
        vec![
            one_line(&known.entry.id),
            problem.level.clone(),
            problem.minutes.to_string(),
            problem.decisions.len().to_string(),
            known.runs().to_owned(),
        ]
    });
    let mut rows: Vec<Vec<String>> = vec![HEAD.map(str::to_owned).to_vec()];
    rows.extend(figures);
    let mut columns = vec![Left, Left, Right, Right, Left];
    let mut titled = rows.clone();
    titled[0].insert(1, "title".to_owned());
    for (row, known) in titled.iter_mut().skip(1).zip(known) {
        row.insert(1, one_line(&known.problem.title));
    }
    let titles = [vec![Left], columns.clone()].concat();
    let beside = least_width(&titled, &titles) <= width;
    if beside {
        (rows, columns) = (titled, titles);
    }
    let lines = table(&rows, &columns, width);
    let mut text = String::new();
    for (at, line) in lines.lines().enumerate() {
        text.push_str(line);
        text.push('\n');
        let Some(known) = at.checked_sub(1).and_then(|at| known.get(at)) else { continue };
        let title = (!beside).then(|| one_line(&known.problem.title));
        let themes = one_line(&known.problem.themes.join(", "));
        for below in title.iter().chain([&themes]).filter(|below| !below.is_empty()) {
            let options = textwrap::Options::new(width.clamp(24, 100))
                .initial_indent(INDENT)
                .subsequent_indent(INDENT)
                .word_splitter(textwrap::WordSplitter::NoHyphenation);
            text.push_str(&textwrap::fill(below, options));
            text.push('\n');
        }
    }
    text
}
