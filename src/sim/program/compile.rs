use super::flow::{Default, Flow, Trigger};
use super::op::Op;
use super::part::{Door, Part};
use super::refuse::{Refusal, refuse};
use super::rule::Rule;
use super::step::Builder;
use super::table::TablePlan;
use super::topic::{Delivery, GroupPlan, TopicPlan, Topics};
use crate::problem::model::{self, Arrivals, Design, Partitions, When};
use crate::sim::code::{Code, Lowering, TotalPlan, Totals, lower, sees_measures};
use crate::sim::component::Source;

/// A component has no more instances, shards or nodes than this: each takes its memory before anything happens.
const MOST_STATIONS: usize = 100_000;

/// A design, compiled: all that a run needs.
#[derive(Debug)]
pub struct Program {
    /// What it was compiled from: names, scenario, faults.
    pub design: Design,
    /// Components.
    pub parts: Vec<Part>,
    /// How many stations they have.
    pub stations: usize,
    /// Tables.
    pub tables: Vec<TablePlan>,
    /// Counts and sums that are kept up to date.
    pub totals: Vec<TotalPlan>,
    /// What rules ask of the measurements.
    pub measures: Vec<(model::Observable, model::Type)>,
    /// Topics, and behind them the changes of tables that somebody consumes.
    pub topics: Vec<TopicPlan>,
    /// Who consumes them.
    pub groups: Vec<GroupPlan>,
    /// Flows.
    pub flows: Vec<Flow>,
    /// The most values that one has.
    pub values: u32,
    /// Whether their operations ask more of a request than where it is and its values.
    pub asks: bool,
    /// Invariants.
    pub rules: Vec<Rule>,
    /// Some component has circuit breakers.
    pub guarded: bool,
    /// How many retry budgets there are.
    pub accounts: usize,
    /// For each table the flows that its lost rows start.
    pub gone: Vec<Vec<usize>>,
}

/// Compiles a design, or says what of it does not run yet.
pub fn compile(design: &Design) -> Result<Program, Refusal> {
    refuse(design)?;
    let mut totals = Totals {
        indexes: vec![Vec::new(); design.tables.len()],
        widths: design.tables.iter().map(|table| table.columns.len()).collect(),
        ..Totals::default()
    };
    let mut tables: Vec<TablePlan> =
        design.tables.iter().map(|table| TablePlan::new(table, design, &mut totals)).collect();
    let mut accounts = 0;
    let mut flows = Vec::new();
    let mut topics = Topics::new(design)?;
    for number in 0..design.flows.len() {
        flows.push(flow(design, number, &mut totals, &mut accounts)?);
        if let model::Trigger::Consume(consumer) = &design.flows[number].trigger {
            flows[number].trigger = topics.consumer(design, number, consumer);
        }
    }
    topics.finish();
    let mut rules = Vec::new();
    for invariant in &design.invariants {
        if matches!(invariant.when, When::Always | When::AlwaysWithin(_))
            && sees_measures(&invariant.condition)
        {
            let message =
                format!("`{}` asks for a measurement at every change: ask for it `at_end`", invariant.id);
            return Err(Refusal::new(message, invariant.span));
        }
        rules.push(Rule::new(invariant, &mut totals));
    }
    let Totals { indexes, kept, measures, .. } = totals;
    for (number, plan) in kept.iter().enumerate() {
        tables[plan.table].totals.push(number);
    }
    for (number, rule) in rules.iter().enumerate() {
        for link in &rule.links {
            if !tables[link.table].rules.contains(&number) {
                tables[link.table].rules.push(number);
            }
        }
    }
    let Topics { plans: topics, groups, feeds } = topics;
    for ((table, indexes), feed) in tables.iter_mut().zip(indexes).zip(feeds) {
        table.shape.indexes = indexes;
        table.feed = feed;
    }
    let mut parts = parts(design)?;
    for topic in &design.topics {
        if let Partitions::Count(many) = topic.partitions
            && many as usize > MOST_STATIONS
        {
            let message = format!(
                "`{}` has {many} partitions: a run holds {MOST_STATIONS}; take a slice of it",
                topic.id
            );
            return Err(Refusal::new(message, topic.span));
        }
    }
    for (number, group) in groups.iter().enumerate() {
        for flow in group.flows.iter().filter_map(|flow| flows[*flow].on.last()) {
            if matches!(topics[group.topic].way, Delivery::Queue { .. }) {
                parts[*flow].receives.push(number);
            }
        }
    }
    for flow in &mut flows {
        flow.doors = flow.on.iter().map(|at| parts[*at].door).collect();
    }
    let mut gone = vec![Vec::new(); tables.len()];
    for (number, flow) in flows.iter().enumerate() {
        if let Trigger::Gone(table, _) = flow.trigger {
            gone[table].push(number);
        }
    }
    let stations = parts.last().map_or(0, |part| part.stations().end);
    Ok(Program {
        design: design.clone(),
        guarded: guarded(&parts),
        values: flows.iter().map(|flow| flow.values).max().unwrap_or(0),
        asks: flows.iter().flat_map(|flow| &flow.ops).any(Op::asks),
        parts,
        stations,
        tables,
        totals: kept,
        measures,
        topics,
        groups,
        flows,
        rules,
        accounts,
        gone,
    })
}

/// The components, with their stations one behind the other.
fn parts(design: &Design) -> Result<Vec<Part>, Refusal> {
    let mut parts: Vec<Part> = Vec::new();
    for component in &design.components {
        let first = parts.last().map_or(0, |part| part.stations().end);
        parts.push(Part::new(component, first, design));
        let many = parts.last().map_or(0, |part| part.stations().len());
        if many > MOST_STATIONS {
            let message = format!(
                "`{}` has {many} instances, shards or nodes: a run holds {MOST_STATIONS}; take a slice of it",
                component.id
            );
            return Err(Refusal::new(message, component.span));
        }
    }
    let guarded = guarded(&parts);
    for (number, part) in parts.iter_mut().enumerate() {
        part.door = Door::new(number, part, guarded);
    }
    Ok(parts)
}

/// Whether somebody asks a circuit breaker before a visit.
fn guarded(parts: &[Part]) -> bool {
    parts.iter().any(|part| !part.breakers.is_empty())
}

fn flow(design: &Design, number: usize, totals: &mut Totals, accounts: &mut usize) -> Result<Flow, Refusal> {
    let model = &design.flows[number];
    let mut builder = Builder::new(design, number, totals, *accounts);
    builder.all(&model.steps, None)?;
    let mut defaults = Vec::new();
    for (slot, value) in model.values.iter().enumerate() {
        let Some(expr) = &value.default else { continue };
        let list = builder.list_of[slot].map(|list| (list, builder.list(expr)));
        let code = list.is_none().then(|| builder.code(expr));
        defaults.push(Default { slot: u32::try_from(slot).unwrap_or(u32::MAX), code, list });
    }
    let trigger = trigger(design, model, &mut builder);
    let stream = builder.stream();
    let builder = builder.finish();
    *accounts = builder.accounts;
    Ok(Flow {
        id: model.id.clone(),
        on: model.on.iter().map(|on| on.index()).collect(),
        // The components are compiled behind the flows.
        doors: Box::default(),
        refusals: model.refusals.clone().into(),
        trigger,
        values: builder.values,
        lists: builder.lists as usize,
        replies: model.replies.len(),
        brings: builder.lists > 0 || !model.replies.is_empty(),
        defaults: defaults.into(),
        list_of: builder.list_of.into(),
        ops: builder.ops.into(),
        of_step: builder.of_step.into(),
        steps: builder.steps.into(),
        stream,
    })
}

fn trigger(design: &Design, flow: &model::Flow, builder: &mut Builder) -> Trigger {
    match &flow.trigger {
        model::Trigger::Arrive(arrivals) => {
            let source = Source::new(arrivals, design.scenario.lasts);
            let (row, filter) = match arrivals {
                Arrivals::Each { filter, row, .. } => {
                    // Which rows is asked over the columns of the row.
                    let filter: Option<Code> = filter.as_ref().map(|filter| {
                        lower(
                            filter,
                            &mut Lowering { lists: &builder.list_of, totals: builder.totals, walk: None },
                        )
                    });
                    (row.iter().map(|(column, slot)| (column.index(), slot.0)).collect(), filter)
                }
                _ => (Vec::new(), None),
            };
            Trigger::Arrive { source, row, filter }
        }
        model::Trigger::Every(timer) => Trigger::Every(timer.every.max(0).cast_unsigned(), timer.jitter),
        model::Trigger::Gone { table, row } => {
            Trigger::Gone(table.index(), row.iter().map(|(column, slot)| (column.index(), slot.0)).collect())
        }
        model::Trigger::Called | model::Trigger::Consume(_) => Trigger::Called,
    }
}
