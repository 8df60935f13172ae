//! Calls three operations of CodeCatalyst, over plain HTTP.

use aws_sdk_codecatalyst::config::{BehaviorVersion, Token};
use aws_sdk_codecatalyst::types::Filter;
use aws_sdk_codecatalyst::{Client, Config};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url("http://127.0.0.1:8080")
        .bearer_token(Token::new("secret", None))
        .build();
    let client = Client::from_conf(config);
    let created = client
        .create_project()
        .space_name("space")
        .display_name("Project")
        .send()
        .await?;
    println!("{}", created.name);
    let found = client
        .get_project()
        .space_name("space")
        .name(created.name)
        .send()
        .await?;
    println!("{:?}", found.description);
    let filter = Filter::builder().key("status").values("RUNNING").build()?;
    let listed = client
        .list_dev_environments()
        .space_name("space")
        .filters(filter)
        .send()
        .await?;
    for environment in listed.items {
        println!("{} {:?}", environment.id, environment.status);
    }
    Ok(())
}
