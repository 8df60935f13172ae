//! A service of ec2Query, over real sockets: forms one way, XML the other.
//!
//! Its crate, `generated/harbour`, is made of the fixture `service_harbour`: see `generated.rs`.

use farrier::Timestamp;
use farrier::server::{Context, Outcome};
use farrier_tests::raw::{RawServer, receive};
use farrier_tests::server::Server;
use harbour::Client;
use harbour::operation::{
    DescribeBerths, DescribeBerthsInput, DescribeBerthsOutput, OpenHarbour, OpenHarbourInput,
    OpenHarbourOutput, ReserveBerth, ReserveBerthError, ReserveBerthInput, ReserveBerthOutput,
};
use harbour::server::{Harbour, Router};
use harbour::types::{Berth, BerthTaken, Boat, Filter};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// Has two berths, the first of which is taken.
struct Pier;

fn tomorrow() -> Timestamp {
    "2024-03-01T12:00:00Z".parse().expect("a date")
}

impl Harbour for Pier {
    /// Gives a berth for each value that is looked for.
    async fn describe_berths(
        &self,
        input: DescribeBerthsInput,
        _: Context,
    ) -> Outcome<DescribeBerths> {
        let filters = input.filters.unwrap_or_default();
        let found = filters.into_iter().flat_map(|filter| {
            let values = filter.values.unwrap_or_default();
            values
                .into_iter()
                .map(move |value| format!("{} {value}", filter.name))
        });
        let wanted = input.berth_ids.unwrap_or_default();
        let berths = found
            .chain(wanted)
            .map(|id| Berth::new(id).depth(3.5).free(false));
        let mut output = DescribeBerthsOutput::new().berths(berths.collect());
        output.next_token = input.max_results.map(|most| most.to_string());
        Ok(output)
    }

    async fn open_harbour(&self, _: OpenHarbourInput, _: Context) -> Outcome<OpenHarbour> {
        Ok(OpenHarbourOutput::new())
    }

    async fn reserve_berth(&self, input: ReserveBerthInput, _: Context) -> Outcome<ReserveBerth> {
        if input.berth_id == "b-1" {
            let taken = BerthTaken::new()
                .message("until <tomorrow>")
                .until(tomorrow());
            return Err(ReserveBerthError::BerthTaken(taken));
        }
        Ok(ReserveBerthOutput::new(input.berth_id).boat(input.boat))
    }
}

async fn pier() -> (Server, Client) {
    let server = Server::start(Router::new(Pier)).await;
    let client = client(&server.endpoint());
    (server, client)
}

fn client(endpoint: &str) -> Client {
    let client = Client::builder().endpoint(endpoint).build();
    client.expect("the settings are complete")
}

#[tokio::test]
async fn what_a_form_says_comes_back_as_xml() {
    let (_server, client) = pier().await;
    let filters = vec![
        Filter::new("depth").values(vec!["3 m".into(), "a&b=<c>".into()]),
        Filter::new("pier"),
    ];
    let describe = client.describe_berths().with(|input| {
        input
            .filters(filters)
            .berth_ids(vec!["\u{e9}".into(), "x+y".into()])
            .max_results(7)
    });
    let output = describe.await.expect("there are berths");
    let berths = output.berths.expect("there are berths");
    let ids: Vec<&str> = berths.iter().map(|berth| berth.berth_id.as_str()).collect();
    assert_eq!(ids, ["depth 3 m", "depth a&b=<c>", "\u{e9}", "x+y"]);
    assert_eq!((berths[0].depth, berths[0].free), (Some(3.5), Some(false)));
    assert_eq!(output.next_token.as_deref(), Some("7"));
    client.open_harbour().await.expect("the harbour opens");
    let boat = Boat::new("Ann")
        .crew(vec!["Bob".into()])
        .papers(vec![0, 255]);
    let reserve = client
        .reserve_berth("b-2", boat.clone())
        .with(|input| input.until(tomorrow()));
    let output = reserve.await.expect("the berth is free");
    assert_eq!(
        (output.reservation_id.as_str(), output.boat),
        ("b-2", Some(boat))
    );
}

#[tokio::test]
async fn failures_are_those_of_the_model() {
    let (_server, client) = pier().await;
    let reserve = client.reserve_berth("b-1", Boat::new("Ann"));
    let failed = reserve.await.expect_err("the berth is taken");
    match failed.as_service() {
        Some(ReserveBerthError::BerthTaken(error)) => {
            assert_eq!(error.message.as_deref(), Some("until <tomorrow>"));
            assert_eq!(error.until, Some(tomorrow()));
        }
        other => panic!("{other:?}"),
    }
    let reserve = client.reserve_berth("pier 9", Boat::new(""));
    let failed = reserve.await.expect_err("neither name is one");
    let Some(ReserveBerthError::Validation(error)) = failed.as_service() else {
        panic!("{failed}");
    };
    let fields = error.field_list.as_deref().unwrap_or_default();
    let paths: Vec<&str> = fields.iter().map(|field| field.path.as_str()).collect();
    assert_eq!(paths, ["/berthId", "/boat/name"]);
}

const HEAD: &str = "POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n";

/// Sends a form, and gives the answer but for what differs each time.
async fn answer(server: &Server, form: &str) -> String {
    let length = form.len();
    let request = format!(
        "{HEAD}content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{form}"
    );
    let mut stream = TcpStream::connect(server.address())
        .await
        .expect("the server listens");
    stream
        .write_all(request.as_bytes())
        .await
        .expect("the server reads");
    let answer = receive(&mut stream).await;
    let (head, body) = answer.split_once("\r\n\r\n").expect("a whole answer");
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default();
    let id = lines.find_map(|line| line.strip_prefix("x-amzn-requestid: "));
    let id = id.expect("each answer has an id");
    assert_eq!(body.matches(id).count(), 1, "{body}");
    format!("{status}\n{}", body.replace(id, "ID"))
}

#[tokio::test]
async fn every_answer_tells_the_id_of_its_request() {
    let (server, _client) = pier().await;
    assert_eq!(
        answer(&server, "Action=OpenHarbour&Version=2024-01-01").await,
        "HTTP/1.1 200 OK\n\
         <OpenHarbourResponse xmlns=\"http://harbour.example/doc/2024-01-01/\"><requestId>ID</requestId></OpenHarbourResponse>"
    );
    assert_eq!(
        answer(&server, "Action=ReserveBerth&BerthId=b-1&Boat.Name=Ann").await,
        "HTTP/1.1 400 Bad Request\n\
         <Response><Errors><Error><Code>BerthTaken</Code><Message>until &lt;tomorrow&gt;</Message>\
         <until>2024-03-01T12:00:00Z</until></Error></Errors><RequestID>ID</RequestID></Response>"
    );
    assert_eq!(
        answer(&server, "Action=SinkHarbour&Version=2024-01-01").await,
        "HTTP/1.1 404 Not Found\n\
         <Response><Errors><Error><Code>UnknownOperationException</Code>\
         <Message>No operation has this name.</Message></Error></Errors><RequestID>ID</RequestID></Response>"
    );
    assert_eq!(
        answer(&server, "Action=ReserveBerth&BerthId=b-2&Boat.Crew.x=Ann").await,
        "HTTP/1.1 400 Bad Request\n\
         <Response><Errors><Error><Code>SerializationException</Code>\
         <Message>cannot read /boat/crew: expected a number from 1 on, found another segment of a key</Message>\
         </Error></Errors><RequestID>ID</RequestID></Response>"
    );
}

#[tokio::test]
async fn an_answer_of_something_else_is_told_by_its_status() {
    let page = "<html><body>Bad gateway</body></html>";
    let raw = RawServer::start(format!(
        "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: {}\r\n\r\n{page}",
        page.len()
    ))
    .await;
    let failed = client(&raw.endpoint())
        .open_harbour()
        .await
        .expect_err("there is no harbour");
    assert_eq!(failed.code(), None);
    assert_eq!(failed.status().map(|status| status.as_u16()), Some(502));
}
