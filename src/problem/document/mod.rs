//! A TOML file as a tree in which everything knows where it stands.
//!
//! - this file: [`Node`], [`Value`], [`Table`]; `text`: strings and where each of their bytes stands;
//! - `parse`: from text to tree, with all syntax errors at once; `syntax`: those in words.

mod parse;
mod syntax;
mod text;

pub use parse::{parse, parse_value};
pub use text::Text;

use std::rc::Rc;

use crate::diag::Span;

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where it stands.
    pub span: Span,
}

/// What a value can be.
#[derive(Clone, Debug)]
pub enum Value {
    /// A string.
    String(Text),
    /// A whole number.
    Integer(i64),
    /// A number with a point or an exponent, as it was written.
    Float(String),
    /// `true` or `false`.
    Bool(bool),
    /// A date or a time, which no word takes.
    Datetime,
    /// A list. Shared: a patched file is mostly the file.
    Array(Rc<Vec<Node>>),
    /// A table, shared too.
    Table(Rc<Table>),
}

/// A table: its entries in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Whether it was written in braces: then a patch takes it as a value, not as a part of a path.
    pub inline: bool,
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub span: Span,
    /// The value.
    pub node: Node,
}

impl Node {
    /// The table, if it is one.
    pub fn table(&self) -> Option<&Table> {
        if let Value::Table(table) = &self.value { Some(table) } else { None }
    }

    /// A table as a value.
    pub fn of_table(table: Table, span: Span) -> Self {
        Self { value: Value::Table(Rc::new(table)), span }
    }

    /// A list as a value.
    pub fn of_array(items: Vec<Self>, span: Span) -> Self {
        Self { value: Value::Array(Rc::new(items)), span }
    }

    /// The table to change, if it is one.
    pub fn table_mut(&mut self) -> Option<&mut Table> {
        if let Value::Table(table) = &mut self.value { Some(Rc::make_mut(table)) } else { None }
    }

    /// The items to change, if it is a list.
    pub fn array_mut(&mut self) -> Option<&mut Vec<Self>> {
        if let Value::Array(items) = &mut self.value { Some(Rc::make_mut(items)) } else { None }
    }

    /// The items, if it is a list.
    pub fn array(&self) -> Option<&[Node]> {
        if let Value::Array(items) = &self.value { Some(items) } else { None }
    }

    /// The text, if it is a string.
    pub fn string(&self) -> Option<&str> {
        if let Value::String(text) = &self.value { Some(&text.text) } else { None }
    }

    /// What is written there as the text of an expression: a string's content, or a number or a
    /// truth as it stands; `None` for lists, tables and dates.
    pub fn expression(&self) -> Option<Text> {
        let whole = |text: String| Some(Text::whole(text, self.span));
        match &self.value {
            Value::String(text) => Some(text.clone()),
            Value::Integer(number) => whole(number.to_string()),
            Value::Float(number) => whole(number.clone()),
            Value::Bool(flag) => whole(flag.to_string()),
            _ => None,
        }
    }

    /// What it is, for errors: "a list".
    pub fn words(&self) -> &'static str {
        match &self.value {
            Value::String(_) => "a text",
            Value::Integer(_) => "a whole number",
            Value::Float(_) => "a decimal number",
            Value::Bool(_) => "true or false",
            Value::Datetime => "a date",
            Value::Array(_) => "a list",
            Value::Table(_) => "a table",
        }
    }

    /// Whether both are one list or table in memory.
    pub fn shares(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            (Value::Array(left), Value::Array(right)) => Rc::ptr_eq(left, right),
            (Value::Table(left), Value::Table(right)) => Rc::ptr_eq(left, right),
            _ => false,
        }
    }

    /// Whether both are the same in the same places.
    pub fn identical(&self, other: &Self) -> bool {
        self.span == other.span
            && match (&self.value, &other.value) {
                (Value::String(left), Value::String(right)) => left.same(right),
                (Value::Integer(left), Value::Integer(right)) => left == right,
                (Value::Float(left), Value::Float(right)) => left == right,
                (Value::Bool(left), Value::Bool(right)) => left == right,
                (Value::Datetime, Value::Datetime) => true,
                (Value::Array(left), Value::Array(right)) => {
                    self.shares(other)
                        || left.len() == right.len()
                            && left.iter().zip(right.iter()).all(|(a, b)| a.identical(b))
                }
                (Value::Table(left), Value::Table(right)) => {
                    self.shares(other)
                        || left.inline == right.inline
                            && left.entries.len() == right.entries.len()
                            && left
                                .entries
                                .iter()
                                .zip(&right.entries)
                                .all(|(a, b)| a.span == b.span && a.key == b.key && a.node.identical(&b.node))
                }
                _ => false,
            }
    }

    /// Whether both say the same, wherever they stand.
    pub fn same(&self, other: &Self) -> bool {
        match (&self.value, &other.value) {
            _ if self.shares(other) => true,
            (Value::Array(left), Value::Array(right)) => {
                left.len() == right.len() && left.iter().zip(right.iter()).all(|(a, b)| a.same(b))
            }
            (Value::Table(left), Value::Table(right)) => {
                left.entries.len() == right.entries.len()
                    && left
                        .entries
                        .iter()
                        .all(|entry| right.get(&entry.key).is_some_and(|node| entry.node.same(node)))
            }
            (Value::Array(_) | Value::Table(_), _) | (_, Value::Array(_) | Value::Table(_)) => false,
            _ => self.expression().map(|text| text.text) == other.expression().map(|text| text.text),
        }
    }
}

impl Table {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// A key with its value.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of a key, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.node)
    }

    /// The table under a key.
    pub fn table(&self, key: &str) -> Option<&Self> {
        self.get(key).and_then(Node::table)
    }

    /// Gives a key a value, in its old place where it has one.
    pub fn put(&mut self, key: &str, span: Span, node: Node) {
        match self.entries.iter_mut().find(|entry| entry.key == key) {
            Some(entry) => *entry = Entry { key: key.to_owned(), span, node },
            None => self.entries.push(Entry { key: key.to_owned(), span, node }),
        }
    }

    /// Takes a key out.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.entries.iter().position(|entry| entry.key == key)?;
        Some(self.entries.remove(at))
    }
}
