//! SQS: awsJson1_0 of a service that was one of awsQuery, whose codes of errors it still tells.

use std::collections::BTreeMap;
use std::sync::Mutex;

use farrier::server::{Context, Outcome};
use sqs::operation::{
    ReceiveMessage, ReceiveMessageError, ReceiveMessageInput, ReceiveMessageOutput, SendMessage,
    SendMessageInput, SendMessageOutput,
};
use sqs::server::{AmazonSqs, Router};
use sqs::types::{Message, MessageAttributeValue, QueueDoesNotExist};

use crate::client;
use crate::server::Server;

/// One queue.
#[derive(Default)]
struct Queue(Mutex<Vec<Message>>);

impl AmazonSqs for Queue {
    async fn send_message(&self, input: SendMessageInput, _: Context) -> Outcome<SendMessage> {
        let mut message = Message::new().message_id("1").body(input.message_body);
        message.message_attributes = input.message_attributes;
        self.0.lock().expect("nobody panics here").push(message);
        Ok(SendMessageOutput::new().message_id("1"))
    }

    async fn receive_message(
        &self,
        input: ReceiveMessageInput,
        _: Context,
    ) -> Outcome<ReceiveMessage> {
        if !input.queue_url.ends_with("/queue") {
            let missing = QueueDoesNotExist::new().message("no such queue");
            return Err(ReceiveMessageError::QueueDoesNotExist(missing));
        }
        let messages = std::mem::take(&mut *self.0.lock().expect("nobody panics here"));
        Ok(ReceiveMessageOutput::new().messages(messages))
    }
}

const QUEUE: &str = "http://127.0.0.1/123456789012/queue";

#[tokio::test]
async fn messages_come_back_as_they_were_sent() {
    let server = Server::start(Router::new(Queue::default())).await;
    let client = client!(sqs, server);
    let attributes = BTreeMap::from([
        (
            "text".to_owned(),
            MessageAttributeValue::new("String").string_value("x"),
        ),
        (
            "bytes".to_owned(),
            MessageAttributeValue::new("Binary").binary_value(vec![0, 255]),
        ),
    ]);
    let send = client.send_message(QUEUE, "hello \u{e9}");
    let send = send.with(|input| input.message_attributes(attributes.clone()));
    let sent = send.await.expect("the message is sent");
    assert_eq!(sent.message_id.as_deref(), Some("1"));
    let received = client
        .receive_message(QUEUE)
        .await
        .expect("the queue is there");
    let messages = received.messages.expect("there are some");
    assert_eq!(messages.len(), 1);
    assert_eq!(messages[0].body.as_deref(), Some("hello \u{e9}"));
    assert_eq!(messages[0].message_attributes, Some(attributes));
}

#[tokio::test]
async fn a_failure_tells_the_code_that_it_had_in_aws_query() {
    let server = Server::start(Router::new(Queue::default())).await;
    let client = client!(sqs, server);
    let receive = client.receive_message("http://127.0.0.1/123456789012/other");
    let failed = receive.await.expect_err("there is no such queue");
    assert!(matches!(
        failed.as_service(),
        Some(ReceiveMessageError::QueueDoesNotExist(_))
    ));
    let headers = failed.details().headers().expect("there was an answer");
    let code = headers
        .get("x-amzn-query-error")
        .and_then(|code| code.to_str().ok());
    assert_eq!(code, Some("AWS.SimpleQueueService.NonExistentQueue;Sender"));
}
