//! A service that keeps files, or what it saw of them.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use farrier::client::{Builder, Call, Core, ServiceClient};
use farrier::protocol::{Protocol, RestJson1};
use farrier::server::{Context, Incoming, Protocols, Reply, Routes};
use farrier::wire::{ErrorSchema, Member, Operation, OperationSchema, ServiceSchema};
use farrier::{ByteStream, StreamError};
use tokio::sync::Semaphore;

use crate::support::{error, operation, shape};

shape!(
    PutFileInput, [
        Member::label("name"),
        Member::new("note").header("x-note"),
        Member::required("content").byte_stream(),
    ],
    name: String,
    note: Option<String>,
    content: ByteStream
);
shape!(PutFileOutput, [Member::required("length")], length: i64);
shape!(
    PutPictureInput, [
        Member::label("name"),
        Member::required("picture").byte_stream().media_type("image/png").requires_length(),
    ],
    name: String,
    picture: ByteStream
);
shape!(
    PutTypedInput, [
        Member::label("name"),
        Member::new("kind").header("Content-Type"),
        Member::required("content").byte_stream().media_type("image/png"),
    ],
    name: String,
    kind: Option<String>,
    content: ByteStream
);
shape!(GetFileInput, [Member::label("name")], name: String);
shape!(
    GetFileOutput, [
        Member::required("note").header("x-note"),
        Member::required("content").byte_stream(),
    ],
    note: String,
    content: ByteStream
);
shape!(
    NoSuchFile error(ErrorSchema::new(404)), [Member::required("message")],
    message: String
);
error!(FileError, NoSuchFile(NoSuchFile));

operation!(PutFile, "PUT" "/files/{name}", PutFileInput, PutFileOutput, FileError);
operation!(PutPicture, "PUT" "/pictures/{name}", PutPictureInput, PutFileOutput, FileError);
operation!(PutTyped, "PUT" "/typed/{name}", PutTypedInput, PutFileOutput, FileError);
operation!(GetFile, "GET" "/files/{name}", GetFileInput, GetFileOutput, FileError);
operation!(ProbeFile, "HEAD" "/files/{name}", GetFileInput, GetFileOutput, FileError);

const SERVICE: &ServiceSchema = &ServiceSchema::new("Archive", "2026-01-01", &[]);

/// A client as it is generated.
#[derive(Clone, Debug)]
pub(crate) struct Client<P = RestJson1>(Core<P>);

impl<P: Protocol> ServiceClient for Client<P> {
    type Protocol = P;
    type Speaking<Q: Protocol> = Client<Q>;
    const SERVICE: &'static ServiceSchema = SERVICE;

    fn from_core(core: Core<P>) -> Self {
        Self(core)
    }
}

impl Client {
    pub(crate) fn builder() -> Builder<Self> {
        Builder::new()
    }

    pub(crate) fn put_file(
        &self,
        name: &str,
        content: impl Into<ByteStream>,
    ) -> Call<'_, PutFile, RestJson1> {
        let input = PutFileInput {
            name: name.into(),
            note: None,
            content: content.into(),
        };
        Call::new(&self.0, input)
    }

    pub(crate) fn put_picture(
        &self,
        picture: impl Into<ByteStream>,
    ) -> Call<'_, PutPicture, RestJson1> {
        let input = PutPictureInput {
            name: "p".into(),
            picture: picture.into(),
        };
        Call::new(&self.0, input)
    }

    pub(crate) fn get_file(&self, name: &str) -> Call<'_, GetFile, RestJson1> {
        Call::new(&self.0, GetFileInput { name: name.into() })
    }
}

/// What implements the service.
#[derive(Debug)]
pub(crate) struct Archive {
    /// One permit for each chunk that a handler may read of a `paced` file.
    pub(crate) pace: Semaphore,
    /// How many bytes handlers have read.
    pub(crate) read: AtomicU64,
    /// How the reading of a file ended, if it broke off.
    pub(crate) broken: Mutex<Option<String>>,
    /// The content of files, taken once.
    pub(crate) content: Mutex<Option<ByteStream>>,
}

impl Default for Archive {
    fn default() -> Self {
        Self {
            pace: Semaphore::new(0),
            read: AtomicU64::new(0),
            broken: Mutex::default(),
            content: Mutex::default(),
        }
    }
}

impl Archive {
    async fn read(&self, name: &str, mut content: ByteStream) -> Result<i64, StreamError> {
        let mut length = 0;
        loop {
            if name == "paced" {
                self.pace.acquire().await.unwrap().forget();
            }
            let Some(chunk) = content.next().await.transpose()? else {
                return Ok(length);
            };
            length += i64::try_from(chunk.len()).unwrap();
            self.read.fetch_add(chunk.len() as u64, Relaxed);
        }
    }

    async fn put(&self, name: &str, content: ByteStream) -> Result<PutFileOutput, FileError> {
        match self.read(name, content).await {
            Ok(length) => Ok(PutFileOutput { length }),
            Err(error) => {
                *self.broken.lock().unwrap() = Some(error.to_string());
                Err(no_such_file("half of it"))
            }
        }
    }

    async fn put_file(&self, input: PutFileInput, _: Context) -> Result<PutFileOutput, FileError> {
        self.put(&input.name, input.content).await
    }

    async fn put_picture(
        &self,
        input: PutPictureInput,
        _: Context,
    ) -> Result<PutFileOutput, FileError> {
        self.put(&input.name, input.picture).await
    }

    async fn put_typed(
        &self,
        input: PutTypedInput,
        _: Context,
    ) -> Result<PutFileOutput, FileError> {
        self.put(&input.name, input.content).await
    }

    async fn get_file(&self, input: GetFileInput, _: Context) -> Result<GetFileOutput, FileError> {
        let content = self.content.lock().unwrap().take();
        Ok(GetFileOutput {
            content: content.ok_or_else(|| no_such_file("burnt"))?,
            note: format!("about {}", input.name),
        })
    }
}

fn no_such_file(message: &str) -> FileError {
    FileError::NoSuchFile(NoSuchFile {
        message: message.into(),
    })
}

#[derive(Debug)]
pub(crate) enum Operations {}

impl Routes<Archive> for Operations {
    type Protocols = RestJson1;
    const SERVICE: &'static ServiceSchema = SERVICE;
    const OPERATIONS: &'static [&'static OperationSchema] = &[
        PutFile::SCHEMA,
        PutPicture::SCHEMA,
        PutTyped::SCHEMA,
        GetFile::SCHEMA,
        ProbeFile::SCHEMA,
    ];

    fn route(method: &str, path: &[&str], call: Incoming<Archive, impl Protocols>) -> Reply {
        match (method, path) {
            ("PUT", ["files", _]) => call.handle::<PutFile, _>(Archive::put_file),
            ("PUT", ["pictures", _]) => call.handle::<PutPicture, _>(Archive::put_picture),
            ("PUT", ["typed", _]) => call.handle::<PutTyped, _>(Archive::put_typed),
            ("GET", ["files", _]) => call.handle::<GetFile, _>(Archive::get_file),
            ("HEAD", ["files", _]) => call.handle::<ProbeFile, _>(Archive::get_file),
            _ => call.unmatched(),
        }
    }
}
