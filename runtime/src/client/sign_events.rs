//! Signs the messages of an event stream, each with the signature before it:
//! `STREAMING-AWS4-HMAC-SHA256-EVENTS`.
//!
//! Each message becomes the payload of another, whose headers are its signature and time. A signed
//! message without a payload ends the stream.

use std::fmt::Write as _;
use std::time::SystemTime;

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::AwsCredentials;
use crate::stream::{
    Body, HeaderValue, Message, StreamError, Transform, Transformed, write_header,
};
use crate::{EncodeError, Timestamp};

/// Signs the messages of a body, of which each chunk holds one.
pub(super) fn sign(
    body: Body,
    credentials: &AwsCredentials,
    region: &str,
    name: &str,
    seed: String,
) -> Body {
    let signer = EventSigner {
        secret: credentials.expose_secret_access_key().to_owned(),
        region: region.to_owned(),
        name: name.to_owned(),
        last: seed,
        now: SystemTime::now,
    };
    Transformed::body(body, signer, None)
}

struct EventSigner {
    secret: String,
    region: String,
    name: String,
    /// The signature of the message before, or of the request.
    last: String,
    now: fn() -> SystemTime,
}

impl Transform for EventSigner {
    fn step(&mut self, input: &mut Bytes) -> Result<Bytes, StreamError> {
        self.sign(std::mem::take(input))
    }

    fn finish(&mut self) -> Result<Bytes, StreamError> {
        self.sign(Bytes::new())
    }
}

impl EventSigner {
    fn sign(&mut self, payload: Bytes) -> Result<Bytes, StreamError> {
        let now = Timestamp::try_from((self.now)()).map_err(StreamError::new)?;
        let now = Timestamp::from_second(now.as_second()).map_err(StreamError::new)?;
        let date = HeaderValue::Timestamp(now.as_millisecond());
        let mut headers = Vec::new();
        write_header(":date", &date, &mut headers).map_err(unsigned)?;
        let text = format!(
            "AWS4-HMAC-SHA256-PAYLOAD\n{}\n{}/{}/{}/aws4_request\n{}\n{}\n{}",
            now.strftime("%Y%m%dT%H%M%SZ"),
            now.strftime("%Y%m%d"),
            self.region,
            self.name,
            self.last,
            hex(&Sha256::digest(&headers)),
            hex(&Sha256::digest(&payload)),
        );
        let key = generate_signing_key(&self.secret, now.into(), &self.region, &self.name);
        self.last = calculate_signature(key, text.as_bytes());
        let signature =
            bytes_of(&self.last).ok_or_else(|| unsigned("a signature is no text in hex"))?;
        let message = Message {
            payload,
            ..Message::default()
                .with(":chunk-signature", HeaderValue::Bytes(signature))
                .with(":date", date)
        };
        message.to_bytes().map_err(unsigned)
    }
}

fn unsigned(reason: &'static str) -> StreamError {
    StreamError::new(EncodeError::unrepresentable(reason))
}

fn hex(digest: &[u8]) -> String {
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes_of(hex: &str) -> Option<Bytes> {
    let pairs = hex.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    pairs.map(byte).collect()
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use aws_credential_types::Credentials;
    use aws_sigv4::event_stream::{SigningParams, sign_empty_message, sign_message};
    use aws_smithy_eventstream::frame::{read_message_from, write_message_to};

    use super::*;

    fn moment() -> SystemTime {
        UNIX_EPOCH + Duration::from_millis(1_440_938_160_700)
    }

    /// Three messages are signed as AWS's SDK signs them.
    #[test]
    fn each_signature_is_chained_to_the_one_before() {
        let seed = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let mut signer = EventSigner {
            secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".into(),
            region: "us-east-1".into(),
            name: "chat".into(),
            last: seed.into(),
            now: moment,
        };
        let identity = Credentials::new("AKIDEXAMPLE", &*signer.secret, None, None, "test").into();
        let parameters: SigningParams<'_> = aws_sigv4::sign::v4::SigningParams::builder()
            .identity(&identity)
            .region("us-east-1")
            .name("chat")
            .time(moment())
            .settings(())
            .build()
            .unwrap();
        let mut last = seed.to_owned();
        for text in ["one", "two"] {
            let message = Message::default()
                .with(":event-type", text)
                .to_bytes()
                .unwrap();
            let theirs = read_message_from(&mut message.clone()).unwrap();
            let signed = sign_message(&theirs, &last, &parameters).unwrap();
            let (signed, signature) = signed.into_parts();
            let mut expected = Vec::new();
            write_message_to(&signed, &mut expected).unwrap();
            assert_eq!(signer.step(&mut message.clone()).unwrap(), expected);
            last = signature;
        }
        let (signed, _) = sign_empty_message(&last, &parameters).unwrap().into_parts();
        let mut expected = Vec::new();
        write_message_to(&signed, &mut expected).unwrap();
        assert_eq!(signer.finish().unwrap(), expected);
    }
}
