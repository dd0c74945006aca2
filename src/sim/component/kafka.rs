//! A Kafka: a partitioned log.
//!
//! Model: a send is a visit that takes `time` (5 ms with a 99th percentile of 20 ms: acknowledged by all replicas);
//! a block is one produce of a batch. The key chooses the partition, modulo their number; without a key they take
//! turns. A message is there for consumers `fetch` after it was appended: they fetch ahead. The members of a group,
//! one for each instance, own the partitions, evenly and so that few move; an owner takes up to `batch` messages of a
//! partition, runs them at once, those with equal keys one after the other, and commits when all have ended. What
//! failed is run again after its backoff, before anything else of the partition is taken; after its last attempt it is
//! dead-lettered. When an instance dies, what it had not committed is run again: by itself when it comes back, or
//! by others when its session has run out. When members come or go the whole group stands still for `rebalance`.
//! A group of `each instance` has no members to wait for: one that comes back begins with what is sent from then on.
//! `duplicate` is the share of messages that a producer appends twice, one behind the other.
//! Left out: brokers one by one, retention, compaction, transactions, fetches as load of the broker.
//!
//! The changes of a table are a log with one partition, whose reader is replaced at once; rows with equal keys keep
//! their order. A topic in the memory of a gateway, a worker or anything else is a buffer: a message is pushed to the
//! consumer over its link as soon as the one before it in the partition has ended.

/// How far a group has come with a partition.
#[derive(Debug, Default)]
pub struct Cursor {
    /// The next message to take.
    pub next: u64,
    /// Everything before is finished.
    pub committed: u64,
    /// Messages that nobody has taken.
    pub waiting: u64,
    /// Those that were taken and not committed.
    pub taken: Vec<Taken>,
    /// The places of those whose run had begun when they were given up: who takes them runs them again.
    pub given_up: Vec<u64>,
    /// The member that owns the partition.
    pub owner: Option<usize>,
    /// Changes when what was taken is given up: ends of earlier runs mean nothing then.
    pub epoch: u32,
    /// When somebody will look again at the latest; 0 for nobody.
    pub looks_at: u64,
}

/// A message that was taken.
#[derive(Clone, Copy, Debug)]
pub struct Taken {
    /// Its place.
    pub place: u64,
    /// Runs that have failed.
    pub failed: u32,
    /// A run of it has begun.
    pub begun: bool,
    /// What becomes of it.
    pub state: Progress,
}

/// What becomes of a message that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It waits for one before it, or until this time for its next attempt.
    Held(u64),
    /// Its run goes on.
    Runs,
    /// Finished.
    Done,
}

/// Gives the partitions to the members that are there: evenly, and so that as few as possible move.
pub fn assign(owners: &mut [Option<usize>], present: &[bool]) {
    let members = present.iter().filter(|present| **present).count();
    if members == 0 {
        owners.fill(None);
        return;
    }
    let most = owners.len().div_ceil(members);
    let mut held = vec![0_usize; present.len()];
    for owner in owners.iter_mut() {
        match *owner {
            Some(member) if present[member] && held[member] < most => held[member] += 1,
            _ => *owner = None,
        }
    }
    for owner in owners.iter_mut().filter(|owner| owner.is_none()) {
        let least = (0..present.len()).filter(|member| present[*member]).min_by_key(|member| held[*member]);
        if let Some(member) = least {
            held[member] += 1;
            *owner = Some(member);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partitions_are_spread_evenly_and_move_little() {
        let mut owners = vec![None; 8];
        assign(&mut owners, &[true, true, true]);
        let count =
            |owners: &[Option<usize>], member| owners.iter().filter(|owner| **owner == Some(member)).count();
        assert_eq!((count(&owners, 0), count(&owners, 1), count(&owners, 2)), (3, 3, 2));
        let before = owners.clone();
        assign(&mut owners, &[true, false, true]);
        assert_eq!((count(&owners, 0), count(&owners, 1), count(&owners, 2)), (4, 0, 4));
        // Only those of the member that left have moved.
        for (was, is) in before.iter().zip(&owners) {
            assert!(*was == Some(1) || was == is);
        }
        assign(&mut owners, &[false; 3]);
        assert_eq!(owners, [None; 8]);
    }
}
