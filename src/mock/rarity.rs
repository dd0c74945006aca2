use std::collections::{BTreeMap, BTreeSet};

use super::words::{content, count};
use crate::problem::model::{Choice, Problem};

/// How much a word tells in one problem: "second" stands in every text of it and tells nothing, "sweeper" in two and
/// tells much. By this an answer in other words is told from one that only sounds alike.
///
/// The weight of a word is the inverse document frequency of K. Spärck Jones (1972), ln((n + 1) / (df + 1)), over the
/// options, failures and entries on growth of the file, and at most [`MOST`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rarity {
    texts: usize,
    found: BTreeMap<String, usize>,
}

/// What a word weighs at most, and what one weighs that the file does not know: seven times rarer than common.
const MOST: f64 = 2.0;
/// So many words of an answer have to stand in the text that it is held against: one may be chance.
const LEAST: usize = 2;

impl Rarity {
    /// Counts the words of a problem.
    pub fn of(problem: &Problem) -> Self {
        let options = problem.decisions.iter().flat_map(|decision| decision.options.iter()).map(told);
        let failures = problem.failures.iter().map(|failure| {
            [&failure.ask, &failure.symptom, &failure.cause, &failure.remedy]
                .map(|text| content(text))
                .into_iter()
                .flatten()
                .collect()
        });
        let growth = problem.scaling.iter().map(|entry| {
            [&entry.at, &entry.breaks, &entry.then].map(|text| content(text)).into_iter().flatten().collect()
        });
        let mut rarity = Self::default();
        for text in options.chain(failures).chain(growth) {
            rarity.texts += 1;
            for word in text {
                *rarity.found.entry(word).or_default() += 1;
            }
        }
        rarity
    }

    /// What a word tells: 0 to [`MOST`].
    fn weight(&self, word: &str) -> f64 {
        let Some(found) = self.found.get(word) else { return MOST };
        libm::log((count(self.texts) + 1.0) / (count(*found) + 1.0)).clamp(0.0, MOST)
    }

    /// How much of what was said stands in a text: 0 to 1, by the weight of its words.
    pub fn fit(&self, said: &BTreeSet<String>, text: &BTreeSet<String>) -> f64 {
        if said.intersection(text).count() < LEAST.min(text.len()).max(1) {
            return 0.0;
        }
        let all: f64 = said.iter().map(|word| self.weight(word)).sum();
        let met: f64 = said.intersection(text).map(|word| self.weight(word)).sum();
        if all > 0.0 { met / all } else { 0.0 }
    }
}

/// All words of an option.
fn told(option: &Choice) -> BTreeSet<String> {
    let texts =
        [&option.why, &option.accepts, &option.sentence, &option.tempting, &option.when, &option.fails];
    texts.map(|text| content(text)).into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rarity() -> Rarity {
        let mut rarity = Rarity { texts: 9, ..Rarity::default() };
        // ln(10 / 10) = 0, ln(10 / 5) = 0.69, ln(10 / 2) = 1.61.
        for (word, found) in [("second", 9), ("row", 4), ("sweeper", 1)] {
            rarity.found.insert(word.to_owned(), found);
        }
        rarity
    }

    #[test]
    fn a_rare_word_tells_more_than_a_common_one() {
        let rarity = rarity();
        assert!(rarity.weight("second").abs() < 1e-12);
        assert!((rarity.weight("row") - libm::log(2.0)).abs() < 1e-12);
        assert!((rarity.weight("sweeper") - libm::log(5.0)).abs() < 1e-12);
        assert!((rarity.weight("unheard") - MOST).abs() < 1e-12);
    }

    #[test]
    fn one_common_word_is_chance_and_two_rare_ones_are_meant() {
        let rarity = rarity();
        let text = content("a sweeper frees the row each second");
        assert!(rarity.fit(&content("the sweeper comes"), &text).abs() < 1e-12, "one word");
        // (ln 2 + ln 5) / (ln 2 + ln 5 + 2)
        let fit = rarity.fit(&content("the sweeper finds the row"), &text);
        assert!((fit - libm::log(10.0) / (libm::log(10.0) + MOST)).abs() < 1e-12, "{fit}");
        assert!(rarity.fit(&content("every second is good"), &text).abs() < 1e-12);
        assert!((rarity.fit(&content("writer"), &content("one writer")) - 1.0).abs() < 1e-12, "all there is");
    }
}
