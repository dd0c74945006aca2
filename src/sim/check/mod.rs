//! Invariants: what must be true, looked at when it can have become untrue.
//!
//! A rule that is `always` true is looked at when a row that it speaks of changes, after the commit that changed
//! it: the row itself, its group, or those that an index finds from a row that the rule reads elsewhere. Counts
//! and sums are kept up to date as rows change, so that looking costs the same however many rows there are. A
//! rule that may be untrue for a while is noted when it becomes so and looked at again when the time is over.
//! Rows that a condition finds otherwise than by `column = ` (`count(lines where at < my.due)`, a row looked up inside
//! an aggregate) cannot be traced back: a rule over them looks at all of its rows, once for each commit that changes
//! such a row, which costs as many looks as there are rows.

mod look;
mod words;

pub(in crate::sim) use words::{key_words, short_words};
