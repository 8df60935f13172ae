//! The real models that comparisons read.

use std::path::{Path, PathBuf};

use farrier_codegen::{Files, Generator};

use crate::Failure;

/// The models in the folder that `FARRIER_CORPUS` names.
#[derive(Debug)]
pub(super) struct Corpus(PathBuf);

impl Corpus {
    pub(super) fn find() -> Result<Self, Failure> {
        match std::env::var_os("FARRIER_CORPUS") {
            Some(folder) => Ok(Self(Path::new(&folder).join("models"))),
            None => Err(Failure::new(
                "the models that are measured are not part of this repository\n\
                 help: set FARRIER_CORPUS to the folder that has them, below models/",
            )),
        }
    }

    /// A model's path, by its file's name without `.json`.
    pub(super) fn model(&self, name: &str) -> PathBuf {
        self.0.join(name).with_extension("json")
    }

    /// A model's text.
    pub(super) fn text(&self, name: &str) -> Result<String, Failure> {
        let path = self.model(name);
        std::fs::read_to_string(&path)
            .map_err(|error| Failure::new(format_args!("cannot read {}: {error}", path.display())))
    }

    /// The names of all models, in order.
    pub(super) fn names(&self) -> Result<Vec<String>, Failure> {
        let models = crate::models::Models::list(&self.0)?;
        Ok(models.names().map(str::to_owned).collect())
    }

    /// A generator for a model, of everything.
    pub(super) fn generator(&self, name: &str) -> Generator {
        Generator::new().model(self.model(name))
    }
}

/// Generates; what is wrong is the whole failure.
pub(super) fn generate(generator: &Generator) -> Result<Files, Failure> {
    match generator.generate() {
        Ok(generated) => Ok(generated.files),
        Err(failure) => Err(Failure(failure.to_string())),
    }
}
