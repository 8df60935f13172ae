//! The generated code passes as many of Smithy's own protocol tests as docs/conformance.md says.

use std::process::Command;

#[test]
fn the_table_is_what_the_tests_come_to() {
    if std::env::var_os("FARRIER_CORPUS").is_none() {
        println!("skipped: FARRIER_CORPUS does not name a folder with the protocol tests");
        return;
    }
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["conformance", "--check"])
        .output()
        .expect("the chore can be run");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
