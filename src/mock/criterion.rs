use serde::{Deserialize, Serialize};

use crate::problem::model::CRITERIA;

/// What is graded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Criterion {
    /// What was asked before anything was assumed.
    Requirements,
    /// Napkin math.
    Estimates,
    /// Entities and endpoints.
    Data,
    /// Boxes and arrows.
    HighLevel,
    /// Decisions, push-back, the failure.
    Depth,
    /// What breaks first.
    Scaling,
    /// What was chosen over what.
    TradeOffs,
    /// The clock and the last minute.
    Communication,
}

impl Criterion {
    /// All of them, in the order of an interview.
    pub const ALL: [Self; 8] = [
        Self::Requirements,
        Self::Estimates,
        Self::Data,
        Self::HighLevel,
        Self::Depth,
        Self::Scaling,
        Self::TradeOffs,
        Self::Communication,
    ];

    /// Its name in files.
    pub const fn id(self) -> &'static str {
        CRITERIA[self as usize]
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Self::Requirements => "Requirements",
            Self::Estimates => "Estimates",
            Self::Data => "Data and API",
            Self::HighLevel => "High level",
            Self::Depth => "Depth",
            Self::Scaling => "Scaling",
            Self::TradeOffs => "Trade-offs",
            Self::Communication => "Communication and pace",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers files and reports write each as problem files do.
    #[test]
    fn it_is_written_as_files_name_it() {
        for criterion in Criterion::ALL {
            assert_eq!(serde_json::to_value(criterion).unwrap(), criterion.id());
        }
        assert_eq!(Criterion::ALL.len(), CRITERIA.len());
    }
}
