//! A card from its table.

use super::file::Deck;
use super::spoiler::gives_away;
use super::vocabulary::WRONG;
use crate::diag::{Diagnostic, Span};
use crate::problem::document::Node;
use crate::problem::{Context, Fields};
use crate::study::card::{Body, Card, Cloze, Distractor, Figure, Origin};

/// An answer is said in 15 seconds, at 150 words a minute.
const ANSWER_WORDS: usize = 37;
/// What explains an answer is one sentence or two.
const WHY_WORDS: usize = 60;
/// A question is read in the same time.
const ASK_WORDS: usize = 60;
/// More steps than this nobody puts in order in 15 seconds.
const STEPS: usize = 7;

/// Reads a card; `None` where it cannot be asked.
pub(super) fn card(cx: &mut Context<'_>, deck: &Deck, fields: &Fields<'_>, kind: &str) -> Option<Card> {
    for word in ["ask", "answer", "why"] {
        not_empty(cx, fields, word);
    }
    let ask = fields.text("ask");
    let body = body(cx, fields, kind)?;
    let card = Card {
        id: format!("{}/{}", deck.id, fields.text("id")),
        deck: deck.id.clone(),
        topic: fields.optional("topic").unwrap_or_else(|| deck.id.clone()),
        ask,
        why: fields.text("why"),
        missed: fields.flag("missed"),
        confusable_with: fields.words("confusable_with"),
        discriminator: fields.optional("discriminator"),
        source: fields.optional("source"),
        siblings: None,
        origin: Origin::Deck,
        body,
    };
    lengths(cx, fields, &card);
    topic(cx, fields, &card.topic);
    if let Some(shown) = gives_away(&card) {
        let span = span(fields, "ask");
        let message = format!("the question gives the answer away: `{shown}` stands in it");
        cx.say(Diagnostic::error("spoiler", span, message).help("ask without the words of the answer"));
    }
    Some(card)
}

fn body(cx: &mut Context<'_>, fields: &Fields<'_>, kind: &str) -> Option<Body> {
    let answer = || fields.text("answer");
    match kind {
        "recall" => Some(Body::Recall { answer: answer() }),
        "choose" | "scenario" => {
            let wrong = wrong(cx, fields);
            if wrong.is_empty() && fields.texts("confusable_with").is_empty() {
                let error = Diagnostic::error("no-choices", fields.span, "a choice of one").help(
                    "add wrong = [{ answer = \"…\", why = \"…\" }], or confusable_with = [\"deck/card\"]",
                );
                cx.say(error);
            }
            let answer = answer();
            Some(if kind == "choose" {
                Body::Choose { answer, wrong }
            } else {
                Body::Scenario { answer, wrong }
            })
        }
        "cloze" => {
            let found = Cloze::parse(&fields.text("ask"));
            if found.is_none() && fields.get("ask").is_some() {
                let error = Diagnostic::error("no-blank", span(fields, "ask"), "a cloze without a blank that can be read")
                    .help("put what is missing in double braces: ordered by {{score}}; other spellings behind a bar: {{ms|milliseconds}}");
                cx.say(error);
            }
            found.map(Body::Cloze)
        }
        "number" => figure(cx, fields).map(Body::Number),
        "order" => {
            let steps = fields.words("steps");
            let span = span(fields, "steps");
            if fields.get("steps").is_some() && steps.len() < 3 {
                cx.say(
                    Diagnostic::error(
                        "too-few-steps",
                        span,
                        "fewer than three steps have no order to ask for",
                    )
                    .help("name each step, or make it a recall card"),
                );
            }
            if steps.len() > STEPS {
                let message = format!("{} steps: the limit is {STEPS}", steps.len());
                cx.say(Diagnostic::error("too-many-steps", span, message).help("make two cards of it"));
            }
            for (at, (step, place)) in fields.texts("steps").iter().enumerate() {
                if steps[..at].contains(step) {
                    cx.say(
                        Diagnostic::error("same-step", *place, format!("`{step}` stands twice"))
                            .help("steps that look alike cannot be put in order"),
                    );
                }
            }
            Some(Body::Order { steps })
        }
        _ => None,
    }
}

fn figure(cx: &mut Context<'_>, fields: &Fields<'_>) -> Option<Figure> {
    let text = fields.get("answer").and_then(Node::expression)?;
    let within = fields.factor(cx, "within").unwrap_or(Figure::WITHIN);
    if within < 1.0 {
        cx.say(
            Diagnostic::error("within", span(fields, "within"), "a factor below 1 leaves no answer right")
                .help("write 1.1 for ten per cent, 2 for twice or half"),
        );
    }
    match Figure::parse(&text.text, within) {
        Ok(figure) => {
            if !figure.has_unit {
                cx.say(
                    Diagnostic::error("no-unit", text.inside(), "a number without its unit")
                        .help("write what it counts or measures: 140K/s, 12 KB, 16384 slots"),
                );
            }
            Some(figure)
        }
        Err(error) => {
            cx.say(text.locate(error));
            None
        }
    }
}

fn wrong(cx: &mut Context<'_>, fields: &Fields<'_>) -> Vec<Distractor> {
    let items = fields.get("wrong").and_then(Node::array).unwrap_or_default();
    let mut found = Vec::new();
    for item in items {
        let Some(table) = item.table() else { continue };
        let inner = Fields::hold(cx, &WRONG, "", table, item.span, "the wrong choice".to_owned());
        not_empty(cx, &inner, "answer");
        not_empty(cx, &inner, "why");
        let (answer, why) = (inner.text("answer"), inner.text("why"));
        if !answer.is_empty() && answer.eq_ignore_ascii_case(&fields.text("answer")) {
            cx.say(
                Diagnostic::error("same-answer", item.span, "a wrong choice that says what is right")
                    .help("write another wrong answer"),
            );
        }
        found.push(Distractor { answer, why, card: None, defensible: false });
    }
    found
}

fn lengths(cx: &mut Context<'_>, fields: &Fields<'_>, card: &Card) {
    let words =
        |text: &str| text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let mut long = |word: &str, text: &str, limit: usize, help: &str| {
        let count = words(text);
        if count > limit {
            let message = format!("`{word}` has {count} words: the limit is {limit}");
            cx.say(Diagnostic::error("too-long", span(fields, word), message).help(help));
        }
    };
    long("ask", &card.ask, ASK_WORDS, "a card asks for one thing");
    long("why", &card.why, WHY_WORDS, "one sentence or two");
    let help = "an answer is said in 15 seconds: make two cards of it";
    match &card.body {
        Body::Recall { answer } | Body::Choose { answer, .. } | Body::Scenario { answer, .. } => {
            long("answer", answer, ANSWER_WORDS, help);
        }
        Body::Order { steps } => long("steps", &steps.join(" "), 2 * ANSWER_WORDS, help),
        Body::Cloze(_) | Body::Number(_) | Body::Drill(_) => {}
    }
}

/// A subject is a few plain words, so that `--topic` finds it.
pub(super) fn topic(cx: &mut Context<'_>, fields: &Fields<'_>, topic: &str) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | ' ');
    // Unsaid it is the deck's id, which is held to its own rule.
    if fields.table.get("topic").is_none() {
        return;
    }
    if topic.is_empty() || topic.len() > 40 || !topic.chars().all(plain) {
        let error = Diagnostic::error("topic", span(fields, "topic"), format!("`{topic}` is no topic"))
            .help("a topic is a word or two in lower case: redis, napkin-math");
        cx.say(error);
    }
}

fn not_empty(cx: &mut Context<'_>, fields: &Fields<'_>, word: &str) {
    let Some(entry) = fields.table.entry(word) else { return };
    if entry.node.string().is_some_and(|text| text.trim().is_empty()) {
        cx.say(
            Diagnostic::error("empty", entry.node.span, format!("`{word}` is empty"))
                .help("say it in a few words"),
        );
    }
}

fn span(fields: &Fields<'_>, word: &str) -> Span {
    fields.table.get(word).map_or(fields.span, |node| node.span)
}
