//! What the figures were measured on, in general terms.

use std::thread;

use super::command;
use crate::Failure;

/// Processors and compiler.
pub(super) fn describe() -> Result<Vec<String>, Failure> {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model(&information).unwrap_or(std::env::consts::ARCH);
    let rustc = command::output(command::command("rustc").arg("--version"))?;
    Ok(vec![
        format!("{processors} processors, {model}, {}", std::env::consts::OS),
        rustc.trim_end().to_owned(),
    ])
}

/// The processor's name in Linux's `/proc/cpuinfo`.
fn model(information: &str) -> Option<&str> {
    information
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|rest| rest.trim_start_matches([' ', '\t', ':']))
}

#[cfg(test)]
mod tests {
    use super::model;

    #[test]
    fn a_processor_has_a_name() {
        let information = "processor\t: 0\nmodel name\t: Example(R) 9000\nflags\t\t: fpu\n";
        assert_eq!(model(information), Some("Example(R) 9000"));
        assert_eq!(model("Processor : v8"), None);
    }
}
