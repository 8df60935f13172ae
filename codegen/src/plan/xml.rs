//! What elements and attributes are called in XML.

use farrier_smithy::traits::{HttpPayload, XmlAttribute, XmlFlattened, XmlName, XmlNamespace};
use farrier_smithy::{Member, Shape, Traits};

use super::members::Context;
use super::{XmlNamespacePlan, XmlPlan};

/// The namespace that the traits of a service, shape or member state.
pub(super) fn namespace(traits: &Traits) -> Option<XmlNamespacePlan> {
    let XmlNamespace { uri, prefix } = traits.get()?;
    Some(XmlNamespacePlan { uri, prefix })
}

impl Context<'_> {
    /// What is said of a structure or union that is a document of its own.
    pub(super) fn xml_document(&self, shape: &Shape, name: &str) -> XmlPlan {
        match self.xml {
            true => XmlPlan {
                name: renamed(&shape.traits, name),
                namespace: namespace(&shape.traits),
                ..XmlPlan::default()
            },
            false => XmlPlan::default(),
        }
    }

    /// What is said of a member, or of an element, key or value.
    pub(super) fn xml_member(&self, member: &Member) -> XmlPlan {
        let traits = &member.traits;
        if !self.xml {
            return XmlPlan::default();
        }
        // A payload is called as its target, unless the trait is there, whatever it says.
        let name = match traits.has::<HttpPayload>() {
            true => traits.get().map(|XmlName(name)| name),
            false => renamed(traits, member.name()),
        };
        XmlPlan {
            name,
            namespace: namespace(traits),
            attribute: traits.has::<XmlAttribute>(),
            flattened: traits.has::<XmlFlattened>(),
        }
    }
}

/// The name that the trait gives, if it is another.
fn renamed(traits: &Traits, name: &str) -> Option<String> {
    let XmlName(renamed) = traits.get()?;
    (renamed != name).then_some(renamed)
}
