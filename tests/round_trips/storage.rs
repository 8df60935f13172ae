//! S3: restXml, bodies of any size, and an event stream of texts and XML.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Context as TaskContext, Poll};

use farrier::server::{Context, Outcome};
use farrier::{ByteStream, EventStream, Timestamp};
use futures_core::Stream;
use s3::operation::*;
use s3::server::{AmazonS3, Router};
use s3::types::{
    BucketLocationConstraint, CommonPrefix, CsvInput, CsvOutput, Delete, DeletedObject, EndEvent,
    ExpressionType, InputSerialization, NoSuchKey, Object, ObjectIdentifier, OutputSerialization,
    RecordsEvent, SelectObjectContentEventStream, Stats, StatsEvent,
};

use crate::client;
use crate::server::Server;

/// One piece of an object.
const CHUNK: usize = 64 * 1024;

const GIGABYTE: usize = 1 << 30;

/// By how much the process may grow while a gigabyte goes through it, in kilobytes.
const GROWTH: usize = 32 * 1024;

/// What a bucket keeps of an object: all of them hold nothing but zeros.
#[derive(Clone, Default)]
struct Kept {
    length: usize,
    content_type: Option<String>,
    metadata: Option<BTreeMap<String, String>>,
}

/// One bucket.
#[derive(Default)]
struct Bucket(Mutex<BTreeMap<String, Kept>>);

fn modified() -> Timestamp {
    "2024-02-29T12:00:00Z".parse().expect("a date")
}

impl AmazonS3 for Bucket {
    async fn put_object(&self, mut input: PutObjectInput, context: Context) -> Outcome<PutObject> {
        let mut length = 0;
        while let Some(chunk) = input.body.next().await {
            length += match chunk {
                Ok(chunk) => chunk.len(),
                Err(error) => match context.abort(error).await {},
            };
        }
        let kept = Kept {
            length,
            content_type: input.content_type,
            metadata: input.metadata,
        };
        self.0
            .lock()
            .expect("nobody panics here")
            .insert(input.key, kept);
        Ok(PutObjectOutput::new().e_tag("\"0\"").size(length as i64))
    }

    async fn get_object(&self, input: GetObjectInput, _: Context) -> Outcome<GetObject> {
        let kept = self
            .0
            .lock()
            .expect("nobody panics here")
            .get(&input.key)
            .cloned();
        let Some(kept) = kept else {
            return Err(GetObjectError::NoSuchKey(NoSuchKey::new()));
        };
        let mut output = GetObjectOutput::new()
            .body(zeros(kept.length))
            .e_tag("\"0\"")
            .last_modified(modified());
        output.content_type = kept.content_type;
        output.metadata = kept.metadata;
        Ok(output)
    }

    async fn list_objects_v2(
        &self,
        input: ListObjectsV2Input,
        _: Context,
    ) -> Outcome<ListObjectsV2> {
        let objects = self.0.lock().expect("nobody panics here");
        let listed = objects.iter().map(|(key, kept)| {
            Object::new()
                .key(key)
                .size(kept.length as i64)
                .last_modified(modified())
        });
        let mut output = ListObjectsV2Output::new()
            .name(input.bucket)
            .contents(listed.collect())
            .is_truncated(false)
            .common_prefixes(vec![
                CommonPrefix::new().prefix("a/"),
                CommonPrefix::new().prefix("<b>/"),
            ]);
        output.prefix = input.prefix;
        Ok(output)
    }

    async fn delete_objects(
        &self,
        input: DeleteObjectsInput,
        _: Context,
    ) -> Outcome<DeleteObjects> {
        let mut objects = self.0.lock().expect("nobody panics here");
        let deleted = input.delete.objects.into_iter().filter_map(|object| {
            objects.remove(&object.key)?;
            Some(DeletedObject::new().key(object.key))
        });
        Ok(DeleteObjectsOutput::new().deleted(deleted.collect()))
    }

    async fn get_bucket_location(
        &self,
        _: GetBucketLocationInput,
        _: Context,
    ) -> Outcome<GetBucketLocation> {
        Ok(
            GetBucketLocationOutput::new()
                .location_constraint(BucketLocationConstraint::EuCentral1),
        )
    }

    async fn select_object_content(
        &self,
        input: SelectObjectContentInput,
        _: Context,
    ) -> Outcome<SelectObjectContent> {
        Ok(SelectObjectContentOutput::new().payload(EventStream::from(events(&input.expression))))
    }
}

fn events(expression: &str) -> Vec<SelectObjectContentEventStream> {
    use SelectObjectContentEventStream as Event;
    let stats = Stats::new().bytes_scanned(7).bytes_returned(i64::MAX);
    vec![
        Event::Records(RecordsEvent::new().payload(format!("{expression}\n").into_bytes())),
        Event::Records(RecordsEvent::new().payload(vec![0, 255])),
        Event::Stats(StatsEvent::new().details(stats)),
        Event::End(EndEvent::new()),
    ]
}

/// So many zeros, of which no more than one chunk is there at a time.
fn zeros(length: usize) -> ByteStream {
    ByteStream::from_stream(Zeros(length)).with_length(length as u64)
}

struct Zeros(usize);

impl Stream for Zeros {
    type Item = Result<Vec<u8>, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        let chunk = self.0.min(CHUNK);
        self.0 -= chunk;
        Poll::Ready((chunk > 0).then(|| Ok(vec![0; chunk])))
    }
}

/// The most memory that the process has had, in kilobytes, where the system tells.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_gigabyte_goes_both_ways_at_constant_memory() {
    let server = Server::start(Router::new(Bucket::default())).await;
    let client = client!(s3, server);
    // Whatever is set up once is set up now.
    let put = client
        .put_object("bucket", "small")
        .with(|input| input.body(zeros(10 * CHUNK)));
    put.await.expect("the object is put");
    let before = peak();
    let put = client
        .put_object("bucket", "large/object")
        .with(|input| input.body(zeros(GIGABYTE)));
    let put = put.await.expect("the object is put");
    assert_eq!(put.size, Some(GIGABYTE as i64));
    let mut got = client
        .get_object("bucket", "large/object")
        .await
        .expect("the object is there");
    let mut length = 0;
    while let Some(chunk) = got.body.next().await {
        length += chunk.expect("nothing breaks off").len();
    }
    assert_eq!(length, GIGABYTE);
    let Some((before, after)) = before.zip(peak()) else {
        println!("skipped: this system does not tell how much memory a process has had");
        return;
    };
    println!("peak memory: {before} kB before, {after} kB after");
    assert!(
        after - before < GROWTH,
        "{before} kB before, {after} kB after"
    );
}

#[tokio::test]
async fn headers_and_names_with_anything_in_them_come_back() {
    let server = Server::start(Router::new(Bucket::default())).await;
    let client = client!(s3, server);
    let key = "a b/\u{e9}+?&/c";
    let metadata = BTreeMap::from([("color".to_owned(), "blue, red".to_owned())]);
    let put = client.put_object("bucket", key).with(|input| {
        input
            .body(vec![0; 5])
            .content_type("image/png")
            .metadata(metadata.clone())
    });
    put.await.expect("the object is put");
    let got = client
        .get_object("bucket", key)
        .await
        .expect("the object is there");
    assert_eq!(got.metadata, Some(metadata));
    assert_eq!(got.content_type.as_deref(), Some("image/png"));
    assert_eq!(got.last_modified, Some(modified()));
    assert_eq!(
        got.body
            .collect()
            .await
            .expect("nothing breaks off")
            .as_ref(),
        [0; 5]
    );
    let listed = client
        .list_objects_v2("bucket")
        .with(|input| input.prefix("a b/"));
    let listed = listed.await.expect("the bucket is there");
    let contents = listed.contents.expect("there are some");
    assert_eq!(contents.len(), 1);
    assert_eq!(contents[0].key.as_deref(), Some(key));
    assert_eq!(
        (contents[0].size, contents[0].last_modified),
        (Some(5), Some(modified()))
    );
    let prefixes = listed.common_prefixes.expect("there are some");
    let prefixes: Vec<_> = prefixes
        .iter()
        .filter_map(|prefix| prefix.prefix.as_deref())
        .collect();
    assert_eq!(prefixes, ["a/", "<b>/"]);
    assert_eq!(listed.prefix.as_deref(), Some("a b/"));
    let delete = Delete::new(vec![
        ObjectIdentifier::new(key),
        ObjectIdentifier::new("other"),
    ]);
    let deleted = client
        .delete_objects("bucket", delete)
        .await
        .expect("the bucket is there");
    let deleted = deleted.deleted.expect("there are some");
    assert_eq!(deleted.len(), 1);
    assert_eq!(deleted[0].key.as_deref(), Some(key));
}

#[tokio::test]
async fn failures_and_outputs_without_a_wrapper_are_read() {
    let server = Server::start(Router::new(Bucket::default())).await;
    let client = client!(s3, server);
    let failed = client
        .get_object("bucket", "none")
        .await
        .expect_err("there is no such object");
    assert!(
        matches!(failed.as_service(), Some(GetObjectError::NoSuchKey(_))),
        "{failed}"
    );
    let location = client
        .get_bucket_location("bucket")
        .await
        .expect("the bucket is somewhere");
    assert_eq!(
        location.location_constraint,
        Some(BucketLocationConstraint::EuCentral1)
    );
}

#[tokio::test]
async fn selected_records_come_event_by_event() {
    let server = Server::start(Router::new(Bucket::default())).await;
    let client = client!(s3, server);
    let expression = "SELECT * FROM s3object s WHERE s.a < 3";
    let select = client.select_object_content(SelectObjectContentInputRequired {
        bucket: "bucket".into(),
        key: "table.csv".into(),
        expression: expression.into(),
        expression_type: ExpressionType::Sql,
        input_serialization: InputSerialization::new().csv(CsvInput::new().field_delimiter(";")),
        output_serialization: OutputSerialization::new().csv(CsvOutput::new()),
    });
    let mut output = select.await.expect("the object is there");
    for expected in events(expression) {
        let received = output.payload.next().await.expect("there is one more");
        assert_eq!(received.expect("it can be read"), expected);
    }
    assert!(output.payload.next().await.is_none());
}
