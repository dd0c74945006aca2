/// Something to drill: a kind of napkin math.
#[derive(Clone, Debug, PartialEq)]
pub struct Skill {
    /// Its name, within its deck.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What to remember, in a sentence or two.
    pub why: String,
    /// From easy to hard: one to three of them.
    pub levels: Vec<Level>,
}

/// One level of a skill: a template of exercises.
#[derive(Clone, Debug, PartialEq)]
pub struct Level {
    /// Wordings of the question.
    pub asks: Vec<String>,
    /// Words that vary: the name of a place, and what may stand there.
    pub words: Vec<(String, Vec<String>)>,
    /// Numbers that vary: a name, and the calc expressions it may stand for.
    pub inputs: Vec<(String, Vec<String>)>,
    /// Names for parts of the sum, in order: name and calc expression.
    pub lets: Vec<(String, String)>,
    /// What is right, in calc.
    pub answer: String,
    /// The worked solution, a step a line.
    pub steps: Vec<String>,
    /// The mistakes that are known by what they come to.
    pub mistakes: Vec<Slip>,
    /// An answer that is off by this factor or less is right.
    pub within: f64,
}

/// A mistake that is known by what it comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Its name: `lost-k`.
    pub id: String,
    /// What it comes to, in calc; `answer` is the right answer.
    pub value: String,
    /// What happened, in a sentence.
    pub says: String,
}

impl Skill {
    /// The factor by which an answer may be off where a skill says nothing: a day of 100K seconds is 16 % off, and
    /// two roundings add to that.
    pub const WITHIN: f64 = 1.25;
}

/// The level for somebody who was right so many times in a row: two right answers lead to the next.
pub fn level_after(right_in_a_row: u32) -> u8 {
    1 + u8::try_from(right_in_a_row / 2).unwrap_or(2).min(2)
}
