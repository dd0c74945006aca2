//! What stays between runs: the user's folders and what is in them.

mod folders;
mod problems;
mod sheets;

pub use folders::{Folders, reference_numbers};
pub use problems::{problem_file, problem_files};
pub use sheets::{read_sheet, write_sheet};
