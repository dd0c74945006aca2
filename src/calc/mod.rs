//! One expression language for the shell, problem files, rules and drills.
//!
//! Text to tree, nothing looked up:
//! - `token`, `lex`: tokens; [`unit`], [`noun`]: the words; [`limits`]: what keeps a line bounded;
//! - [`syntax`]: the tree; [`parse`]: the parser, in two dialects.
//!
//! Numbers:
//! - [`Rational`]: exact fractions; [`Number`]: those, or what a square root or a logarithm leaves.
//! - [`Formula`]: a number that may depend on ranges: its bounds, its middle, its spread.

mod bounds;
mod decimal;
mod dimension;
mod formula;
mod interval;
mod lex;
pub mod limits;
pub mod noun;
mod number;
pub mod parse;
mod rational;
mod spread;
pub mod syntax;
mod token;
pub mod unit;

pub use bounds::Bounds;
pub use dimension::{Calendar, Dimension};
pub use formula::{Formula, Function, MAX_TERMS};
pub use number::{MAX_BITS, Number, NumberError, Rational};
pub use parse::{Dialect, Parsed, parse};
