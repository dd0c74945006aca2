//! What is wrong between cards: names of other cards, answers that are the same, subjects that are nearly the same,
//! skills that cannot be drilled.

use std::collections::BTreeMap;

use super::file::Deck;
use super::library::Decks;
use super::trial::trial;
use crate::diag::{Diagnostic, nearest};
use crate::study::card::{Body, Card};

/// What is wrong with a deck among the others, in the order of the file.
pub fn check(deck: &Deck, decks: &Decks) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let good: BTreeMap<&str, &Card> = deck.cards.iter().map(|card| (card.id.as_str(), card)).collect();
    let known = |id: &str| {
        deck.places.iter().any(|place| place.id == id)
            || decks.card(id).is_some()
            || decks.decks().iter().any(|deck| deck.places.iter().any(|place| place.id == id))
    };
    for place in &deck.places {
        let card = good.get(place.id.as_str());
        for (id, span) in &place.confusable {
            if *id == place.id {
                found.push(
                    Diagnostic::error("unknown-card", *span, "a card is not confused with itself")
                        .help("name the cards that are easily taken for it"),
                );
            } else if !known(id) {
                found.push(unknown(id, deck, decks).at(*span));
            } else if let (Some(card), Some(other)) =
                (card, good.get(id.as_str()).copied().or(decks.card(id)))
            {
                if let Some(error) = no_distractor(card, other) {
                    found.push(error.at(*span));
                }
            }
        }
        if let Some(Body::Drill(skill)) = card.map(|card| &card.body) {
            let levels = place.levels.iter().enumerate();
            found.extend(levels.filter_map(|(at, span)| trial(skill, at, *span)));
        }
        let (topic, span) = &place.topic;
        if let Some(usual) = slip(topic, deck, decks) {
            let message = format!("the topic `{topic}` stands alone, and `{usual}` is one of several cards");
            found.push(
                Diagnostic::warning("lone-topic", *span, message)
                    .help(format!("write {usual}, if it is meant")),
            );
        }
    }
    found.sort_by_key(Diagnostic::span);
    found
}

/// A diagnostic that lacks its place.
struct Unplaced {
    code: &'static str,
    message: String,
    help: String,
}

impl Unplaced {
    fn at(self, span: crate::diag::Span) -> Diagnostic {
        Diagnostic::error(self.code, span, self.message).help(self.help)
    }
}

fn unknown(id: &str, deck: &Deck, decks: &Decks) -> Unplaced {
    let own = deck.places.iter().map(|place| place.id.as_str());
    let near = nearest(id, own.chain(decks.cards().map(|card| card.id.as_str())));
    let help = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None if !id.contains(['/', ':']) => format!("a card is named with its deck: {}/{id}", deck.id),
        None => "`napkin deck list DECK` lists the cards of a deck".to_owned(),
    };
    Unplaced { code: "unknown-card", message: format!("no card is called `{id}`"), help }
}

/// Why another card's answer cannot stand among the choices of this one.
fn no_distractor(card: &Card, other: &Card) -> Option<Unplaced> {
    let (Body::Choose { answer, .. } | Body::Scenario { answer, .. }) = &card.body else { return None };
    match other.short_answer() {
        None => Some(Unplaced {
            code: "no-choice",
            message: format!(
                "`{}` has no answer of one line: it asks for an order or for a number of its own",
                other.id
            ),
            help: "name a card with an answer, or add it to `wrong`".to_owned(),
        }),
        Some(same) if same.trim().eq_ignore_ascii_case(answer.trim()) => Some(Unplaced {
            code: "same-answer",
            message: format!("`{}` has the same answer: it would be right too", other.id),
            help: "name a card with another answer".to_owned(),
        }),
        Some(_) => None,
    }
}

/// A subject of several cards that this one, of a single card, was probably meant to be.
fn slip<'d>(topic: &str, deck: &'d Deck, decks: &'d Decks) -> Option<&'d str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let others = decks.decks().iter().filter(|known| known.id != deck.id);
    for place in others.flat_map(|known| &known.places).chain(&deck.places) {
        *counts.entry(place.topic.0.as_str()).or_default() += 1;
    }
    if counts.get(topic).copied().unwrap_or(0) > 1 {
        return None;
    }
    let usual = counts.iter().filter(|(other, count)| **other != topic && **count > 2);
    let usual = usual.map(|(other, _)| *other);
    usual
        .into_iter()
        .find(|other| strsim::osa_distance(topic, other) <= 1 + topic.len() / 8 && topic.len() > 3)
}
