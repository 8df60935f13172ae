//! The answer to an invalid input, where the model lists none.

use crate::validate::{Violation, Violations};
use crate::wire::{
    DecodeResult, Decoder, EncodeResult, ErrorSchema, Member, MemberEncoder, Shape, blank,
};

/// [`smithy.framework#ValidationException`](https://smithy.io/2.0/spec/constraint-traits.html).
#[derive(Debug, PartialEq)]
pub(super) struct ValidationException {
    message: String,
    field_list: Vec<Field>,
}

/// `smithy.framework#ValidationExceptionField`.
#[derive(Debug, PartialEq)]
struct Field {
    path: String,
    message: String,
}

impl From<Violations> for ValidationException {
    fn from(violations: Violations) -> Self {
        let field = |Violation { path, message, .. }| Field { path, message };
        Self {
            message: violations.to_string(),
            field_list: violations.into_iter().map(field).collect(),
        }
    }
}

impl Shape for ValidationException {
    const NAME: &'static str = "ValidationException";
    const ERROR: Option<ErrorSchema> = Some(ErrorSchema::new(400));
    const MEMBERS: &'static [Member] = &[
        Member::required("message"),
        Member::new("fieldList").list(&Member::new("member")),
    ];

    fn blank() -> Self {
        Self {
            message: blank(),
            field_list: blank(),
        }
    }

    fn encode_members<M: MemberEncoder>(&self, to: &mut M) -> EncodeResult {
        to.members((&self.message, &self.field_list))
    }

    fn decode_member<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        from.member((&mut self.message, &mut self.field_list))
    }
}

impl Shape for Field {
    const NAME: &'static str = "ValidationExceptionField";
    const MEMBERS: &'static [Member] = &[Member::required("path"), Member::required("message")];

    fn blank() -> Self {
        Self {
            path: blank(),
            message: blank(),
        }
    }

    fn encode_members<M: MemberEncoder>(&self, to: &mut M) -> EncodeResult {
        to.members((&self.path, &self.message))
    }

    fn decode_member<D: Decoder>(&mut self, from: &mut D) -> DecodeResult {
        from.member((&mut self.path, &mut self.message))
    }
}
