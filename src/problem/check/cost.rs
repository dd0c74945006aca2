use crate::diag::Diagnostic;
use crate::problem::model::{
    Action, Arrivals, ComponentId, Design, DrawKind, Each, Expr, ExprKind, Feed, Flow, Group, Kind, Over,
    Scenario, Step, TableId, Trigger,
};

/// Events of the default scenario, and of one that `prove` runs.
const DEFAULT_EVENTS: f64 = 2e6;
const PROOF_EVENTS: f64 = 180_000.0;
/// Events of ten times the load, for which somebody waits at the end of a mock.
const TENFOLD_EVENTS: f64 = 1.5e6;
/// The estimate takes every step as run: a warning leaves room for that.
const TOLERANCE: f64 = 4.0;
/// Beyond this nothing is started.
const MOST_EVENTS: f64 = 1e9;
/// Events that one core works off in a second, for what is said about time.
const PER_SECOND: f64 = 3e6;
/// Rounds in which requests may still lead to others.
const ROUNDS: usize = 24;

/// Says which scenarios take too long. The estimate is rough: only what is far beyond a limit is said.
pub(in crate::problem) fn cost(scenarios: &[Scenario], diagnostics: &mut Vec<Diagnostic>) {
    for (at, scenario) in scenarios.iter().enumerate() {
        let events = scenario.events;
        let shown = rounded(events);
        if events > MOST_EVENTS {
            let days = events / PER_SECOND / 86_400.0;
            let time = if days >= 2.0 {
                format!("{} days", rounded(days))
            } else {
                format!("{} minutes", rounded(days * 1440.0))
            };
            diagnostics.push(
                Diagnostic::error("too-many-events", scenario.span, format!("`{}` asks for about {shown} events: at 3M/s about {time}", scenario.id))
                    .help("the limit is 1bn: use a slice, and a smaller `scale`, with instances and quotas in terms of it"),
            );
        } else if at == 0 && events > TOLERANCE * DEFAULT_EVENTS {
            diagnostics.push(
                Diagnostic::warning(
                    "many-events",
                    scenario.span,
                    format!("`{}`, the default scenario, takes about {shown} events", scenario.id),
                )
                .help("keep it under 2M, which take a second: use a smaller `scale`"),
            );
        } else if scenario.proof && events > TOLERANCE * PROOF_EVENTS {
            diagnostics.push(
                Diagnostic::warning(
                    "many-events",
                    scenario.span,
                    format!("`{}`, which prove runs many times, takes about {shown} events", scenario.id),
                )
                .help("keep it under 180K: use a smaller `scale`"),
            );
        }
        if scenario.tenfold && 10.0 * events > TOLERANCE * TENFOLD_EVENTS {
            let shown = rounded(10.0 * events);
            diagnostics.push(
                Diagnostic::warning(
                    "many-events",
                    scenario.span,
                    format!(
                        "`{}` at ten times its load, which a mock runs, takes about {shown} events",
                        scenario.id
                    ),
                )
                .help("keep it under 1.5M: use a smaller `scale`, or mark another scenario"),
            );
        }
    }
}

/// Two digits and a magnitude.
fn rounded(value: f64) -> String {
    let (value, unit) = match value {
        value if value >= 1e12 => (value / 1e12, "T"),
        value if value >= 1e9 => (value / 1e9, "bn"),
        value if value >= 1e6 => (value / 1e6, "M"),
        value if value >= 1e3 => (value / 1e3, "K"),
        value => (value, ""),
    };
    if value < 10.0 { format!("{value:.1}{unit}") } else { format!("{value:.0}{unit}") }
}

/// Estimates the events of a design's scenario.
pub(in crate::problem) fn events(design: &mut Design) {
    let flows = design.flows.len();
    let mut requests: Vec<f64> = design.flows.iter().map(|flow| arriving(design, flow)).collect();
    let own = requests.clone();
    let leads: Vec<Leads> = design.flows.iter().map(|flow| leads(design, flow)).collect();
    for _ in 0..ROUNDS {
        let mut next = own.clone();
        let mut sent = vec![0.0; design.topics.len()];
        for (from, leads) in leads.iter().enumerate() {
            for (to, times) in &leads.calls {
                next[*to] += requests[from] * times;
            }
            for (topic, times) in &leads.sends {
                sent[*topic] += requests[from] * times;
            }
        }
        for (at, flow) in design.flows.iter().enumerate() {
            if let Trigger::Consume(consumer) = &flow.trigger {
                if let Feed::Topic(topic, _) = consumer.from {
                    let copies = match consumer.group {
                        Group::EachInstance => flow
                            .on
                            .last()
                            .map_or(1.0, |on| f64::from(design.components[on.index()].instances)),
                        Group::Shared(_) => 1.0,
                    };
                    next[at] += sent[topic.index()] * copies;
                }
            }
        }
        let settled = (0..flows).all(|at| (next[at] - requests[at]).abs() <= 0.001 * requests[at]);
        requests = next;
        if settled {
            break;
        }
    }
    design.scenario.events =
        requests.iter().zip(&leads).map(|(requests, leads)| requests * leads.events).sum();
}

#[allow(clippy::cast_precision_loss)]
fn seconds(nanos: i64) -> f64 {
    nanos as f64 / 1e9
}

/// Requests that start by themselves.
#[allow(clippy::cast_precision_loss)]
fn arriving(design: &Design, flow: &Flow) -> f64 {
    let lasts = seconds(design.scenario.lasts);
    match &flow.trigger {
        Trigger::Arrive(Arrivals::Rate { rate, profile, .. }) => rate * area(profile, lasts),
        Trigger::Arrive(Arrivals::Burst { count, .. }) => *count as f64,
        Trigger::Arrive(Arrivals::Each { table, every, .. }) => {
            let rows: f64 = design.tables[table.index()].rows.0.iter().map(|&count| count as f64).product();
            rows * every.map_or(1.0, |every| lasts / seconds(every.max(1)))
        }
        Trigger::Every(timer) => {
            let instances =
                flow.on.last().map_or(1.0, |on| f64::from(design.components[on.index()].instances));
            instances * (lasts + seconds(design.scenario.drain)) / seconds(timer.every.max(1))
        }
        _ => 0.0,
    }
}

/// The multiplier of a profile, over time.
fn area(profile: &[(i64, f64)], lasts: f64) -> f64 {
    let (mut area, mut at, mut factor) = (0.0, 0.0, 1.0);
    for &(time, next) in profile {
        let time = seconds(time).min(lasts);
        area += factor * (time - at);
        (at, factor) = (time, next);
    }
    area + factor * (lasts - at)
}

/// What one request of a flow leads to.
#[derive(Default)]
struct Leads {
    events: f64,
    calls: Vec<(usize, f64)>,
    sends: Vec<(usize, f64)>,
}

fn leads(design: &Design, flow: &Flow) -> Leads {
    let mut leads = Leads { events: 2.0, ..Leads::default() };
    // Rows in its own memory, and the truth, cost nothing.
    let here =
        |at: ComponentId| flow.on.contains(&at) || matches!(design.components[at.index()].kind, Kind::World);
    add(&flow.steps, 1.0, &mut leads, &Place { design, here: &here, script: false });
    leads
}

/// Where steps run.
struct Place<'a> {
    design: &'a Design,
    /// Whether a component costs no visit.
    here: &'a dyn Fn(ComponentId) -> bool,
    /// Whether the steps are those of a script, which is one event however many they are.
    script: bool,
}

/// The table that a step touches.
fn table(action: &Action) -> Option<TableId> {
    match action {
        Action::Read(read) => Some(read.table),
        Action::Count { table, .. } => Some(*table),
        Action::Insert(write) | Action::Put(write) | Action::Update(write) | Action::Delete(write) => {
            Some(write.table)
        }
        _ => None,
    }
}

fn add(steps: &[Step], times: f64, leads: &mut Leads, place: &Place<'_>) {
    for step in steps {
        let times = times * step.guard.as_ref().map_or(1.0, likely);
        match &step.action {
            Action::Let(_) | Action::Note { .. } | Action::Reply { .. } | Action::Answer { .. } => {}
            Action::Group(body) | Action::SingleFlight { body, .. } => add(body, times, leads, place),
            Action::Block { at, body, atomic } => {
                let free = (place.here)(*at);
                leads.events += if free { 0.0 } else { 3.0 * times };
                let redis = matches!(place.design.components[at.index()].kind, Kind::Redis(_));
                let script = place.script || free || (redis && *atomic);
                add(body, times, leads, &Place { script, ..*place });
            }
            // A loop that ends early mostly ends in its first round.
            Action::Each(each) if each.until.is_some() => add(&each.body, times, leads, place),
            Action::Each(each) => add(&each.body, times * rounds(each), leads, place),
            Action::Wait(_) => leads.events += times,
            Action::Call(called) | Action::Start(called) => {
                leads.events += 2.0 * times;
                leads.calls.push((called.flow.index(), times));
            }
            Action::Send(send) => {
                leads.events += 2.0 * times;
                leads.sends.push((send.topic.index(), times));
            }
            action => {
                let at = table(action).map(|table| place.design.tables[table.index()].component);
                let free = at.is_some_and(|at| place.script || (place.here)(at));
                leads.events += if free { 0.0 } else { 3.0 * times };
            }
        }
        add(&step.otherwise, times, leads, place);
    }
}

/// How often a condition holds: a chance says so itself, anything else is taken as always.
fn likely(guard: &Expr) -> f64 {
    match &guard.kind {
        ExprKind::Draw(draw) => match draw.kind {
            DrawKind::Chance { probability } => probability,
            _ => 1.0,
        },
        ExprKind::Constant(0) => 0.0,
        _ => 1.0,
    }
}

/// How often a loop goes round: as said where it is; rows of a timer are mostly none.
#[allow(clippy::cast_precision_loss)]
fn rounds(each: &Each) -> f64 {
    match &each.over {
        Over::Count { from, to, .. } => match (&from.kind, &to.kind) {
            (ExprKind::Constant(from), ExprKind::Constant(to)) => (to - from + 1).max(0) as f64,
            _ => 3.0,
        },
        Over::Items { .. } => 3.0,
        Over::Rows { .. } => 1.0,
    }
}
