//! What each kind of component is: its model, its parameters with their sources, and what is left out.
//!
//! - [`Attributes`]: what can change while a run goes on; [`Station`]: slots and the line before them;
//! - `client`, `gateway`, `cdn`, `service`, `worker`, `pool`, `world`: who serves and who only waits;
//! - `kafka`: partitions and cursors; `queue`: receipts and visibility; [`Message`]: what both carry;
//! - `postgres`: transactions and row locks; `redis`: shards and scripts; `external`: quotas and outcomes.

mod attributes;
mod cdn;
mod client;
mod external;
mod gateway;
mod kafka;
mod line;
mod message;
mod pool;
mod postgres;
mod queue;
mod redis;
mod service;
mod station;
mod worker;
mod world;

pub use attributes::{Attributes, delay};
pub use client::{Arrivals, Source};
pub use external::{Answer, Answers, Bucket};
pub use kafka::{Cursor, Progress, Taken, assign};
pub use line::{Line, Waiter};
pub use message::{Message, Partition};
pub use postgres::{Draft, Locks, Transaction};
pub use queue::{Letters, Where};
pub use redis::{Sample, sample};
pub use service::{Breaker, Gate};
pub use station::{Admission, NOWHERE, Station, clock, instance};
pub use worker::next_tick;
