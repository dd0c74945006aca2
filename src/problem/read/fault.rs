use super::change::{Changed, OF_STEPS, Parts, change};
use super::context::Context;
use super::fields::Fields;
use super::flow::Overrides;
use super::names::{refer, unknown};
use crate::diag::Diagnostic;
use crate::problem::document::{Entry, Node, Table, Value};
use crate::problem::model::{ComponentId, Fault, FaultId, Instances, Moment};
use crate::problem::patch::flatten;
use crate::problem::row::World;
use crate::problem::vocabulary;

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
    let Some(flow) = parts.world.flow(name) else {
        cx.say(unknown(node.span, "flow", name, parts.world.flows.iter().map(String::as_str)));
        return None;
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
