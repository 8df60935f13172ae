//! Real models are generated whole, or refused with a word on what to do. `FARRIER_CORPUS` says where they are.

use std::sync::Mutex;
use std::thread;

use farrier_codegen::Severity;
use farrier_tests::corpus::Model;

#[test]
fn each_model_is_generated() {
    let waiting = Mutex::new(Model::all());
    let failed = Mutex::new(Vec::new());
    let work = || {
        loop {
            let next = waiting
                .lock()
                .expect("no thread panics while it takes one")
                .pop();
            let Some(model) = next else { break };
            if let Err(failure) = model.generator().generate() {
                failed
                    .lock()
                    .expect("no thread panics here")
                    .push(format!("{}:\n{failure}", model.name));
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let failed = failed.into_inner().expect("no thread panics here");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn another_protocol_is_refused_with_a_word_on_what_to_do() {
    for model in Model::all()
        .iter()
        .filter(|model| !model.speaks_rest_json())
    {
        let failure = model
            .plain()
            .generate()
            .expect_err("there is no wire code for it");
        let errors = failure
            .diagnostics()
            .iter()
            .filter(|fault| fault.severity == Severity::Error);
        let errors: Vec<_> = errors
            .map(|fault| (&*fault.id, fault.help.as_deref().unwrap_or_default()))
            .collect();
        assert!(
            matches!(errors.as_slice(), [("ProtocolNotSupported", help)] if help.contains("Generator::types_only")),
            "{}: {errors:?}",
            model.name
        );
    }
}
