use std::collections::BTreeSet;

use super::block::{Block, Page, one};
use super::table::Column;
use crate::problem::model::Problem;

/// What is given, all figures side by side, then each with its steps.
pub(super) fn estimates(page: &mut Page, problem: &Problem) {
    let estimates = &problem.estimates;
    let given = given(problem);
    if !given.is_empty() {
        page.item("Given");
        page.terms(given);
    }
    if estimates.is_empty() {
        return;
    }
    let head = ["question", "exact", "interview"].map(str::to_owned).to_vec();
    let rows = estimates
        .iter()
        .map(|estimate| vec![estimate.ask.clone(), estimate.exact.clone(), estimate.spoken.clone()]);
    page.item("All figures");
    page.push(Block::Table {
        head,
        columns: vec![Column::Flexible, Column::Right, Column::Right],
        rows: rows.collect(),
    });
    for estimate in estimates {
        page.item(&estimate.ask);
        let line = format!("{} = {}", estimate.id, estimate.text);
        page.terms(vec![
            ("calc", one(&line)),
            ("steps", estimate.steps.clone()),
            ("order", one(&estimate.magnitude)),
            ("say", one(&estimate.says)),
            ("so", one(&estimate.concludes)),
            ("mistake", one(&estimate.mistake)),
            ("measured", estimate.observable.iter().cloned().collect()),
        ]);
    }
}

/// The inputs that estimates are made of; others matter to runs alone.
fn given(problem: &Problem) -> Vec<(&str, Vec<String>)> {
    let mut names: BTreeSet<&str> =
        problem.estimates.iter().flat_map(|estimate| words(&estimate.text)).collect();
    // An input may be made of those before it.
    let mut given = Vec::new();
    for (name, text) in problem.inputs.iter().rev() {
        if names.contains(&**name) {
            names.extend(words(text));
            given.push((&**name, one(text)));
        }
    }
    given.reverse();
    given
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|sign: char| !(sign.is_alphanumeric() || sign == '_')).filter(|word| !word.is_empty())
}
