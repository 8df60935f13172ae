//! The fixtures: one small model for each feature, in `fixtures/`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use farrier_codegen::{Files, Generator};

/// One small model.
#[derive(Clone, Debug)]
pub struct Fixture {
    /// The file's name without its ending, and so the name of the crate.
    pub name: String,
    /// The model, as JSON.
    pub text: String,
}

impl Fixture {
    /// Every fixture, in the order of their names.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    pub fn all() -> io::Result<Vec<Self>> {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder())?
            .map(|entry| Ok(entry?.path()))
            .collect::<io::Result<_>>()?;
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "json"));
        paths.sort();
        paths.iter().map(|path| Self::read(path)).collect()
    }

    /// The fixture of this name.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub fn named(name: &str) -> io::Result<Self> {
        Self::read(&folder().join(name).with_extension("json"))
    }

    fn read(path: &Path) -> io::Result<Self> {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(Self {
            name,
            text: fs::read_to_string(path)?,
        })
    }

    /// A generator of this fixture's crate: of types alone if the name says so.
    pub fn generator(&self) -> Generator {
        Generator::new()
            .types_only(self.name.ends_with("_types_only"))
            .source(format!("{}.json", self.name), &*self.text)
            .crate_name(&*self.name)
    }

    /// The files of this fixture's crate.
    ///
    /// # Panics
    ///
    /// When the model is refused, with the complaints.
    pub fn generate(&self) -> Files {
        match self.generator().generate() {
            Ok(generated) => generated.files,
            Err(failure) => panic!("{}:\n{failure}", self.name),
        }
    }
}

/// The folder of this crate.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn folder() -> PathBuf {
    root().join("fixtures")
}
