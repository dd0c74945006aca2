//! How a question and what is said about an answer are written, line by line.

use crate::study::card::{Card, Marking, Prompt, Verdict, Wants};
use crate::study::{Counts, Memory, Rating, Stage};

/// Where one is: `3 left · redis · new`.
pub fn place(counts: &Counts, prompt: &Prompt, stage: Stage) -> String {
    let topic = prompt.problem.as_deref().unwrap_or(&prompt.topic);
    format!("{} left · {topic} · {}\n", counts.left(), stage.word())
}

/// The question with its choices.
pub fn question(prompt: &Prompt, beside: Option<&Card>) -> String {
    let mut text = format!("{}\n", prompt.text.trim_end());
    if let Some(other) = beside {
        text.push_str(&format!("Forgotten often. Tell it from: {}\n", other.ask.trim_end()));
    }
    if let Wants::Choice(items) | Wants::Order(items) = &prompt.wants {
        for (index, item) in items.iter().enumerate() {
            text.push_str(&format!("  {}. {item}\n", index + 1));
        }
    }
    text.push_str(&format!("{}\n", prompt.wants.hint()));
    text
}

/// What is said about an answer: the verdict, what is right, and why.
pub fn marking(marking: &Marking, beside: Option<&Card>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut say = |line: String| lines.push(line);
    match marking.verdict {
        Verdict::Right => say("Right.".to_owned()),
        Verdict::Near => say("Nearly.".to_owned()),
        Verdict::Wrong => say("Wrong.".to_owned()),
        Verdict::Own => {}
    }
    if !marking.given.is_empty() && marking.verdict != Verdict::Own {
        say(format!("Read as {}", marking.given));
    }
    if let Some(mistake) = &marking.mistake {
        say(mistake.says.clone());
    }
    if marking.verdict != Verdict::Right || marking.choices.is_empty() {
        say(format!("Answer: {}", marking.answer));
    }
    if let Some(hit) = marking.hit {
        say(if hit { "Your range holds it." } else { "Your range misses it." }.to_owned());
    } else if let Some(ratio) = marking.ratio.filter(|_| marking.verdict != Verdict::Right) {
        say(times(ratio));
    }
    if !marking.why.is_empty() {
        say(marking.why.clone());
    }
    for choice in marking.choices.iter().filter(|choice| !choice.right && !choice.why.is_empty()) {
        say(format!("Not {}: {}", choice.text.trim_end_matches('.'), choice.why));
    }
    for step in &marking.steps {
        say(format!("  {step}"));
    }
    if let Some(question) = &marking.discriminator {
        say(format!("Ask yourself: {question}"));
    }
    if let Some(other) = beside {
        let answer = other.short_answer().map(|answer| format!("{answer}. ")).unwrap_or_default();
        say(format!("Beside it: {} {answer}{}", other.ask.trim_end(), other.why));
    }
    for note in &marking.notes {
        say(format!("Note: {note}"));
    }
    if let Some(source) = &marking.source {
        say(format!("Source: {source}"));
    }
    lines.join("\n") + "\n"
}

/// How far a number is off, in words.
fn times(ratio: f64) -> String {
    let (factor, side) = if ratio >= 1.0 { (ratio, "high") } else { (1.0 / ratio, "low") };
    if !factor.is_finite() {
        return "It is off by more than can be said.".to_owned();
    }
    format!("{} times too {side}.", super::figure::count(factor))
}

/// The grades with what each brings, the proposed one marked.
pub fn grades(preview: &[Memory; 4], proposed: Option<Rating>) -> String {
    let grades = Rating::ALL.iter().zip(preview).map(|(rating, memory)| {
        let mark = if Some(*rating) == proposed { " (Enter)" } else { "" };
        format!("{} {}{mark}: {}", rating.number(), rating.word(), memory.rest())
    });
    grades.collect::<Vec<_>>().join(" · ") + "\n"
}
