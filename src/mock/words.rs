use std::collections::BTreeSet;
use std::fmt::Display;

/// Words that carry no meaning of their own in an answer.
const EMPTY: &[&str] = &[
    "a", "about", "after", "all", "also", "an", "and", "any", "are", "as", "at", "be", "because", "been",
    "before", "but", "by", "can", "could", "did", "do", "does", "each", "every", "few", "for", "from", "had",
    "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "just", "like", "many", "may", "me",
    "more", "most", "much", "must", "my", "need", "no", "not", "of", "on", "one", "only", "or", "our", "out",
    "over", "per", "shall", "should", "so", "some", "such", "than", "that", "the", "their", "them", "then",
    "there", "they", "this", "to", "too", "up", "us", "use", "very", "was", "we", "were", "what", "when",
    "where", "which", "who", "why", "will", "with", "without", "would", "you", "your",
];

/// Words by which a sentence can be told from a heap of terms.
const GLUE: &[&str] = &[
    "a", "an", "and", "are", "as", "at", "be", "because", "but", "by", "can", "for", "from", "has", "have",
    "i", "if", "in", "into", "is", "it", "its", "no", "not", "of", "on", "one", "or", "so", "than", "that",
    "the", "their", "them", "then", "there", "they", "this", "to", "until", "we", "when", "while", "which",
    "will", "with",
];

/// The words of a text in order: lower case, letters and digits, without plural endings.
pub fn words(text: &str) -> Vec<String> {
    raw(text).iter().map(|word| stem(word)).collect()
}

/// The words as they are written, in lower case.
fn raw(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let parts = text.split(|sign: char| !sign.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// The words that carry meaning.
pub fn content(text: &str) -> BTreeSet<String> {
    let told = raw(text).into_iter().filter(|word| EMPTY.binary_search(&word.as_str()).is_err());
    told.map(|word| stem(&word)).filter(|word| word.chars().count() > 1).collect()
}

/// A word without the endings by which English counts and conjugates; crude on purpose, the same on both sides.
fn stem(word: &str) -> String {
    let long = |least: usize| word.chars().count() >= least;
    for (ending, instead, least) in
        [("ies", "y", 5), ("sses", "ss", 6), ("ing", "", 6), ("ed", "", 5), ("es", "e", 5)]
    {
        if let Some(root) = word.strip_suffix(ending) {
            if long(least) {
                return format!("{root}{instead}").trim_end_matches('e').to_owned();
            }
        }
    }
    let singular =
        if long(4) && !word.ends_with("ss") { word.strip_suffix('s').unwrap_or(word) } else { word };
    if singular.chars().count() > 3 { singular.trim_end_matches('e').to_owned() } else { singular.to_owned() }
}

/// The share of the words that `of` asks for which stand in `said`; 0 where it asks for none.
pub fn share(said: &BTreeSet<String>, of: &BTreeSet<String>) -> f64 {
    if of.is_empty() {
        return 0.0;
    }
    count(of.intersection(said).count()) / count(of.len())
}

/// Whether a text is a heap of terms rather than something that was said: many words, hardly any that join them, or
/// the same few over and over.
pub fn is_heap(text: &str) -> bool {
    let all = raw(text);
    if all.len() < 9 {
        return false;
    }
    let glue = all.iter().filter(|word| GLUE.contains(&word.as_str())).count();
    let distinct: BTreeSet<String> = all.iter().map(|word| stem(word)).collect();
    glue * 9 < all.len() || distinct.len() * 3 < all.len()
}

/// Whether a text is mostly copied from another: more than half of its runs of four words stand there.
pub fn is_copy(text: &str, of: &str) -> bool {
    let runs = |text: &str| -> Vec<Vec<String>> { words(text).windows(4).map(<[String]>::to_vec).collect() };
    let mine = runs(text);
    if mine.is_empty() {
        return false;
    }
    let theirs: BTreeSet<Vec<String>> = runs(of).into_iter().collect();
    mine.iter().filter(|run| theirs.contains(*run)).count() * 2 > mine.len()
}

/// So many of something: "1 word", "2 words".
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(count: N, one: &str) -> String {
    let plural = if count == N::from(1) { "" } else { "s" };
    format!("{count} {one}{plural}")
}

/// A count of words as a number to divide by.
pub fn count(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_meet_over_number_and_tense() {
        assert_eq!(words("Two buyers' carts expired"), ["two", "buyer", "cart", "expir"]);
        assert_eq!(content("the retries of queues"), content("retry a queue"));
        assert_eq!(
            content("more of it than before, because there were some"),
            BTreeSet::new(),
            "no word of its own"
        );
        assert!(EMPTY.is_sorted(), "looked up by halves");
    }

    #[test]
    fn one_of_something_has_no_plural() {
        assert_eq!(
            [0_u64, 1, 2].map(|count| counted(count, "trade-off")),
            ["0 trade-offs", "1 trade-off", "2 trade-offs"]
        );
    }

    #[test]
    fn a_heap_of_terms_is_told_from_a_sentence() {
        assert!(is_heap("kafka redis postgres sharding cache queue idempotency saga outbox cdn websocket"));
        assert!(!is_heap("the second buyer waits for the lock of the row and then looks again"));
        assert!(!is_heap("row lock, short transaction"), "a note may be short");
        assert!(is_heap(&"scale the database and cache ".repeat(6)));
    }

    #[test]
    fn a_copied_brief_is_recognised() {
        let brief =
            "Our shops deliver within an hour. We want customers to see what they can get and to order it.";
        assert!(is_copy("we want customers to see what they can get", brief));
        assert!(!is_copy("customers see what is near them and place an order for all of it", brief));
    }
}
