//! The verdicts: what is right, what is near, and what an answer gives away.

use super::figure::given;
use super::marking::NEGATIVE;
use super::{Answer, Cloze, Explained, Figure, Marking, Mistake, Verdict};
use crate::calc::format::show;
use crate::calc::{Arithmetic, Dimension};
use crate::diag::{Diagnostic, Span};
use crate::study::drill::Exercise;

/// A range wider than this factor decides nothing.
const WIDE: f64 = 100.0;

/// What is right for a question.
#[derive(Clone, Debug)]
pub(super) enum Key {
    /// Graded by oneself.
    Own { answer: String, why: String },
    /// One of several, in the order in which they are shown.
    Choice { choices: Vec<Choice>, why: String },
    /// Blanks.
    Blanks { cloze: Cloze, why: String },
    /// A number.
    Number { figure: Figure, why: String },
    /// Steps, and the places of those that are shown.
    Order { steps: Vec<String>, shown: Vec<usize>, why: String },
    /// An exercise.
    Exercise(Box<Exercise>),
}

/// A choice as it is judged.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// What is said about it.
    pub shown: Explained,
    /// Whether it would do as well, for other reasons.
    pub defensible: bool,
}

/// What is said about an answer.
pub(super) fn judge(key: &Key, answer: &Answer) -> Result<Marking, Diagnostic> {
    match (key, answer) {
        (Key::Own { answer: right, why }, given) => Ok(own(right, why, given)),
        (Key::Choice { choices, why }, _) => choice(choices, why, answer),
        (Key::Blanks { cloze, why }, _) => blanks(cloze, why, answer),
        (Key::Number { figure, why }, Answer::Typed(text)) => number(figure, why, text),
        (Key::Number { figure, why }, Answer::Unknown) => {
            Ok(Marking::of(Verdict::Wrong, String::new(), figure.shown(), why))
        }
        (Key::Order { steps, shown, why }, _) => order(steps, shown, why, answer),
        (Key::Exercise(exercise), Answer::Typed(text)) => exercise.mark(text),
        (Key::Exercise(exercise), Answer::Unknown) => Ok(exercise.solution(String::new())),
        (Key::Number { .. } | Key::Exercise(_), _) => Err(other_kind("a number")),
    }
}

fn other_kind(wanted: &str) -> Diagnostic {
    Diagnostic::error("unclear-answer", Span::default(), format!("the question asks for {wanted}"))
        .help(format!("answer with {wanted}"))
}

fn own(right: &str, why: &str, answer: &Answer) -> Marking {
    let (verdict, given) = match answer {
        Answer::Unknown => (Verdict::Wrong, String::new()),
        Answer::Typed(text) => (Verdict::Own, text.clone()),
        _ => (Verdict::Own, String::new()),
    };
    Marking::of(verdict, given, right.to_owned(), why)
}

fn choice(choices: &[Choice], why: &str, answer: &Answer) -> Result<Marking, Diagnostic> {
    let place = match answer {
        Answer::Chosen(place) if *place < choices.len() => Some(*place),
        Answer::Unknown => None,
        _ => return Err(other_kind("one of the choices")),
    };
    let chosen = place.and_then(|place| choices.get(place));
    let verdict = match chosen {
        Some(choice) if choice.shown.right => Verdict::Right,
        Some(choice) if choice.defensible => Verdict::Near,
        _ => Verdict::Wrong,
    };
    let right = choices.iter().find(|choice| choice.shown.right);
    let right = right.map(|choice| choice.shown.text.clone()).unwrap_or_default();
    let given = chosen.map(|choice| choice.shown.text.clone()).unwrap_or_default();
    let mut marking = Marking::of(verdict, given, right, why);
    marking.choices = choices.iter().map(|choice| choice.shown.clone()).collect();
    if let Some(choice) = place.and_then(|place| marking.choices.get_mut(place)) {
        choice.chosen = true;
        marking.confused_with.clone_from(&choice.card);
    }
    Ok(marking)
}

fn blanks(cloze: &Cloze, why: &str, answer: &Answer) -> Result<Marking, Diagnostic> {
    let words = match answer {
        Answer::Words(words) => words.clone(),
        Answer::Typed(text) => vec![text.clone()],
        Answer::Unknown => Vec::new(),
        _ => return Err(other_kind("what is missing")),
    };
    let blanks: Vec<&[String]> = cloze.blanks().collect();
    if !words.is_empty() && words.len() != blanks.len() {
        return Err(other_kind(&format!("{} words", blanks.len())));
    }
    let fits = |(blank, word): (&&[String], &String)| {
        blank
            .iter()
            .map(|right| fit(right, word))
            .min_by_key(|verdict| rank(*verdict))
            .unwrap_or(Verdict::Wrong)
    };
    let worst = blanks.iter().zip(&words).map(fits).max_by_key(|verdict| rank(*verdict));
    let verdict = worst.unwrap_or(Verdict::Wrong);
    let mut marking = Marking::of(verdict, words.join("; "), cloze.filled(), why);
    if verdict == Verdict::Near {
        marking.notes.push(format!("spelt {}", cloze.answers().collect::<Vec<_>>().join(", ")));
    }
    Ok(marking)
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Right => 0,
        Verdict::Near => 1,
        Verdict::Wrong | Verdict::Own => 2,
    }
}

/// Whether a word is the one that is missing: case, hyphens and commas between digits do not count; one slip of the
/// pen in each five letters is near.
fn fit(right: &str, word: &str) -> Verdict {
    let (right, word) = (bare(right), bare(word));
    let one = |text: &str| text.strip_suffix('s').unwrap_or(text).to_owned();
    if right == word || (right.len() > 3 && one(&right) == one(&word)) {
        return Verdict::Right;
    }
    let digits = right.chars().any(|c| c.is_ascii_digit());
    let slips = strsim::osa_distance(&right, &word);
    if !digits && slips <= right.chars().count() / 5 { Verdict::Near } else { Verdict::Wrong }
}

fn bare(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '.' | '%' | '+' | '/' | '*' | '=' | '<' | '>'))
        .collect()
}

fn number(figure: &Figure, why: &str, text: &str) -> Result<Marking, Diagnostic> {
    // Asked for a share, `91` means 91%: nobody says 91 times.
    let percent = figure.text.contains('%') && text.trim().parse::<f64>().is_ok_and(|number| number > 1.0);
    let meant = if percent { format!("{}%", text.trim()) } else { text.to_owned() };
    let (quantity, mut notes) = given(&meant, figure.dimension)?;
    if percent {
        notes.push(format!("read as {meant}"));
    }
    let shown = show(&quantity, Arithmetic::Exact);
    let bounds = quantity.number.bounds().map_err(|error| {
        Diagnostic::error("no-number", Span::new(0, text.len()), format!("no number comes out: {error}"))
            .help("type a number, such as 140K/s")
    })?;
    let (low, high) = (bounds.low.to_f64(), bounds.high.to_f64());
    let (least, most) = (figure.low.to_f64(), figure.high.to_f64());
    let mut marking = Marking::of(Verdict::Wrong, shown, figure.shown(), why);
    marking.notes = notes;
    if low < high {
        let hit = low <= most && least <= high;
        marking.hit = Some(hit);
        let wide = low <= 0.0 || high / low > WIDE;
        marking.verdict = match (hit, wide) {
            (true, false) => Verdict::Right,
            (true, true) => Verdict::Near,
            (false, _) => Verdict::Wrong,
        };
        if hit && wide {
            marking.notes.push("a hit, but a range as wide as that decides nothing".to_owned());
        }
        return Ok(marking);
    }
    if low < 0.0 {
        marking.notes.push(NEGATIVE.to_owned());
        return Ok(marking);
    }
    let ratio = if low < least { low / least } else { (low / most).max(1.0) };
    marking.ratio = Some(ratio);
    let off = if ratio > 0.0 { libm::log10(ratio).abs() } else { f64::INFINITY };
    let allowed = libm::log10(figure.within) + 1e-9;
    marking.verdict = match off {
        off if off <= allowed => Verdict::Right,
        off if off <= 2.0 * allowed => Verdict::Near,
        _ => Verdict::Wrong,
    };
    if marking.verdict == Verdict::Wrong {
        marking.mistake = lost(ratio, figure.dimension);
    }
    Ok(marking)
}

/// A factor that has a name: a thousand, or eight where data is asked for.
fn lost(ratio: f64, dimension: Dimension) -> Option<Mistake> {
    let named = |id: &str, says: String| Some(Mistake { id: id.to_owned(), says });
    let near = |factor: f64| (0.9..1.1).contains(&(ratio / factor));
    let way = if ratio < 1.0 { "small" } else { "large" };
    for (factor, words) in [(1e3, "1,000"), (1e6, "1,000,000"), (1e9, "1,000,000,000")] {
        if near(factor) || near(1.0 / factor) {
            let says = format!("{words} times too {way}: count the K, the M and the bn again.");
            return named("lost-k", says);
        }
    }
    if dimension.information != 0 && (near(8.0) || near(0.125)) {
        return named("bits-for-bytes", format!("8 times too {way}: bits are not bytes."));
    }
    None
}

fn order(steps: &[String], shown: &[usize], why: &str, answer: &Answer) -> Result<Marking, Diagnostic> {
    let given: Vec<usize> = match answer {
        Answer::Order(places) if places.len() == shown.len() => {
            places.iter().filter_map(|&place| shown.get(place).copied()).collect()
        }
        Answer::Unknown => Vec::new(),
        _ => return Err(other_kind("an order of the items")),
    };
    if !given.is_empty() && !(0..steps.len()).all(|step| given.contains(&step)) {
        return Err(other_kind("each item once"));
    }
    let verdict = match given.windows(2).filter(|pair| pair[0] > pair[1]).count() {
        _ if given.is_empty() => Verdict::Wrong,
        0 => Verdict::Right,
        // Two neighbours that changed places.
        1 if given.iter().enumerate().filter(|(place, step)| place != *step).count() == 2 => Verdict::Near,
        _ => Verdict::Wrong,
    };
    let words = given.iter().filter_map(|&step| steps.get(step).cloned());
    let mut marking = Marking::of(verdict, words.collect::<Vec<_>>().join(" > "), steps.join(" > "), why);
    marking.steps = steps.to_vec();
    Ok(marking)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_may_be_typed_without_its_sign() {
        let figure = Figure::parse("91%", 1.05).unwrap();
        for (text, verdict) in [
            ("91", Verdict::Right),
            ("91%", Verdict::Right),
            ("0.91", Verdict::Right),
            ("30", Verdict::Wrong),
        ] {
            let marking = number(&figure, "", text).unwrap();
            assert_eq!(marking.verdict, verdict, "{text}");
        }
    }

    #[test]
    fn a_number_below_zero_is_wrong_by_no_factor() {
        let figure = Figure::parse("10/s", 2.0).unwrap();
        let marking = number(&figure, "", "-10/s").unwrap();
        assert_eq!((marking.verdict, marking.ratio), (Verdict::Wrong, None));
        assert_eq!(marking.notes, ["a negative number, where none can be right"]);
        let zero = number(&figure, "", "0/s").unwrap();
        assert_eq!((zero.verdict, zero.ratio, zero.notes), (Verdict::Wrong, Some(0.0), Vec::new()));
        let range = number(&figure, "", "-20..-5/s").unwrap();
        assert_eq!((range.verdict, range.hit), (Verdict::Wrong, Some(false)));
    }
}
