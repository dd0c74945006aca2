use super::block::{Block, Page, one};
use super::table::Column;
use crate::problem::model::Estimate;

/// All figures side by side, then each with its steps.
pub(super) fn estimates(page: &mut Page, estimates: &[Estimate]) {
    if estimates.is_empty() {
        return;
    }
    let head = ["question", "exact", "interview", "order"].map(str::to_owned).to_vec();
    let rows = estimates.iter().map(|estimate| {
        vec![
            estimate.ask.clone(),
            estimate.exact.clone(),
            estimate.spoken.clone(),
            estimate.magnitude.clone(),
        ]
    });
    let columns = vec![Column::Flexible, Column::Right, Column::Right, Column::Right];
    page.push(Block::Table { head, columns, rows: rows.collect() });
    for estimate in estimates {
        page.item(&estimate.ask);
        let line = format!("{} = {}", estimate.id, estimate.text);
        page.terms(vec![
            ("calc", one(&line)),
            ("steps", estimate.steps.clone()),
            ("exact", one(&estimate.exact)),
            ("interview", one(&estimate.spoken)),
            ("say", one(&estimate.says)),
            ("so", one(&estimate.concludes)),
            ("mistake", one(&estimate.mistake)),
            ("measured", estimate.observable.iter().cloned().collect()),
        ]);
    }
}
