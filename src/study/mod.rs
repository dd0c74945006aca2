//! What is learnt from: decks, their cards, drills with fresh numbers. Pure: texts, seeds and answers come in as
//! arguments.
//!
//! - [`Rating`]: how well something was remembered;
//! - [`card`]: one thing to know, how it is asked, and how an answer is judged;
//! - [`deck`]: the deck file: its words, its reader, its checks; the library of decks; cards from problems;
//! - [`drill`]: skills of napkin math, their exercises and the mistakes that an answer gives away;
//! - `seed`: ids as numbers, for the keyed generator;
//! - [`anki`]: decks as text files for Anki, and back.

pub mod anki;
pub mod card;
pub mod deck;
pub mod drill;
mod rating;
mod seed;

pub use rating::Rating;
