//! A sequence diagram: what parties did to each other and to rows, in the order of time.
//!
//! - [`Scene`]: parties and events, with serde; `stage`: made of the story of a run, up to
//!   what [`Broken`] says;
//! - [`text`]: lanes and words in a width, [`brief`]: without what happens again and again; [`mermaid`]: the same
//!   for Mermaid.

mod broken;
mod call;
mod cast;
mod fold;
mod mermaid;
mod scene;
mod stage;
mod text;

pub use broken::Broken;
pub use mermaid::mermaid;
pub use scene::{ColumnSeen, Event, EventKind, LockSeen, Party, PartyKind, RowSeen, Scene};
pub use stage::stage;
pub use text::{brief, text};

#[cfg(test)]
mod tests;
