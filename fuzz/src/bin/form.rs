//! Forms, as awsQuery and ec2Query have them.

#![no_main]

use farrier::Body;
use farrier::protocol::{AwsQuery, Ec2Query, Protocol, Received, RequestError};
use farrier_fuzz::SERVICE;
use farrier_fuzz::shapes::{PutValues, Values};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    call::<AwsQuery>(bytes);
    call::<Ec2Query>(bytes);
});

fn call<P: Protocol>(bytes: &[u8]) {
    let Ok(received) = farrier_fuzz::bounded(bytes, 20, || read::<P>(bytes)) else {
        return;
    };
    if !received.missing.is_empty() {
        return;
    }
    farrier_fuzz::again(
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
