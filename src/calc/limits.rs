//! The limits that keep every line bounded in time and memory. Each refusal names its limit.

/// Bytes in one line.
pub const LINE_BYTES: usize = 4096;
/// Digits in one number.
pub const DIGITS: usize = 400;
/// Parentheses, calls and signs inside each other.
pub const DEPTH: usize = 64;
/// Names in one sheet.
pub const NAMES: usize = 10_000;
/// Lone `B`s whose reading is settled by trying the alternatives.
pub const LONE_BS: usize = 12;
