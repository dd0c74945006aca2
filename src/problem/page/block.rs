use super::table::Column;
use crate::problem::diagram::Diagram;

/// What people read: blocks in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// The blocks.
    pub blocks: Vec<Block>,
}

/// A part of a page. All text is as the file has it: whoever writes a page makes it safe to show.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// What the page is about.
    Title(String),
    /// A section.
    Heading(String),
    /// One of the things in a section.
    Item(String),
    /// One of several answers to that.
    Part(String),
    /// Sentences.
    Paragraph(String),
    /// Points.
    Bullets(Vec<String>),
    /// Labels, each with what is said about it; several parts stand below each other.
    Terms(Vec<(String, Vec<String>)>),
    /// Rows under headings; where there is no room for columns, every row becomes a list of its cells.
    Table {
        /// The headings.
        head: Vec<String>,
        /// How each column is set.
        columns: Vec<Column>,
        /// The rows.
        rows: Vec<Vec<String>>,
    },
    /// The architecture.
    Diagram(Box<Diagram>),
}

impl Page {
    /// Adds a block.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Adds a heading.
    pub(super) fn heading(&mut self, text: &str) {
        self.push(Block::Heading(text.to_owned()));
    }

    /// Adds the name of one thing.
    pub(super) fn item(&mut self, text: impl Into<String>) {
        self.push(Block::Item(text.into()));
    }

    /// Adds one of several answers.
    pub(super) fn part(&mut self, text: impl Into<String>) {
        self.push(Block::Part(text.into()));
    }

    /// Adds sentences, where there are any.
    pub(super) fn paragraph(&mut self, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() {
            self.push(Block::Paragraph(text));
        }
    }

    /// Adds points, where there are any.
    pub(super) fn bullets(&mut self, points: &[String]) {
        if !points.is_empty() {
            self.push(Block::Bullets(points.to_vec()));
        }
    }

    /// Adds those labels of which something is said.
    pub(super) fn terms(&mut self, terms: Vec<(&str, Vec<String>)>) {
        let said = |parts: Vec<String>| -> Vec<String> {
            parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
        };
        let terms = terms.into_iter().map(|(label, parts)| (label.to_owned(), said(parts)));
        let terms: Vec<_> = terms.filter(|(_, parts)| !parts.is_empty()).collect();
        if !terms.is_empty() {
            self.push(Block::Terms(terms));
        }
    }
}

/// A single thing that is said.
pub(super) fn one(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

/// A count with its noun: `1 estimate`, `18 estimates`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}
