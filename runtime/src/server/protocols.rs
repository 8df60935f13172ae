//! The protocols of one server.

use http::request;

use crate::protocol::Protocol;
use crate::wire::ServiceSchema;

/// The protocols that a server speaks: one, or a tuple of two to eight.
///
/// Those of a tuple are asked in its order whether a request [is of theirs](Protocol::claims), all but the
/// last, which takes what none of the others claims. One alone is thus not asked. Protocols that bind
/// operations to HTTP go last, since their requests bear no mark of them.
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
    ($(($($asked:ident = $place:literal),+; $last:ident);)*) => {$(
        impl<$($asked: Protocol,)+ $last: Protocol> Choose for ($($asked,)+ $last) {
            fn claimed(service: &'static ServiceSchema, head: &request::Parts) -> usize {
                let asked = [$($asked::claims),+];
                let claimed = asked.iter().position(|claims| claims(service, head));
                claimed.unwrap_or(asked.len())
            }

            fn choose<Do: Choice>(place: usize, choice: Do) -> Do::Output {
                match place {
                    $($place => choice.of::<$asked>(),)+
                    _ => choice.of::<$last>(),
                }
            }
        }
    )*};
}

tuples! {
    (A = 0; B);
    (A = 0, B = 1; C);
    (A = 0, B = 1, C = 2; D);
    (A = 0, B = 1, C = 2, D = 3; E);
    (A = 0, B = 1, C = 2, D = 3, E = 4; F);
    (A = 0, B = 1, C = 2, D = 3, E = 4, F = 5; G);
    (A = 0, B = 1, C = 2, D = 3, E = 4, F = 5, G = 6; H);
}
