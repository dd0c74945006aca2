use super::{Given, Judged, Source};
use crate::mock::answers::Closing;
use crate::mock::framework::Aid;
use crate::mock::words::{count, counted, words};

/// The clock and the last minute: pace, three components, two trade-offs, one improvement, sixty seconds.
pub fn judge(given: &Given<'_>) -> Judged {
    let standards = &given.standards.communication;
    let wrapup = &given.answers.wrapup;
    let phase = given.phase(Aid::Wrapup);
    let mut judged = Judged::default();
    let filled = |list: &[String]| list.iter().filter(|line| given_said(given, line)).count();
    let (components, trade_offs) = (filled(&wrapup.components), filled(&wrapup.trade_offs));
    let improvement = given_said(given, &wrapup.improvement);
    judged.shown = components + trade_offs > 0 || improvement;
    if judged.shown {
        let all: Vec<&String> = spoken(wrapup).collect();
        for (have, want, what, lines) in [
            (components, 3, "component", wrapup.components.iter().collect()),
            (trade_offs, 2, "trade-off", wrapup.trade_offs.iter().collect()),
            (usize::from(improvement), 1, "improvement", vec![&wrapup.improvement]),
        ] {
            // Where nothing was said of it, what was said instead.
            let source = said(&phase, if have > 0 { &lines } else { &all });
            if have == want {
                judged.earned(1.0, counted(want, what), source);
            } else {
                let fix = format!("name {}, no more and no fewer", counted(want, what));
                judged.lost(1.0, format!("{} instead of {want}", counted(have, what)), source, fix);
            }
        }
        let source = said(&phase, &all);
        let length = spoken_words(wrapup);
        let said = counted(length, "word");
        if length <= standards.words {
            let fit = if length == 1 { "fits" } else { "fit" };
            judged.earned(1.0, format!("{said} {fit} into a minute"), source);
        } else {
            judged.gap("long_wrapup");
            let fix = format!("cut the wrap-up to {}", counted(standards.words, "word"));
            judged.lost(1.0, format!("{said} do not fit into a minute"), source, fix);
        }
        if let Some(taken) = wrapup.seconds {
            let aloud = format!("said aloud in {}", counted(taken, "second"));
            if taken <= standards.seconds {
                judged.earned(1.0, aloud, Source::Clock);
            } else {
                judged.gap("long_wrapup");
                let fix = format!("say the wrap-up in a minute; up to {} seconds pass", standards.seconds);
                judged.lost(1.0, aloud, Source::Clock, fix);
            }
        }
        if components > 3 || trade_offs > 2 {
            judged.gap("long_wrapup");
        }
    } else {
        let fix = "end with three components, two trade-offs and one improvement";
        judged.lost(4.0, "no wrap-up", Source::File("wrapup".to_owned()), fix);
    }
    pace(given, &mut judged);
    judged
}

/// The words of a wrap-up, read aloud.
pub fn spoken_words(wrapup: &Closing) -> usize {
    spoken(wrapup).map(|text| words(text).len()).sum()
}

/// Everything that a wrap-up says.
fn spoken(wrapup: &Closing) -> impl Iterator<Item = &String> {
    wrapup.components.iter().chain(&wrapup.trade_offs).chain([&wrapup.improvement])
}

/// Some of its lines, as evidence.
fn said(phase: &str, lines: &[&String]) -> Source {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    Source::Said { phase: phase.to_owned(), words: lines.join("; ") }
}

fn given_said(given: &Given<'_>, text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && !crate::mock::words::is_heap(text)
        && !crate::mock::words::is_copy(text, &given.problem.statement)
}

/// Phases that took far longer than planned, which costs the pace, and those that were left far too early or passed
/// over, which cost the share of the time that was planned for them.
fn pace(given: &Given<'_>, judged: &mut Judged) {
    let Some(seconds) = given.seconds else { return };
    let standards = &given.standards.communication;
    let other_clock = &given.answers.seconds;
    let (mut late, mut early) = (Vec::new(), Vec::new());
    let (mut whole, mut lost) = (0.0, 0.0);
    for (phase, &(planned, spent)) in given.framework.phases.iter().zip(seconds) {
        // Of what another clock has left out nothing is known.
        if planned == 0 || (!other_clock.is_empty() && !other_clock.contains_key(&phase.id)) {
            continue;
        }
        let (plan, took) = (number(planned), number(spent));
        whole += plan;
        let named = || format!("{} ({} instead of {})", phase.title, minutes(spent), minutes(planned));
        if took > standards.over * plan {
            late.push(named());
        } else if took < standards.under * plan {
            early.push(named());
            lost += plan;
        }
    }
    if late.is_empty() && early.is_empty() {
        judged.earned(2.0, "no phase ran far over its time or was left far too early", Source::Clock);
        return;
    }
    let mut says = Vec::new();
    let mut fixes = Vec::new();
    if !late.is_empty() {
        judged.gap("lost_pace");
        says.push(format!("far over time: {}", late.join(", ")));
        fixes.push("leave a phase when its time is up; what is missing can be named as a gap");
    }
    if !early.is_empty() {
        judged.gap("rushed");
        says.push(format!("left far too early: {}", early.join(", ")));
        fixes.push("use the time of a phase: say what it forces, what you do not need, and what could break");
    }
    let earned = if late.is_empty() { 2.0 * (1.0 - lost / whole) } else { 0.0 };
    judged.part(earned, 2.0, says.join("; "), Source::Clock, fixes.join("; "));
}

fn number(seconds: u64) -> f64 {
    count(usize::try_from(seconds).unwrap_or(usize::MAX))
}

/// Seconds as minutes and seconds.
fn minutes(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
