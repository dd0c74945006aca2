use std::collections::BTreeMap;

use super::figures::{Figure, figures};
use crate::calc::syntax::ExprKind;
use crate::calc::{Dimension, Sheet, Times, Value, answer};

/// A line of the candidate that computes something.
pub struct Line<'a> {
    /// As typed.
    pub text: &'a str,
    /// In base units.
    pub value: f64,
    /// Of what kind it is.
    pub dimension: Dimension,
    /// What it is made of.
    pub figures: Vec<Figure>,
}

/// Whether any line of a text computes something.
pub fn computes(text: &str) -> bool {
    !computed(text).is_empty()
}

/// The lines that compute something: a number alone, however right, is not worked out.
pub fn computed(text: &str) -> Vec<Line<'_>> {
    let mut sheet = Sheet::new();
    let mut named: BTreeMap<String, Vec<Figure>> = BTreeMap::new();
    let lines = text.lines().filter_map(|line| {
        let answered = answer(&mut sheet, line).ok()??;
        let known = |name: &str| named.get(name).cloned().unwrap_or_default();
        let figures = figures(&answered.expr, line, &known);
        named.extend(
            answered.name.iter().chain([&"ans".to_owned()]).map(|name| (name.clone(), figures.clone())),
        );
        let Value::Quantity(quantity) = &answered.exact else { return None };
        // A rate per day is already work: the answer is per second.
        let converted =
            (0..Times::UNITS.len()).any(|at| Times::UNITS[at].1.0 >= 60 && quantity.times.has(at));
        let bare =
            matches!(answered.expr.kind, ExprKind::Literal(_) | ExprKind::Name(_) | ExprKind::Range(..));
        let worked = converted || !bare;
        let value = quantity.number.middle().ok()?.to_f64();
        (worked && value > 0.0).then_some(Line {
            text: line.trim(),
            value,
            dimension: quantity.dimension,
            figures,
        })
    });
    lines.collect()
}
