use super::context::Context;
use super::fields::Fields;
use super::names::unknown;
use super::rule::compared;
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Entry, Node, Table, Text};
use crate::problem::model::{FaultId, Invariant, Scenario, When};
use crate::problem::row::World;

/// Scenarios take over others so deep.
const MAX_LIKE: usize = 8;

/// The words of a scenario, with those that it takes over from another. What it says itself wins; of
/// `set` both apply, its own last.
pub(super) fn words(scenarios: &Table, name: &str, cx: &mut Context<'_>) -> Option<Entry> {
    let mut entry = scenarios.entry(name)?.clone();
    let mut seen = vec![name.to_owned()];
    loop {
        let Some(node) = entry.node.table().and_then(|table| table.get("like")).cloned() else {
            return Some(entry);
        };
        let like = node.string().unwrap_or_default().to_owned();
        let Some(other) = scenarios.entry(&like) else {
            cx.say(unknown(
                node.span,
                "scenario",
                &like,
                scenarios.entries.iter().map(|entry| entry.key.as_str()),
            ));
            return Some(without_like(entry));
        };
        if seen.contains(&like) || seen.len() > MAX_LIKE {
            let error = Diagnostic::error("circle", node.span, "scenarios that take over each other")
                .help("let one of them stand by itself");
            cx.say(error);
            return Some(without_like(entry));
        }
        seen.push(like);
        let Some(under) = other.node.table() else { return Some(without_like(entry)) };
        let mut merged = under.clone();
        // What is said of one scenario is not said of those like it.
        merged.remove("proof");
        merged.remove("tenfold");
        merged.remove("says");
        for own in &without_like(entry.clone()).node.table()?.entries {
            let both = own.key == "set" && merged.get("set").is_some();
            if both {
                let set = merged.get("set").and_then(Node::table).cloned().unwrap_or_default();
                let mut joined = set;
                for patch in &own.node.table().cloned().unwrap_or_default().entries {
                    joined.put(&patch.key, patch.span, patch.node.clone());
                }
                let node = Node::of_table(joined, own.node.span);
                merged.put("set", own.span, node);
            } else {
                merged.put(&own.key, own.span, own.node.clone());
            }
        }
        entry.node = Node::of_table(merged, entry.node.span);
    }
}

fn without_like(mut entry: Entry) -> Entry {
    if let Some(table) = entry.node.table_mut() {
        table.remove("like");
    }
    entry
}

/// The scale of a scenario, needed before anything else is evaluated.
pub(super) fn scale(entry: &Entry) -> Option<Text> {
    entry.node.table()?.get("scale")?.expression()
}

/// What a scenario may name.
pub(super) struct Names<'a> {
    pub world: &'a World,
    pub faults: &'a [String],
    pub invariants: &'a [Invariant],
    /// Every promise of the file, whether its expression could be read or not.
    pub promises: &'a [String],
}

/// A scenario with everything filled.
pub(super) fn scenario(cx: &mut Context<'_>, names: &Names<'_>, entry: &Entry, scale: f64) -> Scenario {
    let empty = Table::default();
    let fields = Fields::open(
        cx,
        "scenario",
        "",
        entry.node.table().unwrap_or(&empty),
        entry.span,
        format!("scenario `{}`", entry.key),
    );
    let lasts = if fields.get("for").is_some() {
        fields.time(cx, "for")
    } else {
        cx.say(
            Diagnostic::error("missing", entry.span, format!("scenario `{}` has no `for`", entry.key))
                .help("add for = \"2min\": how long load arrives"),
        );
        None
    };
    let warmup = fields.time(cx, "warmup").unwrap_or(0);
    if let Some(lasts) = lasts.filter(|&lasts| warmup >= lasts) {
        let span = fields.get("warmup").map_or(entry.span, |node| node.span);
        let message = if lasts == 0 {
            "no load arrives at all".to_owned()
        } else {
            "the warm-up takes all the time there is".to_owned()
        };
        cx.say(Diagnostic::error("nothing-counts", span, message).help("let `for` be longer than `warmup`"));
    }
    let faults = faults(cx, names, &fields);
    let may_miss = may_miss(cx, names, &fields);
    let must = fields
        .get("must")
        .and_then(Node::array)
        .unwrap_or_default()
        .iter()
        .filter_map(|item| {
            let text = item.expression()?;
            // It has no name: what it says tells it from the others of the scenario.
            compared(cx, names.world, &text, &text.text, item.span, &text.text)
        })
        .collect();
    Scenario {
        id: entry.key.clone(),
        span: entry.span,
        lasts: lasts.unwrap_or(0),
        warmup,
        drain: fields.time(cx, "drain").unwrap_or(0),
        scale,
        faults,
        may_miss,
        must,
        proof: fields.flag("proof"),
        tenfold: fields.flag("tenfold"),
        events: 0.0,
    }
}

fn faults(cx: &mut Context<'_>, names: &Names<'_>, fields: &Fields<'_>) -> Vec<FaultId> {
    let mut found = Vec::new();
    for (name, span) in fields.texts("faults") {
        match names.faults.iter().position(|known| *known == name) {
            Some(at) => found.push(FaultId(u32::try_from(at).unwrap_or(u32::MAX))),
            None => cx.say(unknown(span, "fault", &name, names.faults.iter().map(String::as_str))),
        }
    }
    found
}

/// Load and faults may cost an objective, or when something is true; never what is true.
fn may_miss(cx: &mut Context<'_>, names: &Names<'_>, fields: &Fields<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, span) in fields.texts("may_miss") {
        if !names.promises.contains(&name) {
            cx.say(unknown(span, "rule", &name, names.promises.iter().map(String::as_str)));
            continue;
        }
        if let Some(invariant) = names.invariants.iter().find(|invariant| invariant.id == name) {
            if !matches!(invariant.when, When::AlwaysWithin(_) | When::AtEndWithin(_)) {
                cx.say(excused(&name, span, invariant));
                continue;
            }
        }
        found.push(name);
    }
    found
}

fn excused(name: &str, span: Span, invariant: &Invariant) -> Diagnostic {
    Diagnostic::error("excused", span, format!("`{name}` says what is true, and nothing may cost that"))
        .label(invariant.span, "the invariant")
        .help("a scenario may miss objectives, and invariants with `within`: take it out, or find why it breaks")
}
