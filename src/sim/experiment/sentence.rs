use crate::calc::{Dimension, Sheet};
use crate::diag::{Span, nearest};
use crate::problem::model::{
    Attribute, AttributeChange, AttributeValue, Component, ComponentId, Design, Duration, Fault, FaultId,
    Instances, Kind, Moment, Nanos, Scenario, Target,
};
use crate::sim::outcome::duration;

/// What a sentence can do to a component, and what it takes.
const KINDS: [(&str, Takes); 7] = [
    ("down", Takes::Nothing),
    ("paused", Takes::Nothing),
    ("crash", Takes::Nothing),
    ("slow", Takes::Factor),
    ("drop", Takes::Share),
    ("lose_reply", Takes::Share),
    ("lag", Takes::Time),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    Nothing,
    /// `x10`
    Factor,
    /// `5%`
    Share,
    /// `10s`
    Time,
}

impl Takes {
    /// An amount of this form.
    fn example(self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Factor => Some("x10"),
            Self::Share => Some("5%"),
            Self::Time => Some("10s"),
        }
    }
}

/// Adds a fault to a design, to act in its scenario: `db down for 20s at 1min`, `maps slow x10`, `lb[0] crash`,
/// `order_api lose_reply 5%`. Unless said, it acts as [`usual_times`] has it.
///
/// # Errors
/// What is wrong with the sentence, and the fix.
pub fn add_fault(design: &mut Design, sentence: &str) -> Result<(), (String, String)> {
    let fault = read(design, sentence)?;
    let id = FaultId(u32::try_from(design.faults.len()).unwrap_or(u32::MAX));
    design.faults.push(fault);
    design.scenario.faults.push(id);
    Ok(())
}

/// When a fault begins of which nothing else is said, and for how long it acts: through the middle third of the load;
/// where that begins within the warm-up, of which nothing is measured, through the first half of what comes after it.
pub(super) fn usual_times(scenario: &Scenario) -> (Nanos, Nanos) {
    let third = scenario.lasts / 3;
    if scenario.warmup <= third || scenario.warmup >= scenario.lasts {
        return (third, third);
    }
    (scenario.warmup, ((scenario.lasts - scenario.warmup) / 2).max(1))
}

fn read(design: &Design, sentence: &str) -> Result<Fault, (String, String)> {
    let mut words = sentence.split_whitespace();
    let first = words.next().unwrap_or_default();
    if let Some(refusal) = not_a_component(design, first, words.clone()) {
        return Err(refusal);
    }
    let (part, instances) = target(design, first)?;
    let kind = words.next().unwrap_or_default();
    let Some((kind, takes)) = KINDS.iter().find(|(known, _)| *known == kind) else {
        let known = KINDS.map(|(kind, _)| kind);
        let help = match nearest(kind, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "one of {}, as in: {} down for 20s at 1min",
                known.join(", "),
                design.components[part.index()].id
            ),
        };
        let message = if kind.is_empty() {
            format!("what happens to `{first}` is missing")
        } else {
            format!("`{kind}` is nothing that can happen to a component")
        };
        return Err((message, help));
    };
    let (kind, takes) = (*kind, *takes);
    let mut rest = words.peekable();
    let amount =
        if takes == Takes::Nothing { 0.0 } else { amount(kind, takes, rest.next().unwrap_or_default())? };
    let (usual_at, usual_length) = usual_times(&design.scenario);
    let (mut at, mut lasts) = (None, None);
    while let Some(word) = rest.next() {
        let place = match word {
            "for" => &mut lasts,
            "at" => &mut at,
            _ => {
                return Err((
                    format!("`{word}` is not expected here"),
                    "end it with for 20s, at 1min".to_owned(),
                ));
            }
        };
        let moment = time(word, rest.next().unwrap_or_default())?;
        if place.replace(moment).is_some() {
            return Err((format!("`{word}` stands twice"), "a fault begins once and ends once".to_owned()));
        }
    }
    if lasts == Some(0) {
        return Err((
            "a fault of no length does nothing".to_owned(),
            "say for how long, such as for 20s".to_owned(),
        ));
    }
    let (at, lasts) = (at.unwrap_or(usual_at), lasts.unwrap_or(usual_length));
    let end = design.scenario.lasts.saturating_add(design.scenario.drain);
    if at >= end {
        let of = |time: Nanos| duration(time.max(0).cast_unsigned());
        return Err((
            format!("it begins at {}, when the run is over: that lasts {}", of(at), of(end)),
            format!("load arrives for {}: begin it within that time", of(design.scenario.lasts)),
        ));
    }
    let change = |attribute, value| {
        vec![AttributeChange { target: Target::Component(part, instances), attribute, value }]
    };
    let number = AttributeValue::Number(amount);
    let (set, crash) = match kind {
        "down" => (change(Attribute::Up, AttributeValue::Flag(false)), None),
        "paused" => (change(Attribute::Paused, AttributeValue::Flag(true)), None),
        "slow" => (change(Attribute::Slow, number), None),
        "drop" => (change(Attribute::Drop, number), None),
        "lose_reply" => (change(Attribute::LoseReply, number), None),
        "lag" => {
            match &design.components[part.index()].kind {
                Kind::Postgres(database) if database.replicas > 0 => {}
                Kind::Postgres(_) => {
                    return Err((
                        format!("`{first}` has no replica that could lag"),
                        "give it `replicas`, or let something else happen to it".to_owned(),
                    ));
                }
                _ => return Err(("only a postgres lags".to_owned(), "name the database".to_owned())),
            }
            let lag = AttributeValue::Duration(Duration::Constant(nanos(amount)));
            (change(Attribute::Lag, lag), None)
        }
        _ => (Vec::new(), Some((part, instances))),
    };
    Ok(Fault {
        id: sentence.to_owned(),
        span: Span::default(),
        moment: Moment::At(at),
        lasts: Some(lasts),
        set,
        crash,
        steps: false,
    })
}

/// Where a sentence begins with a fault of the file, or with what happens and not with whom: what is wrong, and the
/// sentence that was meant.
fn not_a_component<'w>(
    design: &Design,
    first: &str,
    rest: impl Iterator<Item = &'w str>,
) -> Option<(String, String)> {
    if design.components.iter().any(|part| part.id == first) {
        return None;
    }
    let rest: Vec<&str> = rest.collect();
    if design.faults.iter().any(|fault| fault.id == first) {
        let mut help = format!("name it alone, --fault {first}");
        for pair in rest.chunks(2) {
            if let [word @ ("at" | "for"), value] = pair {
                help.push_str(&format!(", and move it with --set faults.{first}.{word}={value}"));
            }
        }
        return Some((format!("`{first}` is a fault of the file, which says when it acts"), help));
    }
    let takes = KINDS.iter().find(|(kind, _)| *kind == first)?.1;
    let lags = |part: &&Component| takes != Takes::Time || matches!(part.kind, Kind::Postgres(_));
    let hit: Vec<&str> = can_be_hit(design).filter(lags).map(|part| part.id.as_str()).collect();
    // `crash db`: the one that stands behind it.
    let (named, rest) = match rest.split_first() {
        Some((word, behind)) if hit.contains(word) => (Some(*word), behind),
        _ => (None, rest.as_slice()),
    };
    let example = [named.or(hit.last().copied()).unwrap_or("COMPONENT"), first]
        .into_iter()
        .chain(takes.example().filter(|_| rest.first().is_none_or(|word| ["at", "for"].contains(word))))
        .chain(rest.iter().copied());
    Some((
        format!("`{first}` happens to a component, which comes first"),
        format!("such as '{}'; it can hit {}", example.collect::<Vec<_>>().join(" "), hit.join(", ")),
    ))
}

/// The parts of the system.
fn can_be_hit(design: &Design) -> impl Iterator<Item = &Component> {
    design.components.iter().filter(|part| !matches!(part.kind, Kind::World))
}

/// `db`, or one instance: `lb[0]`.
fn target(design: &Design, word: &str) -> Result<(ComponentId, Instances), (String, String)> {
    let (name, index) = match word.split_once('[') {
        Some((name, index)) => (name, index.strip_suffix(']').and_then(|index| index.parse::<u32>().ok())),
        None => (word, None),
    };
    let found = design.components.iter().position(|part| part.id == name);
    let Some(place) = found else {
        let names: Vec<&str> = can_be_hit(design).map(|part| part.id.as_str()).collect();
        let faults: Vec<&str> = design.faults.iter().map(|fault| fault.id.as_str()).collect();
        let help = match nearest(name, names.iter().chain(&faults).copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let faults = if faults.is_empty() {
                    String::new()
                } else {
                    format!("a fault of the file ({}), or ", faults.join(", "))
                };
                format!(
                    "{faults}a component ({}) and what happens to it ({}), as in: {} down for 20s at 1min",
                    names.join(", "),
                    KINDS.map(|(kind, _)| kind).join(", "),
                    names.last().copied().unwrap_or("COMPONENT")
                )
            }
        };
        let message = if name.is_empty() {
            "no fault and no component is named".to_owned()
        } else {
            format!("no fault and no component is called `{name}`")
        };
        return Err((message, help));
    };
    if matches!(design.components[place].kind, Kind::World) {
        let names: Vec<&str> = can_be_hit(design).map(|part| part.id.as_str()).collect();
        return Err((
            format!("nothing can happen to `{name}`: it is the truth, not a part of the system"),
            format!("it can happen to {}", names.join(", ")),
        ));
    }
    let part = ComponentId(u32::try_from(place).unwrap_or(u32::MAX));
    if !word.contains('[') {
        return Ok((part, Instances::All));
    }
    let count = design.components[place].stations();
    match index.filter(|index| *index < count) {
        Some(index) => Ok((part, Instances::One(index))),
        None => Err((
            format!("`{word}` is no instance"),
            match count {
                1 => format!("{name} has 1: {name}[0]"),
                _ => format!("{name} has {count}: {name}[0] to {name}[{}]", count.saturating_sub(1)),
            },
        )),
    }
}

fn amount(kind: &str, takes: Takes, word: &str) -> Result<f64, (String, String)> {
    let (text, dimension) = match takes {
        Takes::Factor | Takes::Nothing => (word.strip_prefix('x').unwrap_or(word), Dimension::NONE),
        Takes::Share => (word, Dimension::NONE),
        Takes::Time => (word, Dimension::TIME),
    };
    let value = quantity(text, dimension);
    let fits = |value: &f64| match takes {
        Takes::Share => (0.0..=1.0).contains(value) && word.ends_with('%'),
        Takes::Factor => *value >= 1.0 && !word.ends_with('%'),
        Takes::Time | Takes::Nothing => *value >= 0.0,
    };
    value.filter(fits).ok_or_else(|| {
        let message = if word.is_empty() {
            format!("how much `{kind}` is missing")
        } else {
            format!("`{kind}` wants to know how much, not `{word}`")
        };
        (message, format!("such as {kind} {}", takes.example().unwrap_or_default()))
    })
}

fn time(after: &str, word: &str) -> Result<Nanos, (String, String)> {
    let seconds = quantity(word, Dimension::TIME).filter(|seconds| *seconds >= 0.0 && *seconds < 1e9);
    seconds.map(nanos).ok_or_else(|| {
        let message = if word.is_empty() {
            format!("a time behind `{after}` is missing")
        } else {
            format!("`{word}` is no time")
        };
        (message, format!("such as {after} 20s, {after} 1min"))
    })
}

/// A quantity of calc in base units, where it has this dimension.
fn quantity(text: &str, dimension: Dimension) -> Option<f64> {
    let quantity = Sheet::new().quantity(text).ok()?;
    if quantity.dimension.in_seconds() != dimension {
        return None;
    }
    let number = crate::calc::Arithmetic::Exact.in_calendar(&quantity, crate::calc::Calendar::Second).ok()?;
    Some(number.exact()?.to_f64())
}

#[expect(clippy::cast_possible_truncation, reason = "below 2^53 nanoseconds in any run")]
fn nanos(seconds: f64) -> Nanos {
    libm::round(seconds * 1e9) as Nanos
}

#[cfg(test)]
mod tests;
