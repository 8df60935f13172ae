//! Whether a value is what the model says.
//!
//! ```
//! use farrier::validate::Validate;
//!
//! assert!(farrier::Unit.validate().is_ok());
//! ```

mod check;
mod fits;
mod place;
pub(crate) mod pointer;
#[cfg(feature = "regex")]
mod regex;
mod unique;
mod violation;
mod walk;

#[cfg(feature = "regex")]
pub use self::regex::LazyRegex;
pub use violation::{ConstraintKind, MAX_VIOLATIONS, Violation, Violations};
pub use walk::Validate;
