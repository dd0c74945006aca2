use super::{EnumId, TableId};

/// A fixed decimal holds this many digits behind the point: 1.5 is 1,500,000.
pub const DECIMALS: i64 = 1_000_000;

/// What a value, a column or an expression holds. Every scalar is one `i64`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A whole number.
    Int,
    /// A fixed decimal in units of 1/[`DECIMALS`].
    Decimal,
    /// 0 or 1.
    Bool,
    /// The position of a label in its list.
    Enum(EnumId),
    /// A time or a duration in nanoseconds; times count from the start of the run.
    Time,
    /// US cents.
    Money,
    /// Millimetres.
    Length,
    /// A number or none; none is [`Type::NONE`].
    Id,
    /// A list of scalars, such as a cart.
    List(Item),
    /// The rows that a scan found in a table.
    Rows(TableId),
}

/// What a list of scalars holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// Whole numbers.
    Int,
}

impl Type {
    /// The value of an id that is none.
    pub const NONE: i64 = i64::MIN;

    /// Whether one `i64` holds it.
    pub fn is_scalar(self) -> bool {
        !matches!(self, Self::List(_) | Self::Rows(_))
    }
}

/// The labels of a column, in order; the first is the initial one. Equal lists are one type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumType {
    /// How it is called in messages: the first column that has it, such as `orders.state`.
    pub name: String,
    /// The labels.
    pub labels: Vec<String>,
}

/// Why a step did not succeed, in the order of the labels of [`EnumId`] 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Nothing went wrong, or no row matched.
    None,
    /// No answer in time; the other side may still do it.
    Timeout,
    /// The component is down.
    Down,
    /// A bounded queue, a table or a topic is full.
    Full,
    /// Over the provider's quota.
    Throttled,
    /// A circuit breaker is open.
    Open,
    /// The other side said no: a status of 400 to 499.
    Declined,
    /// The other side failed: a status of 500 and above.
    Error,
    /// A unique key was taken.
    Conflict,
    /// The victim of a deadlock.
    Deadlock,
    /// The row was locked and skipped.
    Skipped,
}

impl Reason {
    /// Every reason, in the order of its label.
    pub const ALL: [Self; 11] = [
        Self::None,
        Self::Timeout,
        Self::Down,
        Self::Full,
        Self::Throttled,
        Self::Open,
        Self::Declined,
        Self::Error,
        Self::Conflict,
        Self::Deadlock,
        Self::Skipped,
    ];

    /// After what a visit is tried again unless the file says otherwise.
    pub const RETRIED: [Self; 5] = [Self::Timeout, Self::Down, Self::Throttled, Self::Error, Self::Deadlock];

    /// The label.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Timeout => "timeout",
            Self::Down => "down",
            Self::Full => "full",
            Self::Throttled => "throttled",
            Self::Open => "open",
            Self::Declined => "declined",
            Self::Error => "error",
            Self::Conflict => "conflict",
            Self::Deadlock => "deadlock",
            Self::Skipped => "skipped",
        }
    }

    /// In a story, where `none` would say nothing.
    pub fn told(self) -> &'static str {
        match self {
            Self::None => "no row",
            reason => reason.word(),
        }
    }
}
