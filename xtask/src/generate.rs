//! From a model's path to the files of its crate: the one place here that calls the generator.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use farrier_codegen::{Failure, Files, Generator, Runtime};

/// What became of one model.
#[derive(Debug)]
pub(crate) struct Crate {
    /// The files; their paths begin with the crate's name.
    pub(crate) files: Files,
    /// Complaints that are not errors, ready to print; often empty.
    pub(crate) warnings: String,
    /// How long each step took.
    pub(crate) steps: Vec<(&'static str, Duration)>,
}

/// Generates every model's crate, several at once, in the order of the paths.
pub(crate) fn all(models: &[&Path]) -> Vec<Result<Crate, Box<Failure>>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((at, model)) = take(&next, models) {
            done.push((at, one(model)));
        }
        done
    };
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(models.len());
    let mut done: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .flat_map(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
            .collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

fn take<'a>(next: &AtomicUsize, models: &[&'a Path]) -> Option<(usize, &'a Path)> {
    let at = next.fetch_add(1, Ordering::Relaxed);
    Some((at, *models.get(at)?))
}

/// Generates one crate, named as the model's file.
fn one(model: &Path) -> Result<Crate, Box<Failure>> {
    let name = model.file_stem().unwrap_or_default().to_string_lossy();
    let generated = Generator::new()
        .model(model)
        .crate_name(&*name)
        .crate_version(env!("CARGO_PKG_VERSION"))
        .runtime(Runtime::Workspace)
        .command("cargo xtask codegen")
        .generate()
        .map_err(Box::new)?;
    Ok(Crate {
        files: generated.files,
        warnings: generated.warnings,
        steps: generated.steps,
    })
}
