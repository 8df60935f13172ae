//! Calls three operations of IoT, over plain HTTP and signed.

use aws_sdk_iot::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_iot::types::AttributePayload;
use aws_sdk_iot::{Client, Config};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url("http://127.0.0.1:8080")
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("key", "secret", None, None, "static"))
        .build();
    let client = Client::from_conf(config);
    let created = client
        .create_thing()
        .thing_name("lamp")
        .attribute_payload(AttributePayload::builder().merge(true).build())
        .send()
        .await?;
    println!("{:?}", created.thing_id);
    let found = client.describe_thing().thing_name("lamp").send().await?;
    println!("{:?}", found.thing_type_name);
    let listed = client.list_things().max_results(10).send().await?;
    for thing in listed.things.unwrap_or_default() {
        println!("{:?} {:?}", thing.thing_name, thing.version);
    }
    Ok(())
}
