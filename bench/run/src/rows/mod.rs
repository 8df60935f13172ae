//! The rows of the table.

pub mod json;
