//! A pool: a bulkhead. Slots and a bounded line, no work of its own; with a quota it is a limiter.
//!
//! Model: a block at a pool holds a slot while its steps run; when slots and line are full the visit fails with
//! `full`. A quota is a bucket that refills at the rate and holds `burst`, or what one second brings, at least one; a
//! visit beyond it fails with `throttled` or waits its turn, as `over` says; that wait counts with the one for a slot.
