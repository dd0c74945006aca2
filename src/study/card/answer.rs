/// What comes back for a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A line of text: a number, the word of a blank, or what was said from memory.
    Typed(String),
    /// The words of several blanks, in order.
    Words(Vec<String>),
    /// One of the choices, by its place in what was shown.
    Chosen(usize),
    /// The items that were shown, by their places, in the order that is meant.
    Order(Vec<usize>),
    /// Nothing is said: it was answered in the mind and is graded by oneself.
    Revealed,
    /// It is not known.
    Unknown,
}
