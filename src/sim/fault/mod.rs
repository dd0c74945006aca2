//! Faults: attributes that change for a while, and instances that crash.
//!
//! A fault that begins at a time or after a step changes attributes of stations until it ends; where several act
//! on one attribute, the one that began last counts. A station that is down refuses, loses the memory that dies
//! with it, and kills nothing: what is under way meets it at its next step. A crash does kill: the requests that
//! ran on the instance end at once, what they had not committed is undone.

mod act;
mod crash;
