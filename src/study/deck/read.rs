//! A deck from text: the file, its parts, and what is wrong with it.

use super::file::{Deck, Placed};
use super::vocabulary::{CARD, DECK, KINDS, SKILL};
use super::{cards, skills};
use crate::diag::{Diagnostic, Span, nearest};
use crate::problem::document::{Node, Table, parse};
use crate::problem::{Context, Fields, Memory};
use crate::study::card::Card;

/// The version of the format that this program reads.
const SCHEMA: i64 = 1;
/// A deck holds at most this many cards.
const MAX_CARDS: usize = 5000;
/// The longest id.
const LONGEST_ID: usize = 60;

/// Reads a deck: its good cards, and everything that is wrong with the file alone; [`check`](super::check) says what
/// is wrong between cards. Cards with errors are left out.
pub fn read(name: &str, text: &str) -> (Deck, Vec<Diagnostic>) {
    let (table, errors) = parse(text);
    let stem = stem(name);
    if !errors.is_empty() {
        let deck = Deck::empty(&stem, name, text);
        return (deck, errors);
    }
    let memory = Memory::default();
    let mut cx = Context::new(&memory);
    let fields = Fields::hold(&mut cx, &DECK, "", &table, Span::default(), "the deck".to_owned());
    if let Some(entry) = fields.entry("schema").filter(|_| fields.whole("schema") != Some(SCHEMA)) {
        let error =
            Diagnostic::error("schema", entry.node.span, format!("this program reads schema {SCHEMA}"))
                .help(format!("write schema = {SCHEMA}, or use a newer program"));
        cx.say(error);
    }
    let id = match fields.get("id").and_then(|node| Some((node.string()?.to_owned(), node.span))) {
        Some((id, span)) => {
            said_id(&mut cx, &id, span);
            id
        }
        None => stem,
    };
    let mut deck =
        Deck { title: fields.text("title"), about: fields.text("about"), ..Deck::empty(&id, name, text) };
    let sentences = skills::sentences(&mut cx, &fields);
    let items = |word: &str| -> Vec<(&Node, &Table)> {
        let items = fields.get(word).and_then(Node::array).unwrap_or_default();
        items.iter().filter_map(|node| Some((node, node.table()?))).collect()
    };
    let (listed, drilled) = (items("cards"), items("skills"));
    if listed.is_empty() && drilled.is_empty() {
        let error = Diagnostic::error("empty-deck", Span::default(), "a deck without cards")
            .help("add one: [[cards]] with id, kind, ask, answer and why");
        cx.say(error);
    }
    if listed.len() + drilled.len() > MAX_CARDS {
        let message = format!("a deck of {} cards: the limit is {MAX_CARDS}", listed.len() + drilled.len());
        cx.say(
            Diagnostic::error("too-many-cards", Span::default(), message).help("make several decks of it"),
        );
        return (deck, cx.diagnostics);
    }
    for (node, table) in listed {
        let kind = kind(table);
        let before = cx.diagnostics.len();
        let owner = owner("card", table);
        let fields = Fields::hold(&mut cx, &CARD, &kind, table, head(table, node), owner);
        keep(&mut cx, &mut deck, &fields, before, |cx, deck| cards::card(cx, deck, &fields, &kind));
    }
    for (node, table) in drilled {
        let before = cx.diagnostics.len();
        let owner = owner("skill", table);
        let fields = Fields::hold(&mut cx, &SKILL, "", table, head(table, node), owner);
        keep(&mut cx, &mut deck, &fields, before, |cx, deck| skills::skill(cx, deck, &fields, &sentences));
    }
    cx.diagnostics.sort_by_key(Diagnostic::span);
    (deck, cx.diagnostics)
}

/// Keeps a card if nothing is wrong with it, which is said behind the first `before` diagnostics, and remembers where
/// it stands.
fn keep(
    cx: &mut Context<'_>,
    deck: &mut Deck,
    fields: &Fields<'_>,
    before: usize,
    make: impl FnOnce(&mut Context<'_>, &Deck) -> Option<Card>,
) {
    let span = fields.get("id").map_or(fields.span, |node| node.span);
    let id = fields.text("id");
    if fields.get("id").is_some() {
        said_id(cx, &id, span);
    }
    let whole = format!("{}/{id}", deck.id);
    if let Some(first) = deck.places.iter().find(|place| place.id == whole) {
        let error = Diagnostic::error("same-id", span, format!("two cards are called `{id}`"))
            .label(first.span, "the first")
            .help("a card's history hangs on its id: rename one");
        cx.say(error);
    }
    let topic = fields.get("topic").map_or(fields.span, |node| node.span);
    let said = fields.optional("topic").unwrap_or_else(|| deck.id.clone());
    let confusable = if fields.table.get("confusable_with").is_some() && fields.table.get("levels").is_none()
    {
        fields.texts("confusable_with")
    } else {
        Vec::new()
    };
    deck.places.push(Placed {
        id: whole,
        span,
        confusable,
        topic: (said, topic),
        levels: levels(fields.table),
    });
    let made = make(cx, deck);
    let is_good = !cx.diagnostics[before..].iter().any(Diagnostic::is_error);
    if let Some(card) = made.filter(|_| is_good) {
        deck.cards.push(card);
    }
}

/// Where the levels of a skill begin.
fn levels(table: &Table) -> Vec<Span> {
    let levels = table.get("levels").and_then(Node::array).unwrap_or_default();
    levels.iter().map(|node| node.table().map_or(node.span, |table| head(table, node))).collect()
}

/// Where messages about a whole card point: its first word.
fn head(table: &Table, node: &Node) -> Span {
    table.entries.first().map_or(node.span, |entry| entry.span)
}

/// The kind of a card; of one that is mistyped or missing the likeliest, so that its other words are held against
/// something.
fn kind(table: &Table) -> String {
    let said = table.get("kind").and_then(Node::string).unwrap_or_default();
    if KINDS.contains(&said) {
        return said.to_owned();
    }
    let by_words = || {
        let has = |word: &str| table.get(word).is_some();
        let blank = table.get("ask").and_then(Node::string).is_some_and(|ask| ask.contains("{{"));
        if has("steps") {
            "order"
        } else if has("wrong") {
            "choose"
        } else if has("within") {
            "number"
        } else if blank {
            "cloze"
        } else {
            "recall"
        }
    };
    nearest(said, KINDS.iter().copied()).unwrap_or_else(by_words).to_owned()
}

fn owner(what: &str, table: &Table) -> String {
    match table.get("id").and_then(Node::string) {
        Some(id) => format!("{what} `{id}`"),
        None => format!("the {what}"),
    }
}

/// Says what is wrong with an id.
fn said_id(cx: &mut Context<'_>, id: &str, span: Span) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let message = if id.is_empty() {
        "an empty id".to_owned()
    } else if id.len() > LONGEST_ID {
        format!("an id of {} letters: the limit is {LONGEST_ID}", id.len())
    } else if !id.chars().all(plain) || id.starts_with('-') {
        format!("`{id}` is no id")
    } else {
        return;
    };
    cx.say(
        Diagnostic::error("id", span, message)
            .help("an id has lower-case letters, digits and hyphens: zset-ranking"),
    );
}

/// The name of a file without its folder and its ending.
pub(super) fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".toml").unwrap_or(file).to_owned()
}
