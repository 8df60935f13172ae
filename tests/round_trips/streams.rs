//! Kinesis: awsJson1_1, and an event stream whose first message is the output.

use farrier::EventStream;
use farrier::server::{Context, Outcome};
use kinesis::operation::{
    PutRecord, PutRecordInput, PutRecordOutput, SubscribeToShard, SubscribeToShardError,
    SubscribeToShardInput, SubscribeToShardOutput,
};
use kinesis::server::{Kinesis20131202, Router};
use kinesis::types::{
    KmsDisabledException, Record, ResourceNotFoundException, ShardIteratorType, StartingPosition,
    SubscribeToShardEvent, SubscribeToShardEventStream,
};

use crate::client;
use crate::server::Server;

/// A shard that has one record an event.
struct Shard;

const EVENTS: i64 = 5;

fn event(number: i64) -> SubscribeToShardEventStream {
    let record = Record::new(number.to_string(), vec![number as u8; 3], "key");
    SubscribeToShardEventStream::SubscribeToShardEvent(SubscribeToShardEvent::new(
        vec![record],
        number.to_string(),
        EVENTS - number,
    ))
}

impl Kinesis20131202 for Shard {
    async fn put_record(&self, input: PutRecordInput, _: Context) -> Outcome<PutRecord> {
        Ok(PutRecordOutput::new(
            input.partition_key,
            input.data.len().to_string(),
        ))
    }

    async fn subscribe_to_shard(
        &self,
        input: SubscribeToShardInput,
        _: Context,
    ) -> Outcome<SubscribeToShard> {
        if input.shard_id == "none" {
            let missing = ResourceNotFoundException::new().message("no such shard");
            return Err(SubscribeToShardError::ResourceNotFound(missing));
        }
        let mut events: Vec<_> = (1..=EVENTS).map(event).collect();
        if input.shard_id == "locked" {
            let disabled = KmsDisabledException::new().message("the key is gone");
            events.push(SubscribeToShardEventStream::KmsDisabledException(disabled));
        }
        Ok(SubscribeToShardOutput::new(EventStream::from(events)))
    }
}

const CONSUMER: &str = "arn:aws:kinesis:eu-central-1:123456789012:stream/s/consumer/c:1";

fn latest() -> StartingPosition {
    StartingPosition::new(ShardIteratorType::Latest)
}

#[tokio::test]
async fn records_come_event_by_event() {
    let server = Server::start(Router::new(Shard)).await;
    let client = client!(kinesis, server);
    let put = client
        .put_record(vec![1, 2, 3], "key")
        .with(|input| input.stream_name("s"));
    let put = put.await.expect("the record is put");
    assert_eq!(
        (put.shard_id.as_str(), put.sequence_number.as_str()),
        ("key", "3")
    );
    let subscribe = client.subscribe_to_shard(CONSUMER, "shard", latest());
    let mut output = subscribe.await.expect("the shard is there");
    for number in 1..=EVENTS {
        let received = output.event_stream.next().await.expect("there is one more");
        assert_eq!(received.expect("it can be read"), event(number));
    }
    assert!(output.event_stream.next().await.is_none());
}

#[tokio::test]
async fn a_failure_comes_before_the_stream_or_in_it() {
    let server = Server::start(Router::new(Shard)).await;
    let client = client!(kinesis, server);
    let subscribe = client.subscribe_to_shard(CONSUMER, "none", latest());
    let failed = subscribe.await.expect_err("there is no such shard");
    assert!(matches!(
        failed.as_service(),
        Some(SubscribeToShardError::ResourceNotFound(_))
    ));
    let subscribe = client.subscribe_to_shard(CONSUMER, "locked", latest());
    let mut output = subscribe.await.expect("the shard is there");
    let mut last = None;
    while let Some(received) = output.event_stream.next().await {
        last = Some(received.expect("it can be read"));
    }
    match last {
        Some(SubscribeToShardEventStream::KmsDisabledException(error)) => {
            assert_eq!(error.message.as_deref(), Some("the key is gone"));
        }
        other => panic!("{other:?}"),
    }
}
