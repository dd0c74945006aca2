//! The deck file, and the decks that are known.
//!
//! - `vocabulary`: every word that may stand in a deck; [`read()`], `cards`, `skills`, `natural`: from text to a
//!   [`Deck`], with everything that is wrong; `spoiler`: whether a question gives its answer away; [`check()`], `trial`: what is
//!   wrong between cards, and with exercises;
//! - [`Decks`]: the library; [`problem_cards()`]: cards from problems.

mod cards;
mod check;
mod file;
mod library;
mod natural;
mod problem;
mod read;
mod skills;
mod spoiler;
mod trial;
mod vocabulary;

pub use check::check;
pub use file::Deck;
pub use library::Decks;
pub use problem::problem_cards;
pub use read::read;
pub use vocabulary::KINDS;
