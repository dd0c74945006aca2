//! Purposes of the draws of one visit: each has luck of its own, so that one more draw changes no other.

pub(super) const LINK: u32 = 1;
pub(super) const DROP: u32 = 2;
pub(super) const LOSE: u32 = 3;
pub(super) const WORK: u32 = 4;
pub(super) const OUTCOME: u32 = 5;
pub(super) const COMMIT: u32 = 6;
pub(super) const BACKOFF: u32 = 7;
pub(super) const FAULT: u32 = 8;
pub(super) const LAG: u32 = 9;
