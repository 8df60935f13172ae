//! Operations, with the input, output and error that are their own.

use std::collections::BTreeSet;

use farrier_smithy::traits::{Auth, Endpoint, Http, Idempotent, Readonly, S3UnwrappedXmlOutput};
use farrier_smithy::{Diagnostic, Operation, Shape, ShapeId, ShapeKind};
use heck::ToUpperCamelCase;
use proc_macro2::Ident;

use super::members::{Bindings, Context};
use super::names;
use super::{
    ErrorVariantPlan, HttpPlan, OperationErrorPlan, OperationPlan, ProtocolPlan, StructurePlan,
    bodies, docs, shapes, validation_error,
};

/// The names of one operation, decided for the whole crate.
pub(super) struct OperationNames {
    pub(super) ident: Ident,
    pub(super) input: Ident,
    pub(super) output: Ident,
    pub(super) error: Ident,
    pub(super) file: String,
    pub(super) module: Ident,
    pub(super) method: Ident,
}

impl Context<'_> {
    /// An operation, or `None` with a complaint where it lacks the HTTP binding that a protocol wants.
    pub(super) fn operation(
        &mut self,
        shape: &Shape,
        operation: &Operation,
        names: OperationNames,
    ) -> Option<OperationPlan> {
        let mut protocols = self.protocols.iter().copied();
        let http = match protocols.find(|protocol| protocol.binds_http()) {
            Some(protocol) => Some(self.http(shape, protocol)?),
            None => None,
        };
        let name = self.closure.name(self.model, &shape.id).to_owned();
        let docs = docs::docs(&shape.traits, || format!("`{name}`"));
        let OperationNames {
            ident,
            input,
            output,
            error,
            file,
            module,
            method,
        } = names;
        // Where types alone are asked for, there is nothing to link to.
        let operation_docs = match self.options.types_only {
            false => names::link("enum", &ident),
            true => format!("`{name}`"),
        };
        Some(OperationPlan {
            http,
            summary: docs::summary(&shape.traits, &docs),
            idempotent: shape.traits.has::<Idempotent>() || shape.traits.has::<Readonly>(),
            anonymous: shape
                .traits
                .get::<Auth>()
                .is_some_and(|Auth(schemes)| schemes.is_empty()),
            host_prefix: shape
                .traits
                .get::<Endpoint>()
                .map(|Endpoint { host_prefix }| host_prefix),
            endpoint: self.customization.and_then(|customization| {
                customization.endpoint(self.model.shape(&operation.input))
            }),
            unwrapped_output: shape.traits.has::<S3UnwrappedXmlOutput>(),
            gzip: bodies::gzip(shape),
            checksum: bodies::checksum(self.model, shape, operation, self.customization),
            input: self.end(&operation.input, input, &operation_docs, Bindings::Request)?,
            output: self.end(
                &operation.output,
                output,
                &operation_docs,
                Bindings::Response,
            )?,
            error: self.operation_error(shape, error, &operation_docs),
            examples: Vec::new(),
            ident,
            file,
            module,
            method,
            name,
            docs,
        })
    }

    /// What `@http` says of an operation, which this protocol wants to know.
    fn http(&mut self, shape: &Shape, protocol: ProtocolPlan) -> Option<HttpPlan> {
        let http = shape.traits.get::<Http>();
        if http.is_none() {
            let message = format!("`{}` has no `@http` trait", shape.id);
            let fault = Diagnostic::error("MissingHttpTrait", message)
                .on(&shape.id)
                .at(shape.span);
            self.diagnostics.push(fault.help(format!(
                "`{}` binds operations to HTTP: give the operation a method and a URI",
                protocol.id()
            )));
        }
        http.map(|http| HttpPlan {
            method: http.method,
            uri: http.uri.as_str().to_owned(),
            status: http.code,
        })
    }

    /// An input or output: a structure of the operation's own, whatever else targets its shape.
    fn end(
        &mut self,
        id: &ShapeId,
        ident: Ident,
        operation: &str,
        bindings: Bindings,
    ) -> Option<StructurePlan> {
        let end = if bindings == Bindings::Request {
            "Input"
        } else {
            "Output"
        };
        let model = self.model;
        // What is no structure is no shape of its own either: `smithy.api#Unit` has no members.
        let structure = |id: &ShapeId| {
            model
                .shape(id)
                .filter(|shape| shape.kind == ShapeKind::Structure)
        };
        let shape = structure(id).or_else(|| structure(&ShapeId::from("smithy.api#Unit")))?;
        let name = self.closure.name(self.model, &shape.id).to_owned();
        let mut plan = self.structure(shape, ident, name, bindings);
        plan.docs.text = format!("{end} of {operation}.");
        Some(plan)
    }

    fn operation_error(
        &mut self,
        shape: &Shape,
        ident: Ident,
        operation: &str,
    ) -> OperationErrorPlan {
        let errors = self.closure.errors(self.model, &shape.id);
        let mut taken = BTreeSet::new();
        let mut variants = Vec::new();
        let mut invalid = None;
        let chosen = if self.options.server {
            validation_error::choose(self, &errors)
        } else {
            None
        };
        for id in &errors {
            let Some(ty) = self.idents.get(id).cloned() else {
                continue;
            };
            let name = names::unique(variant(&ty.to_string()), &taken);
            taken.insert(name.clone());
            let ident = names::ident(&name);
            if chosen.as_ref() == Some(id) {
                invalid = Some(ident.clone());
            }
            let status = self
                .model
                .shape(id)
                .and_then(shapes::error)
                .map_or(500, |error| error.status);
            variants.push(ErrorVariantPlan { ident, ty, status });
        }
        variants.sort_by(|a, b| a.ident.cmp(&b.ident));
        OperationErrorPlan {
            ident,
            docs: format!("How {operation} fails."),
            variants,
            invalid,
        }
    }
}

/// The variant of an error type: its name without the word that says that it is an error.
fn variant(ty: &str) -> String {
    let short = ["Exception", "Error", "Fault"]
        .iter()
        .find_map(|suffix| ty.strip_suffix(suffix));
    short
        .filter(|short| !short.is_empty())
        .unwrap_or(ty)
        .to_upper_camel_case()
}
