//! How a program will run; until the machine stands, a run measures nothing.
mod settings;
use crate::sim::outcome::Outcome;
use crate::sim::program::Program;
pub use settings::{Settings, Traced};
/// Measures nothing.
pub fn run(program: &Program, settings: &Settings, _: &std::sync::atomic::AtomicBool) -> Outcome {
    Outcome::new(&program.design, settings.seed)
}
