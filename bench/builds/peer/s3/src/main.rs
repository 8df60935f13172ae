//! Calls three operations of S3, over plain HTTP and signed.

use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::{Client, Config};

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
    let created = client.create_bucket().bucket("shelf").send().await?;
    println!("{:?}", created.location);
    let copied = client
        .copy_object()
        .bucket("shelf")
        .key("b")
        .copy_source("shelf/a")
        .send()
        .await?;
    println!("{:?}", copied.version_id);
    let listed = client.list_objects_v2().bucket("shelf").send().await?;
    for object in listed.contents.unwrap_or_default() {
        println!("{:?} {:?}", object.key, object.size);
    }
    Ok(())
}
