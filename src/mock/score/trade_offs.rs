use std::collections::BTreeSet;

use super::{Given, Judged, Source};
use crate::mock::framework::Aid;
use crate::mock::rarity::Rarity;
use crate::mock::words::content;
use crate::problem::TradeOff;
use crate::problem::model::Decision;

/// A wrap-up has two trade-offs.
const ORDER: [&str; 2] = ["first", "second"];
/// So much of a trade-off has to meet a decision, to be about it.
const ABOUT: f64 = 0.3;
/// So much of it has to stand in a trade-off of the file, to be that one.
const MODEL: f64 = 0.6;

/// Trade-offs of the last minute: each names what was chosen, what was not, why, and what that costs.
pub fn judge(given: &Given<'_>) -> Judged {
    let phase = given.phase(Aid::Wrapup);
    let rarity = Rarity::of(given.problem);
    let said: Vec<&String> =
        given.answers.wrapup.trade_offs.iter().filter(|text| !text.trim().is_empty()).collect();
    let model = given.problem.wrapup.as_ref();
    let shown = said.iter().any(|text| given.said(text).is_some());
    let mut judged = Judged { shown, ..Judged::default() };
    let models: Vec<BTreeSet<String>> =
        model.iter().flat_map(|wrapup| &wrapup.trade_offs).map(|text| content(text)).collect();
    let known_words = vocabulary(given);
    let mut used: Vec<&str> = Vec::new();
    for (at, place) in ORDER.into_iter().enumerate() {
        let example = model.and_then(|wrapup| wrapup.trade_offs.get(at));
        let fix = example.map_or_else(
            || format!("say as the {place} trade-off: we chose X over Y because Z, accepting W"),
            |text| format!("say as the {place} trade-off: {text}"),
        );
        let Some(text) = said.get(at) else {
            judged.lost(3.0, "a trade-off is missing", Source::File("wrapup.trade_offs".to_owned()), fix);
            continue;
        };
        let source = Source::Said { phase: phase.clone(), words: (*text).clone() };
        let Some(parts) = given.said(text).and_then(TradeOff::read) else {
            judged.gap("generic_reasons");
            judged.lost(3.0, "no 'chose X over Y because Z, accepting W'", source, fix);
            continue;
        };
        let decision = given
            .problem
            .decisions
            .iter()
            .filter(|decision| !used.contains(&decision.id.as_str()))
            .map(|decision| (decision, about(given, &rarity, decision, &parts)))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        let meets = decision.filter(|(_, fit)| *fit >= ABOUT).map(|(decision, _)| decision);
        // The file's own trade-off is one of this problem, whichever decision it is about.
        let said = left(given, text);
        let close = |known: &&BTreeSet<String>| rarity.fit(&said, known) >= MODEL;
        // "X over Y" is the form of a choice and none: both sides have a name.
        let named = [parts.chosen, parts.over].iter().all(|side| !content(side).is_disjoint(&known_words));
        let meets = meets.filter(|_| named);
        let known = models.iter().find(close).filter(|_| named);
        match meets {
            None if known.is_some() => judged.earned(1.0, "a choice of this problem", source.clone()),
            Some(decision) => {
                used.push(&decision.id);
                judged.earned(1.0, format!("a choice of this problem: {}", decision.ask), source.clone());
            }
            None => judged.lost(1.0, "a choice that is not one of this problem", source.clone(), fix.clone()),
        }
        // One word is enough where it is the file's: "accepting half of the throughput".
        let mut text = meets.map_or_else(BTreeSet::new, told);
        text.extend(known.into_iter().flatten().cloned());
        for (part, name) in [(parts.because, "reason"), (parts.accepting, "cost")] {
            let left = left(given, part);
            // To name the two sides once more is neither a reason nor a cost.
            let sides = content(&format!("{} {}", parts.chosen, parts.over).replace('_', " "));
            let own = left.difference(&sides).next().is_some();
            if own && (left.len() >= 2 || left.len() == 1 && left.is_subset(&text)) {
                judged.earned(1.0, format!("with its {name}"), source.clone());
            } else {
                judged.gap("generic_reasons");
                judged.lost(1.0, format!("a {name} that fits any system"), source.clone(), fix.clone());
            }
        }
    }
    judged
}

/// How much a trade-off is about a decision: by its words, against those of the question and its options.
fn about(given: &Given<'_>, rarity: &Rarity, decision: &Decision, parts: &TradeOff<'_>) -> f64 {
    let said = format!("{} {} {} {}", parts.chosen, parts.over, parts.because, parts.accepting);
    rarity.fit(&left(given, &said), &told(decision))
}

/// Every word by which something of this problem may be named: those of the file, those of the usual parts, and those
/// that fit any system, which are names as well.
fn vocabulary(given: &Given<'_>) -> BTreeSet<String> {
    let problem = given.problem;
    let mut words: BTreeSet<String> = problem.decisions.iter().flat_map(told).collect();
    let mut add = |text: &str| words.extend(content(&text.replace('_', " ")));
    add(&problem.statement);
    problem.requirements.iter().chain(&problem.assumptions).for_each(|text| add(text));
    problem.answers.iter().for_each(|answer| add(&answer.says));
    if let Some(wrapup) = &problem.wrapup {
        wrapup.components.iter().chain(&wrapup.trade_offs).for_each(|text| add(text));
    }
    for failure in &problem.failures {
        add(&failure.cause);
        add(&failure.remedy);
    }
    for growth in &problem.scaling {
        add(&growth.breaks);
        add(&growth.then);
    }
    problem.pushback.iter().for_each(|pushback| add(&pushback.strong));
    given.standards.kinds.values().flatten().for_each(|name| add(name));
    words.extend(given.standards.generic.iter().cloned());
    words
}

/// The words of a decision: its question, its options, their reasons and costs.
fn told(decision: &Decision) -> BTreeSet<String> {
    let mut told = content(&decision.ask);
    for option in &decision.options {
        let name = option.id.replace('_', " ");
        told.extend(
            [&name, &option.sentence, &option.why, &option.accepts]
                .into_iter()
                .flat_map(|text| content(text)),
        );
    }
    told
}

/// The words that are no reason for anything, left out.
fn left(given: &Given<'_>, text: &str) -> BTreeSet<String> {
    let mut left = content(text);
    left.retain(|word| !given.standards.generic.contains(word));
    left
}
