//! Real models are generated whole, or refused with a word on what to do. `FARRIER_CORPUS` says where they are.

use std::sync::Mutex;
use std::thread;

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
