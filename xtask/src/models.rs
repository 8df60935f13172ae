//! The models that this repository ships.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::Failure;

/// The models in a folder, by name: the file's, without `.json`.
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
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
                && let Some(name) = path.file_stem().and_then(|name| name.to_str())
            {
                models.insert(name.to_owned(), path);
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
    fn a_model_is_a_json_file_named_by_its_stem() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b.json", "a.json", "README.md"] {
            std::fs::write(folder.path().join(name), "{}").expect("a write");
        }
        let models = Models::list(folder.path()).expect("a list");
        assert_eq!(models.names().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(models.select(&[]).len(), 2);
        assert_eq!(
            models.select(&["b".to_owned()]),
            [folder.path().join("b.json")]
        );
    }
}
