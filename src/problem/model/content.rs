use super::{Amount, Decision, Design, Lesson, Scenario};
use crate::diag::Span;

/// One problem: what a candidate reads, is asked and is graded by, and perhaps a design that runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// `easy`, `medium`, `hard`
    pub level: String,
    /// How long a mock takes.
    pub minutes: u32,
    /// What it is about.
    pub themes: Vec<String>,
    /// The statement, as an interviewer gives it.
    pub statement: String,
    /// What is out of scope.
    pub out_of_scope: Vec<String>,
    /// Functional requirements.
    pub requirements: Vec<String>,
    /// What an interviewer says only when asked.
    pub answers: Vec<Answer>,
    /// The quantities that the file gives: name and expression, as written.
    pub inputs: Vec<(String, String)>,
    /// Napkin math.
    pub estimates: Vec<Estimate>,
    /// The data.
    pub entities: Vec<Entity>,
    /// The API.
    pub endpoints: Vec<Endpoint>,
    /// What the design takes for granted.
    pub assumptions: Vec<String>,
    /// What to watch in operation.
    pub operations: Vec<Alarm>,
    /// Objections and strong answers.
    pub pushback: Vec<Pushback>,
    /// Faults worth asking about.
    pub failures: Vec<Failure>,
    /// Changes of a requirement in mid-interview.
    pub changes: Vec<Change>,
    /// What is graded.
    pub rubric: Vec<Criterion>,
    /// What breaks first, at which multiple of the load.
    pub scaling: Vec<Scaling>,
    /// The last minute.
    pub wrapup: Option<Wrapup>,
    /// Mistakes and the better answer.
    pub gaps: Vec<Gap>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// Every objective and invariant with its sentence, whether its expression is there or not.
    pub promises: Vec<Promise>,
    /// Questions with several answers.
    pub decisions: Vec<Decision>,
    /// The reference in its default scenario; `None` where the file has no design.
    pub design: Option<Design>,
    /// The scenarios; the first is the default.
    pub scenarios: Vec<Scenario>,
}

impl Problem {
    /// The scenarios that `prove` runs, by their names: those that say so, else the default one.
    pub fn proofs(&self) -> Vec<&str> {
        let marked = self.scenarios.iter().filter(|scenario| scenario.proof);
        let mut proofs: Vec<&str> = marked.map(|scenario| scenario.id.as_str()).collect();
        if proofs.is_empty() {
            proofs.extend(self.scenarios.first().map(|scenario| scenario.id.as_str()));
        }
        proofs
    }

    /// Whether a wrong option says that it breaks, or may break, a rule.
    pub fn is_broken(&self, rule: &str) -> bool {
        let options = self.decisions.iter().flat_map(|decision| &decision.options);
        options.into_iter().any(|option| match &option.lesson {
            Lesson::Wrong { breaks, may_break } => breaks.iter().chain(may_break).any(|known| known == rule),
            _ => false,
        })
    }
}

/// A rule as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    /// Its name.
    pub id: String,
    /// Whether nothing may cost it.
    pub invariant: bool,
    /// The sentence.
    pub says: String,
    /// Whether an expression stands beside it.
    pub runs: bool,
}

/// What an interviewer says only when asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its name.
    pub id: String,
    /// `scale`, `latency`, `consistency`, …
    pub about: String,
    /// Words by which a candidate's question is recognised.
    pub asks: Vec<String>,
    /// The answer.
    pub says: String,
}

/// One line of napkin math.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// Its name.
    pub id: String,
    /// Where its expression stands.
    pub span: Span,
    /// What is asked.
    pub ask: String,
    /// The expression, in calc.
    pub text: String,
    /// What it comes to; `None` for a range.
    pub amount: Option<Amount>,
    /// What it comes to, as the calculator shows it; empty where it has no value.
    pub exact: String,
    /// The same in interview arithmetic, with two digits; empty where it has no value.
    pub spoken: String,
    /// The expected order of magnitude, in calc: an answer within a factor of ten of it is right.
    pub magnitude: String,
    /// The steps to say aloud.
    pub steps: Vec<String>,
    /// The sentence to say.
    pub says: String,
    /// What it forces.
    pub concludes: String,
    /// The usual mistake.
    pub mistake: String,
    /// What a run measures of it.
    pub observable: Option<String>,
}

/// A kind of data with its constraints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Its name.
    pub id: String,
    /// Its fields, as one would write them on a board.
    pub fields: Vec<String>,
    /// The primary key.
    pub key: Vec<String>,
    /// Further constraints.
    pub constraints: Vec<String>,
    /// The index that each query needs.
    pub indexes: Vec<String>,
    /// Anything else.
    pub note: String,
}

/// One endpoint of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its name.
    pub id: String,
    /// `POST /orders`
    pub call: String,
    /// What it is for.
    pub does: String,
    /// What is sent.
    pub request: String,
    /// What comes back.
    pub response: String,
    /// Status codes of success.
    pub success: Vec<u16>,
    /// Status codes of failure, each with its meaning.
    pub errors: Vec<(u16, String)>,
    /// How a repeated call is recognised.
    pub idempotency: String,
}

/// What to watch, and when to be woken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// Its name.
    pub id: String,
    /// What is watched.
    pub watch: String,
    /// When it rings.
    pub alarm: String,
    /// What to do then.
    pub then: String,
}

/// An objection and a strong answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushback {
    /// Its name.
    pub id: String,
    /// The objection.
    pub ask: String,
    /// A strong answer.
    pub strong: String,
    /// What a rubric looks for.
    pub points: Vec<String>,
    /// What is asked next.
    pub followup: String,
    /// The decision it is about.
    pub decision: Option<String>,
}

/// A fault worth asking about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its name.
    pub id: String,
    /// What is asked.
    pub ask: String,
    /// What one sees.
    pub symptom: String,
    /// Why.
    pub cause: String,
    /// What helps.
    pub remedy: String,
    /// The fault of the design that shows it.
    pub fault: Option<String>,
}

/// A change of a requirement in mid-interview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub id: String,
    /// What the interviewer says.
    pub says: String,
    /// What a strong answer does with it.
    pub strong: String,
    /// What a rubric looks for.
    pub points: Vec<String>,
}

/// What is graded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// One of [`CRITERIA`](super::CRITERIA); others are kept and grade nothing.
    pub id: String,
    /// What a rubric looks for, each worth the same.
    pub points: Vec<String>,
}

/// What breaks at which multiple of the load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scaling {
    /// Its name.
    pub id: String,
    /// The multiple, such as `10x`.
    pub at: String,
    /// What breaks.
    pub breaks: String,
    /// What then.
    pub then: String,
}

/// The last minute: three components, two trade-offs, one improvement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapup {
    /// Three.
    pub components: Vec<String>,
    /// Two.
    pub trade_offs: Vec<String>,
    /// One.
    pub improvement: String,
    /// All of it as spoken.
    pub spoken: String,
}

/// A mistake and the better answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Its name.
    pub id: String,
    /// The mistake.
    pub mistake: String,
    /// The better answer.
    pub better: String,
}

/// Where something comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub title: String,
    /// Its address.
    pub url: String,
    /// What was taken from it.
    pub note: String,
}
