//! A skill from its table.

use std::collections::BTreeMap;

use super::cards::topic;
use super::file::Deck;
use super::natural::natural;
use super::vocabulary::{LEVEL, SLIP};
use crate::diag::Diagnostic;
use crate::problem::document::{Entry, Node, Table, Text, Value};
use crate::problem::{Context, Fields};
use crate::study::card::{Body, Card, Origin};
use crate::study::drill::{Level, Scope, Skill, Slip, fill};

/// The sentences for mistakes that the deck gives.
pub(super) fn sentences(cx: &mut Context<'_>, fields: &Fields<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in entries(fields, "mistakes") {
        match entry.node.string() {
            Some(text) => {
                found.insert(entry.key.clone(), text.trim().to_owned());
            }
            None => cx.say(shape(entry, "a sentence", "lost-k = \"A K is lost: 1K is 1,000.\"")),
        }
    }
    found
}

/// Reads a skill; `None` where it cannot be drilled.
pub(super) fn skill(
    cx: &mut Context<'_>,
    deck: &Deck,
    fields: &Fields<'_>,
    sentences: &BTreeMap<String, String>,
) -> Option<Card> {
    let items = fields.get("levels").and_then(Node::array).unwrap_or_default();
    if fields.get("levels").is_some() && !(1..=3).contains(&items.len()) {
        let error = Diagnostic::error(
            "levels",
            fields.span,
            format!("{} levels where one to three belong", items.len()),
        )
        .help("[[skills.levels]] behind a skill is its first level; write one to three of them");
        cx.say(error);
        return None;
    }
    let mut levels = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let table = item.table()?;
        let span = table.entries.first().map_or(item.span, |entry| entry.span);
        let owner = format!("level {} of {}", at + 1, fields.owner);
        let before = cx.diagnostics.len();
        let inner = Fields::hold(cx, &LEVEL, "", table, span, owner);
        let level = level(cx, &inner, sentences);
        if !cx.diagnostics[before..].iter().any(Diagnostic::is_error) {
            levels.push(level);
        }
    }
    let said = fields.optional("topic").unwrap_or_else(|| deck.id.clone());
    topic(cx, fields, &said);
    let skill = Skill { id: fields.text("id"), title: fields.text("title"), why: fields.text("why"), levels };
    if skill.levels.len() != items.len() {
        return None;
    }
    Some(Card {
        id: format!("{}/{}", deck.id, skill.id),
        deck: deck.id.clone(),
        topic: said,
        ask: skill.title.clone(),
        why: skill.why.clone(),
        missed: fields.flag("missed"),
        confusable_with: Vec::new(),
        discriminator: None,
        source: None,
        siblings: None,
        origin: Origin::Deck,
        body: Body::Drill(Box::new(skill)),
    })
}

fn level(cx: &mut Context<'_>, fields: &Fields<'_>, sentences: &BTreeMap<String, String>) -> Level {
    let mut scope = Scope::default();
    let before = cx.diagnostics.len();
    let words = lists(cx, fields, "words", &mut |cx, entry, text| {
        let error = Diagnostic::error(
            "wrong-shape",
            entry.node.span,
            format!("`{}` is one text where several vary", entry.key),
        );
        cx.say(error.help(format!("write a list: {} = [\"{}\", \"…\"]", entry.key, text.text)));
        Vec::new()
    });
    let inputs = lists(cx, fields, "inputs", &mut |cx, _, text| match natural(&text.text) {
        Ok(texts) => texts,
        Err(error) => {
            cx.say(text.locate(error));
            Vec::new()
        }
    });
    for (name, texts) in words.iter().chain(&inputs) {
        scope.texts.insert(name.clone(), texts.first().cloned().unwrap_or_default());
    }
    for (name, texts) in &inputs {
        // What each text is worth was looked at when the lists were read.
        let _ = texts.first().map(|text| scope.sheet.define(name, text));
    }
    // What uses a name that has no value would only say so again.
    let sound = |cx: &Context<'_>| cx.diagnostics.len() == before;
    let mut lets = Vec::new();
    for entry in entries(fields, "let") {
        name(cx, entry);
        if let Some(text) = entry.node.expression() {
            if sound(cx) {
                expression(cx, &mut scope, &entry.key, &text);
            }
            lets.push((entry.key.clone(), text.text));
        }
    }
    let answer = fields.get("answer").and_then(Node::expression);
    if let Some(text) = answer.as_ref().filter(|_| sound(cx)) {
        expression(cx, &mut scope, "answer", text);
    }
    let values = sound(cx);
    for word in ["ask", "steps"] {
        for text in texts(fields.get(word)) {
            if let Err(error) = fill(&text.text, &scope) {
                if values || error.code == "open-brace" {
                    cx.say(text.locate(error));
                }
            }
        }
        if fields.get(word).and_then(Node::array).is_some_and(<[Node]>::is_empty) {
            cx.say(
                Diagnostic::error("empty", fields.span, format!("`{word}` is empty"))
                    .help("write at least one"),
            );
        }
    }
    let within = fields.factor(cx, "within").unwrap_or(Skill::WITHIN);
    if within < 1.0 {
        cx.say(
            Diagnostic::error("within", fields.span, "a factor below 1 leaves no answer right")
                .help("write 1.05 for five per cent"),
        );
    }
    Level {
        asks: fields.words("ask"),
        words,
        inputs,
        lets,
        answer: answer.map(|text| text.text).unwrap_or_default(),
        steps: fields.words("steps"),
        mistakes: slips(cx, fields, values.then_some(&scope), sentences),
        within,
    }
}

/// Names with lists; one text alone is read by `one`.
fn lists(
    cx: &mut Context<'_>,
    fields: &Fields<'_>,
    word: &str,
    one: &mut dyn FnMut(&mut Context<'_>, &Entry, &Text) -> Vec<String>,
) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for entry in entries(fields, word) {
        name(cx, entry);
        let list = match &entry.node.value {
            Value::String(text) => one(cx, entry, text),
            Value::Array(_) => {
                let texts = texts(Some(&entry.node));
                if texts.is_empty() || texts.len() != entry.node.array().map_or(0, <[Node]>::len) {
                    cx.say(shape(entry, "a list of texts", "[\"1M\", \"2M\"]"));
                }
                if word == "inputs" {
                    for text in &texts {
                        if let Err(error) = cx.sheet.quantity(&text.text) {
                            cx.say(text.locate(error));
                        }
                    }
                }
                texts.into_iter().map(|text| text.text).collect()
            }
            _ => {
                cx.say(shape(entry, "a text or a list of texts", "[\"1M\", \"2M\"]"));
                Vec::new()
            }
        };
        found.push((entry.key.clone(), list));
    }
    found
}

fn slips(
    cx: &mut Context<'_>,
    fields: &Fields<'_>,
    scope: Option<&Scope>,
    sentences: &BTreeMap<String, String>,
) -> Vec<Slip> {
    let mut found = Vec::new();
    for entry in entries(fields, "mistakes") {
        let (value, says) = match entry.node.table() {
            Some(table) => {
                let owner = format!("the mistake `{}`", entry.key);
                let inner = Fields::hold(cx, &SLIP, "", table, entry.span, owner);
                let says = table.get("says").and_then(|node| texts(Some(node)).into_iter().next());
                (inner.get("value").and_then(Node::expression), says)
            }
            None => (entry.node.expression(), None),
        };
        let Some(value) = value else { continue };
        if let Some(Err(error)) = scope.map(|scope| scope.sheet.quantity(&value.text)) {
            cx.say(value.locate(error));
        }
        let sentence = match says {
            Some(text) => {
                if let Some(Err(error)) = scope.map(|scope| fill(&text.text, scope)) {
                    cx.say(text.locate(error));
                }
                Some(text.text)
            }
            None => sentences.get(&entry.key).cloned(),
        };
        if sentence.is_none() {
            let error = Diagnostic::error(
                "no-sentence",
                entry.span,
                format!("the mistake `{}` has no sentence", entry.key),
            )
            .help(format!(
                "add {} = \"…\" to [mistakes], or write {{ value = \"…\", says = \"…\" }}",
                entry.key
            ));
            cx.say(error);
        }
        found.push(Slip { id: entry.key.clone(), value: value.text, says: sentence.unwrap_or_default() });
    }
    found
}

/// Evaluates an expression and keeps it under a name.
fn expression(cx: &mut Context<'_>, scope: &mut Scope, name: &str, text: &Text) {
    if let Err(error) = scope.sheet.define(name, &text.text) {
        cx.say(text.locate(error));
    }
}

/// Says when a name cannot stand in an expression.
fn name(cx: &mut Context<'_>, entry: &Entry) {
    let letters = entry.key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let line = format!("{} = 1", entry.key);
    let is_name = letters && crate::calc::answer(&mut crate::calc::Sheet::new(), &line).is_ok();
    if !is_name || entry.key == "answer" || entry.key == "ans" {
        let error = Diagnostic::error("name", entry.span, format!("`{}` cannot be a name here", entry.key))
            .help("a name has lower-case letters, digits and _, is no unit, and `answer` is taken");
        cx.say(error);
    }
}

fn texts(node: Option<&Node>) -> Vec<Text> {
    let one = |node: &Node| if let Value::String(text) = &node.value { Some(text.clone()) } else { None };
    match node.and_then(Node::array) {
        Some(items) => items.iter().filter_map(one).collect(),
        None => node.and_then(one).into_iter().collect(),
    }
}

fn entries<'t>(fields: &Fields<'t>, word: &str) -> &'t [Entry] {
    fields.get(word).and_then(Node::table).map_or(&[], |table: &Table| &table.entries)
}

fn shape(entry: &Entry, wanted: &str, example: &str) -> Diagnostic {
    let message = format!("`{}` is {} where {wanted} belongs", entry.key, entry.node.words());
    Diagnostic::error("wrong-shape", entry.node.span, message).help(format!("write it like {example}"))
}
