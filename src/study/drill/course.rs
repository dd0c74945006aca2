use std::collections::BTreeSet;

use crate::calc::random::Stream;
use crate::study::card::Question;

/// So many seeds are tried for an exercise that was not asked yet: one in twenty that is left is missed once in 40,000
/// sittings.
const TRIED: u64 = 200;

/// From one tried seed to the next, so that they are not those of the exercises that follow.
const APART: u64 = 1_000_000;

/// What was asked in one sitting.
#[derive(Clone, Debug, Default)]
pub struct Asked(BTreeSet<String>);

impl Asked {
    /// The exercise of this seed; where it was asked already, the first of seeds further on that was not. With it the
    /// seed that makes it. `ask` makes the exercise of a seed; where it has no other, it comes again.
    pub fn fresh(&mut self, seed: u64, ask: impl Fn(u64) -> Question) -> (u64, Question) {
        let seeds = (0..TRIED).map(|tried| seed.wrapping_add(tried * APART));
        let mut questions = seeds.map(|seed| (seed, ask(seed)));
        let found = questions.find(|(_, question)| !self.0.contains(&question.prompt.text));
        let (seed, question) = found.unwrap_or_else(|| (seed, ask(seed)));
        self.0.insert(question.prompt.text.clone());
        (seed, question)
    }
}

/// Which of several skills the exercise of this number is of, from 0: each once in an order of the seed's own, then
/// again in another. `None` where there are no skills.
pub fn skill_at(skills: &[String], seed: u64, number: u64) -> Option<&String> {
    let length = skills.len() as u64;
    let (round, place) = (number.checked_div(length)?, number.checked_rem(length)?);
    let mut order: Vec<&String> = skills.iter().collect();
    let mut draw = Stream::new(seed, 0).request(round).draw(0, 0);
    for last in (1..order.len()).rev() {
        let other = usize::try_from(draw.below(last as u64 + 1)).unwrap_or(0);
        order.swap(last, other);
    }
    order.get(usize::try_from(place).unwrap_or(0)).copied()
}
