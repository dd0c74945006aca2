//! A page as plain text: lines of at most so many cells, labels in a column of their own.

use std::borrow::Cow;

use unicode_width::UnicodeWidthStr;

use super::block::{Block, Page};
use super::table::{Column, least_width, table};
use crate::diag::visible;
use crate::problem::diagram;

/// Longer lines are hard to read.
const WIDEST: usize = 100;
/// Below this nothing is broken any more.
const NARROWEST: usize = 24;
/// Cells that a name stands to the right of its heading, and an answer to the right of its question.
const STEP: usize = 2;

/// A page in lines of at most `width` cells; a word that is longer, such as an address, stays whole.
pub fn text(page: &Page, width: usize) -> String {
    let mut writer = Writer { text: String::new(), width: width.clamp(NARROWEST, WIDEST), indent: 0 };
    for block in &page.blocks {
        writer.block(block);
    }
    writer.text
}

struct Writer {
    text: String,
    width: usize,
    indent: usize,
}

impl Writer {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(title) => self.underlined(title, '='),
            Block::Heading(heading) => self.underlined(heading, '-'),
            Block::Item(item) => self.name(item, 0),
            Block::Part(part) => self.name(part, STEP),
            Block::Paragraph(sentences) => {
                for paragraph in sentences.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
                    self.gap();
                    self.wrapped("", paragraph);
                }
            }
            Block::Bullets(points) => {
                self.gap();
                for point in points {
                    self.wrapped("- ", point);
                }
            }
            Block::Terms(terms) => self.terms(terms),
            Block::Table { head, columns, rows } => self.table(head, columns, rows),
            Block::Diagram(diagram) => {
                self.gap();
                self.text.push_str(&diagram::text(diagram, self.width));
            }
        }
    }

    /// An empty line, but not at the top and not right under a name.
    fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn line(&mut self, indent: usize, line: &str) {
        self.text.push_str(&" ".repeat(indent));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn underlined(&mut self, title: &str, rule: char) {
        self.indent = 0;
        self.gap();
        let mut widest = 0;
        for line in broken(&clean(title), self.width, "") {
            widest = widest.max(line.width());
            self.line(0, &line);
        }
        self.line(0, &rule.to_string().repeat(widest));
    }

    /// A name at `indent`; what is said about it stands further right, close below.
    fn name(&mut self, name: &str, indent: usize) {
        self.gap();
        for line in broken(&clean(name), self.width - indent, "  ") {
            self.line(indent, &line);
        }
        self.indent = indent + STEP;
    }

    /// A text behind a mark; further lines stand under its beginning.
    fn wrapped(&mut self, mark: &str, text: &str) {
        let hang = " ".repeat(mark.width());
        let lines = broken(&clean(text), self.width.saturating_sub(self.indent + hang.len()), "");
        for (at, line) in lines.iter().enumerate() {
            let before = if at == 0 { mark } else { &hang };
            self.line(self.indent, &format!("{before}{line}"));
        }
    }

    fn terms(&mut self, terms: &[(String, Vec<String>)]) {
        if self.indent == 0 {
            self.gap();
        }
        let labels: Vec<Cow<'_, str>> = terms.iter().map(|(label, _)| clean(label)).collect();
        let column = labels.iter().map(|label| label.width()).max().unwrap_or(0) + 2;
        // With long labels the text stands under them.
        let beside = column <= self.width / 3;
        for (label, (_, parts)) in labels.iter().zip(terms) {
            let indent = self.indent + if beside { column } else { STEP };
            if !beside {
                self.line(self.indent, label);
            }
            let mut first = beside;
            for part in parts {
                let hang = if parts.len() > 1 { "  " } else { "" };
                for line in broken(&clean(part), self.width.saturating_sub(indent), hang) {
                    if first {
                        let pad = " ".repeat(column - label.width());
                        self.line(self.indent, &format!("{label}{pad}{line}"));
                    } else {
                        self.line(indent, &line);
                    }
                    first = false;
                }
            }
        }
    }

    fn table(&mut self, head: &[String], columns: &[Column], rows: &[Vec<String>]) {
        self.gap();
        let cleaned = |row: &Vec<String>| row.iter().map(|cell| clean(cell).into_owned()).collect::<Vec<_>>();
        let mut all = vec![head.to_vec()];
        all.extend(rows.iter().map(cleaned));
        let room = self.width.saturating_sub(self.indent);
        if least_width(&all, columns) <= room {
            for line in table(&all, columns, room).lines() {
                self.line(self.indent, line);
            }
            return;
        }
        for row in all.iter().skip(1) {
            self.gap();
            let Some((first, rest)) = row.split_first() else { continue };
            for line in broken(first, room, "  ") {
                self.line(self.indent, &line);
            }
            let indent = self.indent;
            self.indent += STEP;
            let labels = head.iter().skip(1).cloned();
            let terms: Vec<_> = labels.zip(rest.iter().map(|cell| vec![cell.clone()])).collect();
            self.terms(&terms);
            self.indent = indent;
        }
    }
}

/// Safe to show, on one line.
fn clean(text: &str) -> Cow<'_, str> {
    let text = match visible(text) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    };
    if text.contains(['\n', '\t']) || text.contains("  ") {
        Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
    } else {
        text
    }
}

/// The text in lines; those after the first begin with `hang`. An address is never cut.
fn broken(text: &str, width: usize, hang: &str) -> Vec<String> {
    let options = textwrap::Options::new(width.max(1))
        .subsequent_indent(hang)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
        .break_words(!text.contains("://"));
    textwrap::wrap(text, options).into_iter().map(Cow::into_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(blocks: Vec<Block>) -> String {
        text(&Page { blocks }, 40)
    }

    #[test]
    fn labels_stand_in_a_column_measured_in_cells() {
        let terms = |label: &str| (label.to_owned(), vec!["one".to_owned(), "two".to_owned()]);
        // 駐車 takes four cells, as `size` does.
        let drawn = page(vec![Block::Item("names".into()), Block::Terms(vec![terms("駐車"), terms("size")])]);
        assert_eq!(drawn, "names\n  駐車  one\n        two\n  size  one\n        two\n");
    }

    #[test]
    fn long_text_is_broken_under_its_beginning_and_an_address_is_not() {
        let long = "a point that goes on for more than forty cells";
        let drawn = page(vec![Block::Bullets(vec![long.into()])]);
        assert_eq!(drawn, "- a point that goes on for more than\n  forty cells\n");
        let address = "https://www.postgresql.org/docs/current/explicit-locking.html";
        assert_eq!(page(vec![Block::Paragraph(address.into())]), format!("{address}\n"));
    }

    #[test]
    fn a_table_without_room_becomes_lists() {
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let table = |cells| Block::Table {
            head: row(["question", "exact", "interview"]),
            columns: vec![Column::Flexible, Column::Right, Column::Right],
            rows: vec![row(cells)],
        };
        let narrow = ["how many of them", "1/s", "2/s"];
        assert_eq!(
            page(vec![table(narrow)]),
            "question          exact  interview\nhow many of them    1/s        2/s\n"
        );
        let wide = ["how many of them", "1,234,567 reviews/s", "1M reviews/s"];
        assert_eq!(
            page(vec![table(wide)]),
            "how many of them\n  exact      1,234,567 reviews/s\n  interview  1M reviews/s\n"
        );
    }

    #[test]
    fn nothing_in_a_file_moves_the_cursor() {
        assert_eq!(page(vec![Block::Item("a\u{1b}[2Jb".into())]), "a\\x1b[2Jb\n");
    }
}
