use super::computed::{Line, computed};
use super::figures::{Figure, figures, made_of};
use super::{Given, Judged, Source};
use crate::calc::{Dimension, Sheet, answer};
use crate::mock::framework::Aid;
use crate::problem::model::{Estimate, Problem};

/// An estimate of the file: what it comes to, in base units, and of what.
struct Wanted<'a> {
    estimate: &'a Estimate,
    value: f64,
    dimension: Dimension,
    figures: Vec<Figure>,
}

/// How far a line is from an estimate: its ratio, at least 1.
struct Meeting {
    line: usize,
    estimate: usize,
    ratio: f64,
}

/// Napkin math: lines that compute are held against the estimates of the file, each against one.
pub fn judge(given: &Given<'_>) -> Judged {
    let standards = &given.standards.estimates;
    let phase = given.phase(Aid::Napkin);
    let worth: Vec<Wanted<'_>> =
        given.problem.estimates.iter().filter_map(|estimate| measure(given.problem, estimate)).collect();
    let wanted = standards.wanted.min(worth.len());
    if wanted == 0 {
        return Judged::default();
    }
    let lines = computed(&given.answers.napkin);
    let mut judged = Judged { shown: !lines.is_empty(), ..Judged::default() };
    let mut meetings = meetings(&lines, &worth, standards.near);
    let met = meetings.len();
    if lines.len() > met * 2 + standards.most_stray {
        let says =
            format!("{} lines compute something, {met} of them something that is asked here", lines.len());
        judged.lost(1.0, says, Source::Clock, "compute what decides the design, and nothing else");
        meetings.clear();
    }
    for meeting in meetings.iter().take(wanted) {
        let estimate = worth[meeting.estimate].estimate;
        let source = Source::Said { phase: phase.clone(), words: lines[meeting.line].text.to_owned() };
        let ask = estimate.ask.trim_end_matches('?');
        if meeting.ratio <= standards.close {
            judged.earned(1.0, format!("computed: {ask}"), source);
        } else {
            let says = format!("the right order of magnitude, {:.1} times off: {ask}", meeting.ratio);
            judged.part(0.5, 1.0, says, source, say(given.problem, estimate));
        }
    }
    let missing =
        worth.iter().enumerate().filter(|(at, _)| !meetings.iter().any(|meeting| meeting.estimate == *at));
    for (at, Wanted { estimate, .. }) in missing.take(wanted.saturating_sub(meetings.len())) {
        let (says, source) = near_miss(&lines, &meetings, &worth, at).map_or(
            (format!("missing: {}", estimate.ask), Source::File(format!("estimates.{}", estimate.id))),
            |line| {
                (
                    format!("off by {}: {}", line.1, estimate.ask),
                    Source::Said { phase: phase.clone(), words: line.0 },
                )
            },
        );
        judged.lost(1.0, says, source, say(given.problem, estimate));
    }
    if meetings.len() * 2 < wanted {
        judged.gap("few_numbers");
    }
    if let Some((phase, words)) = given.heavy_before_numbers() {
        judged.gap("no_math");
        judged.lost(
            0.5,
            "a heavy part before any number",
            Source::Said { phase, words },
            "compute before you draw",
        );
    }
    judged
}

/// What an estimate of the file comes to; `None` where that is a range.
fn measure<'a>(problem: &Problem, estimate: &'a Estimate) -> Option<Wanted<'a>> {
    let amount = estimate.amount.as_ref()?;
    let value = amount.value.to_f64();
    let text = spelled(problem, &estimate.text);
    let figures = answer(&mut Sheet::new(), &text)
        .ok()
        .flatten()
        .map_or_else(Vec::new, |answered| figures(&answered.expr, &text, &|_| Vec::new()));
    (value > 0.0).then_some(Wanted { estimate, value, dimension: amount.dimension, figures })
}

fn say(problem: &Problem, estimate: &Estimate) -> String {
    let text = spelled(problem, &estimate.text);
    if estimate.steps.is_empty() {
        return format!("compute `{text}`");
    }
    format!("compute `{text}`: {}", estimate.steps.join("; "))
}

/// How deep the inputs and estimates of a file refer to each other at most.
const DEEPEST: usize = 6;

/// An expression of the file with what its names stand for: a candidate does not know the names.
fn spelled(problem: &Problem, text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..DEEPEST {
        let mut out = String::new();
        let mut word = String::new();
        for sign in text.chars().chain([' ']) {
            if sign.is_alphanumeric() || sign == '_' {
                word.push(sign);
                continue;
            }
            let input = problem.inputs.iter().find(|(name, _)| *name == word).map(|(_, value)| value);
            let estimate = problem.estimates.iter().find(|known| known.id == word).map(|known| &known.text);
            match input.or(estimate) {
                Some(value) => out += &format!("({value})"),
                None => out += &word,
            }
            word.clear();
            out.push(sign);
        }
        let out = out.trim_end().to_owned();
        if out == text {
            break;
        }
        text = out;
    }
    text
}

/// Whether a line is about an estimate: of its dimension, and made of what it is made of.
fn is_about(line: &Line<'_>, worth: &[Wanted<'_>], at: usize) -> bool {
    let wanted = &worth[at];
    let results: Vec<(f64, &[Figure])> = (0..worth.len())
        .filter(|other| *other != at)
        .map(|other| (worth[other].value, worth[other].figures.as_slice()))
        .collect();
    // "10M / 86400" is a rate, though nobody wrote its unit.
    let is_rate = line.dimension == Dimension::NONE && wanted.dimension == Dimension::RATE;
    (line.dimension == wanted.dimension || is_rate) && made_of(&line.figures, &wanted.figures, &results)
}

/// Pairs of lines and estimates within `near`, the closest first, none of either twice.
fn meetings(lines: &[Line<'_>], worth: &[Wanted<'_>], near: f64) -> Vec<Meeting> {
    let mut all = Vec::new();
    for (line, said) in lines.iter().enumerate() {
        for (estimate, wanted) in worth.iter().enumerate() {
            let ratio = ratio(said.value, wanted.value);
            if ratio <= near && is_about(said, worth, estimate) {
                all.push(Meeting { line, estimate, ratio });
            }
        }
    }
    all.sort_by(|a, b| {
        a.ratio.total_cmp(&b.ratio).then(a.estimate.cmp(&b.estimate)).then(a.line.cmp(&b.line))
    });
    let mut met: Vec<Meeting> = Vec::new();
    for meeting in all {
        if !met.iter().any(|known| known.line == meeting.line || known.estimate == meeting.estimate) {
            met.push(meeting);
        }
    }
    met
}

fn ratio(a: f64, b: f64) -> f64 {
    (a / b).max(b / a)
}

/// A line about an estimate that met nothing and is off by a factor that has a name.
fn near_miss(
    lines: &[Line<'_>],
    meetings: &[Meeting],
    worth: &[Wanted<'_>],
    at: usize,
) -> Option<(String, &'static str)> {
    // The same line once more is no other number.
    let is_met = |line: &Line<'_>| meetings.iter().any(|meeting| lines[meeting.line].text == line.text);
    let stray = lines.iter().enumerate().filter(|(_, line)| !is_met(line));
    let mut stray = stray.filter(|(_, line)| line.dimension == worth[at].dimension);
    stray.find_map(|(_, line)| {
        // A K that is lost or doubled is so in a figure.
        let mut slipped = line.figures.clone();
        for factor in [1e-6, 1e-3, 1e3, 1e6] {
            let other = |figure: &Figure| Figure { digits: figure.digits * factor, ..*figure };
            slipped.extend(line.figures.iter().map(other));
        }
        if !made_of(&slipped, &worth[at].figures, &[]) {
            return None;
        }
        let off = ratio(line.value, worth[at].value);
        NAMED
            .iter()
            .find(|(factor, _)| (off / factor - 1.0).abs() < 0.05)
            .map(|(_, name)| (line.text.to_owned(), *name))
    })
}

/// Factors that a slip leaves behind.
const NAMED: [(f64, &str); 5] = [
    (1000.0, "a thousand: a lost or a doubled K"),
    (1_000_000.0, "a million: a lost or a doubled M"),
    (60.0, "sixty: minutes for seconds"),
    (3600.0, "3,600: hours for seconds"),
    (86_400.0, "86,400: days for seconds"),
];
