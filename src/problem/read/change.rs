use super::context::Context;
use super::names::{article, unknown};
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::document::{Node, Value};
use crate::problem::model::{
    Attribute, AttributeChange, AttributeValue, Component, ComponentId, FlowId, Instances, Target, Topic,
    TopicId,
};
use crate::problem::patch::{Index, Path};
use crate::problem::row::World;
use crate::problem::vocabulary;

/// Attributes that can change while a run goes on: of components, then of topics.
const OF_COMPONENTS: [(&str, Attribute); 16] = [
    ("up", Attribute::Up),
    ("paused", Attribute::Paused),
    ("slow", Attribute::Slow),
    ("clock", Attribute::Clock),
    ("drop", Attribute::Drop),
    ("lose_reply", Attribute::LoseReply),
    ("slots", Attribute::Slots),
    ("queue", Attribute::Queue),
    ("time", Attribute::Time),
    ("link", Attribute::Link),
    ("read", Attribute::Read),
    ("write", Attribute::Write),
    ("lag", Attribute::Lag),
    ("quota", Attribute::Quota),
    ("duplicate", Attribute::Duplicate),
    ("memory", Attribute::Memory),
];
const OF_TOPICS: [(&str, Attribute); 3] =
    [("up", Attribute::Up), ("paused", Attribute::Paused), ("duplicate", Attribute::Duplicate)];

/// Attributes of steps that a fault may change: expressions that are asked each time.
pub(super) const OF_STEPS: [&str; 7] = ["if", "where", "wait", "set", "limit", "until", "delay"];

/// What faults refer to.
pub(super) struct Parts<'a> {
    pub world: &'a World,
    pub components: &'a [Component],
    pub topics: &'a [Topic],
    /// The ids of each flow's steps.
    pub ids: &'a [std::collections::BTreeMap<String, Span>],
    /// Where steps run: the last component of each flow.
    pub runs_on: &'a [Option<ComponentId>],
    /// Whether the file as it is was patched: then steps may be gone.
    pub patched: bool,
    /// Ids of steps that only an option brings.
    pub optional: &'a [String],
}

/// What an entry of a fault's `set` changes.
pub(super) enum Changed {
    /// An attribute.
    Attribute(AttributeChange),
    /// An expression of a step.
    Step,
}

/// One entry of a fault's `set`.
pub(super) fn change(cx: &mut Context<'_>, parts: &Parts<'_>, path: &Path, node: &Node) -> Option<Changed> {
    let [head, attribute, rest @ ..] = path.parts.as_slice() else {
        cx.say(
            Diagnostic::error("path", path.span, format!("`{}` is no attribute", path.text()))
                .help("write component.attribute: db.up"),
        );
        return None;
    };
    let index = match path.index {
        None | Some(Index::All) => Instances::All,
        Some(Index::One(number)) => Instances::One(number),
    };
    if let Some(component) = parts.world.component(head) {
        return of_component(cx, parts, path, component, index, attribute, rest, node)
            .map(Changed::Attribute);
    }
    if let Some(topic) = parts.world.topic(head) {
        return of_topic(cx, parts, path, topic, index, attribute, node).map(Changed::Attribute);
    }
    if let Some(flow) = parts.world.flow(head) {
        return of_step(cx, parts, path, flow, attribute, rest);
    }
    let names = parts.world.components.iter().map(|(name, _)| name.as_str());
    let names = names
        .chain(parts.world.topics.iter().map(String::as_str))
        .chain(parts.world.flows.iter().map(String::as_str));
    cx.say(unknown(path.span, "component, topic or flow", head, names));
    None
}

#[allow(clippy::too_many_arguments)]
fn of_component(
    cx: &mut Context<'_>,
    parts: &Parts<'_>,
    path: &Path,
    component: ComponentId,
    index: Instances,
    attribute: &str,
    rest: &[String],
    node: &Node,
) -> Option<AttributeChange> {
    let of = &parts.components[component.index()];
    let kind = of.kind.word();
    let known = OF_COMPONENTS
        .iter()
        .find(|(name, _)| *name == attribute && vocabulary::section("component").word(kind, name).is_some());
    let Some((_, attribute)) = known.filter(|_| rest.is_empty()) else {
        let words = OF_COMPONENTS
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| vocabulary::section("component").word(kind, name).is_some());
        let words: Vec<&str> = words.collect();
        let help = nearest(attribute, words.iter().copied()).map_or_else(
            || format!("of a {kind} can change {}", words.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!(
            "`{attribute}` of `{}`, {} {kind}, cannot change while a run goes on",
            of.id,
            article(kind)
        );
        cx.say(Diagnostic::error("unknown-attribute", path.span, message).help(help));
        return None;
    };
    if let Instances::One(number) = index {
        let count = of.stations();
        if number >= count {
            let message = match count {
                1 => format!("`{}` is one, [0]", of.id),
                _ => format!("`{}` is {count}, from [0] to [{}]", of.id, count.saturating_sub(1)),
            };
            cx.say(Diagnostic::error("index", path.span, message).help("choose one of them"));
            return None;
        }
    }
    let value = value(cx, *attribute, node)?;
    let now = current(of, *attribute);
    if now == Some(value) {
        cx.say(
            Diagnostic::error("no-change", path.span, format!("`{}` is this already", path.text()))
                .help("a fault makes something different"),
        );
        return None;
    }
    Some(AttributeChange { target: Target::Component(component, index), attribute: *attribute, value })
}

/// What an attribute is without the fault, where it is easily said.
fn current(of: &Component, attribute: Attribute) -> Option<AttributeValue> {
    Some(match attribute {
        Attribute::Up => AttributeValue::Flag(of.up),
        Attribute::Paused => AttributeValue::Flag(of.paused),
        Attribute::Slow => AttributeValue::Number(of.slow),
        Attribute::Drop => AttributeValue::Number(of.drop),
        Attribute::LoseReply => AttributeValue::Number(of.lose_reply),
        Attribute::Clock => AttributeValue::Time(of.clock),
        Attribute::Time => AttributeValue::Duration(of.time),
        Attribute::Link => AttributeValue::Duration(of.link),
        _ => return None,
    })
}

fn of_topic(
    cx: &mut Context<'_>,
    parts: &Parts<'_>,
    path: &Path,
    topic: TopicId,
    index: Instances,
    attribute: &str,
    node: &Node,
) -> Option<AttributeChange> {
    let Some((_, attribute)) = OF_TOPICS.iter().find(|(name, _)| *name == attribute) else {
        let words: Vec<&str> = OF_TOPICS.iter().map(|(name, _)| *name).collect();
        let message = format!(
            "`{attribute}` of topic `{}` cannot change while a run goes on",
            parts.topics[topic.index()].id
        );
        cx.say(
            Diagnostic::error("unknown-attribute", path.span, message)
                .help(format!("of a topic can change {}", words.join(", "))),
        );
        return None;
    };
    let value = value(cx, *attribute, node)?;
    Some(AttributeChange { target: Target::Topic(topic, index), attribute: *attribute, value })
}

fn of_step(
    cx: &mut Context<'_>,
    parts: &Parts<'_>,
    path: &Path,
    flow: FlowId,
    step: &str,
    rest: &[String],
) -> Option<Changed> {
    let ids = &parts.ids[flow.index()];
    let name = &parts.world.flows[flow.index()];
    if vocabulary::section("flow").word("", step).is_some() {
        let message = format!("`{step}` of flow `{name}` cannot change while a run goes on");
        cx.say(
            Diagnostic::error("unknown-attribute", path.span, message)
                .help("a scenario's `set` changes it for a whole run"),
        );
        return None;
    }
    if !ids.contains_key(step) {
        if !parts.patched {
            cx.say(unknown(path.span, &format!("step of `{name}`"), step, ids.keys().map(String::as_str)));
        }
        return None;
    }
    match rest.first().map(String::as_str) {
        Some(attribute) if OF_STEPS.contains(&attribute) => Some(Changed::Step),
        _ => {
            let message = format!("`{}` cannot change while a run goes on", path.text());
            let error = Diagnostic::error("unknown-attribute", path.span, message).help(format!(
                "of a step can change {}; a scenario's `set` changes anything for a whole run",
                OF_STEPS.join(", ")
            ));
            cx.say(error);
            None
        }
    }
}

fn value(cx: &mut Context<'_>, attribute: Attribute, node: &Node) -> Option<AttributeValue> {
    if matches!(attribute, Attribute::Up | Attribute::Paused) {
        if let Value::Bool(flag) = node.value {
            return Some(AttributeValue::Flag(flag));
        }
        cx.say(
            Diagnostic::error(
                "wrong-shape",
                node.span,
                format!("true or false belongs here, and this is {}", node.words()),
            )
            .help("write true or false, without quotes"),
        );
        return None;
    }
    let Some(text) = node.expression() else {
        cx.say(
            Diagnostic::error(
                "wrong-shape",
                node.span,
                format!("a value belongs here, and this is {}", node.words()),
            )
            .help("write it like \"10s\""),
        );
        return None;
    };
    Some(match attribute {
        Attribute::Drop | Attribute::LoseReply | Attribute::Duplicate => {
            AttributeValue::Number(cx.share(&text)?)
        }
        Attribute::Slots | Attribute::Queue => AttributeValue::Number(f64::from(cx.small(&text, 0)?)),
        Attribute::Quota => AttributeValue::Number(cx.rate(&text)?),
        #[allow(clippy::cast_precision_loss)]
        Attribute::Memory => AttributeValue::Number(cx.data(&text)? as f64),
        Attribute::Clock => AttributeValue::Time(cx.time(&text)?),
        Attribute::Time | Attribute::Link | Attribute::Read | Attribute::Write | Attribute::Lag => {
            AttributeValue::Duration(cx.duration(&text)?)
        }
        _ => AttributeValue::Number(cx.factor(&text)?),
    })
}
