//! Real models, which are not part of this repository: `FARRIER_CORPUS` names the folder that has them in `models/`.

use std::path::PathBuf;
use std::{env, fs};

use farrier_codegen::Generator;
use serde_json::Value;

/// The shapes whose patterns nothing can match in linear time.
pub const UNCHECKED: [&str; 1] = ["com.amazonaws.ssm#StringDateTime"];

/// One real model.
#[derive(Clone, Debug)]
pub struct Model {
    /// The file's name without its ending.
    pub name: String,
    /// The model, as JSON.
    pub text: String,
}

impl Model {
    /// Every model in the order of their names; none, with a word on standard output, if there is no corpus.
    ///
    /// # Panics
    ///
    /// When the corpus cannot be read.
    pub fn all() -> Vec<Self> {
        let Some(corpus) = env::var_os("FARRIER_CORPUS") else {
            println!("skipped: FARRIER_CORPUS is not set");
            return Vec::new();
        };
        let folder = PathBuf::from(corpus).join("models");
        let entries = fs::read_dir(&folder).expect("the corpus has a folder of models");
        let mut paths: Vec<PathBuf> = entries
            .map(|entry| entry.expect("the folder can be listed").path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
            .collect();
        paths.sort();
        assert!(!paths.is_empty(), "no models in {}", folder.display());
        let read = |path: &PathBuf| Self {
            name: path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            text: fs::read_to_string(path).expect("a model is text"),
        };
        paths.iter().map(read).collect()
    }

    /// The model whose name begins so, if there is a corpus.
    ///
    /// # Panics
    ///
    /// When the corpus has no such model.
    pub fn named(start: &str) -> Option<Self> {
        let all = Self::all();
        let found = all
            .iter()
            .find(|model| model.name.starts_with(start))
            .cloned();
        assert!(
            all.is_empty() || found.is_some(),
            "the corpus has no model {start}"
        );
        found
    }

    /// The shapes of the model, by their ids.
    ///
    /// # Panics
    ///
    /// When the model is no JSON AST.
    pub fn shapes(&self) -> serde_json::Map<String, Value> {
        let mut model: Value = serde_json::from_str(&self.text).expect("a model is JSON");
        match model["shapes"].take() {
            Value::Object(shapes) => shapes,
            _ => panic!("{} has no shapes", self.name),
        }
    }

    /// A generator of everything.
    pub fn generator(&self) -> Generator {
        UNCHECKED
            .into_iter()
            .fold(self.plain(), Generator::accept_unchecked_pattern)
    }

    /// A generator with nothing set but the model.
    pub fn plain(&self) -> Generator {
        Generator::new().source(format!("{}.json", self.name), &*self.text)
    }
}
