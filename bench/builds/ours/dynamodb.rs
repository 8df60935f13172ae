//! Calls three operations of DynamoDB, over plain HTTP and signed.

use std::collections::BTreeMap;

use dynamodb::Client;
use dynamodb::farrier::client::AwsCredentials;
use dynamodb::types::AttributeValue;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .endpoint("http://127.0.0.1:8080")
        .region("us-east-1")
        .credentials(AwsCredentials::new("key", "secret"))
        .build()?;
    let key = || BTreeMap::from([("id".to_owned(), AttributeValue::S("7".to_owned()))]);
    client.put_item("orders", key()).await?;
    let found = client.get_item("orders", key()).await?;
    println!("{:?}", found.item);
    let listed = client.query("orders").with(|input| input.limit(10)).await?;
    for item in listed.items.unwrap_or_default() {
        println!("{item:?}");
    }
    Ok(())
}
