//! The models that this repository ships.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::Failure;

/// The models in a folder, by name: that of a file, without `.json` or `.smithy`, or that of a folder of such files.
#[derive(Debug)]
pub(crate) struct Models(BTreeMap<String, PathBuf>);

impl Models {
    /// Lists a folder.
    pub(crate) fn list(folder: &Path) -> Result<Self, Failure> {
        let failed =
            |error| Failure::new(format_args!("cannot list {}: {error}", folder.display()));
        let mut models = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let is_model = path.is_dir()
                || path
                    .extension()
                    .is_some_and(|extension| extension == "json" || extension == "smithy");
            let Some(name) = path.file_stem().and_then(|name| name.to_str()) else {
                continue;
            };
            if is_model && let Some(other) = models.insert(name.to_owned(), path.clone()) {
                return Err(Failure::new(format_args!(
                    "{} and {} would both be the crate `{name}`",
                    other.display(),
                    path.display()
                )));
            }
        }
        Ok(Self(models))
    }

    /// Their names, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Those of these names; all when there are none.
    pub(crate) fn select(&self, names: &[String]) -> Vec<&Path> {
        self.0
            .iter()
            .filter(|(name, _)| names.is_empty() || names.contains(name))
            .map(|(_, path)| &**path)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_a_file_or_folder_named_by_its_stem() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.json", "a.smithy", "README.md"] {
            std::fs::write(folder.path().join(name), "{}").expect("a write");
        }
        std::fs::create_dir(folder.path().join("c")).expect("a folder");
        let models = Models::list(folder.path()).expect("a list");
        assert_eq!(models.names().collect::<Vec<_>>(), ["a", "b", "c"]);
        assert_eq!(models.select(&[]).len(), 3);
        assert_eq!(
            models.select(&["b".to_owned()]),
            [folder.path().join("b.json")]
        );
        std::fs::write(folder.path().join("a.json"), "{}").expect("a write");
        assert!(Models::list(folder.path()).is_err());
    }
}
