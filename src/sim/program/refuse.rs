use crate::diag::Span;
use crate::problem::model::{Component, Design, Feed, Kind, Trigger};

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

/// Says what a design has that does not run yet.
pub(super) fn refuse(design: &Design) -> Result<(), Refusal> {
    let not_yet = |component: &Component| {
        let (kind, id) = (component.kind.word(), &component.id);
        Refusal::new(format!("`{kind}` does not run yet: `{id}` is one"), component.span)
    };
    if let Some(component) =
        design.components.iter().find(|component| matches!(component.kind, Kind::Kafka(_) | Kind::Queue(_)))
    {
        return Err(not_yet(component));
    }
    if let Some(topic) = design.topics.first() {
        return Err(Refusal::new(format!("topics do not run yet: `{}` is one", topic.id), topic.span));
    }
    for flow in &design.flows {
        if let Trigger::Consume(consumer) = &flow.trigger {
            let what = match consumer.from {
                Feed::Topic(..) => "messages",
                Feed::Changes(..) => "the changes of a table",
            };
            let message = format!("flows that consume {what} do not run yet: `{}` is one", flow.id);
            return Err(Refusal::new(message, flow.span));
        }
        if flow.on.is_empty() {
            return Err(Refusal::new(format!("`{}` runs on no component", flow.id), flow.span));
        }
    }
    Ok(())
}
