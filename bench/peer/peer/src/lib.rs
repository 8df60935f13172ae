//! Nothing: what is measured is what this package depends on.
