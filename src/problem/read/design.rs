use std::cell::RefCell;

use super::change::Parts;
use super::component::{component, kind_of, nothing};
use super::context::Context;
use super::fault::{self, fault};
use super::fields::Fields;
use super::flow::{Known, Solved, Typings, solve};
use super::names::{Names, in_order, is_unit};
use super::rule::{invariant, objective};
use super::scenario::{self, scenario};
use super::{table, topic};
use crate::calc::{Definition, Formula, Quantity, Rational, Value as Worth};
use crate::diag::{Diagnostic, Span};
use crate::problem::document::{Entry, Node, Table};
use crate::problem::model::{
    Amount, Component, Design, Fault, Input, Invariant, Kind, Objective, Promise, Scenario, Topic,
};
use crate::problem::row::World;

/// A design with what only its checks need.
pub(super) struct Built {
    /// The design.
    pub design: Design,
    /// Every objective and invariant of the file.
    pub promises: Vec<Promise>,
    /// Whether everything could be typed: then it can run.
    pub complete: bool,
    /// Terms that something uses.
    pub used_terms: Vec<String>,
}

/// Reads the design of a file for one of its scenarios. `patched` says that the file is not the
/// reference any more.
pub(super) fn design(
    cx: &mut Context<'_>,
    typings: &RefCell<Typings>,
    file: &Table,
    name: Option<&str>,
    patched: bool,
) -> Option<Built> {
    let scenarios = file.table("scenarios").cloned().unwrap_or_default();
    let name = name.or(scenarios.entries.first().map(|entry| entry.key.as_str()));
    let scenario_entry = name.and_then(|name| scenario::words(&scenarios, name, cx));
    let mut world = World::new();
    let scale = scale(cx, &mut world, scenario_entry.as_ref());
    let mut names = Names::default();
    let inputs = inputs(cx, &mut world, &mut names, file);
    cx.scale(&world);
    let components = components(cx, &mut world, &mut names, file);
    for entry in entries(file, "topics") {
        names.take(cx, "topic", entry);
        world.topics.push(entry.key.clone());
    }
    for entry in entries(file, "flows") {
        names.take(cx, "flow", entry);
        world.flows.push(entry.key.clone());
    }
    for entry in entries(file, "tables") {
        names.take(cx, "table", entry);
        table::table(cx, &mut world, entry);
    }
    let (mut topics, keys): (Vec<Topic>, Vec<_>) =
        entries(file, "topics").map(|entry| topic::topic(cx, &world, &components, entry)).unzip();
    terms(cx, &mut world, &mut names, file);
    let overrides = fault::overrides(&world, file.table("faults"));
    let (per, fair) = values_of_components(&world, &components, file);
    let known = Known { world: &world, keys: &keys, overrides: &overrides, per: &per, fair: &fair };
    let flow_entries: Vec<&Entry> = entries(file, "flows").collect();
    let solved = solve(cx, typings, &known, &flow_entries);
    untouched(cx, &overrides, &solved, patched);
    for (topic, (fields, key)) in topics.iter_mut().zip(solved.fields.iter().zip(&keys)) {
        topic.fields.clone_from(fields);
        topic.key =
            key.as_ref().and_then(|(key, _)| topic.fields.iter().position(|field| field.name == *key));
    }
    let mut components = components;
    for (component, flow, slot) in &solved.outcomes {
        if let Kind::External(external) = &mut components[component.index()].kind {
            if let Some(outcomes) = &mut external.outcomes {
                outcomes.per.push((*flow, *slot));
            }
        }
    }
    let Solved { flows, notes, ids, complete, waits, .. } = solved;
    world.notes = notes;
    let (promises, objectives, invariants) = rules(cx, &world, file);
    let runs_on: Vec<_> = flows.iter().map(|flow| flow.on.last().copied()).collect();
    let optional = fault::optional_ids(file.table("decisions"));
    let parts = Parts {
        optional: &optional,
        world: &world,
        components: &components,
        topics: &topics,
        ids: &ids,
        runs_on: &runs_on,
        patched,
    };
    let faults: Vec<Fault> = entries(file, "faults").map(|entry| fault(cx, &parts, entry)).collect();
    let scenario =
        scenario_of(cx, &world, &faults, &invariants, &promises, scenario_entry.as_ref(), scale, file)?;
    let used_terms = world.used_terms.borrow().clone();
    // What speaks of parts that are not there speaks of none; of one without a kind nobody knows what belongs on it.
    let known = world.components.iter().all(|(_, kind)| !kind.is_empty());
    let complete = complete && known && !components.is_empty();
    if !complete && !cx.diagnostics.iter().any(Diagnostic::is_error) {
        cx.say(silent(waits));
    }
    Some(Built {
        design: Design {
            inputs,
            enums: world.enums,
            components,
            tables: world.tables,
            topics,
            flows,
            notes: world.notes,
            objectives,
            invariants,
            faults,
            scenario,
        },
        promises,
        complete,
        used_terms,
    })
}

/// A design that cannot be made is never passed over in silence, even where nobody knows what is wrong with it.
pub(super) fn silent(waits: Option<(Span, String)>) -> Diagnostic {
    let (span, message) = waits
        .unwrap_or_else(|| (Span::default(), "the design cannot be made of what the file says".to_owned()));
    Diagnostic::error("not-made", span, message)
        .help("look for a name that is misspelt, or for a value that only something itself unknown gives")
}

/// The entries of a section.
fn entries<'t>(file: &'t Table, section: &str) -> impl Iterator<Item = &'t Entry> {
    file.table(section).map(|table| &table.entries[..]).unwrap_or_default().iter()
}

fn scale(cx: &mut Context<'_>, world: &mut World, scenario: Option<&Entry>) -> f64 {
    let text = scenario.and_then(scenario::scale);
    let amount = text.as_ref().and_then(|text| cx.amount(text, crate::calc::Dimension::NONE, "0.002"));
    let mut value = amount.map_or_else(Rational::one, |amount| amount.value);
    if let Some(text) = text.filter(|_| value.to_f64() <= 0.0) {
        let error = Diagnostic::error("negative", text.inside(), "a scale of 0 or less leaves no load")
            .help("a scale is a share of the real load: scale = 0.002");
        cx.say(error);
        value = Rational::one();
    }
    define(cx, "scale", &Amount { value: value.clone(), dimension: crate::calc::Dimension::NONE });
    let number = value.to_f64();
    world.scale = Some(value);
    number
}

/// Gives a name its exact value.
fn define(cx: &mut Context<'_>, name: &str, amount: &Amount) {
    let quantity =
        Quantity::new(Formula::constant(crate::calc::Number::Exact(amount.value.clone())), amount.dimension);
    let value = Worth::Quantity(quantity);
    cx.sheet.insert(name, Definition { exact: value.clone(), interview: value });
}

fn inputs(cx: &mut Context<'_>, world: &mut World, names: &mut Names, file: &Table) -> Vec<Input> {
    let mut inputs = Vec::new();
    let all = file.table("inputs").map(|table| &table.entries[..]).unwrap_or_default();
    for (at, entry) in all.iter().enumerate() {
        names.take(cx, "input", entry);
        if let Some(error) = is_unit(&entry.key, entry.span) {
            cx.say(error);
            continue;
        }
        cx.flawed.push(entry.key.clone());
        let Some(text) = entry.node.expression().filter(|text| text.text != "true" && text.text != "false")
        else {
            let error = Diagnostic::error(
                "wrong-shape",
                entry.node.span,
                format!("an input is a quantity, and this is {}", entry.node.words()),
            )
            .help("write it in calc: orders = \"10M/day\"");
            cx.say(error);
            continue;
        };
        let amount = match cx.evaluated(&text) {
            Ok(amount) => amount,
            Err(error) => {
                let error = in_order(error, &text.text, &entry.key, &all[at + 1..]);
                cx.say(text.locate(error));
                continue;
            }
        };
        cx.flawed.pop();
        define(cx, &entry.key, &amount);
        world.inputs.insert(entry.key.clone(), amount.clone());
        inputs.push(Input { id: entry.key.clone(), span: entry.span, text: text.text, amount });
    }
    inputs
}

fn components(cx: &mut Context<'_>, world: &mut World, names: &mut Names, file: &Table) -> Vec<Component> {
    let empty = Table::default();
    for entry in entries(file, "components") {
        names.take(cx, "component", entry);
        world.components.push((entry.key.clone(), kind_of(entry.node.table().unwrap_or(&empty))));
    }
    entries(file, "components")
        .map(|entry| {
            let table = entry.node.table().unwrap_or(&empty);
            component(cx, world, entry, table).unwrap_or_else(|| nothing(entry))
        })
        .collect()
}

fn terms(cx: &mut Context<'_>, world: &mut World, names: &mut Names, file: &Table) {
    for entry in entries(file, "terms") {
        names.take(cx, "term", entry);
        let Some(text) = entry.node.expression() else { continue };
        if let Err(error) = cx.cache.parse(&text.text) {
            let error = text.locate(error);
            cx.say(error);
        }
        world.terms.insert(entry.key.clone(), text);
    }
}

type Named = Vec<(crate::problem::model::ComponentId, String)>;

/// Values that components speak of: those by which outcomes are drawn, and those served in turn.
fn values_of_components(world: &World, components: &[Component], file: &Table) -> (Named, Named) {
    let (mut per, mut fair) = (Named::new(), Named::new());
    for (at, component) in components.iter().enumerate() {
        let id = crate::problem::model::ComponentId(u32::try_from(at).unwrap_or(u32::MAX));
        if let Kind::Gateway(server) | Kind::Cdn(server) | Kind::Service(server) | Kind::Worker(server) =
            &component.kind
        {
            fair.extend(server.fair_by.clone().map(|(value, _)| (id, value)));
        }
        let outcomes = file
            .table("components")
            .and_then(|table| table.table(&component.id))
            .and_then(|table| table.table("outcomes"));
        let value = outcomes.and_then(|outcomes| outcomes.get("per")).and_then(Node::string);
        per.extend(value.map(|value| (id, value.to_owned())));
    }
    let _ = world;
    (per, fair)
}

/// A fault that changes an expression which is not there would do nothing.
fn untouched(cx: &mut Context<'_>, overrides: &super::flow::Overrides, solved: &Solved, patched: bool) {
    if patched {
        return;
    }
    for (path, faults) in overrides {
        let Some((_, text)) = faults.first() else { continue };
        if !solved.touched.contains(path) && solved.complete {
            let (flow, step, attribute) = path;
            let error = Diagnostic::error(
                "no-match",
                text.span,
                format!("step `{step}` of `{flow}` has no `{attribute}` that could change"),
            )
            .help("name an expression that the step has");
            cx.say(error);
        }
    }
}

fn rules(
    cx: &mut Context<'_>,
    world: &World,
    file: &Table,
) -> (Vec<Promise>, Vec<Objective>, Vec<Invariant>) {
    let (mut promises, mut objectives, mut invariants) = (Vec::new(), Vec::new(), Vec::new());
    for entry in entries(file, "objectives") {
        let (promise, found) = objective(cx, world, entry);
        promises.push(promise);
        objectives.extend(found);
    }
    for entry in entries(file, "invariants") {
        if let Some(other) = promises.iter().find(|promise| promise.id == entry.key) {
            let message = format!("`{}` is an objective and an invariant", other.id);
            cx.say(
                Diagnostic::error("taken-name", entry.span, message)
                    .help("rename one: options and scenarios name rules"),
            );
        }
        let (promise, found) = invariant(cx, world, entry);
        promises.push(promise);
        invariants.extend(found);
    }
    (promises, objectives, invariants)
}

#[allow(clippy::too_many_arguments)]
fn scenario_of(
    cx: &mut Context<'_>,
    world: &World,
    faults: &[Fault],
    invariants: &[Invariant],
    promises: &[Promise],
    entry: Option<&Entry>,
    scale: f64,
    file: &Table,
) -> Option<Scenario> {
    let Some(entry) = entry else {
        if file.table("scenarios").is_none_or(|table| table.entries.is_empty()) {
            let at =
                file.entry("flows").or(file.entry("components")).map_or(Span::default(), |entry| entry.span);
            cx.say(
                Diagnostic::error("missing", at, "a design without a scenario")
                    .help("add [scenarios] with normal = { for = \"1min\" }"),
            );
        }
        return None;
    };
    let faults: Vec<String> = faults.iter().map(|fault| fault.id.clone()).collect();
    let promises: Vec<String> = promises.iter().map(|promise| promise.id.clone()).collect();
    let names = scenario::Names { world, faults: &faults, invariants, promises: &promises };
    Some(scenario(cx, &names, entry, scale))
}

/// Fields of the file, for content.
pub(super) fn file_fields<'t>(cx: &mut Context<'_>, file: &'t Table) -> Fields<'t> {
    Fields::open(cx, "file", "", file, Span::default(), "the file".into())
}
