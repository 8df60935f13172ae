//! STS: awsQuery, a form one way and XML the other.

use farrier::Timestamp;
use farrier::server::{Context, Outcome};
use sts::operation::{
    AssumeRole, AssumeRoleError, AssumeRoleInput, AssumeRoleOutput, GetCallerIdentity,
    GetCallerIdentityInput, GetCallerIdentityOutput,
};
use sts::server::{AwsSecurityTokenServiceV20110615, Router};
use sts::types::{
    AssumedRoleUser, Credentials, MalformedPolicyDocumentException, PolicyDescriptorType, Tag,
};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client;
use crate::server::Server;

/// Lets everybody be who they want to be.
struct Desk;

fn expiration() -> Timestamp {
    "2024-02-29T12:00:00Z".parse().expect("a date")
}

impl AwsSecurityTokenServiceV20110615 for Desk {
    async fn get_caller_identity(
        &self,
        _: GetCallerIdentityInput,
        _: Context,
    ) -> Outcome<GetCallerIdentity> {
        Ok(GetCallerIdentityOutput::new()
            .account("123456789012")
            .arn("arn:aws:iam::123456789012:user/<Ann & Bob>"))
    }

    /// Gives back what it was told.
    async fn assume_role(&self, input: AssumeRoleInput, _: Context) -> Outcome<AssumeRole> {
        if input.policy.is_some() {
            let malformed = MalformedPolicyDocumentException::new().message("no <policy> at all");
            return Err(AssumeRoleError::MalformedPolicyDocument(malformed));
        }
        let tags = input.tags.unwrap_or_default();
        let tags: Vec<String> = tags
            .into_iter()
            .map(|tag| format!("{}={}", tag.key, tag.value))
            .collect();
        let policies = input.policy_arns.unwrap_or_default();
        let policies: Vec<String> = policies
            .into_iter()
            .filter_map(|policy| policy.arn)
            .collect();
        let mut output = AssumeRoleOutput::new()
            .credentials(Credentials::new(
                "AKIDEXAMPLE000001",
                tags.join(","),
                policies.join(","),
                expiration(),
            ))
            .assumed_role_user(AssumedRoleUser::new(
                input.role_session_name,
                input.role_arn,
            ));
        output.packed_policy_size = input.duration_seconds;
        output.source_identity = input.source_identity;
        Ok(output)
    }
}

const ROLE: &str = "arn:aws:iam::123456789012:role/captain";

#[tokio::test]
async fn what_a_form_says_comes_back_as_xml() {
    let server = Server::start(Router::new(Desk)).await;
    let client = client!(sts, server);
    let identity = client
        .get_caller_identity()
        .await
        .expect("everybody is somebody");
    assert_eq!(identity.account.as_deref(), Some("123456789012"));
    assert_eq!(
        identity.arn.as_deref(),
        Some("arn:aws:iam::123456789012:user/<Ann & Bob>")
    );
    let policies = ["arn:aws:iam::aws:policy/one", "arn:aws:iam::aws:policy/two"];
    let policies = policies
        .map(|arn| PolicyDescriptorType::new().arn(arn))
        .to_vec();
    let assume = client.assume_role(ROLE, "session").with(|input| {
        input
            .duration_seconds(3600)
            .source_identity("Ann")
            .policy_arns(policies)
            .tags(vec![Tag::new("a b", "x+y"), Tag::new("c", "")])
    });
    let output = assume.await.expect("the role is free");
    let credentials = output.credentials.expect("there are some");
    assert_eq!(credentials.secret_access_key, "a b=x+y,c=");
    assert_eq!(
        credentials.session_token,
        "arn:aws:iam::aws:policy/one,arn:aws:iam::aws:policy/two"
    );
    assert_eq!(credentials.expiration, expiration());
    let user = output.assumed_role_user.expect("there is one");
    assert_eq!(
        (user.assumed_role_id.as_str(), user.arn.as_str()),
        ("session", ROLE)
    );
    assert_eq!(output.packed_policy_size, Some(3600));
    assert_eq!(output.source_identity.as_deref(), Some("Ann"));
}

#[tokio::test]
async fn failures_are_known_by_their_codes() {
    let server = Server::start(Router::new(Desk)).await;
    let client = client!(sts, server);
    let assume = client
        .assume_role(ROLE, "session")
        .with(|input| input.policy("{}"));
    let failed = assume.await.expect_err("there are no policies");
    match failed.as_service() {
        Some(AssumeRoleError::MalformedPolicyDocument(error)) => {
            assert_eq!(error.message.as_deref(), Some("no <policy> at all"));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(failed.status().map(|status| status.as_u16()), Some(400));
    let assume = client.assume_role("x", "session");
    let failed = assume.await.expect_err("the role's name is too short");
    assert!(
        failed.to_string().contains("roleArn") || failed.to_string().contains("RoleArn"),
        "{failed}"
    );
}

#[tokio::test]
async fn a_call_may_be_a_get() {
    let server = Server::start(Router::new(Desk)).await;
    let mut stream = TcpStream::connect(server.address())
        .await
        .expect("the server listens");
    let request = "GET /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    stream
        .write_all(request.as_bytes())
        .await
        .expect("the server reads");
    let mut answer = String::new();
    stream
        .read_to_string(&mut answer)
        .await
        .expect("the server answers");
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(
        answer.contains("<Account>123456789012</Account>"),
        "{answer}"
    );
    assert!(answer.contains("<ResponseMetadata><RequestId>"), "{answer}");
}
