//! The models that need not be loaded: the prelude, and the official packages of traits, each there when a model names it.

use std::sync::{LazyLock, OnceLock};

use rustc_hash::FxHashSet;

use crate::ast::{Ast, Definition};
use crate::json;
use crate::names::Names;
use crate::{Diagnostics, Source, Span};

/// The bytes of built-in sources are counted from here up, so that their spans never meet those of other sources.
pub(crate) const FIRST: u32 = u32::MAX - (1 << 24);

/// Definitions that come together, and the namespaces that they are in.
struct Package {
    namespaces: &'static [&'static str],
    path: &'static str,
    text: &'static str,
}

/// The prelude comes first.
const PACKAGES: [Package; 13] = [
    Package {
        namespaces: &["smithy.api"],
        path: "<smithy.api>",
        text: include_str!("prelude.json"),
    },
    Package {
        namespaces: &["aws.api", "aws.auth", "aws.customizations", "aws.protocols"],
        path: "<aws>",
        text: include_str!("aws.json"),
    },
    Package {
        namespaces: &["smithy.framework", "smithy.protocols"],
        path: "<smithy.protocols>",
        text: include_str!("protocols.json"),
    },
    Package {
        namespaces: &["aws.test", "smithy.test"],
        path: "<smithy.test>",
        text: include_str!("test.json"),
    },
    Package {
        namespaces: &["aws.apigateway"],
        path: "<aws.apigateway>",
        text: include_str!("aws_apigateway.json"),
    },
    Package {
        namespaces: &["aws.cloudformation"],
        path: "<aws.cloudformation>",
        text: include_str!("aws_cloudformation.json"),
    },
    Package {
        namespaces: &["aws.endpoints"],
        path: "<aws.endpoints>",
        text: include_str!("aws_endpoints.json"),
    },
    Package {
        namespaces: &["aws.iam"],
        path: "<aws.iam>",
        text: include_str!("aws_iam.json"),
    },
    Package {
        namespaces: &["smithy.contracts"],
        path: "<smithy.contracts>",
        text: include_str!("contracts.json"),
    },
    Package {
        namespaces: &["smithy.mqtt"],
        path: "<smithy.mqtt>",
        text: include_str!("mqtt.json"),
    },
    Package {
        namespaces: &["smithy.openapi"],
        path: "<smithy.openapi>",
        text: include_str!("openapi.json"),
    },
    Package {
        namespaces: &["smithy.rules"],
        path: "<smithy.rules>",
        text: include_str!("rules.json"),
    },
    Package {
        namespaces: &["smithy.waiters"],
        path: "<smithy.waiters>",
        text: include_str!("waiters.json"),
    },
];

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    PACKAGES
        .iter()
        .map(|package| Source::new(package.path, package.text))
        .collect()
});

/// Where the bytes of each begin to count; one more tells where those of another would.
const STARTS: [u32; PACKAGES.len() + 1] = {
    let mut starts = [FIRST; PACKAGES.len() + 1];
    let mut at = 0;
    while at < PACKAGES.len() {
        // An overflow is a fault of the crate's own, and ends the build.
        starts[at + 1] = starts[at] + PACKAGES[at].text.len() as u32 + 1;
        at += 1;
    }
    starts
};

/// The built-in source that a byte is in, and where its bytes begin to count.
pub(crate) fn source_at(position: u32) -> Option<(&'static Source, u32)> {
    let at = STARTS.iter().rposition(|start| *start <= position)?;
    Some((SOURCES.get(at)?, STARTS[at]))
}

/// Whether a place is in a source that is built in.
pub(crate) fn is_builtin(span: Span) -> bool {
    span.start >= FIRST
}

/// Whether a definition of the same shape in a model goes before this one: models that other tools
/// print bring the definitions of the traits that they use. The prelude is the language's own.
pub(crate) fn gives_way(definition: &Definition) -> bool {
    is_builtin(definition.span) && !definition.id.is_prelude()
}

/// Whether the built-in models define every trait of a namespace.
pub(crate) fn is_complete(namespace: &str) -> bool {
    package_of(namespace).is_some() && namespace != "smithy.framework"
}

fn package_of(namespace: &str) -> Option<usize> {
    PACKAGES
        .iter()
        .position(|package| package.namespaces.contains(&namespace))
}

/// The prelude.
pub(crate) fn prelude() -> &'static Ast {
    parsed(0)
}

/// The prelude and every package that these definitions name, or that such a package names.
///
/// A name that looks like that of a package and is none may be misspelled: then all are there to choose from.
pub(crate) fn needed_by<'a>(asts: impl Iterator<Item = &'a Ast>) -> Vec<Ast> {
    let asts: Vec<&Ast> = asts.collect();
    let mut needed = Needed::default();
    let definitions = asts.iter().flat_map(|ast| &ast.definitions);
    let own = definitions.map(|definition| definition.id.namespace());
    needed.own.extend(own);
    asts.into_iter().for_each(|ast| needed.add(ast));
    let mut at = 0;
    let mut packages = vec![0];
    while let Some(&package) = packages.get(at) {
        needed.add(parsed(package));
        for package in std::mem::take(&mut needed.found) {
            if !packages.contains(&package) {
                packages.push(package);
            }
        }
        at += 1;
    }
    packages.sort_unstable();
    packages.into_iter().map(|at| parsed(at).clone()).collect()
}

/// The packages that ids belong to.
#[derive(Default)]
struct Needed<'a> {
    /// The namespaces that the definitions themselves are in.
    own: FxHashSet<&'a str>,
    met: FxHashSet<&'a str>,
    found: Vec<usize>,
}

impl<'a> Needed<'a> {
    fn add(&mut self, ast: &'a Ast) {
        for definition in &ast.definitions {
            let traits = definition.traits.iter().map(|applied| &applied.id);
            let references = definition.properties.references().into_iter();
            let references = references.chain(&definition.mixins);
            let references = references.map(|reference| &reference.id);
            traits.chain(references).for_each(|id| self.id(id.as_str()));
            for member in &definition.members {
                let traits = member.traits.iter().map(|applied| &applied.id);
                let target = member.target.iter().map(|target| &target.id);
                traits.chain(target).for_each(|id| self.id(id.as_str()));
            }
        }
        for application in &ast.applications {
            let traits = application.applied.iter().map(|applied| &applied.id);
            let target = std::iter::once(&application.target.id);
            traits.chain(target).for_each(|id| self.id(id.as_str()));
        }
        let mentions = ast.uses.iter().chain(&ast.mentions);
        mentions.for_each(|mention| self.id(mention.id.as_str()));
    }

    fn id(&mut self, id: &'a str) {
        // Nearly all ids are of the prelude or of the model's own namespace.
        let is_official = id.starts_with("smithy.") || id.starts_with("aws.");
        if !is_official || id.starts_with("smithy.api#") {
            return;
        }
        let Some((namespace, _)) = id.split_once('#') else {
            return;
        };
        if self.met.insert(namespace) {
            match package_of(namespace) {
                Some(package) => self.found.push(package),
                None if self.own.contains(namespace) => {}
                None => self.found.extend(0..PACKAGES.len()),
            }
        }
    }
}

/// A package, read once.
fn parsed(at: usize) -> &'static Ast {
    static PARSED: [OnceLock<Ast>; PACKAGES.len()] = [const { OnceLock::new() }; PACKAGES.len()];
    PARSED[at].get_or_init(|| {
        // Complaints about these would be the crate's own fault: its tests load them and see none.
        let mut diagnostics = Diagnostics::new();
        let mut names = Names::default();
        json::parse(PACKAGES[at].text, STARTS[at], &mut names, &mut diagnostics)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Sources, assemble};

    #[test]
    fn packages_are_well_written() {
        let mut diagnostics = Diagnostics::new();
        let mut asts = Vec::new();
        for (start, package) in STARTS.into_iter().zip(&PACKAGES) {
            let mut names = Names::default();
            asts.push(json::parse(
                package.text,
                start,
                &mut names,
                &mut diagnostics,
            ));
        }
        for (ast, package) in asts.iter().zip(&PACKAGES) {
            for definition in &ast.definitions {
                let namespace = definition.id.namespace();
                assert!(package.namespaces.contains(&namespace), "{namespace}");
            }
        }
        assemble::assemble(asts, &mut diagnostics);
        assert!(
            diagnostics.is_empty(),
            "{}",
            diagnostics.render(&Sources::new())
        );
    }
}
