//! Times the generator, and the least that printing the same text through syn takes.
//!
//! `generate models FOLDER MODEL...` generates a crate from each model, on as many threads as there are processors,
//! and prints the seconds that this took by the clock. Then, outside of the time, it writes the Rust files to
//! `FOLDER/NAME/…`, unless the folder is `-`.
//!
//! `generate floor FOLDER...` does to every Rust file of these folders, one crate each, what a generator that goes
//! through syn cannot do without: lexes it with proc-macro2, parses it with syn and prints it with prettyplease. It
//! prints the seconds, without those of reading the files.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use farrier_codegen::{Files, Generator};
use proc_macro2::TokenStream;

/// The one pattern of the models that cannot be matched in linear time.
const BACK_REFERENCE: &str = "com.amazonaws.ssm#StringDateTime";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["models", folder, models @ ..] => generate(folder, models),
        ["floor", folders @ ..] => floor(folders),
        _ => Err("say `models FOLDER MODEL...` or `floor FOLDER...`".into()),
    };
    match outcome {
        Ok(took) => {
            println!("{:.4}", took.as_secs_f64());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn generate(folder: &str, models: &[&str]) -> Outcome<Duration> {
    let start = Instant::now();
    let crates = each(models, |model| {
        let name = Path::new(model)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        let text = fs::read_to_string(model)?;
        // Of what speaks another protocol, there are types alone.
        let types_only = !text.contains("\"aws.protocols#restJson1\"");
        let generated = Generator::new()
            .source(*model, text)
            .crate_name(&*name)
            .types_only(types_only)
            .accept_unchecked_pattern(BACK_REFERENCE)
            .generate()
            .map_err(|failure| format!("{model}:\n{failure}"))?;
        Ok(generated.files)
    })?;
    let took = start.elapsed();
    if folder != "-" {
        crates
            .iter()
            .try_for_each(|files| write(Path::new(folder), files))?;
    }
    Ok(took)
}

fn write(folder: &Path, files: &Files) -> Outcome<()> {
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text)?;
    }
    Ok(())
}

fn floor(folders: &[&str]) -> Outcome<Duration> {
    let crates: Vec<Vec<String>> = folders
        .iter()
        .map(|folder| read(Path::new(folder)))
        .collect::<Outcome<_>>()?;
    let start = Instant::now();
    let printed = each(&crates, |files| {
        let print = |text: &String| -> Outcome<String> {
            let file = text
                .parse()
                .map_err(syn::Error::from)
                .and_then(|tokens: TokenStream| syn::parse2(tokens));
            // These errors hold spans, which do not leave the thread.
            let file = file.map_err(|error| error.to_string())?;
            Ok(prettyplease::unparse(&file))
        };
        files.iter().map(print).collect::<Outcome<Vec<_>>>()
    })?;
    let took = start.elapsed();
    drop(printed);
    Ok(took)
}

/// The texts of all Rust files below a folder.
fn read(folder: &Path) -> Outcome<Vec<String>> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<Outcome<_>>()?;
    paths.sort();
    let mut texts = Vec::new();
    for path in paths {
        if path.is_dir() {
            texts.extend(read(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(path)?);
        }
    }
    Ok(texts)
}

/// Does the same to each item, on as many threads as there are processors, in no order.
fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> Outcome<R> + Sync) -> Outcome<Vec<R>> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        while let Some(item) = items.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push(work(item)?);
        }
        Ok(done)
    };
    let workers = thread::available_parallelism()
        .map_or(1, usize::from)
        .min(items.len());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        let mut all = Vec::new();
        for worker in workers {
            let done: Outcome<Vec<R>> = worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all.extend(done?);
        }
        Ok(all)
    })
}
