//! The world: not a part of the system. Its tables hold what is true, to compare the system with.
//!
//! Model: visits cost nothing and always succeed; `now` is the true time there, whatever the clocks say.
