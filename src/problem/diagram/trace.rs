use crate::problem::model::{
    Action, ComponentId, Design, Feed, Flow, Kind, Nanos, Step, TableId, TopicId, Trigger,
};

/// What is drawn of a design.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagram {
    /// The components, without those that are not a part of the system.
    pub nodes: Vec<Node>,
    /// Who calls, reads, writes or sends to whom; each pair once in each direction.
    pub links: Vec<Link>,
    /// The flows with their ways.
    pub flows: Vec<Flowing>,
}

/// A component with what is in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The component.
    pub component: ComponentId,
    /// Its name.
    pub name: String,
    /// What it is, such as `postgres, 2 replicas`.
    pub what: String,
    /// What it is for.
    pub role: Role,
    /// The names of its tables.
    pub tables: Vec<String>,
    /// The names of its topics.
    pub topics: Vec<String>,
}

/// What a component is for, as far as a drawing shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Load comes from it.
    Client,
    /// It keeps data.
    Store,
    /// It is somebody else's.
    External,
    /// Any other part.
    Part,
}

/// An arrow: positions in [`Diagram::nodes`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// From here …
    pub from: usize,
    /// … to there.
    pub to: usize,
    /// The flows that use it, by name.
    pub flows: Vec<String>,
    /// Whether somebody waits for an answer; else it carries messages.
    pub waits: bool,
}

/// A flow in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flowing {
    /// Its name.
    pub name: String,
    /// What starts it: an endpoint, a topic, a timer, load.
    pub starts: String,
    /// Positions in [`Diagram::nodes`] that a request passes through, one after the other.
    pub through: Vec<usize>,
    /// Positions in [`Diagram::nodes`] that its steps go to from the last of these.
    pub to: Vec<usize>,
}

impl Diagram {
    /// What there is to draw of a design.
    pub fn of(design: &Design) -> Self {
        let mut tracer = Tracer { design, places: Vec::new(), diagram: Self::default() };
        tracer.nodes();
        for flow in &design.flows {
            tracer.flow(flow);
        }
        tracer.diagram
    }

    /// A way in words: `lb → api → db, cache`.
    pub fn way(&self, flow: &Flowing) -> String {
        let names = |nodes: &[usize], between: &str| {
            let names: Vec<&str> = nodes.iter().map(|&node| self.nodes[node].name.as_str()).collect();
            names.join(between)
        };
        let through = names(&flow.through, " → ");
        if flow.to.is_empty() { through } else { format!("{through} → {}", names(&flow.to, ", ")) }
    }
}

struct Tracer<'d> {
    design: &'d Design,
    /// For each component its node.
    places: Vec<Option<usize>>,
    diagram: Diagram,
}

impl Tracer<'_> {
    fn nodes(&mut self) {
        for (at, component) in self.design.components.iter().enumerate() {
            if component.kind == Kind::World {
                self.places.push(None);
                continue;
            }
            let Ok(id) = u32::try_from(at) else { return };
            let id = ComponentId(id);
            let tables = self.design.tables.iter().filter(|table| table.component == id);
            let topics = self.design.topics.iter().filter(|topic| topic.component == id);
            self.places.push(Some(self.diagram.nodes.len()));
            self.diagram.nodes.push(Node {
                component: id,
                name: component.id.clone(),
                what: what(&component.kind, component.instances),
                role: match component.kind {
                    Kind::Client => Role::Client,
                    Kind::Postgres(_) | Kind::Redis(_) => Role::Store,
                    Kind::External(_) => Role::External,
                    _ => Role::Part,
                },
                tables: tables.map(|table| table.id.clone()).collect(),
                topics: topics.map(|topic| topic.id.clone()).collect(),
            });
        }
    }

    fn place(&self, component: ComponentId) -> Option<usize> {
        self.places.get(component.index()).copied().flatten()
    }

    fn of_table(&self, table: TableId) -> Option<usize> {
        self.place(self.design.tables.get(table.index())?.component)
    }

    fn of_topic(&self, topic: TopicId) -> Option<usize> {
        self.place(self.design.topics.get(topic.index())?.component)
    }

    fn flow(&mut self, flow: &Flow) {
        let mut through: Vec<usize> = Vec::new();
        let feed = match &flow.trigger {
            Trigger::Consume(consumer) => match &consumer.from {
                Feed::Topic(topic, _) => self.of_topic(*topic),
                Feed::Changes(table, _) => self.of_table(*table),
            },
            Trigger::Gone { table, .. } => self.of_table(*table),
            Trigger::Called | Trigger::Arrive(_) | Trigger::Every(_) => None,
        };
        let on: Vec<usize> = flow.on.iter().filter_map(|component| self.place(*component)).collect();
        through.extend(feed);
        if let (Some(feed), Some(first)) = (feed, on.first()) {
            self.link(feed, *first, &flow.id, false);
        }
        for pair in on.windows(2) {
            self.link(pair[0], pair[1], &flow.id, true);
        }
        through.extend(&on);
        through.dedup();
        let mut to = Vec::new();
        if let Some(&home) = on.last() {
            self.steps(&flow.steps, home, &flow.id, &mut to);
            to.retain(|node| *node != home);
        }
        let starts = self.starts(flow);
        self.diagram.flows.push(Flowing { name: flow.id.clone(), starts, through, to });
    }

    fn steps(&mut self, steps: &[Step], home: usize, flow: &str, to: &mut Vec<usize>) {
        for step in steps {
            let mut waits = true;
            let goal = match &step.action {
                Action::Read(read) => self.of_table(read.table),
                Action::Count { table, .. } => self.of_table(*table),
                Action::Insert(write)
                | Action::Put(write)
                | Action::Update(write)
                | Action::Delete(write) => self.of_table(write.table),
                Action::Block { at, .. } | Action::Visit { at } => self.place(*at),
                Action::Call(called) | Action::Start(called) => {
                    let first = self.design.flows.get(called.flow.index()).and_then(|flow| flow.on.first());
                    first.and_then(|component| self.place(*component))
                }
                Action::Send(send) => {
                    waits = false;
                    self.of_topic(send.topic)
                }
                _ => None,
            };
            if let Some(goal) = goal {
                self.link(home, goal, flow, waits);
                if !to.contains(&goal) {
                    to.push(goal);
                }
            }
            step.inner().into_iter().for_each(|steps| self.steps(steps, home, flow, to));
        }
    }

    fn link(&mut self, from: usize, to: usize, flow: &str, waits: bool) {
        if from == to {
            return;
        }
        let known = self.diagram.links.iter_mut().find(|link| link.from == from && link.to == to);
        match known {
            Some(link) => {
                link.waits |= waits;
                if link.flows.last().is_none_or(|last| last != flow) {
                    link.flows.push(flow.to_owned());
                }
            }
            None => self.diagram.links.push(Link { from, to, flows: vec![flow.to_owned()], waits }),
        }
    }

    fn starts(&self, flow: &Flow) -> String {
        let topic = |id: TopicId| self.design.topics.get(id.index()).map_or("", |topic| &topic.id);
        let table = |id: TableId| self.design.tables.get(id.index()).map_or("", |table| &table.id);
        let trigger = match &flow.trigger {
            Trigger::Called => None,
            Trigger::Arrive(_) => Some("load".to_owned()),
            Trigger::Consume(consumer) => Some(match &consumer.from {
                Feed::Topic(id, _) => format!("messages of {}", topic(*id)),
                Feed::Changes(id, _) => format!("changes of {}", table(*id)),
            }),
            Trigger::Every(timer) => Some(format!("every {}", time(timer.every))),
            Trigger::Gone { table: id, .. } => Some(format!("lost rows of {}", table(*id))),
        };
        match (&flow.endpoint, trigger) {
            (Some(endpoint), Some(trigger)) => format!("{endpoint}, {trigger}"),
            (Some(endpoint), None) => endpoint.clone(),
            (None, Some(trigger)) => trigger,
            (None, None) => "called".to_owned(),
        }
    }
}

fn what(kind: &Kind, instances: u32) -> String {
    let mut what = kind.word().to_owned();
    let mut add = |count: u32, least: u32, many: &str, one: &str| {
        if count >= least {
            what.push_str(&format!(", {count} {}", if count == 1 { one } else { many }));
        }
    };
    match kind {
        Kind::Postgres(database) => {
            add(database.shards, 2, "shards", "shard");
            add(database.replicas, 1, "replicas", "replica");
        }
        Kind::Redis(cache) => {
            add(cache.shards, 2, "shards", "shard");
            add(cache.replicas, 1, "replicas", "replica");
        }
        _ if instances > 1 => what.push_str(&format!(" x {instances}")),
        _ => {}
    }
    what
}

/// A time with the longest unit in which it is short: `5s`, `100ms`, `1.5s`.
fn time(nanos: Nanos) -> String {
    const UNITS: [(&str, Nanos); 5] = [
        ("h", 3_600_000_000_000),
        ("min", 60_000_000_000),
        ("s", 1_000_000_000),
        ("ms", 1_000_000),
        ("us", 1_000),
    ];
    for (unit, size) in UNITS {
        if nanos >= size && nanos % (size / 10) == 0 {
            let (whole, tenth) = (nanos / size, nanos % size / (size / 10));
            return if tenth == 0 { format!("{whole}{unit}") } else { format!("{whole}.{tenth}{unit}") };
        }
    }
    format!("{nanos}ns")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_take_the_longest_unit_that_fits() {
        for (nanos, shown) in [
            (5_000_000_000, "5s"),
            (100_000_000, "100ms"),
            (90_000_000_000, "1.5min"),
            (1_234, "1234ns"),
            (61_000_000_000, "61s"),
        ] {
            assert_eq!(time(nanos), shown);
        }
    }
}
