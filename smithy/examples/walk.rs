//! Walks a model: its services, their operations, and what these take and give.
//!
//! ```text
//! cargo run -p farrier-smithy --example walk -- FILE-OR-FOLDER…
//! ```
//!
//! Files are JSON or the Smithy IDL; all of them make up one model.

use farrier_smithy::traits::{Documentation, Required};
use farrier_smithy::{Closure, Diagnostics, Model, Shape, ShapeId, Sources, load};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut sources = Sources::new();
    for path in std::env::args_os().skip(1) {
        sources.read(path)?;
    }
    let (model, diagnostics) = load(&sources);
    eprint!("{}", diagnostics.render(&sources));
    let Some(model) = model else {
        return Err("the model has errors".into());
    };
    for service in model.services() {
        let mut complaints = Diagnostics::new();
        let name = Some(service.id.as_str());
        let Some(closure) = Closure::of(&model, name, &[], &mut complaints) else {
            continue;
        };
        println!("{}: {} shapes", service.id, closure.shapes.len());
        for id in &closure.operations {
            let Some(operation) = model.shape(id) else {
                continue;
            };
            println!("  {}{}", id.name(), summary(operation));
            if let Some(operation) = operation.as_operation() {
                members(&model, "takes", &operation.input);
                members(&model, "gives", &operation.output);
            }
            for error in closure.errors(&model, id) {
                println!("    fails with {}", error.name());
            }
        }
    }
    Ok(())
}

/// The first line of the documentation.
fn summary(shape: &Shape) -> String {
    let documentation = shape.traits.get::<Documentation>();
    let first = documentation.and_then(|text| text.0.lines().next().map(str::to_owned));
    first.map_or_else(String::new, |line| format!(" – {line}"))
}

fn members(model: &Model, verb: &str, structure: &ShapeId) {
    for member in model
        .shape(structure)
        .iter()
        .flat_map(|shape| &shape.members)
    {
        let marker = if member.traits.has::<Required>() {
            ""
        } else {
            "?"
        };
        println!(
            "    {verb} {}{marker}: {}",
            member.name(),
            member.target.name()
        );
    }
}
