use super::context::Context;
use super::fields::Fields;
use super::names::refer;
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Entry, Table};
use crate::problem::model::{Component, ComponentId, Full, Kind, Partitions, Topic};
use crate::problem::row::World;

/// A topic before its messages are known, and the name of its key.
pub(super) fn topic(
    cx: &mut Context<'_>,
    world: &World,
    components: &[Component],
    entry: &Entry,
) -> (Topic, Option<(String, Span)>) {
    let empty = Table::default();
    let fields = Fields::open(
        cx,
        "topic",
        "",
        entry.node.table().unwrap_or(&empty),
        entry.span,
        format!("topic `{}`", entry.key),
    );
    let component = fields.get("in").and_then(|node| {
        let names = world.components.iter().map(|(name, _)| name.as_str());
        refer(cx, node, "component", names, world.component(node.string()?))
    });
    if let Some((component, node)) = component.zip(fields.get("in")) {
        let (name, kind) = &world.components[component.index()];
        if !matches!(*kind, "kafka" | "queue" | "gateway" | "service" | "worker" | "redis" | "external" | "")
        {
            let error = Diagnostic::error(
                "no-topics",
                node.span,
                format!("`{name}` is a {kind}, which holds no messages"),
            )
            .help("put it into a kafka, a queue, or the memory of a gateway");
            cx.say(error);
        }
    }
    let partitions = match fields.expression("partitions") {
        Some(text) if text.text == "each key" => Partitions::EachKey,
        Some(text) => Partitions::Count(cx.small(&text, 1).unwrap_or(1)),
        None => Partitions::Count(1),
    };
    let key = fields.texts("key").into_iter().next();
    if partitions == Partitions::EachKey && key.is_none() {
        let error = Diagnostic::error(
            "missing",
            entry.span,
            format!("topic `{}` has a partition for each key, and no key", entry.key),
        )
        .help("add key = \"order\"");
        cx.say(error);
    }
    let queue = component.and_then(|component| match &components[component.index()].kind {
        Kind::Queue(queue) => Some(queue),
        _ => None,
    });
    let duplicate = fields.share(cx, "duplicate");
    let topic = Topic {
        id: entry.key.clone(),
        span: entry.span,
        component: component.unwrap_or(ComponentId(0)),
        key: None,
        partitions,
        max: fields.count(cx, "max", 1),
        full: match fields.choice("full").as_str() {
            "drop_oldest" => Full::DropOldest,
            "drop_newest" => Full::DropNewest,
            _ => Full::Refuse,
        },
        duplicate: duplicate.or(queue.map(|queue| queue.duplicate)).unwrap_or(0.0),
        visibility: fields.time(cx, "visibility").or(queue.map(|queue| queue.visibility)),
        delay: fields.time(cx, "delay").unwrap_or(0),
        fields: Vec::new(),
    };
    (topic, key)
}
