//! One expression language for the shell, problem files, rules and drills.
//!
//! - [`Rational`]: exact fractions; [`Number`]: those, or what a square root or a logarithm leaves.
//! - [`Formula`]: a number that may depend on ranges: its [`Bounds`], its middle, its spread. Under it lie
//!   intervals, polynomials, fractions of them, the normal form in which things cancel, and the proof of
//!   which way a formula moves.

mod bounds;
mod decimal;
mod formula;
mod fraction;
mod interval;
mod monotone;
mod normal_form;
mod number;
mod polynomial;
mod rational;
mod spread;

pub use bounds::Bounds;
pub use formula::{Formula, Function, MAX_TERMS};
pub use number::{MAX_BITS, Number, NumberError, Rational};
