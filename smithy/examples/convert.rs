//! Prints a model in one notation, whatever it is written in.
//!
//! ```text
//! cargo run -p farrier-smithy --example convert -- json|idl FILE-OR-FOLDER…
//! ```

use farrier_smithy::{Sources, load, print};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let notation = arguments.next().unwrap_or_default();
    let mut sources = Sources::new();
    for path in arguments {
        sources.read(path)?;
    }
    let (model, diagnostics) = load(&sources);
    eprint!("{}", diagnostics.render(&sources));
    let model = model.ok_or("the model has errors")?;
    match notation.to_str() {
        Some("json") => println!("{}", print::json(&model)),
        Some("idl") => {
            for (namespace, text) in print::idl(&model) {
                println!("// {namespace}.smithy\n{text}");
            }
        }
        _ => return Err("say `json` or `idl` first".into()),
    }
    Ok(())
}
