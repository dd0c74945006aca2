//! Rows: flat, indexed, and found without looking at text.
//!
//! - [`Table`]: the rows of one table, committed and inserted-but-not-committed;
//! - [`Unique`]: a key that occurs once; [`Chains`]: the rows that are equal in some columns;
//! - [`Total`]: a count or a sum, kept up to date for each key; [`History`]: what rows were a while ago.

mod chains;
mod history;
mod keyed;
mod past;
mod rows;
mod total;
mod unique;

pub use chains::Chains;
pub use history::History;
pub use rows::{Shape, Table};
pub use total::Total;
pub use unique::{KEYS, Unique};

/// All tables of a run.
#[derive(Debug, Default)]
pub struct Tables {
    /// In the order of the design.
    pub all: Vec<Table>,
    /// Counts and sums over them.
    pub totals: Vec<Total>,
    /// The true time, nanoseconds: rows whose time is over are not there.
    pub now: u64,
}

/// No row.
pub const NONE: u32 = u32::MAX;

/// A hash of a key: the multiplications of `SplitMix64`. It is used to find, never to order.
#[inline]
fn hash(part: u32, key: impl Iterator<Item = i64>) -> u32 {
    let mut state = u64::from(part).wrapping_add(0x9e37_79b9_7f4a_7c15);
    for column in key {
        state = (state ^ column.cast_unsigned()).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state ^= state >> 29;
    }
    state = state.wrapping_mul(0x94d0_49bb_1331_11eb);
    u32::try_from(state >> 32).unwrap_or(0)
}
