//! What stays between runs: the user's folders and what is in them.

mod folders;

pub use folders::{Folders, reference_numbers};
