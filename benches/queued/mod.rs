//! The same models on the engine's queue.

pub mod devices;
pub mod hold;
pub mod mm1;
pub mod tandem;
