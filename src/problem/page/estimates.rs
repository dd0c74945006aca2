use super::block::{Block, Page, one};
use super::table::Column;
use crate::problem::model::Problem;

/// What is given, all figures side by side, then each with its steps.
pub(super) fn estimates(page: &mut Page, problem: &Problem) {
    let estimates = &problem.estimates;
    if !problem.inputs.is_empty() {
        page.item("Given");
        page.terms(problem.inputs.iter().map(|(name, text)| (&**name, one(text))).collect());
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
