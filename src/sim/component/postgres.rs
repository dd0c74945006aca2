//! A Postgres: transactions with row locks, read committed.
//!
//! Model, as `TRACES` recorded it on `PostgreSQL` 15:
//! - a pool of `slots` connections for each shard, with a bounded line; a visit or a block holds one to its end;
//! - a read costs `read`, plus `per_row` for each row that it looks at (those equal in the columns that its
//!   condition compares with `=` or `in`: an index is taken for granted); a write by itself costs one `write`, statement
//!   and commit in one round trip; in a block each statement costs a `read`, its round trip, and the commit of
//!   anything written a `write`, its locks held meanwhile: one round trip more than the same update alone;
//! - read committed: a statement sees what was committed when it runs, and what its own block wrote; a write
//!   takes the lock of each row, to the end of the block, in the order of its statements and within one in the
//!   order of rows; it waits only for a row of which its condition is true in the committed version, and
//!   looks again at the new version when it gets the lock, which it keeps also where the condition is no longer
//!   true. `for update` the same; `skip` passes locked rows over;
//! - a lock is handed on in order of arrival (a real server shuffles those behind the first);
//! - an insert, or an update of a unique column, waits while another transaction is about to take the same key or
//!   to give it up, then conflicts or goes on;
//! - who has waited 1 s (`deadlock_timeout`) looks once whether it waits in a circle, and then is the victim:
//!   its block is undone and fails with `deadlock`;
//! - replicas serve reads as of `lag` ago, from slots of their own;
//! - a primary that goes down undoes what was open, refuses reads and writes with `down`, and stays away for at
//!   least `failover` (RDS: 60 to 120 s); its replicas answer meanwhile. What was committed stays.
//!
//! Sources: `PostgreSQL` documentation, chapter 13; times measured (6.3 K writes/s and 27 K reads/s with 40
//! connections).
//! Left out: repeatable read and serializable, vacuum and bloat, planner mistakes, gaps, foreign keys, the loss
//! of unreplicated commits in a failover; an insert of a key that its own block has moved away from conflicts, and
//! two rows to which one statement gives one key do not.

use std::collections::VecDeque;

use crate::sim::engine::Handle;
use crate::sim::table::NONE;

/// The row locks of a run and the transactions that hold them and wait for them.
#[derive(Debug, Default)]
#[allow(clippy::struct_field_names)]
pub struct Locks {
    locks: Vec<Lock>,
    free: Vec<u32>,
    transactions: Vec<Transaction>,
    ended: Vec<u32>,
    /// Locks whose holders have given their row another key.
    moving: Vec<u32>,
}

/// The lock of a row that somebody holds.
#[derive(Debug, Default)]
pub struct Lock {
    /// The table and the row.
    pub table: u32,
    /// The row.
    pub row: u32,
    /// The transaction that holds it.
    pub owner: u32,
    /// What its holder has done to the row.
    pub draft: Draft,
    /// The row as its holder has made it.
    pub image: Vec<i64>,
    /// The transactions that wait for it, in order of arrival.
    waiters: VecDeque<u32>,
}

/// What the holder of a lock has done to the row and not committed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Draft {
    /// Nothing.
    #[default]
    None,
    /// Added it.
    Insert,
    /// Changed it.
    Update,
    /// Removed it.
    Delete,
}

/// One transaction.
#[derive(Debug)]
pub struct Transaction {
    /// The request that runs it.
    pub handle: Handle,
    /// Its locks, in the order in which it took them.
    pub locks: Vec<u32>,
    /// The lock that it waits for.
    pub waits: u32,
    /// How often it has waited: tells one wait from the next.
    pub wait: u32,
    /// Whether it was handed the lock that it waited for.
    open: bool,
}

impl Locks {
    /// Begins a transaction of a request.
    pub fn begin(&mut self, handle: Handle) -> u32 {
        if let Some(number) = self.ended.pop() {
            let transaction = &mut self.transactions[number as usize];
            transaction.handle = handle;
            transaction.open = true;
            return number;
        }
        self.transactions.push(Transaction { handle, locks: Vec::new(), waits: NONE, wait: 0, open: true });
        u32::try_from(self.transactions.len() - 1).unwrap_or(NONE)
    }

    /// A transaction.
    #[inline]
    pub fn transaction(&self, number: u32) -> &Transaction {
        &self.transactions[number as usize]
    }

    /// A lock.
    #[inline]
    pub fn lock(&self, lock: u32) -> &Lock {
        &self.locks[lock as usize]
    }

    /// A lock, to change the draft of its holder.
    #[inline]
    pub fn lock_mut(&mut self, lock: u32) -> &mut Lock {
        &mut self.locks[lock as usize]
    }

    /// Takes the lock of a row that nobody holds.
    pub fn take(&mut self, transaction: u32, table: u32, row: u32) -> u32 {
        let lock = self.free.pop().unwrap_or_else(|| {
            self.locks.push(Lock::default());
            u32::try_from(self.locks.len() - 1).unwrap_or(NONE)
        });
        let held = &mut self.locks[lock as usize];
        held.table = table;
        held.row = row;
        held.owner = transaction;
        held.draft = Draft::None;
        self.transactions[transaction as usize].locks.push(lock);
        lock
    }

    /// Notes that the holder of a lock has given the row another key.
    pub fn moves_key(&mut self, lock: u32) {
        if !self.moving.contains(&lock) {
            self.moving.push(lock);
        }
    }

    /// The locks whose holders have given their row another key.
    pub fn moving(&self) -> impl Iterator<Item = u32> {
        self.moving.iter().copied()
    }

    /// Waits for a lock that somebody else holds. Gives the number of this wait.
    pub fn wait(&mut self, transaction: u32, lock: u32) -> u32 {
        self.locks[lock as usize].waiters.push_back(transaction);
        let waiting = &mut self.transactions[transaction as usize];
        debug_assert!(waiting.waits == NONE && waiting.open, "one wait at a time");
        waiting.waits = lock;
        waiting.wait += 1;
        waiting.wait
    }

    /// Whether the transaction still waits, and has since this wait began.
    pub fn still_waits(&self, transaction: u32, wait: u32) -> bool {
        let waiting = &self.transactions[transaction as usize];
        waiting.open && waiting.waits != NONE && waiting.wait == wait
    }

    /// Whether a waiting transaction waits, through others, for itself.
    pub fn in_a_circle(&self, transaction: u32) -> bool {
        let mut at = transaction;
        for _ in 0..=self.transactions.len() {
            let lock = self.transactions[at as usize].waits;
            if lock == NONE {
                return false;
            }
            at = self.locks[lock as usize].owner;
            if at == transaction {
                return true;
            }
        }
        false
    }

    /// Gives up a wait.
    pub fn stop_waiting(&mut self, transaction: u32) {
        let lock = std::mem::replace(&mut self.transactions[transaction as usize].waits, NONE);
        if lock != NONE {
            self.locks[lock as usize].waiters.retain(|waiter| *waiter != transaction);
        }
    }

    /// Releases a lock: hands it to the first that waits, or, where the row is gone, sends all who wait to look
    /// again. Gives the requests to wake into `woken`; the lock is free when this says so.
    pub fn release(&mut self, lock: u32, row_is_gone: bool, woken: &mut Vec<Handle>) -> bool {
        self.moving.retain(|moving| *moving != lock);
        let held = &mut self.locks[lock as usize];
        held.draft = Draft::None;
        if !row_is_gone && let Some(first) = held.waiters.pop_front() {
            held.owner = first;
            let transaction = &mut self.transactions[first as usize];
            debug_assert_eq!(transaction.waits, lock, "it waits for this one");
            transaction.waits = NONE;
            transaction.locks.push(lock);
            woken.push(transaction.handle);
            return false;
        }
        while let Some(waiter) = self.locks[lock as usize].waiters.pop_front() {
            let transaction = &mut self.transactions[waiter as usize];
            transaction.waits = NONE;
            woken.push(transaction.handle);
        }
        self.free.push(lock);
        true
    }

    /// Takes the last lock of a transaction off its list.
    pub fn pop(&mut self, transaction: u32) -> Option<u32> {
        self.transactions[transaction as usize].locks.pop()
    }

    /// Takes a lock off the list of its transaction, before its end: it was got in vain.
    pub fn drop_from(&mut self, transaction: u32, lock: u32) {
        self.transactions[transaction as usize].locks.retain(|held| *held != lock);
    }

    /// Ends a transaction whose locks are all released.
    pub fn end(&mut self, transaction: u32) {
        self.transactions[transaction as usize].open = false;
        self.ended.push(transaction);
    }
}
