//! What services of AWS ask of clients that no trait says.
//!
//! Each is known by its `sdkId`. Whatever can be said by a trait is: this table is for what cannot.

use farrier_smithy::Shape;
use farrier_smithy::traits::{AwsService, HttpHeader, HttpLabel};

/// What one service asks for.
#[derive(Debug)]
pub(super) struct Customization {
    sdk_id: &'static str,
    /// Headers of every request; no value is the service's version.
    headers: &'static [(&'static str, Option<&'static str>)],
    /// A label, and what stands for an empty one.
    label: Option<(&'static str, &'static str)>,
    /// The header of inputs whose bodies are hashed as a tree.
    tree_hash: Option<&'static str>,
    /// The label of buckets, which may stand before the host.
    bucket: Option<&'static str>,
    /// The member of inputs that says where the request goes.
    endpoint: Option<&'static str>,
}

const CUSTOMIZATIONS: [Customization; 4] = [
    // Without it, API Gateway answers in HAL: its JSON is another.
    Customization {
        sdk_id: "API Gateway",
        headers: &[("accept", Some("application/json"))],
        label: None,
        tree_hash: None,
        bucket: None,
        endpoint: None,
    },
    // https://docs.aws.amazon.com/amazonglacier/latest/dev/api-common-request-headers.html; `-` is the
    // account whose keys sign the request.
    Customization {
        sdk_id: "Glacier",
        headers: &[("x-amz-glacier-version", None)],
        label: Some(("accountId", "-")),
        tree_hash: Some("x-amz-sha256-tree-hash"),
        bucket: None,
        endpoint: None,
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
    Customization {
        sdk_id: "S3",
        headers: &[],
        label: None,
        tree_hash: None,
        bucket: Some("Bucket"),
        endpoint: None,
    },
    // https://docs.aws.amazon.com/machine-learning/latest/APIReference/API_Predict.html
    Customization {
        sdk_id: "Machine Learning",
        headers: &[],
        label: None,
        tree_hash: None,
        bucket: None,
        endpoint: Some("PredictEndpoint"),
    },
];

impl Customization {
    /// What this service asks for, if it is one that does.
    pub(super) fn of(service: &Shape) -> Option<&'static Self> {
        let AwsService { sdk_id, .. } = service.traits.get()?;
        CUSTOMIZATIONS
            .iter()
            .find(|customization| customization.sdk_id == sdk_id)
    }

    /// The headers of every request.
    pub(super) fn headers(&self, version: &str) -> Vec<(String, String)> {
        let header = |(name, value): &(&str, Option<&str>)| {
            ((*name).to_owned(), value.unwrap_or(version).to_owned())
        };
        self.headers.iter().map(header).collect()
    }

    /// What stands for a member's label if it is empty.
    pub(super) fn empty_label(&self, member: &farrier_smithy::Member) -> Option<&'static str> {
        let (name, label) = self.label?;
        (member.name() == name && member.traits.has::<HttpLabel>()).then_some(label)
    }

    /// The label of buckets, which may stand before the host.
    pub(super) fn bucket(&self) -> Option<&'static str> {
        self.bucket
    }

    /// The member of an input that says where the request goes.
    pub(super) fn endpoint(&self, input: Option<&Shape>) -> Option<&'static str> {
        let (name, input) = self.endpoint.zip(input)?;
        let mut members = input.members.iter();
        members.any(|member| member.name() == name).then_some(name)
    }

    /// Whether the bodies of an input are hashed as a tree.
    pub(super) fn hashes(&self, input: Option<&Shape>) -> bool {
        let Some((header, input)) = self.tree_hash.zip(input) else {
            return false;
        };
        input.members.iter().any(|member| {
            let bound = member.traits.get::<HttpHeader>();
            bound.is_some_and(|HttpHeader(name)| name.eq_ignore_ascii_case(header))
        })
    }
}
