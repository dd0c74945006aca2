use std::collections::BTreeSet;

use super::{Given, Judged, Source};
use crate::mock::evidence::Tenfold;
use crate::mock::framework::Aid;
use crate::mock::rarity::Rarity;
use crate::mock::words::content;
use crate::problem::model::Scaling;

/// An answer may name so many kinds of parts: what breaks, and what it breaks on.
const MOST_KINDS: usize = 2;

/// What breaks first as the load grows: by the run at ten times where there is one, else by what the file says.
pub fn judge(given: &Given<'_>) -> Judged {
    let phase = given.phase(Aid::Growth);
    let growth = &given.answers.growth;
    let Some(first) = given.problem.scaling.first() else { return Judged::default() };
    let rarity = Rarity::of(given.problem);
    let mut judged = Judged::default();
    let Some(breaks) = given.said(&growth.breaks) else {
        judged.gap("vague_growth");
        judged.items = Judged::nothing(fix(first), &format!("scaling.{}", first.id)).items;
        return judged;
    };
    judged.shown = true;
    let source = Source::Said { phase: phase.clone(), words: breaks.to_owned() };
    let run = given.evidence.and_then(|runs| runs.tenfold.as_ref());
    // Who names every part has found none.
    let kinds: BTreeSet<&str> =
        breaks.split_whitespace().filter_map(|word| given.standards.kind(word)).collect();
    let said = content(breaks);
    let is_named = |(name, kind): &(String, String)| {
        said.intersection(&content(&name.replace('_', " "))).next().is_some() || kinds.contains(kind.as_str())
    };
    let measured = kinds.len() <= MOST_KINDS && run.is_some_and(|run| run.limits().any(is_named));
    let met = nearest(given, &rarity, breaks, |entry| &entry.breaks);
    let found = measured || met.is_some();
    if found {
        judged.earned(2.0, "what breaks first was found", source);
    } else {
        judged.gap("vague_growth");
        judged.lost(2.0, "something else breaks first", source, first_limit(run, first));
    }
    // A number by itself is about nothing.
    if found && breaks.chars().any(|sign| sign.is_ascii_digit()) {
        judged.earned(1.0, "with a number", Source::Said { phase: phase.clone(), words: breaks.to_owned() });
    } else {
        judged.lost(
            1.0,
            if found { "without a number" } else { "no number about it" },
            Source::Said { phase: phase.clone(), words: breaks.to_owned() },
            fix(first),
        );
    }
    let entry = met.unwrap_or(first);
    let next = format!("say what then: {}", entry.then);
    match given.said(&growth.then) {
        None => judged.lost(2.0, "no word on what then", Source::File(format!("scaling.{}", entry.id)), next),
        Some(then) => {
            let source = Source::Said { phase, words: then.to_owned() };
            if nearest(given, &rarity, then, |entry| &entry.then).is_some() {
                judged.earned(2.0, "and what then", source);
            } else {
                judged.lost(2.0, "an answer to something else", source, next);
            }
        }
    }
    judged
}

/// What a run has at its limit, where it has something; else what the file says.
fn first_limit(run: Option<&Tenfold>, entry: &Scaling) -> String {
    match run.and_then(|run| run.busiest.as_ref().map(|busiest| (busiest, run.utilization))) {
        Some(((name, kind), busy)) => {
            let percent = libm::round(busy * 100.0);
            format!("say what breaks first at ten times the load: {name} ({kind}) is {percent} % busy")
        }
        None => fix(entry),
    }
}

fn fix(entry: &Scaling) -> String {
    format!("say what breaks at {}: {}", entry.at, entry.breaks)
}

/// The entry of the file that a text meets.
fn nearest<'a>(
    given: &Given<'a>,
    rarity: &Rarity,
    text: &str,
    side: impl Fn(&Scaling) -> &String,
) -> Option<&'a Scaling> {
    let mut said = content(text);
    said.retain(|word| !given.standards.generic.contains(word));
    let fit = |entry: &Scaling| rarity.fit(&said, &content(side(entry)));
    let best = given.problem.scaling.iter().max_by(|a, b| fit(a).total_cmp(&fit(b)))?;
    (fit(best) >= given.standards.scaling.share).then_some(best)
}
