//! The client's side of the cases.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
#[cfg(feature = "event-stream")]
use http::HeaderValue;
use http::{Method, Uri};
use http_body_util::Full;
use tower::service_fn;

#[cfg(feature = "event-stream")]
use super::event_stream::{self, EventStream, Expected};
use super::expectations;
use super::message::Message;
use super::report::Report;
use super::request::Buckets;
use super::{IDEMPOTENCY_TOKEN, Request, Response, block_on, canonical, compare, params};
#[cfg(feature = "event-stream")]
use crate::Document;
#[cfg(feature = "s3")]
use crate::client::Addressing;
use crate::client::{Body, Builder, Call, Core, Error, RetryConfig, ServiceClient, answered};
#[cfg(feature = "event-stream")]
use crate::http_binding::EVENTS;
use crate::protocol::Protocol;
use crate::wire::{ErrorVisitor, Operation, OperationError, Shape};

/// A request as the transport got it.
type Sent = Arc<Mutex<Option<(Uri, Result<Message, String>)>>>;

impl Request {
    /// Calls the operation through a client of the service, and looks at the request.
    ///
    /// # Panics
    ///
    /// If it is not what the case says.
    #[track_caller]
    pub fn client<C: ServiceClient, O: Operation>(self) {
        let mut report = Report::default();
        let about = match params::structure::<O::Input>(self.params) {
            Ok(input) => self.send::<C, O>(input, &mut report),
            Err(fault) => {
                report.push(format!("params: {fault}"));
                String::new()
            }
        };
        report.conclude(self.id, "client", &about);
    }

    fn send<C: ServiceClient, O: Operation>(&self, input: O::Input, report: &mut Report) -> String {
        let sent = Sent::default();
        let host = self.host.unwrap_or("localhost");
        let answer = http::Response::new(Bytes::new());
        let core = core::<C>(host, answer, sent.clone(), |client| {
            set_up(client, self.buckets)
        });
        let call = Call::<O, C::Protocol>::new(&core, input);
        let outcome = block_on(address(call, self.buckets).send());
        let taken = sent.lock().unwrap_or_else(PoisonError::into_inner).take();
        match (taken, outcome) {
            (Some((uri, Ok(message))), _) => {
                self.check(&uri, &message, report);
                format!("the request:\n{message}")
            }
            (Some((_, Err(fault))), _) => {
                report.push(fault);
                String::new()
            }
            (None, Err(error)) => {
                report.push(format!("nothing was sent: {error}"));
                String::new()
            }
            (None, Ok(_)) => {
                report.push("nothing was sent");
                String::new()
            }
        }
    }

    fn check(&self, uri: &Uri, message: &Message, report: &mut Report) {
        let method = message.start.split(' ').next().unwrap_or_default();
        report.same("method", self.method, method);
        report.same("path", self.uri, uri.path());
        if let Some(host) = self.resolved_host {
            let found = uri.authority().map_or("", |host| host.as_str());
            report.same("host", host, found);
        }
        self.check_query(uri.query().unwrap_or_default(), report);
        self.message.check(message, None, report);
    }
}

impl Response {
    /// Answers a call of the operation with the response, and looks at what the caller gets.
    ///
    /// # Panics
    ///
    /// If it is not what the case says.
    #[track_caller]
    pub fn client<C: ServiceClient, O: Operation>(self) {
        let mut report = Report::default();
        match self.message() {
            Ok(answer) => self.receive::<C, O>(answer, &mut report),
            Err(fault) => report.push(format!("the case states no response: {fault}")),
        }
        report.conclude(self.id, "client", "");
    }

    fn message(&self) -> http::Result<http::Response<Bytes>> {
        let mut answer = http::Response::builder().status(self.status);
        for (name, value) in &self.message.headers {
            answer = answer.header(*name, *value);
        }
        let (media_type, body) = self.message.body.unwrap_or_default();
        answer.body(expectations::bytes(media_type, body))
    }

    fn receive<C: ServiceClient, O: Operation>(
        &self,
        answer: http::Response<Bytes>,
        report: &mut Report,
    ) {
        let core = core::<C>("localhost", answer, Sent::default(), |client| {
            match self.is_incomplete {
                true => client.accept_incomplete_responses(),
                false => client,
            }
        });
        let outcome = block_on(async {
            let output = answered::<O, C::Protocol>(&core).await?;
            let shown = format!("{output:?}");
            Ok((canonical::tree(&output).await, shown))
        });
        match (self.error, outcome) {
            (None, Ok((output, _))) => {
                report.about(
                    "output",
                    block_on(compare::<O::Output>(self.params, output, |_| false)),
                );
            }
            (Some(name), Err(Error::Service(error, _))) => {
                let params = self.params;
                report.about("error", error.visit(Compare { name, params }));
            }
            (None, Err(error)) => report.push(format!("expected an output, got: {error}")),
            (Some(name), Err(error)) => report.push(format!("expected {name}, got: {error}")),
            (Some(name), Ok((_, shown))) => report.push(format!("expected {name}, got {shown}")),
        }
    }
}

/// Sets a call up.
fn address<O: Operation, P: Protocol>(call: Call<'_, O, P>, buckets: Buckets) -> Call<'_, O, P> {
    #[cfg(feature = "s3")]
    if let Some(style) = buckets.call_addressing {
        return call.addressing(addressing(style));
    }
    let _ = buckets;
    call
}

#[cfg(feature = "s3")]
fn addressing(style: &str) -> Addressing {
    match style {
        "path" => Addressing::Path,
        "virtual" => Addressing::Virtual,
        _ => Addressing::Auto,
    }
}

/// A client without credentials that gets this answer, and keeps what it sent.
fn core<C: ServiceClient>(
    host: &str,
    answer: http::Response<Bytes>,
    sent: Sent,
    set_up: impl FnOnce(Builder<C>) -> Builder<C>,
) -> Core<C::Protocol> {
    let transport = service_fn(move |request: http::Request<Body>| {
        let (sent, answer) = (sent.clone(), answer.clone());
        async move {
            let (head, body) = request.into_parts();
            // Those whose requests usually have a body: RFC 9110, section 8.6.
            let zero = [Method::POST, Method::PUT, Method::PATCH].contains(&head.method);
            let start = format!("{} {}", head.method, head.uri);
            let message = Message::receive(start, head.headers, body, zero).await;
            *sent.lock().unwrap_or_else(PoisonError::into_inner) = Some((head.uri, message));
            Ok::<_, Infallible>(answer.map(Full::new))
        }
    });
    let builder = Builder::<C>::new()
        .endpoint(format!("https://{host}"))
        .in_process(transport)
        .no_credentials()
        .retry(RetryConfig::off())
        .idempotency_tokens(|| IDEMPOTENCY_TOKEN.to_owned());
    set_up(builder)
        .build_core()
        .unwrap_or_else(|fault| panic!("the client: {fault}"))
}

/// Sets a client up.
fn set_up<C: ServiceClient>(builder: Builder<C>, buckets: Buckets) -> Builder<C> {
    #[cfg(feature = "s3")]
    let builder = {
        let mut builder = builder.addressing(addressing(buckets.addressing.unwrap_or("auto")));
        if buckets.dual_stack {
            builder = builder.dual_stack();
        }
        if buckets.accelerate {
            builder = builder.accelerate();
        }
        builder
    };
    let _ = buckets;
    builder
}

/// Compares an error with the parameters.
struct Compare {
    name: &'static str,
    params: &'static str,
}

impl ErrorVisitor for Compare {
    type Output = Vec<String>;

    fn error<T: Shape>(self, error: &T) -> Vec<String> {
        if T::NAME != self.name {
            return vec![format!("expected {}, got {}", self.name, T::NAME)];
        }
        block_on(async { compare::<T>(self.params, canonical::tree(error).await, |_| false).await })
    }
}

#[cfg(feature = "event-stream")]
impl EventStream {
    /// Calls the operation through a client of the service; looks at the events that it sends, and at
    /// those that the caller reads.
    ///
    /// # Panics
    ///
    /// If they are not what the case says.
    #[track_caller]
    pub fn client<C: ServiceClient, O: Operation>(self) {
        let mut report = Report::default();
        if let Err(fault) = self.call::<C, O>(&mut report) {
            report.push(fault);
        }
        report.conclude(self.id, "client", "");
    }

    fn call<C: ServiceClient, O: Operation>(&self, report: &mut Report) -> Result<(), String> {
        let input = event_stream::parameters::<O::Input>(self.input, &self.sent)?;
        let input = params::from_tree::<O::Input>(&input)?;
        let sent = Sent::default();
        let host = self.request.as_ref().and_then(|request| request.host);
        let core = core::<C>(
            host.unwrap_or("localhost"),
            self.answer::<O>()?,
            sent.clone(),
            |client| client,
        );
        let calls = !self.sent.is_empty() || self.request.is_some() || self.input.is_some();
        let outcome = block_on(async {
            let output = match calls {
                true => Call::<O, C::Protocol>::new(&core, input).send().await?,
                false => answered::<O, C::Protocol>(&core).await?,
            };
            Ok(canonical::tree(&output).await)
        });
        let taken = sent.lock().unwrap_or_else(PoisonError::into_inner).take();
        match taken {
            Some((uri, message)) => {
                let message = message?;
                if let Some(request) = &self.request {
                    request.check(&uri, &message, report);
                }
                event_stream::check(&self.sent, &message.body, report);
            }
            None => report.push("nothing was sent"),
        }
        // A case that says nothing of the response asks nothing of it.
        if !self.received.is_empty() || self.response.is_some() || self.output.is_some() {
            self.judge::<O>(outcome, report);
        }
        Ok(())
    }

    /// The response as the case states it.
    fn answer<O: Operation>(&self) -> Result<http::Response<Bytes>, String> {
        let stated = self.response.as_ref().map(Response::message);
        let stated = stated.transpose().map_err(|error| error.to_string())?;
        let mut answer = stated.unwrap_or_default();
        if event_stream::stream::<O::Output>().is_some() {
            answer
                .headers_mut()
                .entry(http::header::CONTENT_TYPE)
                .or_insert(HeaderValue::from_static(EVENTS));
        }
        if answer.body().is_empty() {
            *answer.body_mut() = event_stream::body(&self.received)?.into();
        }
        Ok(answer)
    }

    fn judge<O: Operation>(
        &self,
        outcome: Result<Result<Document, String>, Error<O::Error>>,
        report: &mut Report,
    ) {
        let compare = |output| {
            let compared = event_stream::compare::<O::Output>(self.output, &self.received, output);
            block_on(compared)
        };
        match (self.expected, outcome) {
            (Expected::Success, Ok(Ok(output))) => report.about("output", compare(output)),
            (Expected::Success, Ok(Err(fault))) => report.push(format!("the events: {fault}")),
            (Expected::Success, Err(error)) => {
                report.push(format!("expected an output, got: {error}"))
            }
            // An error that is an event is the last of them.
            (Expected::Failure(Some(_)), Ok(Ok(output))) if !self.received.is_empty() => {
                report.about("output", compare(output));
            }
            (Expected::Failure(Some(name)), Err(Error::Service(error, _))) => {
                report.same("error", name, error.visit(Name));
            }
            (Expected::Failure(None), Ok(Err(_)) | Err(_)) => {}
            (Expected::Failure(_), Ok(outcome)) => {
                report.push(format!("expected a failure, got: {outcome:?}"));
            }
            (Expected::Failure(Some(name)), Err(error)) => {
                report.push(format!("expected {name}, got: {error}"));
            }
        }
    }
}

/// Tells the name of an error.
#[cfg(feature = "event-stream")]
struct Name;

#[cfg(feature = "event-stream")]
impl ErrorVisitor for Name {
    type Output = &'static str;

    fn error<T: Shape>(self, _: &T) -> &'static str {
        T::NAME
    }
}
