use super::skill::{Level, Skill, Slip};
use super::template::{Scope, fill};
use crate::calc::format::{Digits, settle, show, show_with};
use crate::calc::random::{Draw, Stream};
use crate::calc::{Arithmetic, Dimension, Number, Quantity, Times, Value, answer};
use crate::diag::{Diagnostic, Span};
use crate::study::card::{Marking, Mistake, NEGATIVE, Verdict, given};
use crate::study::seed::number;

/// So many draws are tried for an exercise in which every mistake can be told from every other.
const ATTEMPTS: u32 = 64;

/// An answer is taken for the nearest mistake that it is off from by this factor or less: people round on the way.
const NEAR_A_MISTAKE: f64 = 1.2;

/// Two outcomes that are nearer to each other than this cannot be told apart: the logarithm of one per cent more.
const APART: f64 = 0.01;

/// A skill that is stricter than this takes no rounding to one digit.
const STRICT: f64 = 1.1;

/// One exercise: made by a skill, a seed and a level, which is all that a log need keep of it.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// The skill's id.
    pub skill: String,
    /// The seed.
    pub seed: u64,
    /// The level, 1 to 3.
    pub level: u8,
    /// The question.
    pub ask: String,
    /// The worked solution, a step a line.
    pub steps: Vec<String>,
    why: String,
    right: Worth,
    mistakes: Vec<(Mistake, Worth)>,
    within: f64,
}

/// What an expression comes to.
#[derive(Clone, Debug)]
struct Worth {
    exact: Quantity,
    /// Exactly, in words.
    shown: String,
    /// As one says it.
    said: String,
    /// In base units: exactly, and by interview arithmetic.
    values: [f64; 2],
}

/// What a number is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Taken {
    Right,
    /// The mistake at this place.
    Mistake(usize),
    Nothing,
}

impl Skill {
    /// The exercise of this seed and level (1 to 3; a skill with fewer levels gives its hardest): the same seed gives
    /// the same exercise. `None` where no numbers make one, which the check of the deck says.
    pub fn exercise(&self, seed: u64, level: u8) -> Option<Exercise> {
        let at = usize::from(level.max(1) - 1).min(self.levels.len().checked_sub(1)?);
        let template = self.levels.get(at)?;
        let key = Stream::new(seed, number(&self.id)).request(at as u64);
        let mut unclear = None;
        for attempt in 0..ATTEMPTS {
            let place = (seed, u8::try_from(at + 1).unwrap_or(1));
            let Ok(exercise) = Exercise::make(self, template, place, &mut key.draw(0, attempt)) else {
                continue;
            };
            if exercise.is_clear() {
                return Some(exercise);
            }
            unclear.get_or_insert(exercise);
        }
        unclear.map(Exercise::cleared)
    }
}

impl Exercise {
    /// Draws numbers and words for a template; the seed and the number of the level are for the log.
    pub(super) fn make(
        skill: &Skill,
        level: &Level,
        (seed, number): (u64, u8),
        draw: &mut Draw,
    ) -> Result<Self, Diagnostic> {
        let mut scope = Scope::default();
        for (name, texts) in &level.words {
            scope.texts.insert(name.clone(), pick(texts, draw)?.clone());
        }
        for (name, texts) in &level.inputs {
            let text = pick(texts, draw)?;
            scope.sheet.define(name, text)?;
            scope.texts.insert(name.clone(), text.clone());
        }
        for (name, text) in &level.lets {
            scope.sheet.define(name, text)?;
        }
        let right = worth(&scope, &level.answer)?;
        scope.sheet.define("answer", &level.answer)?;
        scope.answer = Some([right.shown.clone(), right.said.clone()]);
        let ask = fill(pick(&level.asks, draw)?, &scope)?;
        let steps = level.steps.iter().map(|step| fill(step, &scope)).collect::<Result<Vec<_>, _>>()?;
        let slip = |slip: &Slip| {
            let says = fill(&slip.says, &scope)?;
            let comes_to = worth(&scope, &slip.value)?;
            if comes_to.exact.dimension.in_seconds() != right.exact.dimension.in_seconds() {
                let wrong = comes_to.exact.dimension.words();
                let message = format!("the mistake is {wrong}, the answer {}", right.exact.dimension.words());
                return Err(Diagnostic::error("dimension", Span::new(0, slip.value.len()), message)
                    .help("a mistake is told by its ratio to the answer: it measures the same"));
            }
            Ok((Mistake { id: slip.id.clone(), says }, comes_to))
        };
        let mistakes = level.mistakes.iter().map(slip).collect::<Result<Vec<_>, _>>()?;
        let (skill, why) = (skill.id.clone(), skill.why.clone());
        Ok(Self { skill, seed, level: number, ask, steps, why, right, mistakes, within: level.within })
    }

    /// What the answer measures, in words: "a rate".
    pub fn measures(&self) -> String {
        self.right.exact.dimension.in_seconds().words()
    }

    /// The right answer, exactly and as one says it.
    pub fn answer(&self) -> String {
        self.right.words()
    }

    /// The mistakes that are known, each with what it comes to.
    pub fn mistakes(&self) -> impl Iterator<Item = (&Mistake, String)> {
        self.mistakes.iter().map(|(mistake, worth)| (mistake, show(&worth.exact, Arithmetic::Exact)))
    }

    /// What is said about a typed answer.
    ///
    /// # Errors
    /// When it cannot be read; the diagnostic is about the typed text.
    pub fn mark(&self, text: &str) -> Result<Marking, Diagnostic> {
        let (quantity, notes) = given(text, self.right.exact.dimension.in_seconds())?;
        let bounds = quantity.number.bounds().map_err(|error| {
            Diagnostic::error("no-number", Span::new(0, text.len()), format!("no number comes out: {error}"))
                .help("type a number, such as 140K/s")
        })?;
        let (low, high) = (bounds.low.to_f64(), bounds.high.to_f64());
        let mut marking = self.solution(show(&quantity, Arithmetic::Exact));
        marking.notes = notes;
        if low < high {
            let hit = self.right.values.iter().any(|value| (low..=high).contains(value));
            marking.hit = Some(hit);
            marking.verdict = if hit { Verdict::Right } else { Verdict::Wrong };
            return Ok(marking);
        }
        if low < 0.0 {
            marking.notes.push(NEGATIVE.to_owned());
            return Ok(marking);
        }
        marking.ratio = Some(low / self.right.values[0]);
        match self.taken(low) {
            Taken::Right => marking.verdict = Verdict::Right,
            Taken::Mistake(place) => {
                marking.mistake = self.mistakes.get(place).map(|(mistake, _)| mistake.clone());
            }
            Taken::Nothing => {}
        }
        Ok(marking)
    }

    /// The worked solution, for an answer that is not right.
    pub fn solution(&self, given: String) -> Marking {
        let mut marking = Marking::of(Verdict::Wrong, given, self.right.words(), &self.why);
        marking.steps.clone_from(&self.steps);
        marking
    }

    /// Whether every mistake is recognised as itself.
    pub(super) fn is_clear(&self) -> bool {
        (0..self.mistakes.len()).all(|place| self.knows(place))
    }

    /// The exercise without the mistakes that look like something else.
    pub(super) fn cleared(mut self) -> Self {
        while let Some(place) = (0..self.mistakes.len()).find(|&place| !self.knows(place)) {
            self.mistakes.remove(place);
        }
        self
    }

    fn knows(&self, place: usize) -> bool {
        let others = self.mistakes.iter().enumerate().filter(|(other, _)| *other != place);
        let others: Vec<&Worth> = others.map(|(_, (_, worth))| worth).chain([&self.right]).collect();
        self.mistakes[place].1.values.iter().all(|&value| {
            self.taken(value) == Taken::Mistake(place) && others.iter().all(|other| other.off(value) > APART)
        })
    }

    /// What a number is taken for: a rounding of the right answer is right; else the nearest of what is right and what
    /// the mistakes come to decides, if it is near enough.
    fn taken(&self, number: f64) -> Taken {
        if number <= 0.0 {
            return Taken::Nothing;
        }
        if self.right.values.iter().any(|&right| is_rounding(right, number, self.within)) {
            return Taken::Right;
        }
        let right = self.right.off(number);
        let mut nearest = (Taken::Right, right, libm::log(self.within));
        for (place, (_, worth)) in self.mistakes.iter().enumerate() {
            let off = worth.off(number);
            if off < nearest.1 {
                nearest = (Taken::Mistake(place), off, libm::log(NEAR_A_MISTAKE));
            }
        }
        match nearest {
            (taken, off, allowed) if off <= allowed + 1e-9 => taken,
            _ if right <= libm::log(self.within) + 1e-9 => Taken::Right,
            _ => Taken::Nothing,
        }
    }
}

impl Worth {
    /// How far a number is off, as the logarithm of the ratio, to the nearer of both values.
    fn off(&self, number: f64) -> f64 {
        let off = self.values.map(|value| libm::fabs(libm::log(number / value)));
        off[0].min(off[1])
    }

    fn words(&self) -> String {
        if self.said == self.shown || self.exact.dimension == Dimension::TIME {
            self.shown.clone()
        } else {
            format!("{}, aloud {}", self.shown, self.said)
        }
    }
}

/// A quantity as it is shown; a time in the unit in which people say it, behind its seconds where it has some.
fn shown(quantity: &Quantity) -> String {
    let shown = show(quantity, Arithmetic::Exact);
    if quantity.dimension.in_seconds() != Dimension::TIME || quantity.target.is_some() {
        return shown;
    }
    let handy = show(&Quantity { times: Times::default(), ..quantity.clone() }, Arithmetic::Exact);
    if shown.ends_with(" s") && shown != handy { format!("{shown} = {handy}") } else { handy }
}

fn pick<'t>(texts: &'t [String], draw: &mut Draw) -> Result<&'t String, Diagnostic> {
    let place = usize::try_from(draw.below(texts.len() as u64)).unwrap_or(0);
    texts.get(place).ok_or_else(|| {
        Diagnostic::error("nothing", Span::default(), "a list without anything in it")
            .help("write at least one")
    })
}

fn worth(scope: &Scope, text: &str) -> Result<Worth, Diagnostic> {
    let whole = Span::new(0, text.len());
    let wrong = |message: &str| {
        Diagnostic::error("no-number", whole, message.to_owned())
            .help("write an expression for one number above 0")
    };
    let found =
        answer(&mut scope.sheet.clone(), text)?.ok_or_else(|| wrong("there is no expression here"))?;
    let Value::Quantity(exact) = found.exact else {
        return Err(wrong("a comparison where a number should stand"));
    };
    let value = |quantity: &Quantity, arithmetic| {
        let settled = settle(quantity, arithmetic).ok()?;
        settled.number.value().map(Number::to_f64).filter(|value| value.is_finite() && *value > 0.0)
    };
    let in_full = value(&exact, Arithmetic::Exact).ok_or_else(|| wrong("this is not one number above 0"))?;
    let spoken = match &found.interview {
        Some(Value::Quantity(quantity)) => Some(quantity),
        _ => None,
    };
    let by_mouth = spoken.and_then(|quantity| value(quantity, Arithmetic::Interview)).unwrap_or(in_full);
    let shown = shown(&exact);
    let said = spoken.map(|quantity| show_with(quantity, Arithmetic::Interview, Digits::Spoken(2)));
    let said = said.unwrap_or_else(|| shown.clone());
    Ok(Worth { exact, shown, said, values: [in_full, by_mouth] })
}

/// Whether a number is another one rounded to one, two or three digits; not to one where that is too coarse.
fn is_rounding(value: f64, rounded: f64, within: f64) -> bool {
    let power = libm::floor(libm::log10(value));
    let least = i32::from(within < STRICT);
    (least..3).any(|digits| {
        let step = libm::pow(10.0, power - f64::from(digits));
        let nearest = libm::round(value / step) * step;
        libm::fabs(nearest - rounded) <= 1e-9 * nearest
    })
}
