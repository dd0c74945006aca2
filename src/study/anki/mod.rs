//! Decks as text files for Anki, and back.
