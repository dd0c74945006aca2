use super::consume::ConsumerPlan;
use super::{Door, Op, Step};
use crate::sim::code::{Code, ListCode};
use crate::sim::component::{Arrivals, Source};

/// A flow, compiled.
#[derive(Debug)]
pub struct Flow {
    /// Its name.
    pub id: String,
    /// The components that a request passes through.
    pub on: Box<[usize]>,
    /// What it finds at each of them.
    pub doors: Box<[Door]>,
    /// Statuses of 400 and above that are good answers.
    pub refusals: Box<[u16]>,
    /// What starts it.
    pub trigger: Trigger,
    /// Values of a request, those of the program's own behind those of the file.
    pub values: u32,
    /// Lists of a request.
    pub lists: usize,
    /// What it sends back.
    pub replies: usize,
    /// Whether there are any lists, or anything is sent back.
    pub brings: bool,
    /// Values that nobody has given.
    pub defaults: Box<[Default]>,
    /// For each value of the file the list that holds it, where it is one.
    pub list_of: Box<[Option<u32>]>,
    /// What it does.
    pub ops: Box<[Op]>,
    /// Of each operation the step that it belongs to.
    pub of_step: Box<[u32]>,
    /// Its steps.
    pub steps: Box<[Step]>,
    /// Its number among streams of luck.
    pub stream: u64,
}

/// A value that is worked out where nobody has given it.
#[derive(Debug)]
pub struct Default {
    /// Which.
    pub slot: u32,
    /// The number.
    pub code: Option<Code>,
    /// Or the list, and which one it is.
    pub list: Option<(u32, ListCode)>,
}

/// What starts a flow.
#[derive(Debug)]
pub enum Trigger {
    /// Calls only.
    Called,
    /// Load; of load for each row, the columns that become values and which rows.
    Arrive {
        /// When.
        source: Source,
        /// Columns and values.
        row: Vec<(usize, u32)>,
        /// Which rows, asked each time.
        filter: Option<Code>,
    },
    /// A timer, nanoseconds.
    Every(u64, bool),
    /// A row lost with a crashed instance: the table, columns and values.
    Gone(usize, Vec<(usize, u32)>),
    /// Messages, or the changes of a table.
    Consume(Box<ConsumerPlan>),
}

impl Trigger {
    /// The table of whose rows a request that arrives reads columns.
    pub fn reads(&self) -> Option<usize> {
        match self {
            Self::Arrive { source: Source { arrivals: Arrivals::Each { table, .. }, .. }, row, filter } => {
                Some(*table).filter(|_| filter.is_some() || !row.is_empty())
            }
            _ => None,
        }
    }
}

/// A stable number for a name: FNV-1a.
pub fn hash(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
