//! A page as Markdown.

use super::block::{Block, Page};
use super::table::Column;
use crate::diag::visible;
use crate::problem::diagram;

/// A page as Markdown with the tables of GitHub; the diagram is Mermaid.
pub fn markdown(page: &Page) -> String {
    let mut text = String::new();
    for block in &page.blocks {
        if !text.is_empty() {
            text.push('\n');
        }
        match block {
            Block::Title(title) => heading(&mut text, 1, title),
            Block::Heading(title) => heading(&mut text, 2, title),
            Block::Item(item) => heading(&mut text, 3, item),
            Block::Part(part) => heading(&mut text, 4, part),
            Block::Paragraph(sentences) => {
                let paragraphs = sentences.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
                let paragraphs: Vec<String> = paragraphs.map(escaped).collect();
                text.push_str(&paragraphs.join("\n\n"));
                text.push('\n');
            }
            Block::Bullets(points) => {
                for point in points {
                    text.push_str(&format!("- {}\n", escaped(point)));
                }
            }
            Block::Terms(terms) => terms.iter().for_each(|(label, parts)| term(&mut text, label, parts)),
            Block::Table { head, columns, rows } => table(&mut text, head, columns, rows),
            Block::Diagram(diagram) => {
                text.push_str(&format!("```mermaid\n{}```\n", diagram::mermaid(diagram)));
            }
        }
    }
    text
}

fn heading(text: &mut String, level: usize, title: &str) {
    text.push_str(&format!("{} {}\n", "#".repeat(level), escaped(title)));
}

fn term(text: &mut String, label: &str, parts: &[String]) {
    if let [part] = parts {
        text.push_str(&format!("- **{}**: {}\n", escaped(label), escaped(part)));
        return;
    }
    text.push_str(&format!("- **{}**:\n", escaped(label)));
    for part in parts {
        text.push_str(&format!("  - {}\n", escaped(part)));
    }
}

fn table(text: &mut String, head: &[String], columns: &[Column], rows: &[Vec<String>]) {
    let mut row = |cells: &mut dyn Iterator<Item = String>| {
        text.push_str(&format!("| {} |\n", cells.collect::<Vec<_>>().join(" | ")));
    };
    row(&mut head.iter().map(|cell| escaped(cell)));
    row(&mut columns.iter().map(|column| if *column == Column::Right { "--:" } else { "---" }.to_owned()));
    for cells in rows {
        row(&mut cells.iter().map(|cell| escaped(cell)));
    }
}

/// Text that Markdown shows as it is, on one line. Back-ticks keep their meaning.
fn escaped(text: &str) -> String {
    let text = visible(text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 8);
    let (mut code, mut before) = (false, ' ');
    let letters: Vec<char> = line.chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let after = letters.get(at + 1).copied().unwrap_or(' ');
        if letter == '`' {
            code = !code;
        }
        let starts = at == 0 && matches!(letter, '#' | '-' | '+' | '>' | '=');
        // Inside a word an underscore is plain.
        let marks = letter == '_' && !(before.is_alphanumeric() && after.is_alphanumeric());
        let special = matches!(letter, '\\' | '*' | '<' | '[' | ']' | '$' | '~');
        // A bar ends a cell even in code.
        if letter == '|' || (!code && (starts || marks || special)) {
            out.push('\\');
        }
        // `1. ` would begin a list.
        if at > 0 && letter == '.' && after == ' ' && letters[..at].iter().all(char::is_ascii_digit) {
            out.push('\\');
        }
        out.push(letter);
        before = letter;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_markdown_would_read_is_escaped_and_code_is_not() {
        assert_eq!(escaped("2 * 3 < 7, $5 to $6"), "2 \\* 3 \\< 7, \\$5 to \\$6");
        assert_eq!(escaped("unique (user_id, _x_)"), "unique (user_id, \\_x\\_)");
        assert_eq!(escaped("a|b `c*d|e`"), "a\\|b `c*d\\|e`");
        assert_eq!(escaped("- no list\n# no title"), "\\- no list # no title");
        assert_eq!(escaped("1. no list"), "1\\. no list");
        assert_eq!(escaped("\u{1b}[31mred"), "\\\\x1b\\[31mred");
    }
}
