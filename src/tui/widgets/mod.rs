//! What screens are made of, one file each: they keep where the cursor is and how far one has scrolled, and
//! are told everything else when they are drawn.
//!
//! - `text`: cutting and filling in cells of the terminal; `frame`: lines around things, parts of the screen;
//! - [`List`]: lines with a cursor; [`Scrolled`], [`PageView`]: lines and pages to scroll; [`bar`]: a bar that fills;
//! - [`LineInput`]: a line of text; [`Notes`]: several; [`Calculator`]: a line that answers as one types;
//! - [`dialog`]: a box in the middle, for help and questions.

mod bar;
mod calculator;
mod dialog;
mod frame;
mod line_input;
mod list;
mod notes;
mod page_view;
mod scrolled;
mod text;

pub use bar::bar;
pub use calculator::Calculator;
pub use dialog::dialog;
pub use frame::{rule, split};
pub use line_input::LineInput;
pub use list::{Item, List};
pub use notes::{InSight, Notes};
pub use page_view::PageView;
pub use scrolled::Scrolled;
pub use text::{cells, cut, padded, wrapped, wrapped_within};
