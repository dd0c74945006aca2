//! What stays between runs: the user's folders and what is in them.

mod folders;
mod problems;

pub use folders::{Folders, reference_numbers};
pub use problems::{problem_file, problem_files};
