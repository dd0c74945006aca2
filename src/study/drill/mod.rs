//! Skills of napkin math: exercises with fresh numbers, and the mistakes that an answer gives away.
//!
//! - `skill`: what can be drilled, at three levels; `template`: wordings with places for numbers;
//! - `exercise`: one exercise, made by a seed, and what is said about an answer to it;
//!   `course`: which skill comes next, and which of its exercises.

mod course;
mod exercise;
mod skill;
mod template;

pub use course::{Asked, skill_at};
pub use exercise::Exercise;
pub use skill::{Level, Skill, Slip, level_after};
pub(super) use template::{Scope, fill};
