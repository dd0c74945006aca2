/// A part of the solution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// What is required, promised, and told when asked.
    Requirements,
    /// Napkin math.
    Estimates,
    /// The data.
    Entities,
    /// The API.
    Api,
    /// The parts, their diagram and what flows between them.
    Design,
    /// The questions with every option.
    Decisions,
    /// What can go wrong.
    Failures,
    /// Objections, and changes in mid-interview.
    Pushback,
    /// What breaks first.
    Scaling,
    /// What to watch.
    Operations,
    /// The last minute.
    Wrapup,
    /// The usual mistakes.
    Gaps,
    /// What is graded.
    Rubric,
    /// Where the facts come from.
    Sources,
}

impl Section {
    /// Every section, in the order of an interview.
    pub const ALL: [Self; 14] = [
        Self::Requirements,
        Self::Estimates,
        Self::Entities,
        Self::Api,
        Self::Design,
        Self::Decisions,
        Self::Failures,
        Self::Pushback,
        Self::Scaling,
        Self::Operations,
        Self::Wrapup,
        Self::Gaps,
        Self::Rubric,
        Self::Sources,
    ];

    /// How it is called on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Requirements => "requirements",
            Self::Estimates => "estimates",
            Self::Entities => "entities",
            Self::Api => "api",
            Self::Design => "design",
            Self::Decisions => "decisions",
            Self::Failures => "failures",
            Self::Pushback => "pushback",
            Self::Scaling => "scaling",
            Self::Operations => "operations",
            Self::Wrapup => "wrapup",
            Self::Gaps => "gaps",
            Self::Rubric => "rubric",
            Self::Sources => "sources",
        }
    }

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Requirements => "Requirements",
            Self::Estimates => "Napkin math",
            Self::Entities => "Data",
            Self::Api => "API",
            Self::Design => "Design",
            Self::Decisions => "Decisions",
            Self::Failures => "Failures",
            Self::Pushback => "Push-back",
            Self::Scaling => "Scaling",
            Self::Operations => "Operations",
            Self::Wrapup => "Wrap-up",
            Self::Gaps => "Usual mistakes",
            Self::Rubric => "Rubric",
            Self::Sources => "Sources",
        }
    }

    /// What one can no longer find out by oneself after reading it.
    pub fn gives_away(self) -> &'static str {
        match self {
            Self::Requirements => "what to ask in the first five minutes, with the answers",
            Self::Estimates => "every figure of the napkin math and what it forces",
            Self::Entities => "the tables with their keys, constraints and indexes",
            Self::Api => "the endpoints with their status codes and idempotency",
            Self::Design => "the architecture",
            Self::Decisions => "which option is right in every decision, and how the others fail",
            Self::Failures => "the cause and the remedy of every failure",
            Self::Pushback => "strong answers to every objection",
            Self::Scaling => "what breaks first, and what to do then",
            Self::Operations => "what to watch, with the alarms",
            Self::Wrapup => "the last minute, word for word",
            Self::Gaps => "the usual mistakes with better answers",
            Self::Rubric => "what is graded",
            Self::Sources => "where the facts come from",
        }
    }

    /// The section with this name.
    pub fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.word() == word)
    }
}
