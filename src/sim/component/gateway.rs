//! A gateway: it terminates connections and passes requests on.
//!
//! Model: a server with few slots and a short time for each request (`time`, 0.1 ms with a 99th percentile of
//! 1 ms: the proxy of napkin-math, 50 K/s). A request that passes through it holds a slot to its end. Its tables
//! are in the memory of each instance, one set for each, and die with it: sockets, for example.
//! Left out: connection draining, health checks that take time to notice (a dead instance gets no more requests
//! at once), bytes and bandwidth.
