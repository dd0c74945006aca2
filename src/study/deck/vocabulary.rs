use crate::problem::vocabulary::{Form, Section, may, must, with};

/// The kinds of cards that a deck may hold; skills make those of the kind `drill`.
pub const KINDS: &[&str] = &["recall", "choose", "cloze", "number", "order", "scenario"];

/// Kinds with wrong answers beside the right one.
const CHOICES: &[&str] = &["choose", "scenario"];

/// The file.
pub(super) static DECK: Section = Section {
    id: "deck",
    article: "a deck",
    heading: "The deck",
    doc: "Cards, and skills to drill.",
    words: &[
        must("schema", Form::Whole, "the version of this format", "1"),
        must("id", Form::Text, "its name: lower case, digits and hyphens", "\"redis\""),
        must("title", Form::Text, "what it is called", "\"Redis\""),
        must("about", Form::Text, "what it teaches, in one sentence", "\"structures, eviction, locks\""),
        may("cards", Form::List("card"), "the cards", "[]"),
        may("skills", Form::List("skill"), "skills to drill, with fresh numbers each time", "[]"),
        may(
            "mistakes",
            Form::Map,
            "sentences for the mistakes that skills name",
            "{ lost-k = \"A K is lost: 1K is 1,000.\" }",
        ),
    ],
};

/// A card.
pub(super) static CARD: Section = Section {
    id: "card",
    article: "a card",
    heading: "[[cards]]",
    doc: "One thing to know, to be answered in under 15 seconds.",
    words: &[
        must("id", Form::Text, "its name in the deck; it never changes", "\"zset-ranking\""),
        must("kind", Form::Choice(KINDS), "how it is asked", "\"recall\""),
        may("topic", Form::Text, "its subject; unless said, the deck's id", "\"redis\""),
        must(
            "ask",
            Form::Text,
            "the question; of a cloze the sentence with {{blanks}}",
            "\"Which type ranks?\"",
        ),
        must("answer", Form::Text, "what is right", "\"A sorted set\"").of(&["recall", "choose", "scenario"]),
        must(
            "answer",
            Form::Quantity,
            "what is right, in calc: a number with its unit, or a range",
            "\"140K/s\"",
        )
        .of(&["number"]),
        must("steps", Form::Texts, "the steps in their order", "[\"read\", \"check\", \"write\"]")
            .of(&["order"]),
        must("why", Form::Text, "why, in one sentence or two", "\"It keeps members by score.\""),
        with(
            "missed",
            Form::Flag,
            "false",
            "whether it was got wrong or forgotten: then it comes first",
            "true",
        ),
        may(
            "confusable_with",
            Form::Texts,
            "cards easily taken for it: their answers are wrong choices",
            "[\"redis/list\"]",
        ),
        may("discriminator", Form::Text, "the question that tells it from those", "\"Is there a score?\""),
        may(
            "wrong",
            Form::List("wrong"),
            "wrong choices of its own",
            "[{ answer = \"A list\", why = \"no score\" }]",
        )
        .of(CHOICES),
        must("source", Form::Text, "where the figure comes from", "\"redis.io, benchmarks\"").of(&["number"]),
        may("source", Form::Text, "where it comes from", "\"redis.io, data types\"")
            .of(&["recall", "choose", "cloze", "order", "scenario"]),
        with("within", Form::Factor, "2", "an answer off by this factor is right", "3").of(&["number"]),
    ],
};

/// A wrong choice.
pub(super) static WRONG: Section = Section {
    id: "wrong",
    article: "a wrong choice",
    heading: "wrong",
    doc: "A wrong answer with its reason.",
    words: &[
        must("answer", Form::Text, "the wrong answer", "\"A list\""),
        must("why", Form::Text, "why it is wrong here", "\"A list has no score.\""),
    ],
};

/// A skill.
pub(super) static SKILL: Section = Section {
    id: "skill",
    article: "a skill",
    heading: "[[skills]]",
    doc: "A kind of napkin math, drilled with fresh numbers.",
    words: &[
        must("id", Form::Text, "its name in the deck; it never changes", "\"rate\""),
        must("title", Form::Text, "what it is called", "\"From a day to a second\""),
        may("topic", Form::Text, "its subject; unless said, the deck's id", "\"napkin-math\""),
        must(
            "why",
            Form::Text,
            "what to remember, in one sentence or two",
            "\"A day is about 100K seconds.\"",
        ),
        with("missed", Form::Flag, "false", "whether it was got wrong: then it comes first", "true"),
        must("levels", Form::List("level"), "one to three templates, from easy to hard", "[]"),
    ],
};

/// A level of a skill.
pub(super) static LEVEL: Section = Section {
    id: "level",
    article: "a level",
    heading: "[[skills.levels]]",
    doc: "A template: `{name}` shows a word or a number as written, `{=EXPR}` a value, `{~EXPR}` how one says it.",
    words: &[
        must("ask", Form::Texts, "wordings of the question", "[\"{n} {what} a day. How many a second?\"]"),
        may("words", Form::Map, "words that vary", "{ what = [\"orders\", \"rides\"] }"),
        may(
            "inputs",
            Form::Map,
            "numbers that vary: a list, or the natural numbers (1, 2, 5, 10 …) of a range",
            "{ n = \"1M..500M\", peak = [\"3\", \"5\"] }",
        ),
        may("let", Form::Assignments, "names for parts of the sum", "{ rate = \"n / 1 day\" }"),
        must("answer", Form::Quantity, "what is right, in calc", "\"rate x peak\""),
        must("steps", Form::Texts, "the worked solution", "[\"{n} / 100K s = {~rate}\"]"),
        may(
            "mistakes",
            Form::Map,
            "mistakes, each with what it comes to, or { value, says }",
            "{ lost-k = \"answer / 1000\" }",
        ),
        with("within", Form::Factor, "1.25", "an answer off by this factor is right", "1.05"),
    ],
};

/// A mistake with a sentence of its own.
pub(super) static SLIP: Section = Section {
    id: "mistake",
    article: "a mistake",
    heading: "mistakes",
    doc: "A mistake with a sentence of its own.",
    words: &[
        must("value", Form::Quantity, "what it comes to, in calc", "\"answer / 1000\""),
        must("says", Form::Text, "what happened, in a sentence", "\"A K is lost.\""),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_word_stands_once_for_a_kind_and_says_something() {
        for section in [&DECK, &CARD, &WRONG, &SKILL, &LEVEL, &SLIP] {
            for kind in KINDS {
                let names: Vec<&str> = section.words_of(kind).map(|word| word.name).collect();
                assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{} {kind}", section.id);
            }
            for word in section.words {
                assert!(!word.doc.is_empty() && !word.doc.ends_with('.'), "{}.{}", section.id, word.name);
                assert!(!word.example.is_empty(), "{}.{}", section.id, word.name);
            }
        }
    }
}
