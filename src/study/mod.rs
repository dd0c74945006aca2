//! What is learned and when it is asked again. Pure: texts, times, seeds and answers come in as arguments.
//!
//! Content:
//! - [`card`]: one thing to know, how it is asked, and how an answer is judged;
//! - [`deck`]: the deck file: its words, its reader, its checks; the library of decks; cards from problems;
//! - [`drill`]: skills of napkin math, their exercises and the mistakes that an answer gives away;
//! - [`anki`]: decks as text files for Anki, and back;
//! - `seed`: ids as numbers, for the keyed generator.
//!
//! Memory:
//! - [`Event`], [`Log`]: what happened, append-only: the truth; everything else is computed from it;
//! - [`Rules`], [`Calendar`]: what the learner set, and when a day begins;
//! - [`Scheduler`], [`Fsrs`]: how a memory fades; `steps`, `fuzz`, [`Schedule`]: when a card is due;
//! - [`Memory`], [`Ledger`]: what the log amounts to, card by card;
//! - [`Item`], [`Session`], `order`: which card is asked now;
//! - [`forecast()`], [`readiness()`], [`progress()`], `calibration`: how it goes;
//! - [`tune()`]: parameters from the own log; [`replay()`]: a history from outside, to check against.

pub mod anki;
mod calendar;
mod calibration;
pub mod card;
pub mod deck;
pub mod drill;
mod event;
mod forecast;
mod fsrs;
mod fuzz;
mod item;
mod ledger;
mod log;
mod memory;
mod order;
mod progress;
mod rating;
mod readiness;
mod replay;
mod rules;
mod schedule;
mod scheduler;
mod seed;
mod session;
mod steps;
mod tune;

pub use calendar::{Calendar, DAY};
pub use calibration::{Calibration, Level};
pub use event::{Event, EventIds, Kind, Mode, Record, Review};
pub use forecast::{Load, forecast};
pub use fsrs::{DEFAULT_WEIGHTS, Fsrs, WEIGHTS};
pub use item::Item;
pub use ledger::Ledger;
pub use log::{Log, LogError};
pub use memory::{Memory, Stage};
pub use progress::{Confusion, Progress, TopicProgress, progress};
pub use rating::Rating;
pub use readiness::{Readiness, readiness};
pub use replay::{Replay, Replayed, replay};
pub use rules::Rules;
pub use schedule::Schedule;
pub use scheduler::{Scheduler, State};
pub use session::{Counts, Outcome, Plan, Session, Turn};
pub use steps::Steps;
pub use tune::{Tuned, Untuned, tune};
