//! Small problem files that run through the real components, against what real servers did and what one can
//! work out by hand.

// Cells come back as floats and are whole.
#![allow(clippy::float_cmp)]

mod idle;
mod postgres;
mod requests;

use std::sync::atomic::AtomicBool;

use napkin::diag::{Source, render};
use napkin::problem::model::Design;
use napkin::problem::{File, Variant};
use napkin::sim::outcome::Outcome;
use napkin::sim::program::compile;
use napkin::sim::run::{Settings, run};

const HEAD: &str = "schema = 1\nid = \"trace\"\ntitle = \"A trace\"\nlevel = \"easy\"\nstatement = \"x\"\n";

/// A design and what became of it.
pub struct Ran {
    pub design: Design,
    pub outcome: Outcome,
}

/// Reads the text of a design; it must be right, warnings aside.
pub fn design(text: &str) -> Design {
    let text = format!("{HEAD}{text}");
    let source = Source::typed(&text);
    let file = File::parse(&text).unwrap_or_else(|errors| panic!("{}", render(&errors, source, false)));
    file.design(&Variant::default()).unwrap_or_else(|refused| {
        let source = Source::typed(&refused.text);
        panic!("{}", render(&refused.diagnostics, source, false))
    })
}

pub fn run_with(text: &str, settings: &Settings) -> Ran {
    let design = design(text);
    let program = compile(&design).unwrap_or_else(|refusal| panic!("{refusal}"));
    let outcome = run(&program, settings, &AtomicBool::new(false));
    Ran { design, outcome }
}

pub fn run_text(text: &str) -> Ran {
    run_with(text, &Settings::new(1))
}

impl Ran {
    /// How often something was noted.
    #[track_caller]
    pub fn count(&self, note: &str) -> u64 {
        self.outcome.notes[self.note(note)].count
    }

    /// The value that was noted once.
    #[track_caller]
    pub fn value(&self, note: &str) -> f64 {
        let noted = &self.outcome.notes[self.note(note)];
        assert_eq!(noted.count, 1, "{note} was noted {} times", noted.count);
        noted.values.as_ref().and_then(napkin::sim::outcome::Values::most).unwrap()
    }

    #[track_caller]
    fn note(&self, note: &str) -> usize {
        self.design
            .notes
            .iter()
            .position(|(name, _)| name == note)
            .unwrap_or_else(|| panic!("no note {note}"))
    }

    /// Asserts that an invariant was looked at and held.
    #[track_caller]
    pub fn holds(&self, invariant: &str) {
        let at = self.design.invariants.iter().position(|rule| rule.id == invariant).unwrap();
        let found = &self.outcome.invariants[at];
        assert!(found.checks > 0, "{invariant} was never looked at");
        assert_eq!(found.violations, 0, "{invariant}: {:?}", found.first);
    }

    /// Asserts that an invariant was broken.
    #[track_caller]
    pub fn breaks(&self, invariant: &str) {
        let at = self.design.invariants.iter().position(|rule| rule.id == invariant).unwrap();
        assert!(self.outcome.invariants[at].violations > 0, "{invariant} held");
    }

    pub fn flow(&self, id: &str) -> &napkin::sim::outcome::FlowOutcome {
        let at = self.design.flows.iter().position(|flow| flow.id == id).unwrap();
        &self.outcome.flows[at]
    }

    pub fn component(&self, id: &str) -> &napkin::sim::outcome::ComponentOutcome {
        let at = self.design.components.iter().position(|component| component.id == id).unwrap();
        &self.outcome.components[at]
    }
}
