//! The integration tests: one binary.

mod rooms;
