use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Span};

/// Everything a candidate says in a mock, as text: the form of `mock --answers FILE`, and what is kept of a mock.
///
/// Every field may be empty. What is empty is graded as not shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Answers {
    /// How the mock was held.
    pub held: Held,
    /// Plain notes, by phase.
    pub notes: BTreeMap<String, String>,
    /// Questions to the interviewer, in order.
    pub questions: Vec<Question>,
    /// Lines of napkin math.
    pub napkin: String,
    /// Tables, one a line: `orders: id key, user_id, status; unique (user_id, key); index (expires_at)`.
    pub entities: String,
    /// Endpoints, one a line: `POST /orders -> 201, 409; idempotency key`.
    pub endpoints: String,
    /// Arrows, one a line: `app -> order_api -> db`.
    pub sketch: String,
    /// What was decided, by decision.
    pub choices: BTreeMap<String, Chosen>,
    /// Answers to push-back, by its id.
    pub replies: BTreeMap<String, String>,
    /// The answer to the change of a requirement.
    pub change: String,
    /// What was said of the failure.
    pub failure: Diagnosis,
    /// What breaks first as the load grows, and then.
    pub growth: Growth,
    /// The last minute.
    pub wrapup: Closing,
    /// Points of the rubric that the candidate grants to herself or himself: by criterion, in the order of the file.
    /// A criterion that is left out was not graded.
    pub grades: BTreeMap<String, Vec<bool>>,
    /// Seconds spent in each phase, where another clock than the program's was running; by phase.
    pub seconds: BTreeMap<String, u64>,
}

/// A question to the interviewer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Question {
    /// As typed.
    pub text: String,
    /// The answer that was confirmed as meant: its id. `None`: the interviewer did not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meant: Option<String>,
    /// Whether it was decided what was meant, by a key or by a file that says so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub settled: bool,
    /// The phase in which it was asked: its id. `None` in a file that does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
}

/// A question in a file: its words alone, or what was meant beside them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Words(String),
    Settled {
        text: String,
        #[serde(default)]
        meant: Option<String>,
        #[serde(default)]
        settled: bool,
        #[serde(default)]
        phase: Option<String>,
    },
}

impl From<Written> for Question {
    fn from(written: Written) -> Self {
        match written {
            Written::Words(text) => Self { text, ..Self::default() },
            Written::Settled { text, meant, settled, phase } => {
                Self { text, settled: settled || meant.is_some(), meant, phase }
            }
        }
    }
}

/// An option with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chosen {
    /// The option's id.
    pub option: String,
    /// Because of what.
    pub because: String,
    /// Accepting what.
    pub accepts: String,
}

/// What was said of a failure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Diagnosis {
    /// Why it happens.
    pub cause: String,
    /// What helps.
    pub remedy: String,
}

/// What breaks first at ten times the load.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Growth {
    /// What breaks.
    pub breaks: String,
    /// What then.
    pub then: String,
}

/// The last minute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Closing {
    /// Three.
    pub components: Vec<String>,
    /// Two.
    pub trade_offs: Vec<String>,
    /// One.
    pub improvement: String,
    /// How many seconds it took to say all of it aloud, where somebody had a clock running.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u64>,
}

/// How a mock was held; what is `None` is the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Held {
    /// Its length in minutes; the problem's own unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// The seed of the interviewer; 1 unless said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

impl Answers {
    /// Reads an answers file.
    ///
    /// # Errors
    /// What is wrong with its form, and where.
    pub fn read(text: &str) -> Result<Self, Diagnostic> {
        toml::from_str(text).map_err(|error| {
            let span = error.span().map_or(Span::new(0, 0), Span::from);
            Diagnostic::error("answers", span, error.message().to_owned())
                .help("`napkin mock PROBLEM --dry-run` names what is asked and the words of this file")
        })
    }

    /// Whether nothing was said at all.
    pub fn is_empty(&self) -> bool {
        let said =
            Self { held: Held::default(), grades: BTreeMap::new(), seconds: BTreeMap::new(), ..self.clone() };
        said == Self::default()
    }
}
