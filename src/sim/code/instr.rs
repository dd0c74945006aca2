use super::Drawn;
use crate::calc::syntax::Comparison;
use crate::diag::Span;
use crate::problem::model::{FaultId, Rounding};

/// An expression, ready to be evaluated again and again.
#[derive(Clone, Debug, Default)]
pub struct Code {
    /// What it does, one after the other; the result is the accumulator.
    pub instrs: Box<[Instr]>,
    /// Where each stands in the file.
    pub spans: Box<[Span]>,
    /// How deep its stack becomes.
    pub depth: usize,
    /// Rows that it looks up.
    pub lookups: Box<[LookupCode]>,
    /// What it adds up over tables.
    pub totals: Box<[Totalled]>,
    /// What it draws.
    pub draws: Box<[Drawn]>,
    /// Lists of constants.
    pub members: Box<[Box<[i64]>]>,
}

impl Code {
    /// The number that it always is, where it is one.
    pub fn constant(&self) -> Option<i64> {
        match *self.instrs {
            [Instr::Load(Operand::Constant(number))] => Some(number),
            _ => None,
        }
    }

    /// Where it stands in the file: its last operation.
    pub fn span(&self) -> Span {
        self.spans.last().copied().unwrap_or_default()
    }
}

/// Where an operand comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A number.
    Constant(i64),
    /// A value of the request.
    Value(u32),
    /// A column of the row at hand.
    This(u32),
    /// A column of the row that a rule walks, inside an aggregate.
    Walked(u32),
    /// A column of the row that a rule walks, before the change.
    Old(u32),
    /// The clock of where the step runs.
    Now,
    /// The number of the request.
    Request,
    /// The number of the instance.
    Instance,
    /// The accumulator; the left side was pushed before.
    Accumulator,
}

/// One instruction. A binary one takes the accumulator for its left side and the operand for its right side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instr {
    /// Loads the accumulator.
    Load(Operand),
    /// Pushes the accumulator.
    Push,
    /// `a + b`
    Add(Operand),
    /// `a - b`
    Subtract(Operand),
    /// The least of two.
    Min(Operand),
    /// The greatest of two.
    Max(Operand),
    /// Never negative for a positive right side.
    Modulo(Operand),
    /// 0 or 1.
    Compare(Comparison, Operand),
    /// Down to the next whole.
    Multiply(Operand, i64),
    /// `a x numerator / b`
    Divide(Operand, i64, Rounding),
    /// `a x numerator / denominator`
    Scale(i64, i64, Rounding),
    /// `-a`
    Negate,
    /// `not a`
    Not,
    /// Goes on elsewhere where the accumulator is 0.
    JumpIfFalse(u32),
    /// Goes on elsewhere where the accumulator is not 0.
    JumpIfTrue(u32),
    /// Goes on elsewhere.
    Jump(u32),
    /// Whether the accumulator is one of a list of constants.
    OneOf(u32),
    /// A column of another row, or whether there is one.
    Lookup(u32),
    /// A count or a sum over a table.
    Total(u32),
    /// Something measured.
    Measure(u32),
    /// A number that nobody had before.
    NewId,
    /// Whether a fault acts now.
    FaultActive(FaultId),
    /// How many entries a list has: which list, and how many numbers make one entry.
    Length(u32, u32),
    /// Something drawn.
    Draw(u32),
}

/// A row looked up by its key.
#[derive(Clone, Debug)]
pub struct LookupCode {
    /// The table.
    pub table: usize,
    /// One for each key column.
    pub key: Box<[Code]>,
    /// The column; `None` asks whether there is such a row.
    pub column: Option<usize>,
}

/// A count or a sum over a table.
// One of each for a rule: room does not matter.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug)]
pub enum Totalled {
    /// Kept up to date as rows change: which [`Total`](crate::sim::table::Total), and the key to look under.
    Kept(usize, Box<[Code]>),
    /// Walked each time it is asked for.
    Walk {
        /// The table.
        table: usize,
        /// The index that leads to the rows, and the key to look under; `None`: all rows.
        index: Option<(usize, Box<[Code]>)>,
        /// Which rows.
        filter: Option<Code>,
        /// What is added up or compared; `None` counts.
        value: Option<Code>,
        /// How.
        kind: crate::problem::model::AggregateKind,
    },
}
