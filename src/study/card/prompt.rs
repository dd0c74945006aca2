/// What is shown of a card before it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// The card's id.
    pub card: String,
    /// Its subject.
    pub topic: String,
    /// The problem it is about, where it comes from one: what the question takes for granted.
    pub problem: Option<String>,
    /// The question.
    pub text: String,
    /// What is to be done.
    pub wants: Wants,
}

/// What is to be done with a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wants {
    /// Say it from memory, reveal it, grade oneself.
    Recall,
    /// Choose one of these; they stand in an order of their own at each asking.
    Choice(Vec<String>),
    /// Type what is missing in so many blanks.
    Blanks(usize),
    /// Type a number: a calc expression or a range.
    Number {
        /// What it measures, in words: "a rate".
        measures: String,
    },
    /// Put these into their order.
    Order(Vec<String>),
}

impl Wants {
    /// What to do, in one line.
    pub fn hint(&self) -> String {
        match self {
            Self::Recall => "Say it aloud, then look.".to_owned(),
            Self::Choice(choices) => format!("Choose: 1 to {}.", choices.len()),
            Self::Blanks(1) => "Type what is missing.".to_owned(),
            Self::Blanks(count) => format!("Type what is missing in the {count} blanks, with ; between."),
            Self::Number { measures } => format!("Type {measures}, or a range such as 5..20."),
            Self::Order(items) => {
                let example: Vec<String> = (1..=items.len()).rev().map(|at| at.to_string()).collect();
                format!("Type the numbers in order, such as {}.", example.join(" "))
            }
        }
    }
}
