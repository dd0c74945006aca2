//! A CDN: it answers from the edge.
//!
//! Model: a server with many slots and the time of an answer from the edge (20 ms with a 99th percentile of
//! 80 ms). Hit or miss is said in steps, with a table of what it holds.
//! Left out: the several edges, each with a cache of its own; there is one.
