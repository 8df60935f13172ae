//! Calls three operations of IoT, over plain HTTP and signed.

use iot::Client;
use iot::farrier::client::AwsCredentials;
use iot::types::AttributePayload;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .endpoint("http://127.0.0.1:8080")
        .region("us-east-1")
        .credentials(AwsCredentials::new("key", "secret"))
        .build()?;
    let created = client
        .create_thing("lamp")
        .with(|input| input.attribute_payload(AttributePayload::new().merge(true)))
        .await?;
    println!("{:?}", created.thing_id);
    let found = client.describe_thing("lamp").await?;
    println!("{:?}", found.thing_type_name);
    let listed = client
        .list_things()
        .with(|input| input.max_results(10))
        .await?;
    for thing in listed.things.unwrap_or_default() {
        println!("{:?} {:?}", thing.thing_name, thing.version);
    }
    Ok(())
}
