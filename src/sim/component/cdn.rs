//! A CDN: it answers from the edge.
//!
//! Model: a server with many slots and the time of an answer from the edge (20 ms with a 99th percentile of
//! 80 ms). Hit or miss is said in steps: by chance, or with a table of what it holds. That is in a redis whose visits
//! take no time, as a cdn has no rows of its own.
//! Left out: the several edges, each with a cache of its own; there is one.
