use std::fmt::Write as _;

use super::html::escape;
use crate::study::card::{Body, Card, Question, Wants};
use crate::study::deck::Decks;

/// The headers: what separates fields, that they are HTML, and what each column is.
const HEADERS: &str =
    "#separator:tab\n#html:true\n#notetype:Basic\n#deck column:3\n#tags column:4\n#guid column:5\n";

/// Cards as a text file that Anki imports, and how many have no place in one: the numbers of a drill are fresh each
/// time.
pub fn write(cards: &[&Card], decks: &Decks) -> (String, usize) {
    let mut text = HEADERS.to_owned();
    let mut skipped = 0;
    for card in cards {
        if matches!(card.body, Body::Drill(_)) {
            skipped += 1;
            continue;
        }
        let title = decks.deck(&card.deck).map_or(card.deck.as_str(), |deck| deck.title.as_str());
        // `::` makes a deck inside of another.
        let deck = format!("napkin::{}", title.replace("::", ":"));
        let mut tags = vec![card.topic.replace(' ', "-"), card.kind().to_owned()];
        if card.missed {
            tags.push("missed".to_owned());
        }
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}",
            escape(&front(card, decks)),
            escape(&back(card)),
            escape(&deck),
            escape(&tags.join(" ")),
            escape(&card.id)
        );
    }
    (text, skipped)
}

/// The question with its choices, always in one order: a card that looks the same is the same card.
fn front(card: &Card, decks: &Decks) -> String {
    let question: Question = decks.ask(card, 0, 1);
    let mut front = question.prompt.text;
    if let Wants::Choice(items) | Wants::Order(items) = &question.prompt.wants {
        front.push('\n');
        for item in items {
            let _ = write!(front, "\n- {item}");
        }
    }
    front
}

fn back(card: &Card) -> String {
    let answer = match &card.body {
        Body::Cloze(cloze) => cloze.filled(),
        _ => card.full_answer(),
    };
    let mut parts = vec![answer, card.why.clone()];
    parts.extend(card.discriminator.iter().map(|question| format!("Ask yourself: {question}")));
    parts.extend(card.source.iter().map(|source| format!("Source: {source}")));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}
