//! Calls three operations of DynamoDB, over plain HTTP and signed.

use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodb::{Client, Config};

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
    let key = AttributeValue::S("7".to_owned());
    client
        .put_item()
        .table_name("orders")
        .item("id", key.clone())
        .send()
        .await?;
    let found = client
        .get_item()
        .table_name("orders")
        .key("id", key)
        .send()
        .await?;
    println!("{:?}", found.item);
    let listed = client.query().table_name("orders").limit(10).send().await?;
    for item in listed.items.unwrap_or_default() {
        println!("{item:?}");
    }
    Ok(())
}
