use super::context::Context;
use super::measured::measured;
use super::memory::Memory;
use crate::calc::{Dialect, Dimension, parse};
use crate::diag::{Diagnostic, Span};
use crate::problem::document::Text;
use crate::problem::model::{Design, Measured};
use crate::problem::row::World;

/// What a name in a text, such as `order.latency.p99`, measures in runs of this design: options and estimates
/// name observables this way.
///
/// # Errors
/// Where nothing in the design measures it.
pub fn observed(design: &Design, text: &str) -> Result<(Measured, Dimension), Diagnostic> {
    let tree = parse(text, Dialect::Quantity)?.expr;
    let world = World {
        components: design.components.iter().map(|part| (part.id.clone(), part.kind.word())).collect(),
        tables: design.tables.clone(),
        topics: design.topics.iter().map(|topic| topic.id.clone()).collect(),
        flows: design.flows.iter().map(|flow| flow.id.clone()).collect(),
        notes: design.notes.clone(),
        ..World::new()
    };
    let span = Span::new(0, text.len());
    let memory = Memory::default();
    let mut cx = Context::new(&memory);
    let found = measured(&mut cx, &world, &Text::whole(text.to_owned(), span), &tree);
    found.ok_or_else(|| {
        let first = cx.diagnostics.into_iter().next();
        first.unwrap_or_else(|| Diagnostic::error("observable", span, format!("`{text}` is not measured")))
    })
}
