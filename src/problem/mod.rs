//! Problem files: one TOML file is one problem, with its brief, its napkin math and a design that runs.
//!
//! The file:
//! - [`vocabulary`]: every word that may stand in it, once;
//! - `document`: a TOML file as a tree in which everything knows where it stands; decks are read by it too;
//! - `patch`: one mechanism for options, faults, scenarios and `--set`.
//!
//! What it says:
//! - [`model`]: typed, with every name resolved; `row`: expressions over rows; `read`: from tree to model;
//! - `check`: what is wrong beyond types; [`mod@expand`]: a design as it was understood;
//! - [`page`]: what people read of a file; [`diagram`]: its architecture, laid out;
//! - [`TradeOff`]: the sentence of a choice, in its parts; [`Library`]: problems by id.

mod check;
pub mod diagram;
pub(crate) mod document;
pub mod expand;
mod library;
pub mod model;
pub mod page;
mod patch;
mod read;
mod row;
mod trade_off;
pub mod vocabulary;

pub use expand::expand;
pub use library::{Entry, Library};
pub(crate) use read::{Context, Fields, Memory};
pub use read::{File, Reading, Refused, Variant, observed};
pub use trade_off::TradeOff;
