//! What stays between runs: the user's folders and what is in them, the log, and the clock.
//!
//! - [`Folders`]: where they are; `problems`: the user's files;
//! - [`Database`]: the log of reviews in `SQLite`: `schema`, `rows`, `memories`; `salvage`: what a damaged one gives
//!   back; `crash`: where tests kill it;
//! - `mocks`: mocks that were held, as events; [`Kept`]: one under way, a row that changes; [`OpenMock`]: one that is
//!   open in this terminal and in no other;
//! - [`export`], [`import`]: the log as JSON lines; [`Settings`]: what the user set; [`Clock`]: the time of day.

mod clock;
mod crash;
mod database;
mod folders;
mod lock;
mod memories;
mod mocks;
mod problems;
mod rows;
mod salvage;
mod schema;
mod settings;
mod sheets;
mod transfer;
mod under_way;

pub use clock::Clock;
pub use crash::point as crash_point;
pub use database::Database;
pub use folders::{Folders, reference_numbers};
pub use lock::OpenMock;
pub use problems::{problem_file, problem_files};
pub use settings::{KEYS, Key, Settings};
pub use sheets::{read_sheet, set_aside, write_sheet};
pub use transfer::{Fault, ImportError, Imported, export, header, import};
pub use under_way::Kept;
