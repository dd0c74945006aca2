//! One mechanism for options, faults, scenarios and `--set`: a path and a new value, applied to the tree
//! of the file. What comes out is read and checked like any file.
//!
//! - `path`: `order.take.where`, `lb[0].up`, dotted keys and quoted ones; `apply`: finding the place and
//!   changing it.

mod apply;
mod path;

pub(super) use apply::{Change, Strictness, apply};
pub(super) use path::{Index, Path, flatten};
