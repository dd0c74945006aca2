use crate::problem::model::Nanos;
use crate::sim::outcome::{RowTold, Told};

/// When a rule broke, how that is said, and of what it speaks.
#[derive(Clone, Debug)]
pub struct Broken {
    /// When.
    pub at: Nanos,
    /// In words.
    pub text: String,
    /// The rule as the file writes it.
    pub rule: String,
    /// The table of the row that broke it; `None` where it speaks of no rows.
    pub table: Option<String>,
    /// The key of that row, or of its group: `dc 0, item 3`.
    pub row: String,
}

impl Broken {
    /// Whether a line is about what broke: the row, or something noted that the rule asks for.
    pub fn is_about(&self, told: &Told) -> bool {
        match told {
            Told::Rows(rows) => {
                self.table.as_ref() == Some(&rows.table) && rows.rows.iter().any(|row| self.speaks_of(row))
            }
            Told::Notes(name, _) => {
                let is_sign = |sign: char| !sign.is_alphanumeric() && sign != '_';
                self.rule.split(is_sign).any(|word| word == name)
            }
            _ => false,
        }
    }

    /// A row has a key; a row of a group has its values.
    fn speaks_of(&self, row: &RowTold) -> bool {
        let columns = row.columns.iter().map(|(name, _, value)| format!("{name} {value}"));
        let known: Vec<String> = row.key.split(", ").map(str::to_owned).chain(columns).collect();
        !self.row.is_empty() && self.row.split(", ").all(|part| known.iter().any(|known| known == part))
    }
}
