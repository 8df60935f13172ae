//! A service of three operations, in the form that generated code has.

use farrier::client::{Builder, Call, Core, ServiceClient};
use farrier::protocol::{Protocol, RestJson1};
use farrier::wire;

const SERVICE: &wire::ServiceSchema = &wire::ServiceSchema::new(
    "Shop",
    "2026-01-01",
    &[wire::Auth::Bearer, wire::Auth::SigV4("shop")],
);

#[derive(Clone, Debug)]
pub(crate) struct Shop<P = RestJson1>(Core<P>);

impl<P: Protocol> ServiceClient for Shop<P> {
    const SERVICE: &'static wire::ServiceSchema = SERVICE;

    type Protocol = P;
    type Speaking<Q: Protocol> = Shop<Q>;

    fn from_core(core: Core<P>) -> Self {
        Self(core)
    }
}

impl Shop {
    pub(crate) fn builder() -> Builder<Self> {
        Builder::new()
    }

    /// `DELETE /orders/{orderId}`, idempotent.
    pub(crate) fn cancel_order(
        &self,
        order_id: impl Into<String>,
    ) -> Call<'_, CancelOrder, RestJson1> {
        Call::new(
            &self.0,
            CancelOrderInput {
                order_id: order_id.into(),
            },
        )
    }

    /// `GET /orders/{orderId}/place`, which answers with a redirection.
    pub(crate) fn find_order(&self, order_id: impl Into<String>) -> Call<'_, FindOrder, RestJson1> {
        Call::new(
            &self.0,
            CancelOrderInput {
                order_id: order_id.into(),
            },
        )
    }

    /// `POST /payments` of the bank's host, safe to repeat by its token.
    pub(crate) fn pay_order(&self, bank: impl Into<String>) -> Call<'_, PayOrder, RestJson1> {
        Call::new(
            &self.0,
            PayOrderInput {
                bank: bank.into(),
                client_token: None,
            },
        )
    }

    /// `POST /orders`, not idempotent.
    pub(crate) fn place_order(&self, item: impl Into<String>) -> Call<'_, PlaceOrder, RestJson1> {
        Call::new(
            &self.0,
            PlaceOrderInput {
                item: item.into(),
                note: None,
            },
        )
    }
}

#[derive(Debug)]
pub(crate) enum CancelOrder {}

impl wire::Operation for CancelOrder {
    const NAME: &'static str = "CancelOrder";
    const METHOD: &'static str = "DELETE";
    const URI: &'static str = "/orders/{orderId}";
    const IDEMPOTENT: bool = true;
    type Input = CancelOrderInput;
    type Output = OrderOutput;
    type Error = OrderError;
}

#[derive(Debug)]
pub(crate) enum FindOrder {}

impl wire::Operation for FindOrder {
    const NAME: &'static str = "FindOrder";
    const METHOD: &'static str = "GET";
    const URI: &'static str = "/orders/{orderId}/place";
    const STATUS: u16 = 302;
    type Input = CancelOrderInput;
    type Output = OrderOutput;
    type Error = OrderError;
}

#[derive(Debug)]
pub(crate) enum PayOrder {}

impl wire::Operation for PayOrder {
    const NAME: &'static str = "PayOrder";
    const METHOD: &'static str = "POST";
    const URI: &'static str = "/payments";
    const STATUS: u16 = 201;
    const HOST_PREFIX: Option<&'static str> = Some("{bank}.pay.");
    type Input = PayOrderInput;
    type Output = OrderOutput;
    type Error = OrderError;
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PayOrderInput {
    pub(crate) bank: String,
    pub(crate) client_token: Option<String>,
}

impl wire::Shape for PayOrderInput {
    const NAME: &'static str = "PayOrderInput";
    const MEMBERS: &'static [wire::Member] = &[
        wire::Member::required("bank").host_label(),
        wire::Member::new("clientToken").idempotency_token(),
    ];
    fn blank() -> Self {
        Self {
            bank: wire::blank(),
            client_token: wire::blank(),
        }
    }
    fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
        to.members((&self.bank, &self.client_token))
    }
    fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
        from.member((&mut self.bank, &mut self.client_token))
    }
}

#[derive(Debug)]
pub(crate) enum PlaceOrder {}

impl wire::Operation for PlaceOrder {
    const NAME: &'static str = "PlaceOrder";
    const METHOD: &'static str = "POST";
    const URI: &'static str = "/orders";
    const STATUS: u16 = 201;
    type Input = PlaceOrderInput;
    type Output = OrderOutput;
    type Error = OrderError;
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct CancelOrderInput {
    pub(crate) order_id: String,
}

impl wire::Shape for CancelOrderInput {
    const NAME: &'static str = "CancelOrderInput";
    const MEMBERS: &'static [wire::Member] =
        &[wire::Member::label("orderId")
            .constraints(&[wire::Constraint::Length(Some(1), Some(8))])];
    fn blank() -> Self {
        Self {
            order_id: wire::blank(),
        }
    }
    fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
        to.members((&self.order_id,))
    }
    fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
        from.member((&mut self.order_id,))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlaceOrderInput {
    pub(crate) item: String,
    pub(crate) note: Option<String>,
}

impl PlaceOrderInput {
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }
}

impl wire::Shape for PlaceOrderInput {
    const NAME: &'static str = "PlaceOrderInput";
    const MEMBERS: &'static [wire::Member] =
        &[wire::Member::required("item"), wire::Member::new("note")];
    fn blank() -> Self {
        Self {
            item: wire::blank(),
            note: wire::blank(),
        }
    }
    fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
        to.members((&self.item, &self.note))
    }
    fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
        from.member((&mut self.item, &mut self.note))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OrderOutput {
    pub(crate) order_id: String,
}

impl wire::Shape for OrderOutput {
    const NAME: &'static str = "OrderOutput";
    const MEMBERS: &'static [wire::Member] = &[wire::Member::required("orderId")];
    fn blank() -> Self {
        Self {
            order_id: wire::blank(),
        }
    }
    fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
        to.members((&self.order_id,))
    }
    fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
        from.member((&mut self.order_id,))
    }
}

/// How the operations fail.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub(crate) enum OrderError {
    Busy(BusyException),
    NotFound(NotFoundException),
    Refused(RefusedException),
}

impl wire::OperationError for OrderError {
    fn variants<V: wire::Variants<Self>>(variants: V) -> V {
        variants
            .variant(Self::Busy)
            .variant(Self::NotFound)
            .variant(Self::Refused)
    }
    fn visit<V: wire::ErrorVisitor>(&self, visitor: V) -> V::Output {
        match self {
            Self::Busy(error) => visitor.error(error),
            Self::NotFound(error) => visitor.error(error),
            Self::Refused(error) => visitor.error(error),
        }
    }
}

macro_rules! errors {
    ($($(#[$doc:meta])* $name:ident $(error($error:expr))?: $members:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) struct $name {
            pub(crate) message: String,
        }

        impl wire::Shape for $name {
            const NAME: &'static str = stringify!($name);
            $(const ERROR: Option<wire::ErrorSchema> = Some($error);)?
            const MEMBERS: &'static [wire::Member] = &$members;
            fn blank() -> Self {
                Self { message: wire::blank() }
            }
            fn encode_members<M: wire::MemberEncoder>(&self, to: &mut M) -> wire::EncodeResult {
                to.members((&self.message,))
            }
            fn decode_member<D: wire::Decoder>(&mut self, from: &mut D) -> wire::DecodeResult {
                from.member((&mut self.message,))
            }
        }
    )*};
}

errors! {
    /// HTTP 400, to be retried as throttling all the same.
    BusyException error(wire::ErrorSchema::new(400).throttling()): [wire::Member::required("Message")];
    /// HTTP 404.
    NotFoundException error(wire::ErrorSchema::new(404)): [wire::Member::required("message")];
    /// HTTP 403, with a message that is sensitive.
    RefusedException error(wire::ErrorSchema::new(403)): [wire::Member::required("message").sensitive()];
}
