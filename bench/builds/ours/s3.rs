//! Calls three operations of S3, over plain HTTP and signed.

use s3::Client;
use s3::farrier::client::AwsCredentials;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .endpoint("http://127.0.0.1:8080")
        .region("us-east-1")
        .credentials(AwsCredentials::new("key", "secret"))
        .build()?;
    let created = client.create_bucket("shelf").await?;
    println!("{:?}", created.location);
    let copied = client.copy_object("shelf", "shelf/a", "b").await?;
    println!("{:?}", copied.version_id);
    let listed = client.list_objects_v2("shelf").await?;
    for object in listed.contents.unwrap_or_default() {
        println!("{:?} {:?}", object.key, object.size);
    }
    Ok(())
}
