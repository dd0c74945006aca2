//! A mock while it is under way.
//!
//! - [`MockScreen`]: messages, and what is kept; [`Interview`]: what it is held by; `watch`: the time;
//! - `view`: how it looks; `header`: phase, time, pages; `panel`: what is read over it; `time`: how times are written;
//! - `held`: what every part of a phase is given and is; `field`: some text; `beside`: lines with remarks;
//! - `aids`: one file an aid: `questions`, `napkin`, `quick` (tables, endpoints), `sketch`, `decisions` with `entry`,
//!   `growth`, `wrapup`; and `plain`, the notes.

mod aids;
mod beside;
mod decisions;
mod entry;
mod field;
mod growth;
mod header;
mod held;
mod napkin;
mod panel;
mod plain;
mod questions;
mod quick;
mod screen;
mod sketch;
mod time;
mod view;
mod watch;
mod wrapup;

pub use held::Interview;
pub use screen::MockScreen;
