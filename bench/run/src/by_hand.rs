//! The services of the rows as somebody would write them by hand, with the same checks, over hyper and over axum.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::LazyLock;

use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response as AxumResponse};
use axum::routing::{delete, put};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Body;
use percent_encoding::percent_decode_str;
use regex::Regex;
use serde::{Deserialize, Serialize};

/// As much as our router takes.
const BODY_LIMIT: usize = 2 << 20;

#[derive(Deserialize)]
pub struct Order {
    pub reference: String,
    pub email: Option<String>,
    pub note: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "decoded, as ours is, and not looked at")]
    pub priority: Priority,
    pub lines: Vec<OrderLine>,
    pub labels: Option<BTreeMap<String, String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
}

#[derive(Deserialize)]
pub struct OrderLine {
    pub sku: String,
    pub quantity: i32,
    pub price: f64,
    pub comment: Option<String>,
}

#[derive(Serialize)]
pub struct Placed {
    pub number: i64,
    pub total: f64,
}

#[derive(Serialize)]
struct Invalid {
    message: String,
}

/// Collects what is wrong, each with its place.
struct Faults(Vec<String>);

impl Faults {
    fn check(&mut self, fits: bool, place: impl FnOnce() -> String, rule: &str) {
        if !fits {
            let place = place();
            self.0.push(format!(
                "Value at '{place}' failed to satisfy constraint: {rule}"
            ));
        }
    }

    fn length(&mut self, text: &str, min: usize, max: usize, place: impl FnOnce() -> String) {
        let length = text.chars().count();
        self.check(
            (min..=max).contains(&length),
            place,
            "Member must have another length",
        );
    }

    fn slug(&mut self, text: &str, place: impl Fn() -> String) {
        self.length(text, 1, 40, &place);
        let fits = |byte: u8| matches!(byte, b'-' | b'0'..=b'9' | b'a'..=b'z');
        self.check(
            !text.is_empty() && text.bytes().all(fits),
            place,
            "Member must satisfy ^[a-z0-9-]+$",
        );
    }
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$").expect("the pattern is well-formed")
});

/// What is wrong with an order.
pub fn check(customer: &str, order: &Order) -> Vec<String> {
    let mut faults = Faults(Vec::new());
    faults.slug(customer, || "/customer".to_owned());
    let reference = || "/reference".to_owned();
    faults.length(&order.reference, 3, 24, reference);
    let fits =
        |byte: u8| matches!(byte, b'-' | b'.' | b'_' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z');
    faults.check(
        !order.reference.is_empty() && order.reference.bytes().all(fits),
        reference,
        "Member must satisfy ^[A-Za-z0-9_.-]+$",
    );
    if let Some(email) = &order.email {
        faults.length(email, 0, 254, || "/email".to_owned());
        faults.check(
            EMAIL.is_match(email),
            || "/email".to_owned(),
            "Member must be an address",
        );
    }
    if let Some(note) = &order.note {
        faults.length(note, 0, 500, || "/note".to_owned());
    }
    faults.check(
        (1..=100).contains(&order.lines.len()),
        || "/lines".to_owned(),
        "Member must have another length",
    );
    for (index, line) in order.lines.iter().enumerate() {
        let place = |member: &str| format!("/lines/{index}/{member}");
        faults.slug(&line.sku, || place("sku"));
        faults.check(
            (1..=999).contains(&line.quantity),
            || place("quantity"),
            "Member must be between 1 and 999",
        );
        faults.check(
            (0.0..=100_000.0).contains(&line.price),
            || place("price"),
            "Member must be between 0 and 100000",
        );
        if let Some(comment) = &line.comment {
            faults.length(comment, 0, 500, || place("comment"));
        }
    }
    if let Some(labels) = &order.labels {
        faults.check(
            labels.len() <= 20,
            || "/labels".to_owned(),
            "Member must have another length",
        );
        for (key, text) in labels {
            faults.check(
                !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase()),
                || "/labels".to_owned(),
                "Member must satisfy ^[a-z]+$",
            );
            faults.length(text, 1, 60, || format!("/labels/{key}"));
        }
    }
    faults.0
}

/// What an order comes to.
pub fn placed(lines: impl Iterator<Item = (i32, f64)>) -> Placed {
    Placed {
        number: 1_000_001,
        total: lines
            .map(|(quantity, price)| f64::from(quantity) * price)
            .sum(),
    }
}

fn check_token(id: &str) -> Vec<String> {
    let mut faults = Faults(Vec::new());
    faults.length(id, 1, 36, || "/id".to_owned());
    faults.0
}

/// The service over hyper.
pub async fn serve<B: Body<Data = Bytes>>(
    request: Request<B>,
) -> Result<Response<Full<Bytes>>, Infallible>
where
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (head, body) = request.into_parts();
    let mut segments = head.uri.path().split('/').skip(1);
    let route = [
        segments.next(),
        segments.next(),
        segments.next(),
        segments.next(),
    ];
    Ok(match (&head.method, route) {
        (&Method::DELETE, [Some("v1"), Some("accessTokens"), Some(id), None]) => {
            match percent_decode_str(id).decode_utf8() {
                Ok(id) if check_token(&id).is_empty() => answer(StatusCode::OK, b"{}".to_vec()),
                Ok(id) => invalid(check_token(&id)),
                Err(_) => invalid(vec!["the id is not UTF-8".to_owned()]),
            }
        }
        (&Method::PUT, [Some("orders"), Some(customer), None, None]) => {
            let Ok(customer) = percent_decode_str(customer).decode_utf8() else {
                return Ok(invalid(vec!["the customer is not UTF-8".to_owned()]));
            };
            if head.headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes)
                != Some(b"application/json")
            {
                return Ok(answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, Vec::new()));
            }
            let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
                return Ok(answer(StatusCode::PAYLOAD_TOO_LARGE, Vec::new()));
            };
            match serde_json::from_slice::<Order>(&body.to_bytes()) {
                Ok(order) => place(&customer, &order),
                Err(error) => invalid(vec![error.to_string()]),
            }
        }
        _ => answer(StatusCode::NOT_FOUND, Vec::new()),
    })
}

fn place(customer: &str, order: &Order) -> Response<Full<Bytes>> {
    let faults = check(customer, order);
    if !faults.is_empty() {
        return invalid(faults);
    }
    let placed = placed(order.lines.iter().map(|line| (line.quantity, line.price)));
    match serde_json::to_vec(&placed) {
        Ok(body) => answer(StatusCode::OK, body),
        Err(_) => answer(StatusCode::INTERNAL_SERVER_ERROR, Vec::new()),
    }
}

fn invalid(faults: Vec<String>) -> Response<Full<Bytes>> {
    let message = faults.join("; ");
    let body = serde_json::to_vec(&Invalid { message }).unwrap_or_default();
    answer(StatusCode::BAD_REQUEST, body)
}

fn answer(status: StatusCode, body: Vec<u8>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// The service over axum.
pub fn axum() -> axum::Router {
    async fn delete_token(Path(id): Path<String>) -> AxumResponse {
        match check_token(&id) {
            faults if faults.is_empty() => Json(BTreeMap::<String, String>::new()).into_response(),
            faults => refused(faults),
        }
    }

    async fn place_order(Path(customer): Path<String>, Json(order): Json<Order>) -> AxumResponse {
        match check(&customer, &order) {
            faults if faults.is_empty() => Json(placed(
                order.lines.iter().map(|line| (line.quantity, line.price)),
            ))
            .into_response(),
            faults => refused(faults),
        }
    }

    fn refused(faults: Vec<String>) -> AxumResponse {
        let message = faults.join("; ");
        (StatusCode::BAD_REQUEST, Json(Invalid { message })).into_response()
    }

    axum::Router::new()
        .route("/v1/accessTokens/{id}", delete(delete_token))
        .route("/orders/{customer}", put(place_order))
}
