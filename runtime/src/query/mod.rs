//! Inputs as forms, the requests of [awsQuery] and [ec2Query]: `Action=…&Version=…&Tags.member.1.Key=…`.
//!
//! The key of a value tells its place: members by name, items of lists and entries of maps by number,
//! from 1, all joined by dots. The two protocols differ in what members are called, and in how many
//! segments stand between a list and its items.
//!
//! [awsQuery]: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#request-serialization
//! [ec2Query]: https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html#request-serialization

mod decode;
mod dialect;
mod encode;
mod pairs;

pub(crate) use decode::FormDecoder;
pub(crate) use dialect::Dialect;
pub(crate) use encode::FormEncoder;
pub(crate) use pairs::{Pairs, find};

use crate::wire::Member;

/// The member of a value that has no schema: the root, and the plain items of lists and maps.
static ANY: Member = Member::new("");

/// The key that names the operation.
pub(crate) const ACTION: &str = "Action";
