//! The screens, one file or folder each.

mod home;
mod page;
mod sheet;

pub use home::{Home, Problem};
pub use page::PageScreen;
pub use sheet::SheetScreen;
