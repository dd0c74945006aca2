use crate::calc::{Dimension, Rational};
use crate::problem::model::{ColumnRole, Design, ExprKind, Type};
use crate::sim::report::Asked;

/// Something of a design that may be smaller: a path behind `--set`, and values to try, the smallest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smaller {
    /// The path.
    pub path: String,
    /// The values.
    pub values: Vec<String>,
}

/// Whole numbers among the inputs, rows at the start, and whole numbers that columns begin with.
pub fn inputs(design: &Design) -> Vec<Smaller> {
    let whole = design.inputs.iter().filter(|input| input.amount.dimension == Dimension::NONE);
    whole
        .filter_map(|input| {
            let value = input.amount.value.to_f64();
            let exact = Rational::from_f64(value).is_some_and(|exact| exact == input.amount.value);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, up to 2^53")]
            let value = (exact && value > 1.0 && value < 9e15 && libm::fmod(value, 1.0).abs() < f64::EPSILON)
                .then_some(value as u64);
            value.map(|value| smaller(input.id.clone(), value))
        })
        .collect()
}

/// Rows at the start, and whole numbers that columns begin with.
pub fn rows(design: &Design) -> Vec<Smaller> {
    let mut found = Vec::new();
    for table in &design.tables {
        for (bound, column) in table.rows.0.iter().zip(&table.columns).filter(|(bound, _)| **bound > 1) {
            let path = if table.rows.0.len() == 1 {
                format!("{}.rows", table.id)
            } else {
                format!("{}.rows.{}", table.id, column.name)
            };
            found.push(smaller(path, *bound));
        }
        for column in table.columns.iter().filter(|column| column.role == ColumnRole::Plain) {
            let Some(ExprKind::Constant(value)) = column.initial.as_ref().map(|initial| &initial.kind) else {
                continue;
            };
            if column.ty == Type::Int && *value > 1 {
                found.push(smaller(format!("{}.columns.{}", table.id, column.name), value.unsigned_abs()));
            }
        }
    }
    found
}

fn smaller(path: String, value: u64) -> Smaller {
    let mut values: Vec<u64> = vec![1, 2, 3, value / 4, value / 2];
    values.retain(|smaller| (1..value).contains(smaller));
    values.sort_unstable();
    values.dedup();
    Smaller { path, values: values.into_iter().map(|value| value.to_string()).collect() }
}

/// What was asked for, with another value.
pub fn with(asked: &Asked, path: &str, value: &str) -> Asked {
    let mut asked = asked.clone();
    asked.set.retain(|(known, _)| known != path);
    asked.set.push((path.to_owned(), value.to_owned()));
    asked
}

/// The same without one of the faults that act in it; `None` where there is no such fault.
pub fn without_fault(asked: &Asked, design: &Design, fault: &str) -> Option<Asked> {
    if asked.faults.iter().any(|known| known == fault) {
        let mut asked = asked.clone();
        asked.faults.retain(|known| known != fault);
        return Some(asked);
    }
    let acting = design.scenario.faults.iter().map(|id| design.faults[id.index()].id.as_str());
    let of_scenario = acting.clone().filter(|known| !asked.faults.iter().any(|typed| typed == known));
    let rest: Vec<String> =
        of_scenario.filter(|known| *known != fault).map(|known| format!("{known:?}")).collect();
    let path = format!("scenarios.{}.faults", design.scenario.id);
    acting.clone().any(|known| known == fault).then(|| with(asked, &path, &format!("[{}]", rest.join(", "))))
}
