//! `aws-chunked`: a body in chunks of its own, with its checksum behind the last one.
//!
//! Each chunk is its length in hexadecimal, its bytes, and line ends around them; an empty one ends the
//! body. See [trailing checksums](https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html).

#[cfg(feature = "server")]
pub(crate) use decode::Unchunked;
#[cfg(feature = "client")]
pub(crate) use encode::AwsChunked;

/// The name in `Content-Encoding`.
pub(crate) const AWS_CHUNKED: &str = "aws-chunked";

#[cfg(feature = "client")]
mod encode {
    use bytes::Bytes;

    use crate::StreamError;
    use crate::checksum::Digest;
    use crate::stream::Transform;
    use crate::wire::ChecksumAlgorithm;

    /// Writes a body of known length as one chunk.
    pub(crate) struct AwsChunked {
        length: u64,
        /// Whether the chunk's length was written.
        begun: bool,
        left: u64,
        algorithm: ChecksumAlgorithm,
        digest: Option<Digest>,
    }

    impl AwsChunked {
        /// Encodes `length` bytes.
        pub(crate) fn new(algorithm: ChecksumAlgorithm, length: u64) -> Self {
            Self {
                length,
                begun: false,
                left: length,
                algorithm,
                digest: Some(Digest::new(algorithm)),
            }
        }

        /// How many bytes the encoded body has.
        pub(crate) fn encoded_length(&self) -> u64 {
            let checksum = Digest::new(self.algorithm).finish();
            let around = self.head().len() + self.tail(&checksum).len();
            self.length.saturating_add(around as u64)
        }

        /// What goes before the bytes: an empty body has no chunk but the last one.
        fn head(&self) -> String {
            match self.length {
                0 => String::new(),
                length => format!("{length:x}\r\n"),
            }
        }

        fn tail(&self, checksum: &str) -> String {
            let line_end = if self.length == 0 { "" } else { "\r\n" };
            format!(
                "{line_end}0\r\n{}:{checksum}\r\n\r\n",
                self.algorithm.header()
            )
        }
    }

    impl Transform for AwsChunked {
        fn step(&mut self, input: &mut Bytes) -> Result<Bytes, StreamError> {
            if !std::mem::replace(&mut self.begun, true) && self.length > 0 {
                return Ok(self.head().into());
            }
            self.left = self
                .left
                .checked_sub(input.len() as u64)
                .ok_or_else(|| StreamError::new("it is longer than its stated length"))?;
            if let Some(digest) = &mut self.digest {
                digest.update(input);
            }
            Ok(std::mem::take(input))
        }

        fn finish(&mut self) -> Result<Bytes, StreamError> {
            if self.left > 0 {
                let reason = format!("{} bytes of its stated length are missing", self.left);
                return Err(StreamError::new(reason));
            }
            let Some(digest) = self.digest.take() else {
                return Ok(Bytes::new());
            };
            Ok(self.tail(&digest.finish()).into())
        }
    }
}

#[cfg(feature = "server")]
mod decode {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderName, HeaderValue};

    use crate::StreamError;
    use crate::checksum::check::damaged;
    use crate::checksum::{Digest, Stated};
    use crate::stream::Transform;
    use crate::wire::ChecksumAlgorithm;

    /// The most bytes that a line between chunks may have.
    const LONGEST_LINE: usize = 8 << 10;
    /// The most lines that may follow the last chunk.
    const MOST_TRAILERS: usize = 32;

    /// Reads the chunks, and checks the body against the checksum that follows them.
    pub(crate) struct Unchunked {
        state: State,
        line: Vec<u8>,
        /// The checksum that is to come, if the request has announced one.
        announced: Option<(ChecksumAlgorithm, Digest)>,
        trailers: HeaderMap,
        /// How many bytes the request has announced.
        length: Option<u64>,
        decoded: u64,
    }

    #[derive(Clone, Copy)]
    enum State {
        /// Before the line with a chunk's length.
        Length,
        /// In a chunk with so many bytes left.
        Data(u64),
        /// Before the line end that follows a chunk.
        AfterData,
        /// Behind the last chunk.
        Trailers,
        End,
    }

    impl Unchunked {
        pub(crate) fn new(announced: Option<ChecksumAlgorithm>, length: Option<u64>) -> Self {
            Self {
                state: State::Length,
                line: Vec::new(),
                announced: announced.map(|algorithm| (algorithm, Digest::new(algorithm))),
                trailers: HeaderMap::new(),
                length,
                decoded: 0,
            }
        }

        fn line_is_whole(&mut self, input: &mut Bytes) -> Result<bool, StreamError> {
            let end = input.iter().position(|byte| *byte == b'\n');
            let piece = input.split_to(end.map_or(input.len(), |end| end + 1));
            self.line.extend_from_slice(&piece);
            if self.line.len() > LONGEST_LINE {
                return Err(malformed());
            }
            Ok(end.is_some())
        }

        /// Takes a whole line, and gives what follows it.
        fn take_line(&mut self) -> Result<State, StreamError> {
            let line = std::mem::take(&mut self.line);
            let line = std::str::from_utf8(&line).map_err(|_| malformed())?;
            let line = line.strip_suffix("\r\n").ok_or_else(malformed)?;
            match self.state {
                State::Length => {
                    // A signature may follow the length.
                    let digits = line.split(';').next().unwrap_or_default();
                    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                        return Err(malformed());
                    }
                    let length = u64::from_str_radix(digits, 16).map_err(|_| malformed())?;
                    Ok(match length {
                        0 => State::Trailers,
                        length => State::Data(length),
                    })
                }
                State::AfterData if line.is_empty() => Ok(State::Length),
                State::Trailers if line.is_empty() => Ok(State::End),
                State::Trailers if self.trailers.len() < MOST_TRAILERS => {
                    let (name, value) = line.split_once(':').ok_or_else(malformed)?;
                    let name = HeaderName::from_bytes(name.trim().as_bytes());
                    let value = HeaderValue::from_str(value.trim());
                    match (name, value) {
                        (Ok(name), Ok(value)) => self.trailers.insert(name, value),
                        _ => return Err(malformed()),
                    };
                    Ok(State::Trailers)
                }
                _ => Err(malformed()),
            }
        }
    }

    impl Transform for Unchunked {
        fn step(&mut self, input: &mut Bytes) -> Result<Bytes, StreamError> {
            match self.state {
                State::Data(left) => {
                    let length =
                        usize::try_from(left).map_or(input.len(), |left| left.min(input.len()));
                    let data = input.split_to(length);
                    self.decoded += data.len() as u64;
                    if let Some((_, digest)) = &mut self.announced {
                        digest.update(&data);
                    }
                    self.state = match left - data.len() as u64 {
                        0 => State::AfterData,
                        left => State::Data(left),
                    };
                    Ok(data)
                }
                State::End => {
                    input.clear();
                    Err(malformed())
                }
                _ => {
                    if self.line_is_whole(input)? {
                        self.state = self.take_line()?;
                    }
                    Ok(Bytes::new())
                }
            }
        }

        fn finish(&mut self) -> Result<Bytes, StreamError> {
            // Some senders leave the last line end out.
            if !matches!(self.state, State::End | State::Trailers) || !self.line.is_empty() {
                return Err(malformed());
            }
            if self.length.is_some_and(|length| length != self.decoded) {
                return Err(StreamError::new("it is not as long as the sender says"));
            }
            let Some((algorithm, digest)) = self.announced.take() else {
                return Ok(Bytes::new());
            };
            let stated = Stated::of(&self.trailers, algorithm);
            let stated =
                stated.ok_or_else(|| StreamError::new("its checksum does not follow it"))?;
            let computed = digest.finish();
            match stated.is(&computed) {
                true => Ok(Bytes::new()),
                false => Err(damaged(&stated, &computed)),
            }
        }
    }

    fn malformed() -> StreamError {
        StreamError::new("it is not in aws-chunked encoding")
    }
}
