//! Decks: those that ship are sound, broken ones say what is wrong, and cards are asked and graded.

use std::fs;
use std::path::Path;

use napkin::diag::{Diagnostic, Source, render};
use napkin::problem::{File, Library};
use napkin::study::Rating;
use napkin::study::anki;
use napkin::study::card::{Answer, Body, Verdict, Wants};
use napkin::study::deck::{Decks, check, read};

/// Everything that is wrong with a deck among others.
fn wrong(name: &str, text: &str, decks: &Decks) -> Vec<Diagnostic> {
    let (deck, mut wrong) = read(name, text);
    let mut decks = decks.clone();
    decks.add(name, text);
    wrong.extend(check(&deck, &decks));
    wrong.sort_by_key(Diagnostic::span);
    wrong
}

#[test]
fn the_decks_that_ship_are_sound() {
    let decks = Decks::built_in();
    assert!(decks.deck("drills").is_some());
    for deck in decks.decks() {
        let wrong = wrong(&deck.name, &deck.text, &decks);
        let source = Source { name: Some(&deck.name), text: &deck.text, line: 1 };
        assert!(wrong.is_empty(), "\n{}", render(&wrong, source, false));
        assert_eq!(format!("{}.toml", deck.id), deck.name);
    }
}

#[test]
fn broken_decks_say_what_is_wrong() {
    insta::glob!("../decks_bad", "*.toml", |path| {
        let text = fs::read_to_string(path).unwrap();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap();
        let wrong = wrong(name, &text, &Decks::default());
        assert!(!wrong.is_empty(), "{name} is not broken");
        let said = render(&wrong, Source { name: Some(name), text: &text, line: 1 }, false);
        assert!(!said.contains(['\x1b', '\x07']), "a control character of {name} reaches the terminal");
        insta::assert_snapshot!(said);
    });
}

const DECK: &str = r#"
schema = 1
id = "mine"
title = "Mine"
about = "one card of each kind"

[[cards]]
id = "say"
kind = "recall"
ask = "Who holds a lease?"
answer = "Whoever took it last, until it ends."
why = "It ends by itself."

[[cards]]
id = "ticker"
kind = "choose"
ask = "Prices go to a browser and nothing comes back. Which connection?"
answer = "Server-sent events"
why = "One direction over HTTP."
wrong = [{ answer = "WebSocket", why = "Both directions." }]
confusable_with = ["mine/jobs"]
discriminator = "Does the client send anything?"

[[cards]]
id = "jobs"
kind = "choose"
ask = "A page asks every ten seconds whether a job is done. What is that?"
answer = "Polling"
why = "The client asks again and again."
wrong = [{ answer = "Streaming", why = "Nothing flows." }]

[[cards]]
id = "slots"
kind = "cloze"
ask = "A cluster has {{16,384}} slots and {{MOVED|a redirect}} for a wrong node."
why = "CRC16 of the key."

[[cards]]
id = "redis"
kind = "number"
ask = "Commands a second on one shard?"
answer = "100K..300K ops/s"
why = "One thread."
source = "benchmarks"

[[cards]]
id = "outbox"
kind = "order"
ask = "In which order does an event leave?"
steps = ["write", "commit", "read", "publish"]
why = "The relay comes after the commit."
"#;

fn mine() -> Decks {
    let mut decks = Decks::default();
    assert_eq!(decks.add("mine.toml", DECK), []);
    decks
}

#[test]
fn a_choice_explains_every_answer_and_counts_the_confusion() {
    let decks = mine();
    let card = decks.card("mine/ticker").unwrap();
    for seed in 0..20 {
        let question = decks.ask(card, seed, 1);
        let Wants::Choice(choices) = &question.prompt.wants else { panic!("a choice") };
        assert_eq!(choices.len(), 3);
        let at = |text: &str| choices.iter().position(|choice| choice == text).unwrap();
        let right = question.grade(&Answer::Chosen(at("Server-sent events"))).unwrap();
        assert_eq!((right.verdict, right.confused_with), (Verdict::Right, None));
        let marking = question.grade(&Answer::Chosen(at("Polling"))).unwrap();
        assert_eq!(marking.verdict, Verdict::Wrong);
        assert_eq!(marking.confused_with.as_deref(), Some("mine/jobs"));
        assert_eq!(marking.discriminator.as_deref(), Some("Does the client send anything?"));
        let polling = marking.choices.iter().find(|choice| choice.chosen).unwrap();
        assert_eq!((polling.why.as_str(), polling.right), ("The client asks again and again.", false));
        assert!(marking.choices.iter().all(|choice| !choice.why.is_empty()));
        assert_eq!(decks.ask(card, seed, 1).prompt, question.prompt);
    }
    let orders: std::collections::BTreeSet<String> =
        (0..40).map(|seed| format!("{:?}", decks.ask(card, seed, 1).prompt.wants)).collect();
    assert_eq!(orders.len(), 6, "all orders of three choices come up");
}

#[test]
fn numbers_are_graded_by_their_ratio_and_ranges_by_hit_or_miss() {
    let decks = mine();
    let question = decks.ask(decks.card("mine/redis").unwrap(), 1, 1);
    let mark = |text: &str| question.grade(&Answer::Typed(text.to_owned())).unwrap();
    // 100K to 300K is right, and so is half of the least or twice the most; four times as far is near.
    for (text, verdict, ratio) in [
        ("200K/s", Verdict::Right, 1.0),
        ("50K/s", Verdict::Right, 0.5),
        ("600K/s", Verdict::Right, 2.0),
        ("30K/s", Verdict::Near, 0.3),
        ("1.2M/s", Verdict::Near, 4.0),
        ("10K/s", Verdict::Wrong, 0.1),
        ("0/s", Verdict::Wrong, 0.0),
    ] {
        let marking = mark(text);
        assert_eq!(marking.verdict, verdict, "{text}");
        assert!((marking.ratio.unwrap() - ratio).abs() < 1e-9, "{text}: {:?}", marking.ratio);
    }
    assert_eq!(mark("100/s").mistake.map(|mistake| mistake.id).as_deref(), Some("lost-k"));
    assert_eq!((mark("90K..150K/s").hit, mark("90K..150K/s").verdict), (Some(true), Verdict::Right));
    assert_eq!((mark("1K..2K/s").hit, mark("1K..2K/s").verdict), (Some(false), Verdict::Wrong));
    assert_eq!(mark("1K/s..1bn/s").verdict, Verdict::Near);
    assert_eq!(mark("200K").notes, ["read as 200,000/s"]);
    let error = question.grade(&Answer::Typed("5 GB".to_owned())).unwrap_err();
    assert_eq!(error.message, "an amount of data where a rate belongs");
    assert_eq!(question.grade(&Answer::Typed("200Kx/s".to_owned())).unwrap_err().span().start, 0);
}

#[test]
fn blanks_orders_and_recall() {
    let decks = mine();
    let slots = decks.ask(decks.card("mine/slots").unwrap(), 1, 1);
    for (text, verdict) in [
        ("16384; moved", Verdict::Right),
        ("16,384; A redirect", Verdict::Right),
        ("16384; moevd", Verdict::Near),
        ("16383; moved", Verdict::Wrong),
        ("?", Verdict::Wrong),
    ] {
        let marking = slots.grade(&slots.read(text).unwrap()).unwrap();
        assert_eq!(marking.verdict, verdict, "{text}");
        assert_eq!(marking.answer, "A cluster has 16,384 slots and MOVED for a wrong node.");
    }
    let outbox = decks.ask(decks.card("mine/outbox").unwrap(), 1, 1);
    let Wants::Order(items) = &outbox.prompt.wants else { panic!("an order") };
    let steps = ["write", "commit", "read", "publish"];
    let places = |order: [usize; 4]| {
        order.map(|step| items.iter().position(|item| item == steps[step]).unwrap()).to_vec()
    };
    let verdict = |order| outbox.grade(&Answer::Order(places(order))).unwrap().verdict;
    assert_eq!(verdict([0, 1, 2, 3]), Verdict::Right);
    assert_eq!(verdict([0, 2, 1, 3]), Verdict::Near);
    assert_eq!(verdict([2, 1, 0, 3]), Verdict::Wrong);
    assert_eq!(verdict([1, 0, 3, 2]), Verdict::Wrong);
    assert_ne!(items, &steps, "never shown in the right order");
    let say = decks.ask(decks.card("mine/say").unwrap(), 1, 1);
    let own = say.grade(&Answer::Revealed).unwrap();
    assert_eq!((own.verdict, own.proposed(false)), (Verdict::Own, None));
    let right = slots.grade(&slots.read("16384; moved").unwrap()).unwrap();
    assert_eq!((right.proposed(false), right.proposed(true)), (Some(Rating::Good), Some(Rating::Hard)));
    assert_eq!(slots.grade(&Answer::Unknown).unwrap().proposed(false), Some(Rating::Again));
    assert!(say.grade(&Answer::Chosen(0)).is_ok() && outbox.grade(&Answer::Chosen(0)).is_err());
}

#[test]
fn every_problem_makes_cards_that_can_be_asked() {
    let mut decks = Decks::default();
    for entry in Library::built_in().entries() {
        let problem = File::parse(&entry.text).unwrap().read().problem;
        decks.add_problem(&problem);
        let deck = decks.deck(&problem.id).unwrap();
        let parts =
            problem.decisions.len() + problem.estimates.len() + problem.pushback.len() + problem.gaps.len();
        assert_eq!(deck.cards.len(), parts);
        for card in &deck.cards {
            let question = decks.ask(card, 3, 1);
            assert!(!question.prompt.text.is_empty() && question.prompt.problem.is_some(), "{}", card.id);
            let marking = question.grade(&Answer::Unknown).unwrap();
            assert!(!marking.answer.is_empty(), "{}", card.id);
            if let Body::Choose { .. } = card.body {
                assert!(
                    marking.choices.iter().all(|choice| !choice.why.is_empty()),
                    "{}: {marking:?}",
                    card.id
                );
                assert!(matches!(question.prompt.wants, Wants::Choice(_)), "{}", card.id);
            }
        }
    }
    // What the file calls the exact answer is right, and five hundred times that is not.
    for (card, figure) in decks.cards().filter_map(|card| match &card.body {
        Body::Number(figure) => Some((card, figure)),
        _ => None,
    }) {
        let question = decks.ask(card, 1, 1);
        let shown = figure.text.split(", aloud").next().unwrap();
        let marking = question
            .grade(&Answer::Typed(shown.to_owned()))
            .unwrap_or_else(|error| panic!("{}: {shown}: {error:?}", card.id));
        assert_eq!(marking.verdict, Verdict::Right, "{}: {shown}", card.id);
        let far = question.grade(&Answer::Typed(format!("({shown}) x 500"))).unwrap();
        assert_eq!(far.verdict, Verdict::Wrong, "{}: {shown}", card.id);
    }
}

#[test]
fn what_was_exported_is_known_when_it_comes_back() {
    let mut decks = Decks::built_in();
    decks.add("mine.toml", DECK);
    let cards: Vec<_> = decks.cards().collect();
    let drills = decks.skills().count();
    let (text, skipped) = anki::write(&cards, &decks);
    assert_eq!(skipped, drills);
    let rows: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(rows.len(), cards.len() - drills);
    assert!(rows.iter().all(|row| row.split('\t').count() == 5), "five columns");
    let import = anki::import(&text, "cards", &decks, &|_| None);
    assert_eq!((import.known, import.written.len(), import.skipped.len()), (rows.len(), 0, 0));
    // On another machine, where the deck is not known, it becomes one, and then that is known.
    let import = anki::import(&text, "cards", &Decks::built_in(), &|_| None);
    let written = import.written.iter().find(|deck| deck.id == "mine").unwrap();
    assert_eq!(written.new, 6);
    let again =
        anki::import(&text, "cards", &Decks::built_in(), &|id| (id == "mine").then(|| written.text.clone()));
    assert!(again.written.iter().all(|deck| deck.id != "mine"));
}

#[test]
fn hostile_decks_neither_panic_nor_hang() {
    let broken = [
        "",
        "\0",
        "schema",
        "[[cards]]\n".repeat(3000).as_str(),
        &"[".repeat(10_000),
        "cards = 3",
        "[[cards]]\nid = 3\nkind = []",
    ]
    .map(str::to_owned);
    for text in broken {
        let (_, wrong) = read("x.toml", &text);
        assert!(wrong.iter().any(Diagnostic::is_error), "{:?}", text.get(..20));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("decks/drills.toml");
    let text = fs::read_to_string(folder).unwrap();
    // Every line of the longest deck, left out in turn: it is answered.
    let lines: Vec<&str> = text.lines().collect();
    for out in (0..lines.len()).step_by(7) {
        let kept: Vec<&str> =
            lines.iter().enumerate().filter(|(at, _)| *at != out).map(|(_, line)| *line).collect();
        let (deck, _) = read("x.toml", &kept.join("\n"));
        for card in deck.cards.iter().step_by(9) {
            let mut decks = Decks::default();
            decks.add("x.toml", "");
            let _ = decks.ask(card, 1, 2);
        }
    }
}
