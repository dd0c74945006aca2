use super::context::Context;
use super::fields::Fields;
use super::flow::Overrides;
use super::names::{refer, unknown};
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::document::{Entry, Node, Table, Value};
use crate::problem::model::{
    Attribute, AttributeChange, AttributeValue, Component, ComponentId, Fault, FaultId, FlowId, Instances,
    Kind, Moment, Target, Topic, TopicId,
};
use crate::problem::patch::{Index, Path, flatten};
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
const OF_STEPS: [&str; 7] = ["if", "where", "wait", "set", "limit", "until", "delay"];

/// Expressions of steps that faults change, before the flows are read.
pub(super) fn overrides(world: &World, faults: Option<&Table>) -> Overrides {
    let mut found = Overrides::new();
    let entries = faults.map(|faults| &faults.entries[..]).unwrap_or_default();
    for (at, entry) in entries.iter().enumerate() {
        let set = entry.node.table().and_then(|table| table.table("set"));
        let Some(set) = set else { continue };
        for (path, node) in flatten(set, &mut Vec::new()) {
            let [flow, step, rest @ ..] = path.parts.as_slice() else { continue };
            let attribute = vocabulary::section("flow").word("", step).is_some();
            let text = node.expression();
            if world.flow(flow).is_none() || attribute || rest.is_empty() {
                continue;
            }
            if let Some(text) = text.filter(|_| OF_STEPS.contains(&rest[0].as_str())) {
                let key = (flow.clone(), step.clone(), rest.join("."));
                found.entry(key).or_default().push((fault_id(at), text));
            }
        }
    }
    found
}

fn fault_id(at: usize) -> FaultId {
    FaultId(u32::try_from(at).unwrap_or(u32::MAX))
}

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

/// Ids of steps that options bring.
pub(super) fn optional_ids(decisions: Option<&Table>) -> Vec<String> {
    let mut ids = Vec::new();
    for entry in decisions.map(|table| &table.entries[..]).unwrap_or_default() {
        collect_ids(&entry.node, &mut ids);
    }
    ids
}

fn collect_ids(node: &Node, ids: &mut Vec<String>) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| collect_ids(item, ids)),
        Value::Table(table) => {
            for entry in &table.entries {
                if entry.key == "id" {
                    ids.extend(entry.node.string().map(str::to_owned));
                }
                collect_ids(&entry.node, ids);
            }
        }
        _ => {}
    }
}

/// One fault.
pub(super) fn fault(cx: &mut Context<'_>, parts: &Parts<'_>, entry: &Entry) -> Fault {
    let empty = Table::default();
    let fields = Fields::open(
        cx,
        "fault",
        "",
        entry.node.table().unwrap_or(&empty),
        entry.span,
        format!("fault `{}`", entry.key),
    );
    let moment = moment(cx, parts, &fields);
    let runner = match (&moment, fields.get("crash")) {
        (Some(Moment::AfterByChance { flow, .. } | Moment::AfterNth { flow, .. }), _) => {
            parts.runs_on.get(flow.index()).copied().flatten()
        }
        _ => None,
    };
    let crash = crash(cx, parts, &fields, runner);
    let mut set = Vec::new();
    let mut steps = false;
    if let Some(table) = fields.get("set").and_then(Node::table) {
        let mut errors = Vec::new();
        for (path, node) in flatten(table, &mut errors) {
            match change(cx, parts, &path, node) {
                Some(Changed::Attribute(change)) => set.push(change),
                Some(Changed::Step) => steps = true,
                None => {}
            }
        }
        cx.diagnostics.extend(errors);
    }
    if set.is_empty()
        && !steps
        && crash.is_none()
        && fields.get("set").is_none()
        && fields.get("crash").is_none()
    {
        let error =
            Diagnostic::error("missing", entry.span, format!("fault `{}` changes nothing", entry.key))
                .help("add set = { \"db.up\" = false } or crash = \"api\"");
        cx.say(error);
    }
    Fault {
        id: entry.key.clone(),
        span: entry.span,
        moment: moment.unwrap_or(Moment::At(0)),
        lasts: fields.time(cx, "for"),
        set,
        crash,
        steps,
    }
}

fn moment(cx: &mut Context<'_>, parts: &Parts<'_>, fields: &Fields<'_>) -> Option<Moment> {
    match (fields.get("at"), fields.get("after")) {
        (Some(_), None) => {
            for word in ["nth", "chance"] {
                if let Some(entry) = fields.entry(word) {
                    cx.say(
                        Diagnostic::error("unused", entry.span, format!("`{word}` does nothing with `at`"))
                            .help("it goes with after = \"flow.step\""),
                    );
                }
            }
            fields.time(cx, "at").map(Moment::At)
        }
        (None, Some(node)) => after(cx, parts, fields, node),
        (Some(_), Some(node)) => {
            cx.say(
                Diagnostic::error("two-moments", node.span, "a fault with `at` and `after`")
                    .help("leave one of them out"),
            );
            None
        }
        (None, None) => {
            cx.say(
                Diagnostic::error("missing", fields.span, format!("{} never begins", fields.owner))
                    .help("add at = \"40s\" or after = \"flow.step\""),
            );
            None
        }
    }
}

fn after(cx: &mut Context<'_>, parts: &Parts<'_>, fields: &Fields<'_>, node: &Node) -> Option<Moment> {
    let text = node.string()?;
    let Some((name, step)) = text.split_once('.') else {
        cx.say(
            Diagnostic::error("path", node.span, format!("`{text}` is no step"))
                .help("write flow.step, with the step's id"),
        );
        return None;
    };
    let flow: FlowId = {
        let names = parts.world.flows.iter().map(String::as_str);
        match parts.world.flow(name) {
            Some(flow) => flow,
            None => {
                cx.say(unknown(node.span, "flow", name, names));
                return None;
            }
        }
    };
    let ids = &parts.ids[flow.index()];
    if !ids.contains_key(step) && !parts.patched && !parts.optional.iter().any(|id| id == step) {
        let names = ids.keys().map(String::as_str);
        cx.say(unknown(node.span, &format!("step of `{name}`"), step, names));
        return None;
    }
    let step = step.to_owned();
    match (fields.get("nth"), fields.get("chance")) {
        (Some(_), None) => Some(Moment::AfterNth { flow, step, nth: fields.count(cx, "nth", 1)? }),
        (None, Some(_)) => Some(Moment::AfterByChance { flow, step, chance: fields.share(cx, "chance")? }),
        (None, None) => Some(Moment::AfterNth { flow, step, nth: 1 }),
        (Some(_), Some(second)) => {
            cx.say(
                Diagnostic::error("two-moments", second.span, "`nth` and `chance`")
                    .help("leave one of them out"),
            );
            None
        }
    }
}

fn crash(
    cx: &mut Context<'_>,
    parts: &Parts<'_>,
    fields: &Fields<'_>,
    runner: Option<ComponentId>,
) -> Option<(ComponentId, Instances)> {
    let node = fields.get("crash")?;
    let names = parts.world.components.iter().map(|(name, _)| name.as_str());
    let component = refer(cx, node, "component", names, parts.world.component(node.string()?))?;
    let instances = match fields.get("count") {
        Some(_) => Instances::First(fields.small(cx, "count", 1)?),
        None if runner == Some(component) => Instances::TheRunner,
        None => Instances::All,
    };
    Some((component, instances))
}

enum Changed {
    Attribute(AttributeChange),
    Step,
}

fn change(cx: &mut Context<'_>, parts: &Parts<'_>, path: &Path, node: &Node) -> Option<Changed> {
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
        let message = format!("`{attribute}` of `{}`, a {kind}, cannot change while a run goes on", of.id);
        cx.say(Diagnostic::error("unknown-attribute", path.span, message).help(help));
        return None;
    };
    if let Instances::One(number) = index {
        let count = match &of.kind {
            Kind::Postgres(database) => database.shards,
            Kind::Redis(cache) => cache.shards,
            _ => of.instances,
        };
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
