use crate::diag::Span;
use crate::problem::model::Design;

/// Why a design does not run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// One sentence.
    pub message: String,
    /// What it is about.
    pub span: Span,
}

impl Refusal {
    /// A refusal.
    pub fn new(message: impl Into<String>, span: Span) -> Self {
        Self { message: message.into(), span }
    }
}

/// Says what a design has that does not run.
pub(super) fn refuse(design: &Design) -> Result<(), Refusal> {
    match design.flows.iter().find(|flow| flow.on.is_empty()) {
        Some(flow) => Err(Refusal::new(format!("`{}` runs on no component", flow.id), flow.span)),
        None => Ok(()),
    }
}
