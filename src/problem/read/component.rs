use super::context::Context;
use super::fields::Fields;
use super::names::{article, refer};
use crate::diag::Diagnostic;
use crate::problem::document::{Entry, Node, Table, Value};
use crate::problem::model::{
    Autoscale, Breaker, Broker, Cache, Component, Database, Duration, Eviction, External, Kind, Outcomes,
    Queue, Quota, Scaled, Server,
};
use crate::problem::row::World;
use crate::problem::vocabulary::KINDS;

/// The kind that a component says, before the rest of it is read.
pub(super) fn kind_of(table: &Table) -> &'static str {
    let typed = table.get("kind").and_then(Node::string).unwrap_or_default();
    KINDS.iter().find(|&&kind| kind == typed).copied().unwrap_or("")
}

/// One component. `None` where its kind is unknown, which has been said.
pub(super) fn component(
    cx: &mut Context<'_>,
    world: &World,
    entry: &Entry,
    table: &Table,
) -> Option<Component> {
    let word = kind_of(table);
    let owner = if word.is_empty() {
        format!("component `{}`", entry.key)
    } else {
        format!("`{}`, {} {word},", entry.key, article(word))
    };
    if word.is_empty() {
        // Its other words cannot be judged before it has a kind.
        let mut only = Table::default();
        if let Some(kind) = table.entry("kind") {
            only.entries.push(kind.clone());
        }
        Fields::open(cx, "component", "", &only, entry.span, owner);
        return None;
    }
    let fields = Fields::open(cx, "component", word, table, entry.span, owner);
    let kind = kind(cx, world, &fields, word);
    Some(Component {
        id: entry.key.clone(),
        span: entry.span,
        instances: fields.small(cx, "instances", 1).unwrap_or(1),
        slots: fields.small(cx, "slots", 1).unwrap_or(1),
        queue: fields.small(cx, "queue", 0).unwrap_or(0),
        time: fields.duration(cx, "time"),
        link: fields.duration(cx, "link"),
        up: fields.flag("up"),
        paused: fields.flag("paused"),
        slow: fields.factor(cx, "slow").unwrap_or(1.0),
        clock: fields.expression("clock").and_then(|text| cx.time(&text)).unwrap_or(0),
        drop: fields.share(cx, "drop").unwrap_or(0.0),
        lose_reply: fields.share(cx, "lose_reply").unwrap_or(0.0),
        kind,
    })
}

fn kind(cx: &mut Context<'_>, world: &World, fields: &Fields<'_>, word: &str) -> Kind {
    match word {
        "client" => Kind::Client,
        "gateway" => Kind::Gateway(server(cx, world, fields)),
        "cdn" => Kind::Cdn(server(cx, world, fields)),
        "service" => Kind::Service(server(cx, world, fields)),
        "worker" => Kind::Worker(server(cx, world, fields)),
        "pool" => Kind::Pool(quota(cx, fields)),
        "postgres" => Kind::Postgres(Database {
            read: fields.duration(cx, "read"),
            write: fields.duration(cx, "write"),
            per_row: fields.time(cx, "per_row").unwrap_or(0),
            shards: fields.small(cx, "shards", 1).unwrap_or(1),
            replicas: fields.small(cx, "replicas", 0).unwrap_or(0),
            lag: fields.duration(cx, "lag"),
            failover: fields.duration(cx, "failover"),
        }),
        "redis" => Kind::Redis(Cache {
            shards: fields.small(cx, "shards", 1).unwrap_or(1),
            replicas: fields.small(cx, "replicas", 0).unwrap_or(0),
            script: fields.duration(cx, "script"),
            loses: fields.time(cx, "loses").unwrap_or(0),
            failover: fields.duration(cx, "failover"),
            memory: fields.data(cx, "memory"),
            eviction: if fields.choice("eviction") == "allkeys_lru" {
                Eviction::AllkeysLru
            } else {
                Eviction::Noeviction
            },
        }),
        "kafka" => Kind::Kafka(Broker {
            fetch: fields.duration(cx, "fetch"),
            rebalance: fields.duration(cx, "rebalance"),
            session: fields.time(cx, "session").unwrap_or(0),
        }),
        "queue" => Kind::Queue(Queue {
            receive: fields.duration(cx, "receive"),
            visibility: fields.time(cx, "visibility").unwrap_or(0),
            delay: fields.time(cx, "delay").unwrap_or(0),
            in_flight: fields.small(cx, "in_flight", 1).unwrap_or(u32::MAX),
            duplicate: fields.share(cx, "duplicate").unwrap_or(0.0),
        }),
        "external" => Kind::External(External { quota: quota(cx, fields), outcomes: outcomes(cx, fields) }),
        _ => Kind::World,
    }
}

fn quota(cx: &mut Context<'_>, fields: &Fields<'_>) -> Option<Quota> {
    let rate = fields.rate(cx, "quota")?;
    if rate <= 0.0 {
        let span = fields.get("quota").map_or(fields.span, |node| node.span);
        let error = Diagnostic::error("rounds-to-nothing", span, "a quota of 0 lets nothing pass");
        cx.say(error.help("write a rate above 0; to stop a component, set `up = false` in a fault"));
        return None;
    }
    Some(Quota { rate, burst: fields.small(cx, "burst", 1), waits: fields.choice("over") == "wait" })
}

fn server(cx: &mut Context<'_>, world: &World, fields: &Fields<'_>) -> Server {
    let autoscale = fields.entry("autoscale").and_then(|entry| {
        let inner = Fields::open(
            cx,
            "autoscale",
            "",
            entry.node.table()?,
            entry.span,
            format!("autoscale of {}", fields.owner),
        );
        let on = if inner.choice("on") == "lag" { Scaled::Lag } else { Scaled::Utilization };
        // No more than all slots are in use: a target above that would never be reached.
        let target = match on {
            Scaled::Lag => inner.factor(cx, "target")?,
            Scaled::Utilization => inner.share(cx, "target")?,
        };
        Some(Autoscale { on, target, delay: inner.time(cx, "delay")?, max: inner.small(cx, "max", 1)? })
    });
    let mut breakers = Vec::new();
    if let Some(entry) = fields.entry("breaker") {
        let items = match &entry.node.value {
            Value::Array(items) => items.iter().collect(),
            _ => vec![&entry.node],
        };
        for item in items {
            match item.table() {
                Some(table) => breakers.extend(breaker(cx, world, fields, table, item.span)),
                None => cx.say(
                    Diagnostic::error(
                        "wrong-shape",
                        item.span,
                        format!("a breaker is a table, and this is {}", item.words()),
                    )
                    .help("write breaker = { on = \"psp\", failures = \"50%\" }"),
                ),
            }
        }
    }
    let fair_by = fields.texts("fair_by").into_iter().next();
    Server { autoscale, breakers, fair_by }
}

fn breaker(
    cx: &mut Context<'_>,
    world: &World,
    of: &Fields<'_>,
    table: &Table,
    span: crate::diag::Span,
) -> Option<Breaker> {
    let fields = Fields::open(cx, "breaker", "", table, span, format!("the breaker of {}", of.owner));
    let on = fields.get("on")?;
    let said = on.span;
    let names = world.components.iter().map(|(name, _)| name.as_str());
    let on = refer(cx, on, "component", names, world.component(on.string()?))?;
    Some(Breaker {
        on,
        span: said,
        failures: fields.share(cx, "failures")?,
        over: fields.time(cx, "over")?,
        least: fields.small(cx, "least", 1)?,
        rest: fields.time(cx, "rest")?,
    })
}

/// Outcomes without the values that they are drawn by: flows come later.
fn outcomes(cx: &mut Context<'_>, of: &Fields<'_>) -> Option<Outcomes> {
    let entry = of.entry("outcomes")?;
    let fields = Fields::open(
        cx,
        "outcomes",
        "",
        entry.node.table()?,
        entry.span,
        format!("outcomes of {}", of.owner),
    );
    let mut wrong = false;
    let mut share = |name: &str| {
        let share = fields.share(cx, name);
        wrong |= share.is_none();
        share.unwrap_or(0.0)
    };
    let outcomes = Outcomes {
        per: Vec::new(),
        ok: share("ok"),
        declined: share("declined"),
        error: share("error"),
        lost: share("lost"),
        lost_but_done: share("lost_but_done"),
    };
    let sum = outcomes.ok + outcomes.declined + outcomes.error + outcomes.lost;
    // A share that could not be read has been said: without it there is no sum.
    if !wrong && (sum - 1.0).abs() > 1e-9 {
        let message = format!("ok, declined, error and lost make {} %, not 100 %", (sum * 1e6).round() / 1e4);
        cx.say(
            Diagnostic::error("outcomes", entry.node.span, message)
                .help("change one of them: every visit ends somehow"),
        );
    }
    Some(outcomes)
}

/// Whether steps may stand in a block there, and what such a block is called.
pub(super) fn block_name(kind: &str) -> Option<&'static str> {
    match kind {
        "postgres" => Some("a transaction"),
        "redis" => Some("a script"),
        "kafka" | "queue" => Some("a batch"),
        "pool" => Some("a held slot"),
        "external" => Some("a call at a provider"),
        "world" => Some("a look at the truth"),
        "service" | "gateway" | "cdn" | "worker" | "client" => Some("a visit"),
        _ => None,
    }
}

/// A component that does nothing by itself, for names that could not be read.
pub(super) fn nothing(entry: &Entry) -> Component {
    Component {
        id: entry.key.clone(),
        span: entry.span,
        instances: 1,
        slots: 1,
        queue: 0,
        time: Duration::ZERO,
        link: Duration::ZERO,
        up: true,
        paused: false,
        slow: 1.0,
        clock: 0,
        drop: 0.0,
        lose_reply: 0.0,
        kind: Kind::World,
    }
}
