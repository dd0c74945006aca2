//! One expression language for the shell, problem files, rules and drills.
//!
//! Text to tree, nothing looked up:
//! - `token`, `lex`: tokens; [`unit`], [`noun`]: the words; [`limits`]: what keeps a line bounded;
//! - [`syntax`]: the tree; [`parse`]: the parser, in two dialects.
//!
//! Quantities:
//! - `dimension`, `label`, `quantity`: what a number measures and counts;
//! - `arithmetic`: exact and interview arithmetic; `evaluate`, `range`, `reading`, `functions`: the profile
//!   that the calculator evaluates; [`recipe`]: the sums of every interview;
//! - [`say`]: the sentence to say; [`capacity`]: reference numbers and what holds a load;
//! - [`Sheet`]: names; [`answer()`]: a line from text to answer; [`format`]: how it is shown.
//!
//! Numbers:
//! - [`Rational`]: exact fractions; [`Number`]: those, or what a square root or a logarithm leaves.
//! - [`Formula`]: a number that may depend on ranges: its bounds, its middle, its spread.

mod answer;
mod arithmetic;
mod bounds;
pub mod capacity;
mod decimal;
mod dimension;
mod evaluate;
pub mod format;
mod formula;
mod functions;
mod interval;
mod label;
mod lex;
pub mod limits;
pub mod noun;
mod number;
pub mod parse;
mod quantity;
mod range;
mod rational;
mod reading;
pub mod recipe;
pub mod say;
mod sheet;
mod spread;
mod steps;
pub mod syntax;
mod token;
pub mod unit;

pub use answer::{Answer, RecipeAnswer, answer, answer_recipe};
pub use arithmetic::{Arithmetic, Fault};
pub use bounds::Bounds;
pub use dimension::{Calendar, Dimension};
pub use formula::{Formula, Function, MAX_TERMS};
pub use functions::names as function_names;
pub use label::Label;
pub use number::{MAX_BITS, Number, NumberError, Rational};
pub use parse::{Dialect, Parsed, parse};
pub use quantity::{Quantity, Target, Times, Truth, Value};
pub use sheet::{Definition, Sheet};
