//! The protocols of one server.

use http::request;

use crate::protocol::Protocol;
use crate::wire::ServiceSchema;

/// The protocols that a server speaks: one, or a tuple of two to eight.
///
/// Those of a tuple are asked in its order whether a request [is of theirs](Protocol::claims); the first
/// answers what none of them claims. One alone is not asked.
pub trait Protocols: Choose {}

impl<T: Choose> Protocols for T {}

/// What a [`Router`](super::Router) asks of its protocols, which it knows by their places.
///
/// With one protocol, nothing is left of the choice when it is compiled.
pub trait Choose: 'static {
    /// The place of the protocol that a request is of.
    fn claimed(service: &'static ServiceSchema, head: &request::Parts) -> usize;

    /// Does something with the protocol at this place.
    fn choose<C: Choice>(place: usize, choice: C) -> C::Output;
}

/// Something that is done with a protocol.
pub trait Choice {
    /// What comes of it.
    type Output;

    /// Does it.
    fn of<P: Protocol>(self) -> Self::Output;
}

impl<P: Protocol> Choose for P {
    fn claimed(_: &'static ServiceSchema, _: &request::Parts) -> usize {
        0
    }

    fn choose<C: Choice>(_: usize, choice: C) -> C::Output {
        choice.of::<P>()
    }
}

macro_rules! tuples {
    ($(($first:ident, $($other:ident = $place:literal),+);)*) => {$(
        impl<$first: Protocol, $($other: Protocol),+> Choose for ($first, $($other),+) {
            fn claimed(service: &'static ServiceSchema, head: &request::Parts) -> usize {
                let claims = [$first::claims, $($other::claims),+];
                let mut claims = claims.into_iter();
                claims.position(|claims| claims(service, head)).unwrap_or(0)
            }

            fn choose<Do: Choice>(place: usize, choice: Do) -> Do::Output {
                match place {
                    $($place => choice.of::<$other>(),)+
                    _ => choice.of::<$first>(),
                }
            }
        }
    )*};
}

tuples! {
    (A, B = 1);
    (A, B = 1, C = 2);
    (A, B = 1, C = 2, D = 3);
    (A, B = 1, C = 2, D = 3, E = 4);
    (A, B = 1, C = 2, D = 3, E = 4, F = 5);
    (A, B = 1, C = 2, D = 3, E = 4, F = 5, G = 6);
    (A, B = 1, C = 2, D = 3, E = 4, F = 5, G = 6, H = 7);
}
