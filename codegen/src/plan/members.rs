//! Members: their type, presence and wire form.

use std::collections::{BTreeMap, BTreeSet};

use farrier_smithy::traits::{
    AwsQuery, AwsQueryCompatible, AwsQueryError, ClientOptional, Default as DefaultTrait, Ec2Query,
    Ec2QueryName, EventHeader, EventPayload, HostLabel, HttpHeader, HttpLabel, HttpPayload,
    HttpPrefixHeaders, HttpQuery, HttpQueryParams, HttpResponseCode, IdempotencyToken, Input,
    JsonName, MediaType, Required, RequiresLength, Sensitive, Sparse, Streaming,
    TimestampFormat as TimestampFormatTrait,
};
use farrier_smithy::{
    Closure, Diagnostic, Diagnostics, Member, Model, Shape, ShapeId, ShapeKind, Traits,
};
use proc_macro2::Ident;

use super::customizations::Customization;
use super::names::{self, Style};
use super::{
    BindingPlan, ConstraintsPlan, ItemsPlan, MemberPlan, Options, Presence, ProtocolPlan,
    TimestampFormat, Type, ValuePlan, WirePlan, XmlPlan, constraints, defaults, docs,
};

/// What planning a shape looks up.
pub(super) struct Context<'a> {
    pub(super) model: &'a Model,
    pub(super) closure: &'a Closure,
    pub(super) options: &'a Options,
    /// None where types alone are asked for.
    pub(super) protocols: &'a [ProtocolPlan],
    /// The namespace of the service, where a protocol tells it.
    pub(super) namespace: Option<&'a str>,
    /// The type of each structure, union and enum that is no operation's own.
    pub(super) idents: BTreeMap<ShapeId, Ident>,
    /// What values must satisfy, by the shape or member that states it; empty without validators.
    pub(super) constraints: BTreeMap<ShapeId, ConstraintsPlan>,
    pub(super) boxed: BTreeSet<ShapeId>,
    /// Whether one of the service's protocols sends XML, or none is asked for.
    pub(super) xml: bool,
    /// What the service asks for beyond the model.
    pub(super) customization: Option<&'static Customization>,
    /// What forms need to know of shapes.
    pub(super) forms: Forms,
    /// The structures that are messages of a stream.
    pub(super) events: BTreeSet<&'a ShapeId>,
    /// Every type name of the crate that is given away.
    pub(super) taken: BTreeSet<String>,
    pub(super) diagnostics: &'a mut Diagnostics,
}

/// Which traits of the protocols that take forms count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Forms {
    /// Those of ec2Query.
    ec2: bool,
    /// The codes of errors in awsQuery.
    errors: bool,
}

impl Forms {
    /// `protocols` is empty where types alone are asked for: then those that the service declares count.
    pub(super) fn of(service: &Shape, protocols: &[ProtocolPlan]) -> Self {
        let traits = &service.traits;
        let speaks = |protocol| protocols.is_empty() || protocols.contains(&protocol);
        Self {
            ec2: traits.has::<Ec2Query>() && speaks(ProtocolPlan::Ec2Query),
            errors: traits.has::<AwsQuery>() && speaks(ProtocolPlan::AwsQuery)
                || is_query_compatible(service, protocols),
        }
    }

    /// The code and status of an error.
    pub(super) fn error(self, shape: &Shape) -> Option<(String, u16)> {
        let stated = shape.traits.get::<AwsQueryError>();
        let stated = stated.filter(|_| self.errors);
        stated.map(|error| (error.code, error.http_response_code))
    }
}

/// Whether errors have the codes of awsQuery, too, in protocols that came after it.
pub(super) fn is_query_compatible(service: &Shape, protocols: &[ProtocolPlan]) -> bool {
    let speaks = || protocols.iter().any(|protocol| protocol.succeeds_query());
    service.traits.has::<AwsQueryCompatible>() && (protocols.is_empty() || speaks())
}

/// Whether the HTTP binding traits of a structure's members count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bindings {
    /// An operation's input: labels, query and headers.
    Request,
    /// An operation's output: headers and the status.
    Response,
    /// An error: as an output, or as a message of a stream.
    Error,
    /// A message of a stream of events.
    Event,
    /// A structure inside a body.
    None,
}

impl Context<'_> {
    /// Whether what some protocols alone ask for is to be stated: one of the service's is such, or types alone are
    /// asked for, whatever the protocol.
    pub(super) fn is_for(&self, is_such: fn(ProtocolPlan) -> bool) -> bool {
        self.options.types_only || self.protocols.iter().copied().any(is_such)
    }

    /// The members of a structure.
    pub(super) fn members(&mut self, shape: &Shape, bindings: Bindings) -> Vec<MemberPlan> {
        let fields = names::assign(
            Style::Value,
            shape.members.iter().map(Member::name),
            &BTreeSet::new(),
        );
        let sensitive = shape.traits.has::<Sensitive>();
        let input = bindings == Bindings::Request && shape.traits.has::<Input>();
        let members = shape.members.iter().map(|member| {
            let mut plan = self.member(member, &fields[member.name()], bindings, input);
            plan.redacted |= sensitive;
            plan
        });
        members.collect()
    }

    fn member(
        &mut self,
        member: &Member,
        field: &str,
        bindings: Bindings,
        input: bool,
    ) -> MemberPlan {
        let name = member.name();
        let field = names::ident(field);
        let mut docs = docs::docs(&member.traits, || format!("`{name}`"));
        if field != names::ident(&names::styled(Style::Value, name)) {
            docs::renamed(&mut docs, name);
        }
        let ty = self.ty(&member.target);
        let presence = self.presence(member, &ty, bindings);
        // The service knows its defaults better than a client that may be older: section "client side" of
        // https://smithy.io/2.0/spec/aggregate-types.html#structure-member-optionality.
        let (presence, filled_in) = match presence {
            Presence::Default(value) if input && !ty.streams() => (Presence::Optional, Some(value)),
            presence => (presence, None),
        };
        let mut wire = self.wire(member);
        wire.required = member.traits.has::<Required>()
            && filled_in.is_none()
            && !matches!(presence, Presence::Default(_));
        wire.client_optional = wire.required && matches!(presence, Presence::Optional);
        wire.empty_label = self
            .customization
            .filter(|_| self.is_for(ProtocolPlan::binds_http))
            .and_then(|customization| customization.empty_label(member));
        wire.binding = match ty {
            Type::ByteStream => BindingPlan::ByteStream,
            Type::EventStream(_) => BindingPlan::EventStream,
            _ if self.is_for(ProtocolPlan::binds_http) => binding(&member.traits, bindings),
            _ => binding_without_http(&member.traits, bindings),
        };
        docs::streams(&mut docs, &ty, wire.requires_length);
        wire.host_label = bindings == Bindings::Request && member.traits.has::<HostLabel>();
        wire.idempotency_token = bindings == Bindings::Request
            && member.traits.has::<IdempotencyToken>()
            && matches!(presence, Presence::Optional);
        let boxed = self.boxed.contains(&member.id);
        MemberPlan {
            setter: names::setter(&field),
            field,
            docs,
            ty,
            boxed,
            presence,
            filled_in,
            redacted: wire.sensitive,
            wire,
        }
    }

    fn presence(&mut self, member: &Member, ty: &Type, bindings: Bindings) -> Presence {
        // A client fills in an idempotency token that the caller leaves out, required or not.
        let token = bindings == Bindings::Request && member.traits.has::<IdempotencyToken>();
        // A stream without content is empty, and never absent.
        if ty.streams() {
            let required =
                member.traits.has::<Required>() && !member.traits.has::<ClientOptional>();
            return match required {
                true => Presence::Required,
                false => Presence::Default(ValuePlan::Zero),
            };
        }
        if token || member.traits.has::<ClientOptional>() {
            return Presence::Optional;
        }
        let default = member.traits.get::<DefaultTrait>();
        match default.filter(|DefaultTrait(node)| !node.is_null()) {
            Some(DefaultTrait(node)) => {
                match defaults::plan(self.model, &member.target, ty, &node) {
                    Some(default) => Presence::Default(default),
                    None => {
                        let message = format!("the default does not fit `{}`", member.target);
                        let diagnostic = Diagnostic::error("DefaultValue", message);
                        let help = "give a value of the target's type, or `null` for none";
                        self.diagnostics
                            .push(diagnostic.on(&member.id).at(node.span).help(help));
                        Presence::Optional
                    }
                }
            }
            None if member.traits.has::<Required>() => Presence::Required,
            None => Presence::Optional,
        }
    }

    /// The Rust type of a shape.
    pub(super) fn ty(&self, id: &ShapeId) -> Type {
        let Some(shape) = self.model.shape(id) else {
            return Type::Unit;
        };
        if id.as_str() == "smithy.api#Unit" {
            return Type::Unit;
        }
        let item = |name: &str| {
            let target = shape
                .member(name)
                .map_or(Type::Unit, |member| self.ty(&member.target));
            (Box::new(target), shape.traits.has::<Sparse>())
        };
        match &shape.kind {
            ShapeKind::Blob if shape.traits.has::<Streaming>() => Type::ByteStream,
            ShapeKind::Blob => Type::Blob,
            ShapeKind::Boolean => Type::Bool,
            ShapeKind::String => Type::String,
            ShapeKind::Byte => Type::I8,
            ShapeKind::Short => Type::I16,
            ShapeKind::Integer => Type::I32,
            ShapeKind::Long => Type::I64,
            ShapeKind::Float => Type::F32,
            ShapeKind::Double => Type::F64,
            ShapeKind::BigInteger => Type::BigInteger,
            ShapeKind::BigDecimal => Type::BigDecimal,
            ShapeKind::Timestamp => Type::Timestamp,
            ShapeKind::Document => Type::Document,
            ShapeKind::List => {
                let (element, sparse) = item("member");
                Type::List { element, sparse }
            }
            ShapeKind::Map => {
                let (value, sparse) = item("value");
                Type::Map { value, sparse }
            }
            ShapeKind::Structure | ShapeKind::Union | ShapeKind::Enum | ShapeKind::IntEnum => {
                let ty = if shape.traits.has::<Streaming>() {
                    Type::EventStream
                } else {
                    Type::Shape
                };
                self.idents.get(id).cloned().map_or(Type::Unit, ty)
            }
            ShapeKind::Service(_) | ShapeKind::Resource(_) | ShapeKind::Operation(_) => Type::Unit,
        }
    }

    /// What a codec has to know of a member, or of an element, key or value.
    pub(super) fn wire(&self, member: &Member) -> WirePlan {
        let name = member.name();
        let json_name = member
            .traits
            .get::<JsonName>()
            .map(|JsonName(name)| name)
            .filter(|json| json != name && self.is_for(ProtocolPlan::names_json));
        let mut wire = WirePlan {
            name: name.to_owned(),
            json_name,
            ec2_query_name: member
                .traits
                .get::<Ec2QueryName>()
                .filter(|_| self.forms.ec2)
                .map(|Ec2QueryName(name)| name),
            xml: self.xml_member(member),
            ..WirePlan::default()
        };
        let Some(target) = self.model.shape(&member.target) else {
            return wire;
        };
        let timestamp = member
            .traits
            .get::<TimestampFormatTrait>()
            .or_else(|| target.traits.get());
        wire.timestamp = timestamp.map(|format| match format {
            TimestampFormatTrait::DateTime => TimestampFormat::DateTime,
            TimestampFormatTrait::HttpDate => TimestampFormat::HttpDate,
            TimestampFormatTrait::EpochSeconds => TimestampFormat::EpochSeconds,
        });
        wire.media_type = target
            .traits
            .get::<MediaType>()
            .map(|MediaType(media_type)| media_type);
        wire.sensitive = self.sensitive(target);
        wire.requires_length = target.traits.has::<RequiresLength>();
        wire.constraints = self
            .constraints
            .get(constraints::owner(member, target))
            .map(|plan| plan.ident.clone());
        let item = |name: &str| {
            Box::new(
                target
                    .member(name)
                    .map(|item| self.wire(item))
                    .unwrap_or_default(),
            )
        };
        wire.items = match target.kind {
            ShapeKind::List => ItemsPlan::list(item("member")),
            ShapeKind::Map => ItemsPlan::map(item("key"), item("value")),
            _ => ItemsPlan::None,
        };
        wire
    }

    /// Whether a value must not be shown: its shape is `@sensitive`, or a list or map of such.
    fn sensitive(&self, shape: &Shape) -> bool {
        let items = matches!(shape.kind, ShapeKind::List | ShapeKind::Map);
        shape.traits.has::<Sensitive>()
            || items
                && shape.members.iter().any(|item| {
                    self.model
                        .shape(&item.target)
                        .is_some_and(|target| self.sensitive(target))
                })
    }
}

/// Where a member travels in protocols that bind to HTTP.
fn binding(traits: &Traits, bindings: Bindings) -> BindingPlan {
    let header = || {
        let header = traits
            .get::<HttpHeader>()
            .map(|HttpHeader(name)| BindingPlan::Header(name));
        let prefix = || {
            traits
                .get::<HttpPrefixHeaders>()
                .map(|HttpPrefixHeaders(prefix)| BindingPlan::PrefixHeaders(prefix))
        };
        let payload = || traits.has::<HttpPayload>().then_some(BindingPlan::Payload);
        header.or_else(prefix).or_else(payload)
    };
    let request = || {
        let query = || {
            traits
                .get::<HttpQuery>()
                .map(|HttpQuery(name)| BindingPlan::Query(name))
        };
        let label = traits.has::<HttpLabel>().then_some(BindingPlan::Label);
        let rest = || {
            traits
                .has::<HttpQueryParams>()
                .then_some(BindingPlan::QueryParams)
        };
        label.or_else(query).or_else(rest)
    };
    let response = || {
        traits
            .has::<HttpResponseCode>()
            .then_some(BindingPlan::ResponseCode)
    };
    let http = match bindings {
        Bindings::Request => header().or_else(request),
        Bindings::Response | Bindings::Error => header().or_else(response),
        Bindings::Event | Bindings::None => None,
    };
    http.unwrap_or_else(|| binding_without_http(traits, bindings))
}

/// Where a member travels in any protocol.
fn binding_without_http(traits: &Traits, bindings: Bindings) -> BindingPlan {
    let binding = match bindings {
        Bindings::Error | Bindings::Event if traits.has::<EventHeader>() => {
            Some(BindingPlan::EventHeader)
        }
        Bindings::Error | Bindings::Event if traits.has::<EventPayload>() => {
            Some(BindingPlan::EventPayload)
        }
        _ => None,
    };
    binding.unwrap_or_default()
}

impl ItemsPlan {
    fn list(element: Box<WirePlan>) -> Self {
        if element.is_plain() {
            Self::None
        } else {
            Self::List(element)
        }
    }

    fn map(key: Box<WirePlan>, value: Box<WirePlan>) -> Self {
        if key.is_plain() && value.is_plain() {
            Self::None
        } else {
            Self::Map(key, value)
        }
    }
}

impl WirePlan {
    /// Whether a codec does without knowing the element, key or value.
    fn is_plain(&self) -> bool {
        self.json_name.is_none()
            && self.xml == XmlPlan::default()
            && !self.sensitive
            && self.timestamp.is_none()
            && self.media_type.is_none()
            && self.constraints.is_none()
            && matches!(self.items, ItemsPlan::None)
    }
}
