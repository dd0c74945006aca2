use super::body::{Body, Want, values};
use super::step::waits;
use crate::diag::Diagnostic;
use crate::problem::document::{Node, Text};
use crate::problem::model::{
    Arrivals, ComponentId, Consumer, Feed, Group, Jitter, Nanos, Retry, Slot, TableId, Timer, TopicId,
    Trigger, Type,
};
use crate::problem::read::fields::Fields;
use crate::problem::read::names::refer;
use crate::problem::row::{Bare, RowScope};

/// The words that start a flow, beside calls.
pub(in crate::problem::read) const TRIGGERS: [&str; 4] = ["arrive", "from", "every", "gone"];

/// What starts a flow, before its values are known.
pub(super) enum Started {
    /// Only calls.
    Called,
    /// A rate or a burst.
    Load(Arrivals),
    /// One request a row.
    Rows { table: TableId, every: Option<Nanos>, over: Nanos, filter: Option<Text> },
    /// The messages of a topic.
    Topic(TopicId, Consuming),
    /// The changes of a table.
    Changes(TableId, Consuming),
    /// A timer.
    Every(Timer),
    /// Rows that were lost.
    Gone(TableId),
}

/// How messages are consumed.
pub(super) struct Consuming {
    pub group: Group,
    pub batch: u32,
    pub attempts: Option<u32>,
    pub backoff: Retry,
    pub dead: Option<TopicId>,
}

impl Body<'_, '_> {
    /// The components on which a flow runs.
    pub fn on(&mut self, fields: &Fields<'_>) -> Vec<ComponentId> {
        let names = |world: &crate::problem::row::World| {
            world.components.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        let known = names(self.world);
        let mut on = Vec::new();
        for (name, span) in fields.texts("on") {
            match self.world.component(&name) {
                Some(component) => on.push(component),
                None => self.cx.say(crate::problem::read::names::unknown(
                    span,
                    "component",
                    &name,
                    known.iter().map(String::as_str),
                )),
            }
        }
        on
    }

    /// What starts the flow.
    pub fn trigger(&mut self, fields: &Fields<'_>) -> Started {
        let said: Vec<&str> = TRIGGERS.into_iter().filter(|word| fields.get(word).is_some()).collect();
        if let [first, second, ..] = said.as_slice() {
            let span = fields.entry(second).map_or(fields.span, |entry| entry.span);
            let error = Diagnostic::error(
                "two-triggers",
                span,
                format!("{} has `{first}` and `{second}`", fields.owner),
            )
            .help("a flow has one trigger: make two flows of it, and call the steps they share");
            self.cx.say(error);
        }
        let belong = ["group", "attempts", "backoff", "dead", "batch"].map(|word| (word, "from"));
        for (word, to) in belong.into_iter().chain([("jitter", "every")]) {
            if let Some(entry) = fields.entry(word).filter(|_| fields.get(to).is_none()) {
                let error = Diagnostic::warning(
                    "unused",
                    entry.span,
                    format!("`{word}` does nothing without `{to}`"),
                )
                .help("leave it out");
                self.cx.say(error);
            }
        }
        match said.first().copied() {
            Some("arrive") => self.arrive(fields).unwrap_or(Started::Called),
            Some("from") => self.consume(fields).unwrap_or(Started::Called),
            Some("every") => match fields.time(self.cx, "every") {
                Some(every) if every > 0 => Started::Every(Timer { every, jitter: fields.flag("jitter") }),
                Some(_) => {
                    let span = fields.get("every").map_or(fields.span, |node| node.span);
                    self.cx.say(
                        Diagnostic::error("unbounded", span, "a timer without a pause never stops")
                            .help("write every = \"5s\""),
                    );
                    Started::Called
                }
                None => Started::Called,
            },
            Some("gone") => match self.table_in(fields, "gone") {
                Some(table) => Started::Gone(table),
                None => Started::Called,
            },
            _ => Started::Called,
        }
    }

    fn table_in(&mut self, fields: &Fields<'_>, word: &str) -> Option<TableId> {
        let node = fields.get(word)?;
        let names = self.world.tables.iter().map(|table| table.id.as_str());
        refer(self.cx, node, "table", names, self.world.table(node.string()?))
    }

    fn arrive(&mut self, of: &Fields<'_>) -> Option<Started> {
        let entry = of.entry("arrive")?;
        let fields = Fields::open(
            self.cx,
            "arrive",
            "",
            entry.node.table()?,
            entry.span,
            format!("`arrive` of {}", of.owner),
        );
        let kinds: Vec<&str> =
            ["rate", "count", "each"].into_iter().filter(|word| fields.get(word).is_some()).collect();
        let [kind] = kinds.as_slice() else {
            let message = if kinds.is_empty() {
                "load without `rate`, `count` or `each`".to_owned()
            } else {
                format!("load with {}", kinds.join(" and "))
            };
            let error = Diagnostic::error("arrive", entry.span, message)
                .help("choose one: a rate, a burst of count, one request for each row");
            self.cx.say(error);
            return None;
        };
        let belongs: &[&str] = match *kind {
            "rate" => &["rate", "profile", "regular"],
            "count" => &["count", "at", "over"],
            _ => &["each", "every", "over", "where"],
        };
        for entry in &fields.table.entries {
            if !belongs.contains(&entry.key.as_str())
                && fields.get("rate").or(fields.get("count")).or(fields.get("each")).is_some()
                && crate::problem::vocabulary::section("arrive").word("", &entry.key).is_some()
            {
                let error = Diagnostic::error(
                    "arrive",
                    entry.span,
                    format!("`{}` does not go with `{kind}`", entry.key),
                )
                .help(format!("with `{kind}` go {}", belongs[1..].join(", ")));
                self.cx.say(error);
            }
        }
        Some(match *kind {
            "rate" => Started::Load(Arrivals::Rate {
                rate: fields.rate(self.cx, "rate")?,
                profile: self.profile(&fields),
                regular: fields.flag("regular"),
            }),
            "count" => Started::Load(Arrivals::Burst {
                count: fields.count(self.cx, "count", 0)?,
                at: fields.time(self.cx, "at")?,
                over: fields.time(self.cx, "over")?,
            }),
            _ => Started::Rows {
                table: self.table_in(&fields, "each")?,
                every: fields.time(self.cx, "every"),
                over: fields.time(self.cx, "over")?,
                filter: fields.get("where").and_then(Node::expression),
            },
        })
    }

    fn profile(&mut self, fields: &Fields<'_>) -> Vec<(Nanos, f64)> {
        let mut profile = Vec::new();
        for entry in
            fields.get("profile").and_then(Node::table).map(|table| &table.entries[..]).unwrap_or_default()
        {
            let at = self.cx.positive_time(&Text::whole(entry.key.clone(), entry.span));
            let factor = entry.node.expression().and_then(|text| self.cx.factor(&text));
            if let (Some(at), Some(factor)) = (at, factor) {
                profile.push((at, factor));
            }
        }
        profile.sort_by_key(|&(at, _)| at);
        profile
    }

    fn consume(&mut self, fields: &Fields<'_>) -> Option<Started> {
        let node = fields.get("from")?;
        let name = node.string()?;
        let (topic, table) = (self.world.topic(name), self.world.table(name));
        let names = self
            .world
            .topics
            .iter()
            .map(String::as_str)
            .chain(self.world.tables.iter().map(|table| table.id.as_str()));
        refer(self.cx, node, "topic or table", names, topic.map(|_| ()).or(table.map(|_| ())))?;
        let group = match fields.optional("group") {
            Some(group) if group == "each instance" => Group::EachInstance,
            Some(group) => Group::Shared(group),
            None => Group::Shared(self.flow.clone()),
        };
        let attempts = fields.small(self.cx, "attempts", 1);
        let backoff = match fields.entry("backoff").and_then(|entry| Some((entry, entry.node.table()?))) {
            Some((entry, table)) => {
                let inner = Fields::open(self.cx, "backoff", "", table, entry.span, "a backoff".into());
                waits(self.cx, &inner)
            }
            None => Retry {
                times: u32::MAX,
                base: 1_000_000_000,
                cap: 20_000_000_000,
                jitter: Jitter::Full,
                budget: None,
                on: Vec::new(),
            },
        };
        let dead = fields.get("dead").and_then(|node| {
            let names = self.world.topics.iter().map(String::as_str);
            refer(self.cx, node, "topic", names, self.world.topic(node.string()?))
        });
        if let (Some(entry), None) = (fields.entry("dead"), attempts) {
            let error = Diagnostic::error(
                "unreachable",
                entry.span,
                "nothing is dead-lettered while attempts are endless",
            )
            .help("add attempts = 5");
            self.cx.say(error);
        }
        let consuming = Consuming {
            group,
            batch: fields.small(self.cx, "batch", 1).unwrap_or(1),
            attempts,
            backoff,
            dead,
        };
        match (topic, table) {
            (Some(topic), _) => Some(Started::Topic(topic, consuming)),
            (None, Some(table)) => Some(Started::Changes(table, consuming)),
            _ => None,
        }
    }

    /// The values of `with`, in order.
    pub fn with(&mut self, fields: &Fields<'_>) {
        for entry in
            fields.get("with").and_then(Node::table).map(|table| &table.entries[..]).unwrap_or_default()
        {
            if !self.can_be_value(&entry.key, entry.span) {
                continue;
            }
            let Some(text) = self.text(&entry.node) else { continue };
            self.step = (None, format!("with.{}", entry.key));
            let want = if matches!(entry.node.value, crate::problem::document::Value::Float(_)) {
                Want::Type(Type::Decimal)
            } else {
                Want::Any
            };
            let expr = self.expr(&text, "", &values(), want);
            let Some(expr) = expr else {
                self.scope.with(&entry.key, None, None, entry.span);
                continue;
            };
            let known = self
                .scope
                .interface
                .params
                .iter()
                .find(|param| param.name == entry.key)
                .and_then(|param| param.ty);
            let ty = known.and_then(|known| crate::problem::row::join(known, expr.ty)).unwrap_or(expr.ty);
            let fitted = crate::problem::row::Term::Typed(expr.clone()).fit(ty).unwrap_or(expr);
            self.scope.with(&entry.key, Some(fitted.ty), Some(fitted), entry.span);
        }
    }

    /// The trigger with its values.
    pub fn started(&mut self, started: Started) -> Trigger {
        let row = self.scope.row_values();
        match started {
            Started::Called => Trigger::Called,
            Started::Load(arrivals) => Trigger::Arrive(arrivals),
            Started::Rows { table, every, over, filter } => {
                let scope = RowScope { this: Some((table, Bare::Row)), ..RowScope::default() };
                let filter = filter.and_then(|text| {
                    self.step = (None, "arrive".into());
                    self.expr(&text, "where", &scope, Want::Type(Type::Bool))
                });
                Trigger::Arrive(Arrivals::Each { table, filter, every, over, row })
            }
            Started::Every(timer) => Trigger::Every(timer),
            Started::Gone(table) => Trigger::Gone { table, row },
            Started::Changes(table, consuming) => {
                Trigger::Consume(consumer(Feed::Changes(table, row), consuming, None))
            }
            Started::Topic(topic, consuming) => {
                let message = &self.messages[topic.index()];
                let params = &self.scope.interface.params;
                let fields = message.fields.iter().enumerate();
                let given = fields
                    .filter_map(|(at, field)| {
                        let slot = params.iter().position(|param| param.name == field.name)?;
                        Some((at, Slot(u32::try_from(slot).unwrap_or(u32::MAX))))
                    })
                    .collect();
                let dead = consuming.dead.map(|dead| {
                    let positions = self.messages[dead.index()]
                        .fields
                        .iter()
                        .map(|field| message.position(&field.name))
                        .collect();
                    (dead, positions)
                });
                Trigger::Consume(consumer(Feed::Topic(topic, given), consuming, dead))
            }
        }
    }
}

fn consumer(from: Feed, consuming: Consuming, dead: Option<(TopicId, Vec<Option<usize>>)>) -> Consumer {
    let Consuming { group, batch, attempts, backoff, .. } = consuming;
    Consumer { from, group, batch, attempts, backoff, dead }
}
