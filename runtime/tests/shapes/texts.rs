//! Every simple type in every place that is text.

use super::*;

structure! {
    LabelsInput = [
        Member::label("text"), Member::label("yes"), Member::label("byte"), Member::label("short"),
        Member::label("integer"), Member::label("long"), Member::label("float"),
        Member::label("double"), Member::label("bigInteger"), Member::label("bigDecimal"),
        Member::label("date"), Member::label("epoch").timestamp(TimestampFormat::EpochSeconds),
    ];
    text: String,
    yes: bool,
    byte: i8,
    short: i16,
    integer: i32,
    long: i64,
    float: f32,
    double: f64,
    big_integer: BigInteger,
    big_decimal: BigDecimal,
    date: Timestamp,
    epoch: Timestamp,
}

const EPOCH: Member = Member::new("member").timestamp(TimestampFormat::EpochSeconds);
const NOTE: Member = Member::new("member").media_type("application/json");

structure! {
    QueryInput = [
        Member::new("numbers").query("n"), Member::new("flags").query("f"),
        Member::new("times").query("t").list(&EPOCH), Member::new("doubles").query("d"),
        Member::new("first").query("first"), Member::new("params").query_params(),
    ];
    numbers: Option<Vec<i64>>,
    flags: Option<Vec<bool>>,
    times: Option<Vec<Timestamp>>,
    doubles: Option<Vec<f64>>,
    first: Option<String>,
    params: Option<BTreeMap<String, Vec<String>>>,
}

structure! {
    HeadersInput = [
        Member::new("numbers").header("X-Numbers"), Member::new("flags").header("X-Flags"),
        Member::new("times").header("X-Times").list(&EPOCH),
        Member::new("floats").header("X-Floats"), Member::new("notes").header("X-Notes").list(&NOTE),
        Member::new("decimal").header("X-Decimal"), Member::new("text").header("X-Text"),
    ];
    numbers: Option<Vec<i32>>,
    flags: Option<Vec<bool>>,
    times: Option<Vec<Timestamp>>,
    floats: Option<Vec<f32>>,
    notes: Option<Vec<String>>,
    decimal: Option<BigDecimal>,
    text: Option<String>,
}

structure! {
    StatusOutput = [Member::new("status").response_code(), Member::new("text")];
    status: Option<i32>,
    text: Option<String>,
}

operation!(Labels = "GET" "/{text}/{yes}/{byte}/{short}/{integer}/{long}/{float}/{double}/{bigInteger}/{bigDecimal}/{date}/{epoch}" 200: LabelsInput => Empty);
operation!(Query = "GET" "/query?kind%20of=it" 200: QueryInput => Empty);
operation!(Headers = "GET" "/headers" 200: HeadersInput => Empty);
operation!(Status = "GET" "/status" 302: Empty => StatusOutput);
