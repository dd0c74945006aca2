//! Messages: topics with their partitions, groups that consume them, deliveries and how they end.
//!
//! - [`Streams`]: what a run holds of them; `post`: a message is put into a topic, or a change into a feed;
//! - `take`: messages of a partition, in order; `receive`: messages of a queue, by whoever has a slot free;
//! - `deliver`: a run of the consumer; `ended`: finished, failed, dead-lettered, or dead with its instance;
//! - `members`: who is there, who owns which partition; `meter`: lag and age.

mod deliver;
mod ended;
mod members;
mod meter;
mod post;
mod receive;
mod state;
mod take;

pub(in crate::sim) use ended::End;
pub(in crate::sim) use post::Posted;
pub(in crate::sim) use state::Streams;
