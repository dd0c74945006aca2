use crate::problem::model::{Attribute, Design, Duration, Kind, Table, Target};
use crate::sim::code::{Code, Lowering, Totals, lower};
use crate::sim::table::Shape;

/// A table: its shape and what happens to its rows.
#[derive(Debug)]
pub struct TablePlan {
    /// Its name.
    pub id: String,
    /// The component it is in.
    pub at: usize,
    /// What a run makes it from.
    pub shape: Shape,
    /// Initial values; `None` for keys and for what every row has.
    pub initial: Vec<Option<Code>>,
    /// Rows at the start, by the bound of each key column.
    pub rows: Vec<u64>,
    /// How many they are together.
    pub at_start: u64,
    /// Rows disappear after this long, nanoseconds.
    pub ttl: Option<u64>,
    /// Rows in one instance at most.
    pub max: Option<u64>,
    /// Bytes of a row.
    pub bytes: u64,
    /// The key is the number of the row.
    pub numbered: bool,
    /// The place of the column `version`; `created` and `changed` follow.
    pub version: usize,
    /// Row locks and transactions.
    pub locks: bool,
    /// Each instance has rows of its own.
    pub own: bool,
    /// The place of the draws of its rows at the start.
    pub stream: u64,
    /// Indexes of rules: those that check something when a row of it changes.
    pub rules: Vec<usize>,
    /// Counts and sums over it.
    pub totals: Vec<usize>,
    /// The topic of its changes, where somebody consumes them.
    pub feed: Option<usize>,
}

impl TablePlan {
    /// The plan of a table. Its indexes and history are added when everything has been compiled.
    pub fn new(table: &Table, design: &Design, totals: &mut Totals) -> Self {
        let component = &design.components[table.component.index()];
        let mut lowering = Lowering { lists: &[], totals, walk: None };
        let initial =
            table.columns.iter().map(|column| column.initial.as_ref().map(|expr| lower(expr, &mut lowering)));
        let initial: Vec<Option<Code>> = initial.collect();
        let width = table.columns.len();
        Self {
            id: table.id.clone(),
            at: table.component.index(),
            shape: Shape {
                width,
                keys: table.key,
                uniques: table
                    .unique
                    .iter()
                    .map(|columns| columns.iter().map(|column| column.index()).collect())
                    .collect(),
                indexes: Vec::new(),
                history: past(table, design),
            },
            initial,
            rows: table.rows.0.clone(),
            at_start: table.rows.0.iter().product(),
            ttl: table.ttl.map(|ttl| ttl.max(0).cast_unsigned()),
            max: table.max,
            bytes: table.bytes,
            numbered: table.numbered,
            version: width - 3,
            locks: matches!(component.kind, Kind::Postgres(_)),
            own: component.kind.has_own_memory(),
            stream: super::flow::hash(&table.id),
            rules: Vec::new(),
            totals: Vec::new(),
            feed: None,
        }
    }
}

/// How long the past of a table must be kept: as long as replicas may lag, or as a failover forgets.
fn past(table: &Table, design: &Design) -> Option<u64> {
    let component = &design.components[table.component.index()];
    let longest = |lag: &Duration| match *lag {
        Duration::Constant(lag) => lag,
        // Longer draws are cut there: one in ten thousand million.
        Duration::Lognormal { median, p99 } => {
            let ratio = p99.max(1) / median.max(1) + 1;
            p99.saturating_mul(ratio.saturating_mul(ratio).min(1000))
        }
        Duration::Uniform { high, .. } => high,
        Duration::Exponential { mean } => mean.saturating_mul(25),
    };
    match &component.kind {
        Kind::Postgres(database) if database.replicas > 0 => {
            let mut keeps = longest(&database.lag);
            for change in design.faults.iter().flat_map(|fault| &fault.set) {
                if let (Target::Component(of, _), Attribute::Lag) = (change.target, change.attribute)
                    && of == table.component
                    && let crate::problem::model::AttributeValue::Duration(lag) = &change.value
                {
                    keeps = keeps.max(longest(lag));
                }
            }
            Some(keeps.max(0).cast_unsigned())
        }
        Kind::Redis(cache) if cache.replicas > 0 => Some(cache.loses.max(0).cast_unsigned()),
        _ => None,
    }
}
