use std::collections::BTreeMap;

use super::body::Overrides;
use super::header::Started;
use super::interface::{Give, Interface, Receiver};
use crate::diag::Span;
use crate::problem::model::{ComponentId, Flow, Slot, TableId, TopicId};
use crate::problem::row::World;

/// What does not change between rounds.
pub(in crate::problem::read) struct Known<'a> {
    pub world: &'a World,
    /// The key of each topic.
    pub keys: &'a [Option<(String, Span)>],
    pub overrides: &'a Overrides,
    /// Externals whose outcomes are drawn by a value: component and value.
    pub per: &'a [(ComponentId, String)],
    /// Values that a component serves in turn: component and value.
    pub fair: &'a [(ComponentId, String)],
}

/// Where the values of a flow come from beside callers.
#[derive(Clone, Copy, Default)]
pub(super) struct Fed {
    /// The columns of a row.
    pub row: Option<TableId>,
    /// The messages of a topic, and where those go that failed too often.
    pub topic: Option<(TopicId, Option<TopicId>)>,
    /// Load or a timer, which bring nothing.
    pub alone: bool,
}

impl Fed {
    pub fn of(started: &Started) -> Self {
        match started {
            Started::Rows { table, .. } | Started::Changes(table, _) | Started::Gone(table) => {
                Self { row: Some(*table), ..Self::default() }
            }
            Started::Topic(topic, consuming) => {
                Self { topic: Some((*topic, consuming.dead)), ..Self::default() }
            }
            Started::Load(_) | Started::Every(_) => Self { alone: true, ..Self::default() },
            Started::Called => Self::default(),
        }
    }
}

/// What typing a flow brought.
pub(super) struct Typed {
    pub flow: Option<Flow>,
    /// Where it runs, known before its values are.
    pub on: Vec<ComponentId>,
    pub interface: Interface,
    /// The names of its values.
    pub names: Vec<String>,
    /// Where its values come from beside callers.
    pub fed: Fed,
    pub gives: Vec<Give>,
    pub tried: Vec<(Receiver, String)>,
    pub reaches: Vec<Receiver>,
    pub ids: BTreeMap<String, Span>,
    pub outcomes: Vec<(ComponentId, Slot)>,
    pub touched: Vec<(String, String, String)>,
    pub incomplete: bool,
}
