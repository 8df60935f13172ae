//! Forms, as awsQuery and ec2Query have them.

use farrier::Body;
use farrier::protocol::{AwsQuery, Ec2Query, Protocol, Received, RequestError};

use crate::shapes::{PutValues, Values};
use crate::{SERVICE, again, bounded};

/// Reads a form as both protocols do, and writes what was read.
///
/// # Panics
///
/// If reading takes too much memory, or if what was read is not read again from what is written of it.
pub fn form(bytes: &[u8]) {
    call::<AwsQuery>(bytes);
    call::<Ec2Query>(bytes);
}

fn call<P: Protocol>(bytes: &[u8]) {
    let Ok(received) = bounded(bytes, 20, || read::<P>(bytes)) else {
        return;
    };
    if !received.missing.is_empty() {
        return;
    }
    again(
        &received.input,
        |values| {
            let request = P::encode_request::<PutValues>(SERVICE, values);
            // Not every value of the other protocols has a form here.
            let body = request.map(|request| request.into_body().into_bytes());
            body.ok().flatten().unwrap_or_default().into()
        },
        |written| read::<P>(written).map_or_else(|_| received.input.clone(), |again| again.input),
    );
}

fn read<P: Protocol>(bytes: &[u8]) -> Result<Received<Values>, RequestError> {
    let request =
        http::Request::post("/").header("content-type", "application/x-www-form-urlencoded");
    let request = request.body(Body::from(bytes.to_vec())).expect("a request");
    let (head, mut body) = request.into_parts();
    P::decode_request::<PutValues>(SERVICE, &head, &mut body)
}
