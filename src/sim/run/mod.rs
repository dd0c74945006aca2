//! A program running: requests that pass through stations, read and write rows, call each other and fail.
//!
//! - [`run`]: one run; [`Settings`]: its seed and its limits;
//! - `machine`: everything that a run holds; `happen`: what an event does; `advance`: a request goes on until it has to
//!   wait;
//! - `arrive`, `load`, `enter`, `journey`, `guard`, `slots`, `work`: load, the way to a station, its slots, its time;
//!   `values`, `luck`, `held`, `rare`: what a request carries, draws from and holds, and what few need;
//! - `visit`, `statement`, `block`: visits and transactions;
//!   `execution`, `find`, `scan`, `past`, `write`, `keys`, `keep`: rows read, written and kept;
//! - `call`, `each`, `flight`, `fail`, `finish`: calls, loops, single flights, failures, ends; `verdict`: how.

// Every step has the same shape: it may fail, whether it does or not.
#![allow(clippy::unnecessary_wraps, clippy::match_same_arms, clippy::single_match_else)]

mod advance;
mod arrive;
mod autoscale;
mod bind;
mod block;
mod call;
mod commit;
mod each;
mod enter;
mod event;
mod execution;
mod fail;
mod find;
mod finish;
mod flight;
mod guard;
mod happen;
mod held;
mod journey;
mod keep;
mod keys;
mod load;
mod luck;
mod machine;
mod past;
mod purpose;
mod rare;
mod request;
mod scan;
mod send;
mod settings;
mod slots;
mod start;
mod statement;
mod values;
mod verdict;
mod visit;
mod work;
mod write;

pub(in crate::sim) use event::Event;
pub(in crate::sim) use execution::Effect;
pub(in crate::sim) use luck::{Luck, key_with, luck};
pub(in crate::sim) use machine::{Change, Go, Machine};
pub(in crate::sim) use request::{Kind, Stage};
pub use settings::{Settings, Traced};
pub use start::run;
pub(in crate::sim) use verdict::Verdict;
