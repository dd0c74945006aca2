//! The architecture of a design as boxes and arrows.
//!
//! - [`Diagram`]: components with what is in them, links between them, what each flow goes through; `trace`:
//!   made from a design;
//! - [`layout()`]: where everything stands, a pure function of the diagram and a width: `layers` (rows),
//!   `order` (few crossings), `place` (columns), `wires` (lines between boxes);
//! - `text`, `mermaid`, `svg`: how it is written.

mod layers;
mod layout;
mod mermaid;
mod order;
mod place;
mod svg;
mod text;
mod trace;
mod wires;

pub use layout::{Boxed, Layout, Wire, layout};
pub use mermaid::mermaid;
pub use svg::svg;
pub use text::{ascii, text};
pub use trace::{Diagram, Flowing, Link, Node, Role};
