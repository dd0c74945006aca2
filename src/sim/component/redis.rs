//! A Redis: one command at a time per shard, in memory.
//!
//! Model: each shard has one slot (`slots`) and a line. A command costs `time` (5 us with a 99th percentile of
//! 15 us: 167 K/s a shard); a block is a script, costs `script` however many commands it runs (15 us, 59 K/s
//! measured), runs alone and is never undone. Rows with a `ttl` disappear so long after their last `put` or
//! `insert`; an `update` leaves the time as it is, as INCR does. Keys are spread by the first key column, modulo
//! the number of shards. When a shard goes down, what it holds dies with it; with replicas it comes back after
//! `failover` (15 to 20 s on Redis Cluster) without the last writes, those of `loses`. A full shard refuses
//! writes (`full`), or with `allkeys_lru` forgets the least recently written of five sampled rows, as Redis samples.
//! In a cluster (more than one shard) a key's slot is its first column, as with a hash tag around it: a block
//! over keys of two slots is refused before it runs, with `error` (CROSSSLOT), as far as its keys are known then.
//! Left out: WATCH, publish and subscribe, errors inside scripts, the few bytes that a type costs beside its row.

use crate::calc::random::Draw;

/// How many rows a full shard looks at to choose one to forget, as Redis does (`maxmemory-samples`).
const SAMPLES: u64 = 5;

/// A row that was looked at.
pub type Sample = (u64, u32);

/// Chooses what to forget: of some rows the one that was written longest ago. `look` gives, for a number below
/// `count`, when that row was written and its index, where there is such a row.
pub fn sample(count: u64, draw: &mut Draw, look: impl Fn(u64) -> Option<Sample>) -> Option<u32> {
    (0..SAMPLES).filter_map(|_| look(draw.below(count))).min().map(|(_, row)| row)
}
