//! Structures in the form that generated code has.

/// States a structure as generated code does. Constants of the shape stand in braces behind its name.
macro_rules! structure {
    ($name:ident $({$($constant:tt)*})? = $members:expr; $($field:ident: $type:ty,)*) => {
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $name {
            $(pub(crate) $field: $type,)*
        }

        impl farrier::wire::Shape for $name {
            const NAME: &'static str = stringify!($name);
            $($($constant)*)?
            const MEMBERS: &'static [farrier::wire::Member] = &$members;

            fn blank() -> Self {
                Self { $($field: farrier::wire::blank(),)* }
            }

            fn members(&self) -> impl farrier::wire::Members {
                ($(&self.$field,)*)
            }

            fn members_mut(&mut self) -> impl farrier::wire::MembersMut {
                ($(&mut self.$field,)*)
            }
        }
    };
}
