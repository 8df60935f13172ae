//! From sources to a checked model.

use std::sync::LazyLock;

use crate::ast::Ast;
use crate::json::{self, Names};
use crate::{Diagnostics, Model, Sources, assemble, builtin, check};

/// Loads a model from all sources together, with the prelude beneath it.
///
/// Every fault of every source is reported in one run. The model is `None` when one of them is an
/// error; warnings and notes come along with a model.
pub fn load(sources: &Sources) -> (Option<Model>, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let mut names = Names::default();
    let mut asts: Vec<Ast> = BUILTIN.clone();
    for (number, source) in (0..).zip(sources.iter()) {
        asts.push(json::parse(
            source.text(),
            number,
            &mut names,
            &mut diagnostics,
        ));
    }
    let model = assemble::assemble(asts, &mut diagnostics);
    check::check(&model, &mut diagnostics);
    diagnostics.sort();
    let model = (!diagnostics.has_errors()).then_some(model);
    (model, diagnostics)
}

/// The built-in sources, read once.
static BUILTIN: LazyLock<Vec<Ast>> = LazyLock::new(|| {
    let mut names = Names::default();
    // Complaints about these would be the crate's own fault: its tests load them and see none.
    let mut diagnostics = Diagnostics::new();
    builtin::sources()
        .map(|(number, source)| json::parse(source.text(), number, &mut names, &mut diagnostics))
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_sources_are_well_written() {
        let mut diagnostics = Diagnostics::new();
        for (number, source) in builtin::sources() {
            json::parse(
                source.text(),
                number,
                &mut Names::default(),
                &mut diagnostics,
            );
        }
        assemble::assemble(BUILTIN.clone(), &mut diagnostics);
        assert!(
            diagnostics.is_empty(),
            "{}",
            diagnostics.render(&Sources::new())
        );
    }
}
