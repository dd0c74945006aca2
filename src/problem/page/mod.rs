//! A problem as a page: what people read of a file, in blocks that are then written as plain text or
//! Markdown.
//!
//! - `block`: what a page is made of; [`brief()`]: what may be read before an attempt;
//! - [`Section`], [`solution()`]: the rest, a section at a time; `estimates`, `data`, `design`, `decisions`,
//!   `interview`: what stands in them;
//! - `text`, `markdown`: how a page is written; [`table`]: columns that line up.

mod block;
mod brief;
mod data;
mod decisions;
mod design;
mod estimates;
mod interview;
mod markdown;
mod section;
mod solution;
pub mod table;
mod text;

pub use block::{Block, Page};
pub use brief::brief;
pub use markdown::markdown;
pub use section::Section;
pub use solution::solution;
pub use text::text;
