//! What callers read and do not make.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::Ident;

use super::{OperationPlan, Options, StructurePlan, Type, TypePlan};

/// The structures that nothing makes but a service: outputs, errors and what they alone hold. There are some only in a
/// crate that is for callers alone; what an example is compared with is made there, too.
pub(super) fn only_read(
    operations: &[OperationPlan],
    types: &[TypePlan],
    options: &Options,
) -> BTreeSet<Ident> {
    if !options.client || options.server {
        return BTreeSet::new();
    }
    let types: BTreeMap<&Ident, &TypePlan> = types.iter().map(|ty| (ty.ident(), ty)).collect();
    let mut made = Made {
        types: &types,
        seen: BTreeSet::new(),
    };
    for operation in operations {
        made.structure(&operation.input);
        if !operation.examples.is_empty() {
            made.structure(&operation.output);
            let errors = operation.error.variants.iter();
            errors.for_each(|variant| made.shape(&variant.ty));
        }
    }
    let seen = made.seen;
    let outputs = operations.iter().map(|operation| &operation.output.ident);
    let structures = types.values().filter_map(|ty| match ty {
        TypePlan::Structure(structure) => Some(&structure.ident),
        _ => None,
    });
    outputs
        .chain(structures)
        .filter(|ident| !seen.contains(ident))
        .cloned()
        .collect()
}

/// The shapes that callers make.
struct Made<'a> {
    types: &'a BTreeMap<&'a Ident, &'a TypePlan>,
    seen: BTreeSet<&'a Ident>,
}

impl<'a> Made<'a> {
    fn structure(&mut self, structure: &'a StructurePlan) {
        // A model may nest shapes deeper than the stack is.
        let mut rest = vec![];
        self.seen.insert(&structure.ident);
        rest.extend(structure.members.iter().map(|member| &member.ty));
        while let Some(ty) = rest.pop() {
            match ty {
                Type::List { element, .. } => rest.push(element),
                Type::Map { value, .. } => rest.push(value),
                Type::Shape(ident) | Type::EventStream(ident) => {
                    let Some((ident, shape)) = self.types.get_key_value(ident) else {
                        continue;
                    };
                    if !self.seen.insert(ident) {
                        continue;
                    }
                    match shape {
                        TypePlan::Structure(structure) => {
                            rest.extend(structure.members.iter().map(|member| &member.ty));
                        }
                        TypePlan::Union(union) => {
                            rest.extend(union.variants.iter().map(|variant| &variant.ty));
                        }
                        TypePlan::Enum(_) | TypePlan::IntEnum(_) => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn shape(&mut self, ident: &Ident) {
        if let Some(TypePlan::Structure(structure)) = self.types.get(ident) {
            self.structure(structure);
        }
    }
}
