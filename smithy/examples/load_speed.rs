//! Compares loading and checking a model with merely reading its JSON.
//!
//! ```text
//! cargo run --release -p farrier-smithy --example load_speed -- MODEL.json…
//! ```
//!
//! For each file it prints the best of several runs of `serde_json::from_slice::<Value>` and of
//! [`farrier_smithy::load`], taken in turns, and how many times longer the second takes; in the end their sums.

use std::time::{Duration, Instant};

use farrier_smithy::{Sources, load};

const RUNS: usize = 15;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!(
        "{:<40} {:>9} {:>8} {:>12} {:>12} {:>6}",
        "model", "bytes", "shapes", "serde_json", "load", "ratio"
    );
    let (mut values, mut models) = (Duration::ZERO, Duration::ZERO);
    for path in std::env::args().skip(1) {
        let text = std::fs::read_to_string(&path)?;
        let bytes = text.len();
        let sources = Sources::from_iter([(path.as_str(), text.as_str())]);
        let mut shapes = 0;
        let (mut value, mut model) = (Duration::MAX, Duration::MAX);
        for _ in 0..RUNS {
            let start = Instant::now();
            let read: serde_json::Value = serde_json::from_slice(text.as_bytes())?;
            value = value.min(start.elapsed());
            drop(read);

            let start = Instant::now();
            let (loaded, diagnostics) = load(&sources);
            model = model.min(start.elapsed());
            match loaded {
                Some(loaded) => {
                    shapes = loaded
                        .shapes()
                        .filter(|shape| !shape.id.is_prelude())
                        .count()
                }
                None => return Err(diagnostics.render(&sources).into()),
            }
        }
        let name = path.rsplit('/').next().unwrap_or(&path);
        let ratio = model.as_secs_f64() / value.as_secs_f64();
        println!("{name:<40} {bytes:>9} {shapes:>8} {value:>12.1?} {model:>12.1?} {ratio:>6.2}");
        values += value;
        models += model;
    }
    let ratio = models.as_secs_f64() / values.as_secs_f64();
    let (name, bytes, shapes) = ("all", "", "");
    println!("{name:<40} {bytes:>9} {shapes:>8} {values:>12.1?} {models:>12.1?} {ratio:>6.2}");
    Ok(())
}
