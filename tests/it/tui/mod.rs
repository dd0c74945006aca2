//! The screens: what keys do, what stands on them at three sizes, and what is left of the terminal afterwards.

mod home;
mod mock;
mod mock_fields;
mod quiz;
mod sheet;
mod shell;
mod stage;
mod terminal;
mod timer;
mod verdict;
