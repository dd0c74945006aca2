//! The screens: one shell, and in it whatever is on top.
//!
//! - `state`, `view`: [`update`] takes a message and says what is to be done, [`view()`] draws; both are pure;
//! - `runtime`: the only place that performs anything, through a [`World`]; `clock`: the time, asked for there; `guard`: the
//!   terminal, taken and given back; `signals`: what the system says;
//! - [`Screen`]: what every screen is; `screens`: one file each; `widgets`: what they are made of;
//! - `keymap`, `key`, `context`, `action`: keys as data; `help`: drawn from it; [`Theme`]: colours and signs.
//!
//! A new screen implements [`Screen`], has a [`Context`] with its lines in the keymap, and is opened by
//! [`Wish::Open`], or through a [`Door`] where something must be read from disk first.

mod action;
mod clock;
mod context;
mod guard;
mod help;
mod key;
pub mod keymap;
mod runtime;
mod screen;
pub mod screens;
mod signals;
mod state;
mod theme;
mod view;
pub mod widgets;

pub use clock::{Clock, Now, SystemClock};
pub use guard::{Guard, give_back, is_possible, is_taken};
pub use key::Key;
pub use keymap::{Action, Context};
pub use runtime::{Ended, Post, World, run};
pub use screen::{Door, Input, Reply, Request, Screen, Standing, Today, Wish};
pub use state::{Effect, Event, Msg, SMALLEST, State, update};
pub use theme::{Palette, Signs, Theme};
pub use view::view;
