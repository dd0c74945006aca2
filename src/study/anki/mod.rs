//! Decks as text files for Anki, and back: tab-separated lines under headers, with a guid for each card, so that
//! what is imported again changes nothing.
//!
//! - [`write()`]: cards as such a file; [`read()`]: such a file as notes; [`Import`]: notes as decks.

mod deck;
mod html;
mod read;
mod write;

pub use deck::{Import, Written, import};
pub use read::{Note, Skipped, read};
pub use write::write;
