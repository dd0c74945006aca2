//! The deck file, and the decks that are known.
//!
//! - `vocabulary`: every word that may stand in a deck; `read`, `cards`, `skills`: from text to cards, with everything
//!   that is wrong; `spoiler`: whether a question gives its answer away; `check`: what is wrong between cards;
//! - [`Decks`]: the library; `problem`: cards from problems; `skeleton`: a deck to begin with.

mod cards;
mod check;
mod library;
mod natural;
mod problem;
mod read;
mod skills;
mod spoiler;
mod vocabulary;

pub use check::check;
pub use library::{Deck, Decks};
pub use problem::problem_cards;
pub use vocabulary::KINDS;
