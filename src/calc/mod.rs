//! One expression language for the shell, problem files, rules and drills.
//!
//! Text to tree, nothing looked up:
//! - `token`, `lex`: tokens; [`unit`], [`noun`]: the words; [`limits`]: what keeps a line bounded;
//! - [`syntax`]: the tree; [`parse`]: the parser, in two dialects; `print`: back to text.
//!
//! Quantities:
//! - `dimension`, `label`, `quantity`: what a number measures and counts;
//! - `arithmetic`: exact and interview arithmetic; `evaluate`, `reading`, `functions`: the profile
//!   that the calculator evaluates; [`recipe`]: the sums of every interview;
//! - `say`: the sentence to say; [`capacity`]: reference numbers and what holds a load;
//! - [`Sheet`]: names; [`answer()`]: a line from text to answer; [`format`]: how it is shown;
//!   [`answer_text`], [`answer_context`]: an answer in sentences.
//!
//! Numbers:
//! - [`random`]: the one keyed generator of the whole program;
//! - [`Rational`]: exact fractions; [`Number`]: those, or what a square root or a logarithm leaves.
//! - [`Formula`]: a number that may depend on ranges: its [`Bounds`], its middle, its spread. Under it lie
//!   intervals, polynomials, fractions of them, the normal form in which things cancel, and the proof of
//!   which way a formula moves.

mod answer;
pub mod answer_context;
pub mod answer_text;
mod arithmetic;
mod bounds;
pub mod capacity;
mod decimal;
mod dimension;
mod evaluate;
pub mod format;
mod formula;
mod fraction;
mod functions;
mod interval;
mod label;
mod lex;
pub mod limits;
mod monotone;
mod normal_form;
pub mod noun;
mod number;
mod number_error;
pub mod parse;
mod polynomial;
mod print;
mod quantity;
pub mod random;
mod rational;
mod reading;
pub mod recipe;
mod recipe_answer;
mod say;
mod sheet;
mod spread;
mod steps;
pub mod syntax;
mod token;
pub mod unit;

pub use answer::{Answer, answer};
pub use arithmetic::{Arithmetic, Fault};
pub use bounds::Bounds;
pub use dimension::{Calendar, Dimension};
pub use formula::{Formula, Function, MAX_TERMS};
pub use functions::names as function_names;
pub use label::Label;
pub use number::Number;
pub use number_error::NumberError;
pub use parse::{Dialect, Parsed, parse};
pub use quantity::{Quantity, Target, Times, Truth, Value};
pub use rational::{MAX_BITS, Rational};
pub use recipe_answer::{RecipeAnswer, Refused, answer_recipe};
pub use sheet::{Definition, Sheet};
