//! What follows of a type's names alone, so that generated code need not spell it out.

/// Lets an enum of strings be shown and travel: `Display`, [`Encode`](crate::wire::Encode) and
/// [`Decode`](crate::wire::Decode).
///
/// The enum has a method `as_str`, is `From<&str>`, and keeps values that the model does not list in a variant
/// `Unknown`. One whose values must not be shown is stated as
/// `sensitive`, and has no `Debug` of its own: what prints it says that something is there.
#[macro_export]
macro_rules! string_enum {
    ($name:ident) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::string_enum!(@travels $name);
    };
    ($name:ident, sensitive) => {
        $crate::string_enum!(@redacted Debug $name);
        $crate::string_enum!(@redacted Display $name);
        $crate::string_enum!(@travels $name);
    };
    (@redacted $trait:ident $name:ident) => {
        impl ::std::fmt::$trait for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::$trait::fmt(&$crate::Redacted, f)
            }
        }
    };
    (@travels $name:ident) => {
        impl $crate::wire::Encode for $name {
            fn encode<E: $crate::wire::Encoder>(&self, to: &mut E) -> $crate::wire::EncodeResult {
                to.string(self.as_str())
            }
        }

        impl $crate::wire::Decode for $name {
            fn blank() -> Self {
                Self::Unknown(::std::string::String::new())
            }

            fn decode<D: $crate::wire::Decoder>(
                &mut self,
                from: &mut D,
            ) -> $crate::wire::DecodeResult {
                *self = from.string(|value| value.into())?;
                Ok(())
            }
        }
    };
}

/// Lets an enum of integers travel: [`Encode`](crate::wire::Encode) and [`Decode`](crate::wire::Decode).
///
/// The enum has a method `value`, is `From<i32>`, and keeps values that the model does not list in a variant `Unknown`.
#[macro_export]
macro_rules! int_enum {
    ($name:ident) => {
        impl $crate::wire::Encode for $name {
            fn encode<E: $crate::wire::Encoder>(&self, to: &mut E) -> $crate::wire::EncodeResult {
                to.int_enum(self.value())
            }
        }

        impl $crate::wire::Decode for $name {
            fn blank() -> Self {
                Self::Unknown(0)
            }

            fn decode<D: $crate::wire::Decoder>(
                &mut self,
                from: &mut D,
            ) -> $crate::wire::DecodeResult {
                *self = $crate::wire::read::<i32, _>(from)?.into();
                Ok(())
            }
        }
    };
}

/// Makes an enum the [`OperationError`](crate::wire::OperationError) of its variants, each of which holds an error.
///
/// The variant that tells a caller of an invalid input, which is made from
/// [`Violations`](crate::validate::Violations), comes behind `invalid =`.
#[macro_export]
macro_rules! operation_error {
    ($name:ident, [$($variant:ident),*] $(, invalid = $invalid:ident)?) => {
        impl $crate::wire::OperationError for $name {
            $(const INVALID: $crate::wire::Invalid<Self> = Some(|found| Self::$invalid(found.into()));)?

            fn variants<V: $crate::wire::Variants<Self>>(variants: V) -> V {
                variants $(.variant(Self::$variant))*
            }

            fn visit<V: $crate::wire::ErrorVisitor>(&self, visitor: V) -> V::Output {
                let _ = &visitor;
                match *self {
                    $(Self::$variant(ref error) => visitor.error(error),)*
                }
            }
        }
    };
}
