//! Tuples of references to members.

use super::{
    Decode, DecodeResult, Decoder, Encode, EncodeResult, MemberEncoder, Members, MembersMut,
};

impl<T: Encode> Members for &T {
    const LEN: usize = 1;

    fn encode_each<M: MemberEncoder>(self, first: usize, to: &mut M) -> EncodeResult {
        to.member(first, self)
    }
}

impl<T: Decode> MembersMut for &mut T {
    const LEN: usize = 1;

    fn decode_nth<D: Decoder>(self, _index: usize, from: &mut D) -> DecodeResult {
        self.decode(from)
    }
}

/// A structure without members.
impl Members for () {
    const LEN: usize = 0;

    fn encode_each<M: MemberEncoder>(self, _first: usize, _to: &mut M) -> EncodeResult {
        Ok(())
    }
}

/// A structure without members.
impl MembersMut for () {
    const LEN: usize = 0;

    fn decode_nth<D: Decoder>(self, _index: usize, _from: &mut D) -> DecodeResult {
        Ok(())
    }
}

macro_rules! tuples {
    ($(($($element:ident)+))*) => {$(
        impl<$($element: Members),+> Members for ($($element,)+) {
            const LEN: usize = 0 $(+ $element::LEN)+;

            fn encode_each<To: MemberEncoder>(self, first: usize, to: &mut To) -> EncodeResult {
                // The type parameters name the elements, too.
                #[allow(non_snake_case)]
                let ($($element,)+) = self;
                let mut next = first;
                $(
                    $element.encode_each(next, to)?;
                    next += $element::LEN;
                )+
                let _ = next;
                Ok(())
            }
        }

        impl<$($element: MembersMut),+> MembersMut for ($($element,)+) {
            const LEN: usize = 0 $(+ $element::LEN)+;

            fn decode_nth<From: Decoder>(self, index: usize, from: &mut From) -> DecodeResult {
                // The type parameters name the elements, too.
                #[allow(non_snake_case)]
                let ($($element,)+) = self;
                let mut next = 0;
                $(
                    if index < next + $element::LEN {
                        return $element.decode_nth(index - next, from);
                    }
                    next += $element::LEN;
                )+
                let _ = next;
                Ok(())
            }
        }
    )*};
}

tuples! {
    (A)
    (A B)
    (A B C)
    (A B C D)
    (A B C D E)
    (A B C D E F)
    (A B C D E F G)
    (A B C D E F G H)
    (A B C D E F G H I)
    (A B C D E F G H I J)
    (A B C D E F G H I J K)
    (A B C D E F G H I J K L)
}
