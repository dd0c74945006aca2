//! One thing to know, how it is asked, and how an answer is judged.
//!
//! - `model`: [`Card`] and its [`Body`]; `cloze`: texts with blanks; `span`: the number that is right;
//! - `prompt`: what is shown; `answer`: what comes back; `marking`: what is said about it;
//! - `question`: a card as it is asked under a seed; `typed`: an answer from a line of text; `judge`: the verdicts.

mod answer;
mod cloze;
mod figure;
mod judge;
mod marking;
mod model;
mod prompt;
mod question;
mod typed;

pub use answer::Answer;
pub use cloze::{Cloze, Piece};
pub use figure::Figure;
pub(super) use figure::given;
pub(super) use marking::NEGATIVE;
pub use marking::{Explained, Marking, Mistake, Verdict};
pub use model::{Body, Card, Distractor, Origin};
pub use prompt::{Prompt, Wants};
pub use question::Question;
