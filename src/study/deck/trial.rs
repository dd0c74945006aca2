//! Whether a skill can be drilled: exercises are made of it, and each mistake must be told from the others.

use crate::diag::{Diagnostic, Span};
use crate::study::drill::Skill;

/// Exercises that are made of each level.
const TRIALS: u64 = 20;

/// What is wrong with a level of a skill, which stands at `span`; `at` counts from 0.
pub(super) fn trial(skill: &Skill, at: usize, span: Span) -> Option<Diagnostic> {
    let level = skill.levels.get(at)?;
    let number = u8::try_from(at + 1).unwrap_or(1);
    for seed in 0..TRIALS {
        let Some(exercise) = skill.exercise(seed, number) else {
            let message = format!("no numbers make an exercise of level {number}");
            let help = "the answer, the steps and the mistakes must be numbers above 0, of one measure";
            return Some(Diagnostic::error("no-exercise", span, message).help(help));
        };
        let clear: Vec<&str> = exercise.mistakes().map(|(mistake, _)| mistake.id.as_str()).collect();
        if let Some(lost) = level.mistakes.iter().find(|slip| !clear.contains(&slip.id.as_str())) {
            let message =
                format!("the mistake `{}` comes to what is right, or to what another comes to", lost.id);
            let help = "a mistake is known by what it comes to: choose numbers that keep them apart, or leave it out";
            return Some(Diagnostic::error("unclear-mistake", span, message).help(help));
        }
    }
    None
}
