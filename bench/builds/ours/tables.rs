//! Calls three operations of Tables in some protocols, over plain HTTP.

use tables::Client;
use tables::farrier::client::Builder;
use tables::farrier::protocol::Protocol;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn builder() -> Builder<Client> {
    Client::builder()
        .endpoint("http://127.0.0.1:8080")
        .no_credentials()
}

async fn calls<P: Protocol>(client: Client<P>) -> Outcome {
    let placed = client.place_order("customer", "reference", Vec::new()).await?;
    println!("{} {}", placed.number, placed.total);
    let found = client.query("orders").with(|input| input.limit(10)).await?;
    println!("{:?}", found.items);
    let untagged = client
        .untag_resource("orders", vec!["old".to_owned()])
        .await?;
    println!("{untagged:?}");
    Ok(())
}
