use ratatui::text::{Line, Span};

use super::grades::span;
use crate::study::Counts;
use crate::tui::theme::Theme;
use crate::tui::widgets::{cut, wrapped};

/// What a sitting came to so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Cards that were forgotten or answered wrong: question, answer.
    pub forgotten: Vec<(String, String)>,
    /// Answers with a confidence: percent, and whether they were right.
    pub sure: Vec<(u8, bool)>,
    /// Time spent on answers, in milliseconds.
    pub time: u64,
}

/// The lines of the end of a sitting, at this width.
pub(super) fn summary(
    tally: &Tally,
    counts: Counts,
    later: Option<i64>,
    now: i64,
    width: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let width = width.saturating_sub(2).min(100);
    let mut lines = Vec::new();
    let mut say = |text: String, style| {
        lines.extend(wrapped(&text, width).into_iter().map(|line| Line::styled(format!(" {line}"), style)));
    };
    if counts.answered == 0 {
        match later {
            Some(_) => say("Nothing to ask at this moment.".to_owned(), theme.strong),
            None => say("Nothing is due.".to_owned(), theme.strong),
        }
    } else {
        let percent = (counts.passed * 100).checked_div(counts.answered).unwrap_or(0);
        let answers = if counts.answered == 1 { "answer" } else { "answers" };
        say(
            format!("{} {answers}, {} remembered: {percent}%.", counts.answered, counts.passed),
            theme.strong,
        );
        let mean = tally.time / 1000 / counts.answered.max(1) as u64;
        let took = i64::try_from(tally.time).unwrap_or(i64::MAX);
        say(format!("It took {}, {mean} s an answer.", span(took)), theme.text);
    }
    if let Some(at) = later {
        say(format!("The next card comes back in {}; it will appear here.", span(at - now)), theme.warn);
    }
    if let Some(said) = calibration(&tally.sure) {
        say(said, theme.text);
    }
    if !tally.forgotten.is_empty() {
        lines.push(Line::default());
        lines.push(Line::styled(" To look at again", theme.accent));
        for (ask, answer) in &tally.forgotten {
            let ask = cut(&ask.replace('\n', " "), width.saturating_sub(2), &theme.signs);
            let answer = cut(&answer.replace('\n', " "), width.saturating_sub(4), &theme.signs);
            lines.push(Line::from(vec![
                Span::styled(format!(" {} ", theme.signs.cross), theme.bad),
                Span::styled(ask, theme.text),
            ]));
            lines.push(Line::styled(format!("   {answer}"), theme.dim));
        }
    }
    lines
}

/// How often one was right where one was sure, level by level.
fn calibration(sure: &[(u8, bool)]) -> Option<String> {
    let mut levels: Vec<u8> = sure.iter().map(|(percent, _)| *percent).collect();
    levels.sort_unstable();
    levels.dedup();
    let said = levels.iter().map(|level| {
        let of_level = sure.iter().filter(|(percent, _)| percent == level);
        let right = of_level.clone().filter(|(_, right)| *right).count();
        format!("{right} of {} where you were {level}% sure", of_level.count())
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { None } else { Some(format!("Right: {}.", said.join(", "))) }
}
