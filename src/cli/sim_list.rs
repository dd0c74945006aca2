//! `napkin sim P --list`: the scenarios, faults, decisions and options of a problem, without their lessons.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use super::figure::{amount, count, percent, wrapped};
use crate::calc::Dimension;
use crate::diag::visible;
use crate::problem::model::{
    Attribute, AttributeChange, AttributeValue, Design, Duration, Fault, Instances, Moment, Problem,
    Scenario, Target,
};

/// As text in lines of at most `width` cells.
pub fn text(problem: &Problem, design: &Design, width: usize) -> String {
    let mut text = String::from("scenarios\n");
    for (index, scenario) in problem.scenarios.iter().enumerate() {
        let default = if index == 0 { ", the default" } else { "" };
        let faults = names(scenario, design).join(", ");
        let faults = if faults.is_empty() { String::new() } else { format!(", with {faults}") };
        let line = format!("{}: {}{faults}{default}", scenario.id, seconds(scenario.lasts));
        let _ = writeln!(text, "  {}", wrapped(&line, width, 4));
    }
    if !design.faults.is_empty() {
        text.push_str("\nfaults\n");
    }
    for fault in &design.faults {
        let _ = writeln!(text, "  {}", wrapped(&format!("{}: {}", fault.id, when(fault, design)), width, 4));
    }
    if !problem.decisions.is_empty() {
        text.push_str("\ndecisions: --with DECISION=OPTION\n");
    }
    for decision in &problem.decisions {
        let ask = if decision.ask.is_empty() { String::new() } else { format!(": {}", decision.ask) };
        let _ = writeln!(text, "  {}", wrapped(&format!("{}{ask}", decision.id), width, 4));
        // The names alone: which one is right is for the candidate to find.
        let options: Vec<&str> = decision.options.iter().map(|option| option.id.as_str()).collect();
        let _ = writeln!(text, "    {}", wrapped(&options.join(", "), width, 4));
    }
    visible(&text).into_owned()
}

/// As JSON.
pub fn json(problem: &Problem, design: &Design) -> Json {
    let scenarios = problem.scenarios.iter().map(|scenario| {
        json!({
            "id": scenario.id,
            "seconds": nanos(scenario.lasts),
            "faults": names(scenario, design),
            "proof": scenario.proof,
        })
    });
    let faults = design.faults.iter().map(|fault| json!({ "id": fault.id, "says": when(fault, design) }));
    let decisions = problem.decisions.iter().map(|decision| {
        let options: Vec<&str> = decision.options.iter().map(|option| option.id.as_str()).collect();
        json!({ "id": decision.id, "ask": decision.ask, "options": options })
    });
    json!({
        "version": 1,
        "problem": problem.id,
        "scenarios": scenarios.collect::<Vec<_>>(),
        "faults": faults.collect::<Vec<_>>(),
        "decisions": decisions.collect::<Vec<_>>(),
    })
}

fn names<'a>(scenario: &Scenario, design: &'a Design) -> Vec<&'a str> {
    scenario
        .faults
        .iter()
        .filter_map(|id| design.faults.get(id.index()))
        .map(|fault| fault.id.as_str())
        .collect()
}

/// `from 40 s for 40 s: maps`
fn when(fault: &Fault, design: &Design) -> String {
    let mut said = match &fault.moment {
        Moment::At(at) => format!("at {}", seconds(*at)),
        Moment::AfterNth { flow, step, nth } => {
            format!("at run {nth} of {}.{step}", design.flows[flow.index()].id)
        }
        Moment::AfterByChance { flow, step, chance } => {
            format!("after {}.{step}, by a chance of {}", design.flows[flow.index()].id, percent(*chance))
        }
    };
    for change in &fault.set {
        let _ = write!(said, ", {}", changed(change, design));
    }
    if let Some(lasts) = fault.lasts {
        let _ = write!(said, ", for {}", seconds(lasts));
    }
    if let Some((part, instances)) = &fault.crash {
        let which = match instances {
            Instances::All => String::new(),
            Instances::One(number) => format!("[{number}]"),
            Instances::First(count) => format!(" ({count} of it)"),
            Instances::TheRunner => " (the instance that ran it)".to_owned(),
        };
        let _ = write!(said, ", {}{which} crashes", design.components[part.index()].id);
    }
    said
}

/// `db.up = false`
fn changed(change: &AttributeChange, design: &Design) -> String {
    let (name, instances) = match change.target {
        Target::Component(part, instances) => (&design.components[part.index()].id, instances),
        Target::Topic(topic, instances) => (&design.topics[topic.index()].id, instances),
    };
    let which = if let Instances::One(number) = instances { format!("[{number}]") } else { String::new() };
    let attribute = match change.attribute {
        Attribute::Up => "up",
        Attribute::Paused => "paused",
        Attribute::Slow => "slow",
        Attribute::Clock => "clock",
        Attribute::Drop => "drop",
        Attribute::LoseReply => "lose_reply",
        Attribute::Slots => "slots",
        Attribute::Queue => "queue",
        Attribute::Time => "time",
        Attribute::Link => "link",
        Attribute::Read => "read",
        Attribute::Write => "write",
        Attribute::Lag => "lag",
        Attribute::Quota => "quota",
        Attribute::Duplicate => "duplicate",
        Attribute::Memory => "memory",
    };
    let shares = matches!(change.attribute, Attribute::Drop | Attribute::LoseReply | Attribute::Duplicate);
    let value = match change.value {
        AttributeValue::Flag(flag) => flag.to_string(),
        AttributeValue::Number(share) if shares => percent(share),
        AttributeValue::Number(number) => count(number),
        AttributeValue::Time(time) | AttributeValue::Duration(Duration::Constant(time)) => seconds(time),
        AttributeValue::Duration(Duration::Lognormal { median, p99 }) => {
            format!("{} p99 {}", seconds(median), seconds(p99))
        }
        AttributeValue::Duration(Duration::Uniform { low, high }) => {
            format!("{} to {}", seconds(low), seconds(high))
        }
        AttributeValue::Duration(Duration::Exponential { mean }) => format!("{} on average", seconds(mean)),
    };
    format!("{name}{which}.{attribute} = {value}")
}

#[expect(clippy::cast_precision_loss, reason = "shown to three digits")]
fn nanos(nanos: i64) -> f64 {
    nanos as f64 / 1e9
}

fn seconds(time: i64) -> String {
    amount(nanos(time), Dimension::TIME)
}
