use super::world::World;
use crate::calc::Dimension;
use crate::diag::nearest;
use crate::problem::model::{
    ComponentMeasure, FlowMeasure, NoteMeasure, Observable, Statistic, TopicMeasure, Type,
};

const STATISTICS: [(&str, Statistic); 5] = [
    ("p50", Statistic::P50),
    ("p95", Statistic::P95),
    ("p99", Statistic::P99),
    ("mean", Statistic::Mean),
    ("max", Statistic::Max),
];

const FLOW: &[&str] = &[
    "offered",
    "completed",
    "good",
    "availability",
    "latency.p50",
    "latency.p95",
    "latency.p99",
    "latency.mean",
    "latency.max",
];
const COMPONENT: &[&str] = &[
    "utilization",
    "queue.mean",
    "queue.max",
    "wait.p50",
    "wait.p95",
    "wait.p99",
    "wait.mean",
    "wait.max",
    "visits",
    "throttled",
    "deadlocks",
    "memory",
];
const TOPIC: &[&str] = &[
    "lag.mean",
    "lag.max",
    "age.p50",
    "age.p95",
    "age.p99",
    "age.mean",
    "age.max",
    "longest",
    "dropped",
    "dead",
    "redelivered",
    "duplicates",
];
const TABLE: &[&str] = &["rows"];
const NOTE: &[&str] = &["count", "p50", "p95", "p99", "mean", "max"];

/// What a path such as `order.latency.p99` measures; else what is wrong and the fix.
pub(in crate::problem) fn find(world: &World, path: &[String]) -> Result<Observable, (String, String)> {
    let (head, rest) = (path[0].as_str(), path[1..].join("."));
    if let Some(flow) = world.flow(head) {
        let measure = flow_measure(&rest).ok_or_else(|| not_measured("the flow", head, &rest, FLOW))?;
        return Ok(Observable::Flow(flow, measure));
    }
    if let Some(component) = world.component(head) {
        let measure =
            component_measure(&rest).ok_or_else(|| not_measured("the component", head, &rest, COMPONENT))?;
        let kind = world.components[component.index()].1;
        let misplaced = match measure {
            // Its kind could not be read, which has been said.
            _ if kind.is_empty() => false,
            ComponentMeasure::Deadlocks => kind != "postgres",
            ComponentMeasure::Throttled => kind != "external" && kind != "pool",
            _ => false,
        };
        if misplaced {
            return Err((
                format!("`{head}` is a {kind} and has no {rest}"),
                "deadlocks are of a postgres, throttled of an external or a pool".into(),
            ));
        }
        return Ok(Observable::Component(component, measure));
    }
    if let Some(topic) = world.topic(head) {
        let measure = topic_measure(&rest).ok_or_else(|| not_measured("the topic", head, &rest, TOPIC))?;
        return Ok(Observable::Topic(topic, measure));
    }
    if let Some(table) = world.table(head) {
        return match rest.as_str() {
            "rows" => Ok(Observable::Rows(table)),
            _ => Err(not_measured("the table", head, &rest, TABLE)),
        };
    }
    let Some(note) = world.note(head) else {
        let names = world.flows.iter().chain(world.topics.iter()).map(String::as_str);
        let names = names
            .chain(world.components.iter().map(|(name, _)| name.as_str()))
            .chain(world.notes.iter().map(|(name, _)| name.as_str()))
            .chain(world.tables.iter().map(|table| table.id.as_str()));
        let help = nearest(head, names).map_or_else(
            || format!("a step notes it: {{ note = \"{head}\" }}"),
            |near| format!("did you mean `{near}`?"),
        );
        return Err((format!("nothing called `{head}` is measured"), help));
    };
    let valued = world.notes[note.index()].1.is_some();
    match (rest.as_str(), statistic(&rest)) {
        ("count", _) => Ok(Observable::Note(note, NoteMeasure::Count)),
        (_, Some(statistic)) if valued => Ok(Observable::Note(note, NoteMeasure::Value(statistic))),
        (_, Some(_)) => {
            Err((format!("`{head}` is only counted"), "give its step a `value`, or write .count".into()))
        }
        _ => Err(not_measured("the note", head, &rest, NOTE)),
    }
}

fn not_measured(what: &str, head: &str, rest: &str, known: &[&str]) -> (String, String) {
    let message = if rest.is_empty() {
        format!("what is measured of {what} `{head}` is not said")
    } else {
        format!("`{rest}` is not measured of {what} `{head}`")
    };
    let near = nearest(rest, known.iter().copied());
    let help = near.map_or_else(
        || format!("measured are {}", known.join(", ")),
        |near| format!("did you mean `{head}.{near}`?"),
    );
    (message, help)
}

fn statistic(word: &str) -> Option<Statistic> {
    STATISTICS.iter().find(|(name, _)| *name == word).map(|(_, statistic)| *statistic)
}

fn flow_measure(rest: &str) -> Option<FlowMeasure> {
    Some(match rest {
        "offered" => FlowMeasure::Offered,
        "completed" => FlowMeasure::Completed,
        "good" => FlowMeasure::Good,
        "availability" => FlowMeasure::Availability,
        _ => FlowMeasure::Latency(statistic(rest.strip_prefix("latency.")?)?),
    })
}

fn component_measure(rest: &str) -> Option<ComponentMeasure> {
    Some(match rest {
        "utilization" => ComponentMeasure::Utilization,
        "visits" => ComponentMeasure::Visits,
        "throttled" => ComponentMeasure::Throttled,
        "deadlocks" => ComponentMeasure::Deadlocks,
        "memory" => ComponentMeasure::Memory,
        _ if !COMPONENT.contains(&rest) => return None,
        _ => match rest.split_once('.')? {
            ("queue", part) => ComponentMeasure::Queue(statistic(part)?),
            (_, part) => ComponentMeasure::Wait(statistic(part)?),
        },
    })
}

fn topic_measure(rest: &str) -> Option<TopicMeasure> {
    Some(match rest {
        "longest" => TopicMeasure::Longest,
        "dropped" => TopicMeasure::Dropped,
        "dead" => TopicMeasure::Dead,
        "redelivered" => TopicMeasure::Redelivered,
        "duplicates" => TopicMeasure::Duplicates,
        _ if !TOPIC.contains(&rest) => return None,
        _ => match rest.split_once('.')? {
            ("lag", part) => TopicMeasure::Lag(statistic(part)?),
            (_, part) => TopicMeasure::Age(statistic(part)?),
        },
    })
}

/// What something measured is compared with in a row expression.
pub(super) fn measured_type(world: &World, measure: Observable) -> Type {
    match measure {
        Observable::Flow(_, FlowMeasure::Availability)
        | Observable::Component(_, ComponentMeasure::Utilization | ComponentMeasure::Queue(_)) => {
            Type::Decimal
        }
        Observable::Flow(_, FlowMeasure::Latency(_))
        | Observable::Component(_, ComponentMeasure::Wait(_))
        | Observable::Topic(_, TopicMeasure::Age(_)) => Type::Time,
        Observable::Note(note, NoteMeasure::Value(_)) => world.notes[note.index()].1.unwrap_or(Type::Int),
        _ => Type::Int,
    }
}

/// What something measured is compared with in an objective.
pub(in crate::problem) fn dimension_of(world: &World, measure: Observable) -> Dimension {
    match measure {
        Observable::Component(_, ComponentMeasure::Memory) => Dimension::INFORMATION,
        _ => super::term::of_type(measured_type(world, measure)).unwrap_or(Dimension::NONE),
    }
}
