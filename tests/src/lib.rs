//! What the tests share. The tests themselves are in `tests/`, one file for each thing that is promised.

pub mod corpus;
pub mod fixtures;
pub mod raw;
pub mod server;
pub mod services;
pub mod surface;
pub mod torture;
pub mod workspace;
