use std::fmt::Write;

use super::{ALWAYS, Default, FUNCTIONS, Form, Section, Word, sections};

/// The reference page of the format, in Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "# The problem file\n\nOne TOML 1.1 file is one problem. Every word it may have stands here; this page is made from the table that \
         the program reads by.\n\n",
    );
    for section in sections() {
        one(section, &mut page);
    }
    page.push_str("## Expressions\n\n");
    let _ = writeln!(page, "Always there: {}.\n", quoted(ALWAYS));
    let _ = writeln!(page, "Functions: {}.", quoted(FUNCTIONS));
    page
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn one(section: &Section, page: &mut String) {
    let _ = writeln!(page, "## {}\n\n{}\n", heading(section), section.doc);
    let _ = writeln!(page, "| word | takes | unless said | meaning | example |\n|---|---|---|---|---|");
    for word in section.words {
        let _ = writeln!(
            page,
            "| `{}`{} | {} | {} | {} | `{} = {}` |",
            word.name,
            kinds(word),
            cell(&takes(word)),
            unless(word),
            cell(word.doc),
            word.name,
            cell(word.example),
        );
    }
    page.push('\n');
}

fn heading(section: &Section) -> String {
    if section.heading.starts_with(|c: char| c.is_uppercase()) {
        section.heading.to_owned()
    } else {
        format!("`{}`", section.heading)
    }
}

/// A table's cells cannot hold a bar.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn kinds(word: &Word) -> String {
    if word.kinds.is_empty() { String::new() } else { format!(" ({})", word.kinds.join(", ")) }
}

fn takes(word: &Word) -> String {
    match word.form {
        Form::Choice(words) => quoted(words),
        form => form.words(),
    }
}

fn unless(word: &Word) -> String {
    match word.default {
        Default::Required => "required".into(),
        Default::Nothing => String::new(),
        Default::Value(value) => format!("`{value}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_a_row_with_five_cells() {
        let page = reference();
        let rows = page.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, sections().map(|section| section.words.len()).sum::<usize>());
        for line in page.lines().filter(|line| line.starts_with("| `")) {
            assert_eq!(line.replace("\\|", "").matches('|').count(), 6, "{line}");
        }
    }
}
