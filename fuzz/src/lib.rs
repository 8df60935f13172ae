//! What the targets have in common.

#[macro_use]
#[path = "../../runtime/tests/shapes/mod.rs"]
mod shapes;

pub mod events;
pub mod form;
pub mod models;
mod watch;

use farrier::Document;
use farrier::wire::{Codec, DecodeError, Part, Reading, Role, ServiceSchema, Shape};
use peak_alloc::PeakAlloc;
use shapes::{Event, Values};

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// What an input may take of memory beyond a multiple of its own size.
const EXTRA: usize = 64 * 1024;

/// The service of all operations.
const SERVICE: &ServiceSchema = &ServiceSchema::new("Fuzzed", "2026-01-01", &[]);

/// Reads an input, and panics if that takes more memory than `factor` times the input, and [`EXTRA`].
fn bounded<T>(input: &[u8], factor: usize, read: impl FnOnce() -> T) -> T {
    HEAP.reset_peak_usage();
    let before = HEAP.current_usage();
    let value = read();
    let taken = HEAP.peak_usage().saturating_sub(before);
    let most = factor * input.len() + EXTRA;
    assert!(
        taken <= most,
        "{} bytes took {taken} of memory",
        input.len()
    );
    value
}

/// Reads an input as a value without a schema.
///
/// # Panics
///
/// If that takes too much memory.
pub fn document(
    input: &[u8],
    factor: usize,
    read: impl FnOnce(&[u8]) -> Result<Document, DecodeError>,
) {
    let _ = bounded(input, factor, || read(input));
}

/// Reads an input as a structure with members of all types, as a client and as a server, and writes what was read.
///
/// # Panics
///
/// If reading takes too much memory, if a server takes what a client does not, or if what was read is not
/// read again from what is written of it.
pub fn structure<C: Codec>(input: &[u8], factor: usize) {
    let read = |role| {
        let mut values = <Values as Shape>::blank();
        let mut reading = Reading::new(role);
        let read = C::decode(&mut values, Part::All, input, &mut reading);
        read.map(|()| (values, reading.into_missing().is_empty()))
    };
    let server = bounded(input, factor, || read(Role::Server));
    let client = bounded(input, factor, || read(Role::Client));
    let is_taken = matches!(server, Ok((_, true)));
    let write = |values: &Values| C::encode(SERVICE, values, Part::All);
    match client {
        // A client lets texts pass that the format has no characters for.
        Ok((values, _)) if write(&values).is_err() => {
            assert!(!is_taken, "a server takes what cannot be written");
        }
        Ok((values, _)) => again(
            &values,
            |values| write(values).expect("it was written before"),
            |written| {
                let mut values = <Values as Shape>::blank();
                let mut reading = Reading::new(Role::Client);
                C::decode(&mut values, Part::All, written, &mut reading)
                    .expect("what was written can be read");
                values
            },
        ),
        Err(error) => assert!(!is_taken, "a server takes what a client does not: {error}"),
    }
}

/// Writes values, reads them, and writes them once more; panics if that is not the same.
fn again(values: &Values, write: impl Fn(&Values) -> Vec<u8>, read: impl Fn(&[u8]) -> Values) {
    // It is read, but its value is lost.
    if matches!(values.event, Some(Event::Unknown(_))) {
        return;
    }
    let written = write(values);
    let again = write(&read(&written));
    assert_eq!(
        String::from_utf8_lossy(&written),
        String::from_utf8_lossy(&again)
    );
}
