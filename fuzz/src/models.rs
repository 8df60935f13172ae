//! Models, in both notations.

use farrier_smithy::{Sources, load, load_unchecked, print};

/// Loads a text. What is wrong with it can be shown, and what is right can be printed.
///
/// # Panics
///
/// If a model that was printed does not load again, or is another then.
pub fn model(path: &str, text: &str) {
    let sources = Sources::from_iter([(path, text)]);
    let (model, diagnostics) = load(&sources);
    assert_eq!(model.is_none(), diagnostics.has_errors());
    let _ = diagnostics.render(&sources);
    let _ = diagnostics.to_json(&sources);
    let Some(model) = model else {
        let (partial, _) = load_unchecked(&sources);
        let _ = print::json(&partial);
        let _ = print::idl(&partial);
        return;
    };
    let json = Sources::from_iter([("model.json", print::json(&model))]);
    let (again, complaints) = load(&json);
    let again = again.unwrap_or_else(|| panic!("{}", complaints.render(&json)));
    assert_eq!(print::json(&again), print::json(&model));
    let files = print::idl(&model).into_iter();
    let idl: Sources = files
        .map(|(namespace, text)| (format!("{namespace}.smithy"), text))
        .collect();
    let (again, complaints) = load(&idl);
    let again = again.unwrap_or_else(|| panic!("{}", complaints.render(&idl)));
    // Named values of strings are an enum in the IDL, and strings in JSON.
    assert_eq!(print::idl(&again), print::idl(&model));
}
