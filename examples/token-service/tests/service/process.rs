//! The program under test, as a server and as a command.

use std::io::{BufRead as _, BufReader, Lines, read_to_string};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_token-service"))
}

/// A server with its own process, which ends with it.
pub(crate) struct Server {
    process: Child,
    pub(crate) codecatalyst: String,
    pub(crate) global_resolver: String,
}

impl Server {
    /// Starts on free ports and waits until both services listen.
    pub(crate) fn start(store: &Path) -> Self {
        let mut process = program()
            .args(["serve", "--codecatalyst", "127.0.0.1:0"])
            .args(["--global-resolver", "127.0.0.1:0", "--store"])
            .arg(store)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Self {
            process,
            codecatalyst: address(&mut lines, "codecatalyst "),
            global_resolver: address(&mut lines, "global-resolver "),
        }
    }

    /// Ends the process at once, with SIGKILL on Unix, and returns what it complained of.
    pub(crate) fn kill(mut self) -> String {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        read_to_string(self.process.stderr.take().unwrap()).unwrap()
    }

    /// Asks the process to stop.
    #[cfg(unix)]
    pub(crate) fn terminate(&self) {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until the process has ended.
    #[cfg(unix)]
    pub(crate) fn wait(mut self) -> std::process::ExitStatus {
        self.process.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It fails if the process has ended, which is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn address(lines: &mut Lines<BufReader<ChildStdout>>, service: &str) -> String {
    let line = lines.next().unwrap().unwrap();
    line.strip_prefix(service).unwrap().to_owned()
}

/// What a command printed, and whether it succeeded.
#[derive(Debug, PartialEq)]
pub(crate) struct Printed {
    pub(crate) success: bool,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs a command with credentials for both services in its environment.
pub(crate) fn run(arguments: &[&str]) -> Printed {
    print(
        program()
            .args(arguments)
            .env("BEARER_TOKEN", "example")
            .env("AWS_ACCESS_KEY_ID", "example")
            .env("AWS_SECRET_ACCESS_KEY", "example")
            .env("AWS_REGION", "us-east-1"),
    )
}

/// Runs a command without any credentials.
pub(crate) fn run_as_nobody(arguments: &[&str]) -> Printed {
    print(program().args(arguments).env_clear())
}

/// Runs a command that is to succeed, and returns what it printed.
pub(crate) fn succeed(arguments: &[&str]) -> String {
    let printed = run(arguments);
    assert!(printed.success, "{printed:?}");
    assert_eq!(printed.stderr, "");
    printed.stdout
}

/// Runs a command that is to fail, and returns its complaint.
pub(crate) fn fail(arguments: &[&str]) -> String {
    complaint(run(arguments))
}

/// What a command that failed complained of.
pub(crate) fn complaint(printed: Printed) -> String {
    assert!(!printed.success, "{printed:?}");
    assert_eq!(printed.stdout, "");
    printed.stderr
}

fn print(command: &mut Command) -> Printed {
    let output = command.output().unwrap();
    Printed {
        success: output.status.success(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
