use super::{ColumnId, ComponentId, Expr, Nanos, Type};
use crate::diag::Span;

/// Rows with typed columns, in a component.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// Where its rows are. In a gateway or worker each instance has rows of its own, which die with it.
    pub component: ComponentId,
    /// The key's columns first, then those of the file, then `version`, `created`, `changed`.
    pub columns: Vec<Column>,
    /// How many of the columns are the key; at least 1.
    pub key: usize,
    /// The key is the number of the row, given at insert (`row`); the file names no key.
    pub numbered: bool,
    /// Rows that are there at the start.
    pub rows: Rows,
    /// Further columns that may occur once together.
    pub unique: Vec<Vec<ColumnId>>,
    /// A row disappears so long after its last `put` or `insert`.
    pub ttl: Option<Nanos>,
    /// Rows in one instance at most.
    pub max: Option<u64>,
    /// Bytes of one row.
    pub bytes: u64,
}

/// The rows at the start: one for each combination of the numbers below these bounds, one bound for
/// each key column; empty for none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows(pub Vec<u64>);

impl Rows {
    /// Whether there is one row and no other.
    pub fn one(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|&count| count == 1)
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub ty: Type,
    /// The initial value, over the key columns of the same row; `None` for a key and for what every row has.
    pub initial: Option<Expr>,
    /// What it is for.
    pub role: ColumnRole,
}

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnRole {
    /// A part of the key.
    Key,
    /// What the file says.
    Plain,
    /// How often the row was changed: 0 at insert.
    Version,
    /// When it was inserted.
    Created,
    /// When it was last changed.
    Changed,
}
