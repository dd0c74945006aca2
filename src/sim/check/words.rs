use crate::problem::model::{ColumnRole, DECIMALS, Design, Type};
use crate::sim::outcome::Outcome;
use crate::sim::program::Program;
use crate::sim::report::measure;

/// A value as people write it.
fn value_words(design: &Design, ty: Type, value: i64) -> String {
    let parts = |unit: i64, digits: usize| {
        let (whole, rest) =
            (value.unsigned_abs() / unit.unsigned_abs(), value.unsigned_abs() % unit.unsigned_abs());
        let sign = if value < 0 { "-" } else { "" };
        let rest = format!("{rest:0digits$}");
        let rest = rest.trim_end_matches('0');
        if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") }
    };
    match ty {
        _ if ty == Type::Id && value == Type::NONE => "none".to_owned(),
        Type::Bool => (if value == 0 { "false" } else { "true" }).to_owned(),
        Type::Enum(list) => {
            let labels = design.enums.get(list.index()).map(|list| &list.labels);
            let label = labels.and_then(|labels| labels.get(usize::try_from(value).ok()?));
            label.cloned().unwrap_or_else(|| value.to_string())
        }
        Type::Time => format!("{}s", parts(1_000_000_000, 9)),
        Type::Money => format!("${}", parts(100, 2)),
        Type::Length => format!("{}m", parts(1000, 3)),
        Type::Decimal => parts(DECIMALS, 6),
        _ => value.to_string(),
    }
}

/// The same, a time to the microsecond.
pub fn short_words(design: &Design, ty: Type, value: i64) -> String {
    match ty {
        Type::Time => value_words(design, ty, value.saturating_add(value.signum() * 500) / 1000 * 1000),
        _ => value_words(design, ty, value),
    }
}

/// Some columns of a row: `dc 0, item 3`.
pub fn columns_words(design: &Design, table: usize, columns: impl Iterator<Item = (usize, i64)>) -> String {
    let plan = &design.tables[table];
    let words = columns.map(|(column, value)| {
        format!("{} {}", plan.columns[column].name, value_words(design, plan.columns[column].ty, value))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The key of a row.
pub fn key_words(design: &Design, table: usize, row: &[i64]) -> String {
    let keys = design.tables[table].key;
    columns_words(design, table, row[..keys.min(row.len())].iter().copied().enumerate())
}

/// What the file says of a row beside its key.
pub fn row_words(design: &Design, table: usize, row: &[i64]) -> String {
    let plain = |column: &usize| design.tables[table].columns[*column].role == ColumnRole::Plain;
    let columns = (0..row.len()).filter(plain).map(|column| {
        let known = &design.tables[table].columns[column];
        format!("{} {}", known.name, short_words(design, known.ty, row[column]))
    });
    columns.collect::<Vec<_>>().join(", ")
}

/// What rules ask of the measurements, in the representation of their types.
pub fn measures(program: &Program, outcome: &Outcome) -> Vec<Option<i64>> {
    program
        .measures
        .iter()
        .map(|(observable, ty)| {
            let value = measure(&program.design, outcome, *observable)?;
            let units = match ty {
                Type::Decimal => DECIMALS,
                Type::Time => 1_000_000_000,
                Type::Money => 100,
                Type::Length => 1000,
                _ => 1,
            };
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_precision_loss,
                reason = "to the nearest unit; the cast saturates"
            )]
            Some(libm::round(value * units as f64) as i64)
        })
        .collect()
}
