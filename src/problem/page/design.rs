use super::block::{Block, Page};
use super::table::Column;
use crate::problem::diagram::Diagram;
use crate::problem::model::{ColumnRole, Design, Problem, Step};

/// What is taken for granted, the diagram, the data and the flows.
pub(super) fn design(page: &mut Page, problem: &Problem) {
    if !problem.assumptions.is_empty() {
        page.item("Assumptions");
        page.bullets(&problem.assumptions);
    }
    let Some(design) = &problem.design else {
        page.paragraph(
            "The file has no design that runs: with components and flows there would be a diagram here.",
        );
        return;
    };
    page.item("Diagram");
    page.push(Block::Diagram(Box::new(Diagram::of(design))));
    tables(page, design);
    page.item("Flows");
    for flow in &design.flows {
        page.part(flow.id.clone());
        let mut steps = Vec::new();
        list(&flow.steps, 0, &mut steps);
        page.terms(vec![("steps", steps)]);
    }
}

fn tables(page: &mut Page, design: &Design) {
    if design.tables.is_empty() {
        return;
    }
    page.item("Tables");
    let rows = design.tables.iter().map(|table| {
        let named = |wanted: fn(ColumnRole) -> bool| {
            let columns = table.columns.iter().filter(|column| wanted(column.role));
            columns.map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        let place = design.components.get(table.component.index()).map_or("", |component| &component.id);
        let key =
            if table.numbered { "its number".to_owned() } else { named(|role| role == ColumnRole::Key) };
        vec![table.id.clone(), place.to_owned(), key, named(|role| role == ColumnRole::Plain)]
    });
    page.push(Block::Table {
        head: ["table", "in", "key", "columns"].map(str::to_owned).to_vec(),
        columns: vec![Column::Left, Column::Left, Column::Flexible, Column::Flexible],
        rows: rows.collect(),
    });
}

/// The steps in a few words each, those of a block further in.
fn list(steps: &[Step], depth: usize, out: &mut Vec<String>) {
    for step in steps {
        let mark = if depth == 0 { String::new() } else { format!("{} ", "·".repeat(depth)) };
        let name = step.id.as_ref().map_or(String::new(), |id| format!(" ({id})"));
        out.push(format!("{mark}{}{name}", step.label));
        step.inner().into_iter().for_each(|steps| list(steps, depth + 1, out));
    }
}
