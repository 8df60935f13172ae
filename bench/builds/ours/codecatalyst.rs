//! Calls three operations of CodeCatalyst, over plain HTTP.

use codecatalyst::Client;
use codecatalyst::types::Filter;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder()
        .endpoint("http://127.0.0.1:8080")
        .bearer_token("secret")
        .build()?;
    let created = client.create_project("space", "Project").await?;
    println!("{}", created.name);
    let found = client.get_project("space", created.name).await?;
    println!("{:?}", found.description);
    let filters = vec![Filter::new("status", vec!["RUNNING".to_owned()])];
    let listed = client
        .list_dev_environments("space")
        .with(|input| input.filters(filters))
        .await?;
    for environment in listed.items {
        println!("{} {:?}", environment.id, environment.status);
    }
    Ok(())
}
