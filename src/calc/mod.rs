//! One expression language for the shell, problem files, rules and drills.

pub mod random;
