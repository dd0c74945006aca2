//! What is said about an answer: the verdict, what is right and why, every choice with its reason, the mistake
//! that was recognised, the way to the solution.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::study::card::{Explained, Marking, Verdict};
use crate::tui::theme::Theme;
use crate::tui::widgets::{cells, wrapped};

/// The lines at this width; `beside` is the card that this one is easily taken for, with its answer.
pub(in crate::tui::screens) fn explain(
    marking: &Marking,
    confidence: Option<u8>,
    beside: Option<&(String, String)>,
    width: usize,
    theme: &Theme,
) -> Vec<Line<'static>> {
    let mut page = Lines { lines: Vec::new(), width: width.saturating_sub(2).min(100), theme };
    page.verdict(confidence, marking);
    if let Some(mistake) = &marking.mistake {
        page.labelled("mistake", &mistake.says, theme.warn);
    }
    page.answer(marking);
    // Steps in their order are the answer; else they are the way to it.
    let is_order = marking.steps.join(" > ") == marking.answer;
    if is_order {
        page.steps(&marking.steps);
    }
    if marking.choices.is_empty() {
        page.text(&marking.why);
    } else {
        page.choices(&marking.choices);
    }
    if !is_order {
        page.steps(&marking.steps);
    }
    if let Some(question) = &marking.discriminator {
        page.labelled("ask yourself", question, theme.text);
    }
    if let Some((ask, answer)) = beside {
        page.labelled("not to be taken for", ask, theme.text);
        page.text(answer);
    }
    for note in &marking.notes {
        page.labelled("note", note, theme.dim);
    }
    if let Some(source) = &marking.source {
        page.labelled("source", source, theme.dim);
    }
    page.lines
}

struct Lines<'a> {
    lines: Vec<Line<'static>>,
    width: usize,
    theme: &'a Theme,
}

impl Lines<'_> {
    fn verdict(&mut self, confidence: Option<u8>, marking: &Marking) {
        let signs = &self.theme.signs;
        let (sign, word, style) = match marking.verdict {
            Verdict::Right => (signs.tick, "Right", self.theme.good),
            Verdict::Near => (signs.dot, "Nearly", self.theme.warn),
            Verdict::Wrong if marking.given.is_empty() => (signs.cross, "Not known", self.theme.bad),
            Verdict::Wrong => (signs.cross, "Wrong", self.theme.bad),
            Verdict::Own => (signs.dot, "How well did you know it?", self.theme.accent),
        };
        let mut spans = vec![Span::styled(format!(" {sign} {word}"), style)];
        if let Some(percent) = confidence {
            spans.push(Span::styled(format!("  you were {percent}% sure"), self.theme.dim));
        }
        if let Some(hit) = marking.hit {
            let told = if hit { "  your range holds it" } else { "  your range misses it" };
            spans.push(Span::styled(told, self.theme.dim));
        }
        self.lines.push(Line::from(spans));
    }

    /// What was answered and what is right, where the choices do not show it.
    fn answer(&mut self, marking: &Marking) {
        if !marking.choices.is_empty() {
            return;
        }
        if marking.verdict != Verdict::Right && !marking.given.is_empty() {
            self.labelled("you said", &marking.given, self.theme.text);
        }
        if marking.steps.join(" > ") != marking.answer {
            self.labelled("answer", &marking.answer, self.theme.strong);
        }
    }

    /// The choice that was taken, the right one, then the others.
    fn choices(&mut self, choices: &[Explained]) {
        let mut numbered: Vec<(usize, &Explained)> = choices.iter().enumerate().collect();
        numbered.sort_by_key(|(_, choice)| (!choice.chosen, !choice.right));
        for (at, choice) in numbered {
            let (sign, style) = match (choice.right, choice.chosen) {
                (true, _) => (self.theme.signs.tick, self.theme.good),
                (false, true) => (self.theme.signs.cross, self.theme.bad),
                (false, false) => (" ", self.theme.text),
            };
            let name = if choice.chosen { format!("{} (yours)", choice.text) } else { choice.text.clone() };
            for (row, part) in wrapped(&name, self.width.saturating_sub(5)).into_iter().enumerate() {
                let head = if row == 0 { format!(" {sign} {} ", at + 1) } else { "     ".to_owned() };
                self.lines.push(Line::from(vec![
                    Span::styled(head, style),
                    Span::styled(part, if choice.right || choice.chosen { self.theme.strong } else { style }),
                ]));
            }
            for part in wrapped(&choice.why, self.width.saturating_sub(5)) {
                self.lines.push(Line::styled(format!("     {part}"), self.theme.dim));
            }
        }
    }

    fn steps(&mut self, steps: &[String]) {
        for (at, step) in steps.iter().enumerate() {
            for (row, part) in wrapped(step, self.width.saturating_sub(5)).into_iter().enumerate() {
                let head = if row == 0 { format!("{:>3}. ", at + 1) } else { "     ".to_owned() };
                self.lines.push(Line::from(vec![
                    Span::styled(head, self.theme.key),
                    Span::styled(part, self.theme.text),
                ]));
            }
        }
    }

    fn text(&mut self, text: &str) {
        for part in wrapped(text, self.width) {
            self.lines.push(Line::styled(format!(" {part}"), self.theme.text));
        }
    }

    fn labelled(&mut self, label: &str, text: &str, style: Style) {
        let indent = cells(label) + 2;
        for (row, part) in wrapped(text, self.width.saturating_sub(indent)).into_iter().enumerate() {
            let head = if row == 0 { format!(" {label}: ") } else { " ".repeat(indent + 1) };
            self.lines.push(Line::from(vec![Span::styled(head, self.theme.dim), Span::styled(part, style)]));
        }
    }
}
