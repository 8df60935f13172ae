//! Where the runtime is.

/// Where a generated crate finds the runtime, the crate `farrier`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In the registry, in the version that belongs to this generator.
    Registry,
    /// In this folder, as the generated crate sees it.
    Path(String),
    /// As the workspace says that the generated crate is a member of.
    Workspace,
}
