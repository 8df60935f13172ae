//! The server's routes, in the order in which they are tried.

use farrier_smithy::traits::{Http, Segment};
use percent_encoding::percent_decode_str;

use super::{RoutePlan, RouteSegment};

/// The route of one operation. The router compares what it has percent-decoded, so literals are decoded, too.
pub(super) fn route(http: &Http, operation: usize) -> RoutePlan {
    let segments = http.uri.segments().iter().map(|segment| match segment {
        Segment::Literal(text) => RouteSegment::Literal(decode(text)),
        Segment::Label(_) => RouteSegment::Label,
        Segment::Greedy(_) => RouteSegment::Greedy,
    });
    let query = http.uri.query().iter();
    let query = query.map(|(key, value)| (decode(key), value.as_deref().map(decode)));
    RoutePlan {
        method: http.method.clone(),
        segments: segments.collect(),
        query: query.collect(),
        operation,
    }
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Sorts routes so that the most specific comes first: literals before labels before greedy
/// labels, segment by segment, and of equal paths the one that asks more of the query.
///
/// See [specificity routing](https://smithy.io/2.0/spec/http-bindings.html#specificity-routing).
pub(super) fn sort(routes: &mut [RoutePlan]) {
    routes.sort_by(|a, b| {
        let key = |route: &RoutePlan| {
            (
                std::cmp::Reverse(route.query.len()),
                route.method.clone(),
                route.operation,
            )
        };
        // Of two paths that begin alike the longer goes first: a greedy label would swallow its end.
        let specific = |route: &RoutePlan| {
            route
                .segments
                .iter()
                .cloned()
                .map(Some)
                .chain([None])
                .map(|s| (s.is_none(), s))
                .collect::<Vec<_>>()
        };
        specific(a)
            .cmp(&specific(b))
            .then_with(|| key(a).cmp(&key(b)))
    });
}
