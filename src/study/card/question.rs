use super::judge::{self, Key};
use super::{Answer, Body, Card, Distractor, Explained, Marking, Origin, Prompt, Wants, typed};
use crate::calc::random::{Draw, Stream};
use crate::diag::Diagnostic;
use crate::study::seed::number;

/// So many wrong choices stand beside the right one.
const WRONG: usize = 3;

/// A card as it is asked under a seed: what is shown, and what is right.
#[derive(Clone, Debug)]
pub struct Question {
    /// What is shown.
    pub prompt: Prompt,
    key: Key,
    discriminator: Option<String>,
    source: Option<String>,
}

impl Question {
    /// Asks a card: the same seed and level give the same question. `others` are the cards it is confused with, from
    /// which choices come; `level`, 1 to 3, is how hard an exercise is.
    pub fn ask(card: &Card, others: &[&Card], seed: u64, level: u8) -> Self {
        let mut draw = Stream::new(seed, number(&card.id)).request(u64::from(level)).draw(0, 0);
        let why = || card.why.clone();
        let recall = |answer: &str| {
            (card.ask.clone(), Wants::Recall, Key::Own { answer: answer.to_owned(), why: why() })
        };
        let (text, wants, key) = match &card.body {
            Body::Recall { answer } => recall(answer),
            Body::Choose { answer, wrong } | Body::Scenario { answer, wrong } => {
                let choices = choices(card, answer, wrong, others, &mut draw);
                if choices.len() < 2 {
                    recall(answer)
                } else {
                    let texts = choices.iter().map(|choice| choice.shown.text.clone()).collect();
                    (card.ask.clone(), Wants::Choice(texts), Key::Choice { choices, why: why() })
                }
            }
            Body::Cloze(cloze) => {
                let wants = Wants::Blanks(cloze.blanks().count());
                (cloze.shown(), wants, Key::Blanks { cloze: cloze.clone(), why: why() })
            }
            Body::Number(figure) => {
                let wants = Wants::Number { measures: figure.dimension.words() };
                (card.ask.clone(), wants, Key::Number { figure: figure.clone(), why: why() })
            }
            Body::Order { steps } => {
                let shown = shuffled_away(steps.len(), &mut draw);
                let items = shown.iter().filter_map(|&at| steps.get(at).cloned()).collect();
                (
                    card.ask.clone(),
                    Wants::Order(items),
                    Key::Order { steps: steps.clone(), shown, why: why() },
                )
            }
            Body::Drill(skill) => {
                match skill.exercise(seed, level) {
                    Some(exercise) => {
                        let wants = Wants::Number { measures: exercise.measures() };
                        (exercise.ask.clone(), wants, Key::Exercise(Box::new(exercise)))
                    }
                    // Numbers that no exercise can be made with: the check of the deck says so.
                    None => recall("The skill has no exercise under this seed."),
                }
            }
        };
        let problem = match &card.origin {
            Origin::Problem { title, .. } => Some(title.clone()),
            Origin::Deck => None,
        };
        Self {
            prompt: Prompt { card: card.id.clone(), topic: card.topic.clone(), problem, text, wants },
            key,
            discriminator: card.discriminator.clone(),
            source: card.source.clone(),
        }
    }

    /// An answer from a line of text: `2` or `b` for a choice, `3 1 2` for an order, `?` for not known.
    ///
    /// # Errors
    /// When the line says nothing that could be meant.
    pub fn read(&self, text: &str) -> Result<Answer, Diagnostic> {
        typed::read(&self.prompt.wants, text)
    }

    /// What is said about an answer.
    ///
    /// # Errors
    /// When the answer cannot be read: the diagnostic is about the typed text, and nothing has been answered.
    pub fn grade(&self, answer: &Answer) -> Result<Marking, Diagnostic> {
        let mut marking = judge::judge(&self.key, answer)?;
        marking.discriminator.clone_from(&self.discriminator);
        marking.source.clone_from(&self.source);
        Ok(marking)
    }
}

/// The right answer among some of the wrong ones, in an order of their own.
fn choices(
    card: &Card,
    answer: &str,
    wrong: &[Distractor],
    others: &[&Card],
    draw: &mut Draw,
) -> Vec<judge::Choice> {
    let mut distractors: Vec<Distractor> = wrong.to_vec();
    for other in others.iter().filter(|other| other.id != card.id) {
        if let Some(answer) = other.short_answer() {
            distractors.push(Distractor {
                answer,
                why: other.why.clone(),
                card: Some(other.id.clone()),
                defensible: false,
            });
        }
    }
    let mut seen = vec![plain(answer)];
    distractors.retain(|distractor| {
        let text = plain(&distractor.answer);
        let is_new = !seen.contains(&text);
        seen.push(text);
        is_new
    });
    shuffle(&mut distractors, draw);
    distractors.truncate(WRONG);
    let mut choices: Vec<judge::Choice> = distractors
        .into_iter()
        .map(|distractor| judge::Choice {
            shown: Explained {
                text: distractor.answer,
                why: distractor.why,
                right: false,
                chosen: false,
                card: distractor.card,
            },
            defensible: distractor.defensible,
        })
        .collect();
    choices.push(judge::Choice {
        shown: Explained {
            text: answer.to_owned(),
            why: card.why.clone(),
            right: true,
            chosen: false,
            card: None,
        },
        defensible: false,
    });
    shuffle(&mut choices, draw);
    choices
}

/// Words alone, so that two spellings of one answer are one answer.
fn plain(text: &str) -> String {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Puts items into an order in which each is as likely as any (Fisher and Yates).
fn shuffle<T>(items: &mut [T], draw: &mut Draw) {
    for last in (1..items.len()).rev() {
        let other = usize::try_from(draw.below(last as u64 + 1)).unwrap_or(0);
        items.swap(last, other);
    }
}

/// The places 0..count in an order that is not the right one, where there is another.
fn shuffled_away(count: usize, draw: &mut Draw) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    shuffle(&mut places, draw);
    if places.is_sorted() {
        places.reverse();
    }
    places
}
