use crate::diag::Span;

/// A question with several answers, one of them chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// The question.
    pub ask: String,
    /// The position of the chosen option.
    pub chosen: usize,
    /// What could be done.
    pub options: Vec<Choice>,
}

/// One answer: a patch on the reference design.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Its name.
    pub id: String,
    /// Where its name stands.
    pub span: Span,
    /// Why it is right, where it is.
    pub why: String,
    /// What it costs.
    pub accepts: String,
    /// When it is the right answer.
    pub when: String,
    /// "We chose X over Y because Z, accepting W."
    pub sentence: String,
    /// Why one might take it.
    pub tempting: String,
    /// How it fails.
    pub fails: String,
    /// What is to be shown.
    pub lesson: Lesson,
    /// Why each of the rules that may break does: rule and reason, where the file says it.
    pub because: Vec<(String, String)>,
    /// Observables that are better than in the reference.
    pub gains: Vec<String>,
    /// The scenario that shows it; `None`: the default one.
    pub shown_in: Option<String>,
    /// Options of other decisions that it needs: decision and option.
    pub given: Vec<(String, String)>,
    /// Whether it changes the design.
    pub patches: bool,
}

impl Choice {
    /// Whether the file only argues it: a run shows nothing of it.
    pub fn is_only_argued(&self) -> bool {
        matches!(self.lesson, Lesson::Argued { .. }) && !self.patches
    }
}

/// What a choice is, and what `prove` requires of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lesson {
    /// The reference.
    Chosen,
    /// Rules that must break, and rules that may.
    Wrong {
        /// Each in at least 90 % of seeds.
        breaks: Vec<String>,
        /// These or none.
        may_break: Vec<String>,
    },
    /// Every rule holds; these observables are worse.
    Defensible {
        /// What it pays.
        pays: Vec<String>,
    },
    /// Every rule holds; these observables are worse and nothing is gained.
    Dominated {
        /// What is worse.
        worse: Vec<String>,
    },
    /// No verdict changes and nothing improves.
    Needless {
        /// What it adds.
        adds: String,
    },
    /// Not simulated.
    Argued {
        /// The argument.
        argument: String,
    },
}
