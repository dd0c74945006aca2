//! The deck file.
