//! Whether a question gives its answer away.

use crate::study::card::{Body, Card, Piece};

/// The words of the answer that stand in the question. Where the question offers several answers ("SSE or
/// polling?", or one of the wrong choices), naming the right one gives nothing away.
pub(super) fn gives_away(card: &Card) -> Option<String> {
    let ask = words(&card.ask);
    match &card.body {
        Body::Recall { answer } => {
            let offers = ask.iter().any(|word| matches!(word.as_str(), "or" | "versus" | "vs"));
            (!offers && stands(&ask, answer)).then(|| answer.clone())
        }
        Body::Choose { answer, wrong } | Body::Scenario { answer, wrong } => {
            let offers = ask.iter().any(|word| matches!(word.as_str(), "or" | "versus" | "vs"))
                || wrong.iter().any(|other| stands(&ask, &other.answer));
            (!offers && stands(&ask, answer)).then(|| answer.clone())
        }
        Body::Cloze(cloze) => {
            let rest = cloze.pieces.iter().filter_map(|piece| match piece {
                Piece::Text(text) => Some(text.as_str()),
                Piece::Blank(_) => None,
            });
            // Pieces are joined by a word of their own: words on two sides of a blank make no phrase.
            let rest = words(&rest.collect::<Vec<_>>().join(" ____ "));
            cloze.answers().find(|answer| stands(&rest, answer)).map(str::to_owned)
        }
        Body::Number(figure) => stands(&ask, &figure.text).then(|| figure.text.clone()),
        Body::Order { .. } | Body::Drill(_) => None,
    }
}

/// Whether an answer stands in a question, word by word. An answer of one or two letters says too little.
fn stands(ask: &[String], answer: &str) -> bool {
    let answer = words(answer);
    let length: usize = answer.iter().map(String::len).sum();
    length > 2 && ask.windows(answer.len()).any(|window| window == answer)
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '%')));
    let words = words.map(|word| word.trim_matches('.').to_lowercase());
    words.filter(|word| !word.is_empty() && !matches!(word.as_str(), "a" | "an" | "the")).collect()
}
