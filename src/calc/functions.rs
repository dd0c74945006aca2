//! The functions of the quantity profile beside the recipes.

use super::arithmetic::{Arithmetic, Fault};
use super::dimension::Dimension;
use super::formula::{Formula, Function};
use super::quantity::Quantity;
use super::recipe;

const PLAIN: [(&str, Function); 7] = [
    ("min", Function::Min),
    ("max", Function::Max),
    ("ceil", Function::Ceil),
    ("floor", Function::Floor),
    ("round", Function::Round),
    ("log2", Function::Log2),
    ("sqrt", Function::Sqrt),
];

/// Functions that only rules over rows have.
const ROWS: [&str; 4] = ["sum", "count", "if", "most"];

/// The names of all functions, recipes among them.
pub fn names() -> impl Iterator<Item = &'static str> {
    PLAIN.iter().map(|(name, _)| *name).chain(recipe::names())
}

/// Whether a function of this name exists here.
pub fn is_known(name: &str) -> bool {
    names().any(|known| known == name)
}

/// Whether a function of this name exists over rows only.
pub fn rows_only(name: &str) -> bool {
    ROWS.contains(&name)
}

/// Applies a function that is no recipe.
pub(super) fn apply(name: &str, arithmetic: Arithmetic, arguments: &[Quantity]) -> Result<Quantity, Fault> {
    let Some((_, function)) = PLAIN.iter().find(|(known, _)| *known == name) else {
        return Err(Fault::Other(format!("no function is called `{name}`"), "check its name".into()));
    };
    if matches!(function, Function::Min | Function::Max) {
        return arithmetic.extreme(*function, arguments);
    }
    let [argument] = arguments else {
        return Err(Fault::Other(
            format!("`{name}` takes one value, not {}", arguments.len()),
            format!("write {name}(a)"),
        ));
    };
    let dimension = match function {
        Function::Sqrt => argument.dimension.root().ok_or_else(|| {
            Fault::Wants("`sqrt` wants a plain number or a square".to_owned(), argument.dimension)
        })?,
        _ if argument.dimension == Dimension::NONE => Dimension::NONE,
        _ => {
            let wants = format!("`{name}` wants a plain number (divide by the unit first: {name}(a / 1GB))");
            return Err(Fault::Wants(wants, argument.dimension));
        }
    };
    let mut result =
        Quantity::new(Formula::apply(*function, std::slice::from_ref(&argument.number))?, dimension);
    if matches!(function, Function::Ceil | Function::Floor | Function::Round) {
        result.label = argument.label.clone();
    }
    result.times = argument.times;
    Ok(result)
}
