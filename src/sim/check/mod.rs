//! Invariants: what must be true, looked at when it can have become untrue.
//!
//! A rule that is `always` true is looked at when a row that it speaks of changes, after the commit that changed
//! it: the row itself, its group, or those that an index finds from a row that the rule reads elsewhere. Counts
//! and sums are kept up to date as rows change, so that looking costs the same however many rows there are. A
//! rule that may be untrue for a while is noted when it becomes so and looked at again when the time is over.

mod look;
mod words;

pub(in crate::sim) use words::{key_words, short_words};
